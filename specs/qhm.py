"""Quasi-hyperbolic momentum (QHM), as Ma and Yarats (2019) print it in section 3.

The average is dampened, and the step mixes it with the bare gradient. Their ``g`` and β are our ``m``
and ``momentum``; their step from ``t`` to ``t+1`` is our step ``t``. The usual values are their rule of
thumb, and the rate that belongs to momentum with a rate of 0.1 and a coefficient of 0.9.
"""

from sympy import Rational

from specs.alphabet import g, lr, m, momentum, nu, t, w
from verifier.language import Eq, Recurrence, Source

QHM = Recurrence(
    name="qhm",
    title="Quasi-hyperbolic momentum: the gradient mixed with its average",
    source=Source("ma2019", "section 3, the update rule of QHM", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0),),
    update=(
        Eq(m[t], momentum * m[t - 1] + (1 - momentum) * g[t]),
        Eq(w[t], w[t - 1] - lr[t] * ((1 - nu) * g[t] + nu * m[t])),
    ),
    usual=((lr, Rational(1)), (momentum, Rational("0.999")), (nu, Rational("0.7"))),
)
