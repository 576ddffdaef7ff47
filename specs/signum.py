"""Signum, as Bernstein and others (2018) print it in Algorithm 2: signSGD with momentum.

The sign is taken of the average with the new gradient in it. Their β is our ``momentum``. No first
average is printed: zero is the custom. The sign of zero is taken as zero.
"""

from sympy import Rational, sign

from specs.alphabet import g, lr, m, momentum, t, w
from verifier.language import Eq, Recurrence, Source

SIGNUM = Recurrence(
    name="signum",
    title="Signum: the sign of the first moment",
    source=Source("bernstein2018", "Algorithm 2", "secondary"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0),),
    update=(
        Eq(m[t], momentum * m[t - 1] + (1 - momentum) * g[t]),
        Eq(w[t], w[t - 1] - lr[t] * sign(m[t])),
    ),
    usual=((lr, Rational("0.0001")), (momentum, Rational("0.9"))),
)
