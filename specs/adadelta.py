"""Adadelta, as Zeiler (2012) prints it in Algorithm 1.

``v`` is his E[g²], ``d`` his E[Δx²], ``delta`` his Δx. Epsilon stands inside both roots, the
numerator lags one step behind the denominator, and there is no learning rate.
"""

from sympy import Rational, sqrt

from specs.alphabet import d, delta, epsilon, g, rho, t, v, w
from verifier.language import Eq, Recurrence, Source

ADADELTA = Recurrence(
    name="adadelta",
    title="Adadelta: the ratio of two averages in place of a learning rate",
    source=Source("zeiler2012", "Algorithm 1"),
    output=w,
    given=(g,),
    initial=(Eq(v[0], 0), Eq(d[0], 0)),
    update=(
        Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
        Eq(delta[t], -sqrt(d[t - 1] + epsilon) / sqrt(v[t] + epsilon) * g[t]),
        Eq(d[t], rho * d[t - 1] + (1 - rho) * delta[t] ** 2),
        Eq(w[t], w[t - 1] + delta[t]),
    ),
    usual=((rho, Rational("0.95")), (epsilon, Rational("1e-6"))),
)
