"""Adamax, as Kingma and Ba (2015) print it in Algorithm 2.

There is no epsilon: it is undefined while every gradient has been zero.
"""

from sympy import Abs, Max, Rational

from specs.alphabet import beta_1, beta_2, g, lr, m, t, u, w
from verifier.language import Eq, Recurrence, Source

ADAMAX = Recurrence(
    name="adamax",
    title="Adamax: Adam with the infinity norm",
    source=Source("kingma2015", "Algorithm 2, section 7.1"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(u[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(u[t], Max(beta_2 * u[t - 1], Abs(g[t]), evaluate=False)),
        Eq(w[t], w[t - 1] - lr[t] / (1 - beta_1**t) * m[t] / u[t]),
    ),
    usual=((lr, Rational("0.002")), (beta_1, Rational("0.9")), (beta_2, Rational("0.999"))),
)
