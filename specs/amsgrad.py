"""AMSGrad, as Reddi, Kale and Kumar (2018) print it in Algorithm 2.

No bias correction and no epsilon, so that it is undefined while every gradient has been zero. Their
``v̂`` is our ``v_max``, since here the hat is bias correction; their β₁ₜ is held constant, which
they call typical in practice; the projection is left out, the weights being free.
"""

from sympy import Max, Rational, sqrt

from specs.alphabet import beta_1, beta_2, g, lr, m, t, v, v_max, w
from verifier.language import Eq, Recurrence, Source

AMSGRAD = Recurrence(
    name="amsgrad",
    title="AMSGrad: Adam with the largest second moment so far",
    source=Source("reddi2018", "Algorithm 2, constant beta_1, no projection"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0), Eq(v_max[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(v_max[t], Max(v_max[t - 1], v[t], evaluate=False)),
        Eq(w[t], w[t - 1] - lr[t] * m[t] / sqrt(v_max[t])),
    ),
    usual=((lr, Rational("0.001")), (beta_1, Rational("0.9")), (beta_2, Rational("0.999"))),
)
