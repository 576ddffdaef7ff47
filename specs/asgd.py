"""Averaged stochastic gradient descent, as Polyak and Juditsky (1992) define it.

The iterate ``x`` moves as in gradient descent, and the gradient is asked for there; the weight is the
mean of the iterates before this step. It does not act on the iterate. They have no usual rate; 0.01 is
the custom of the frameworks.
"""

from sympy import Rational

from specs.alphabet import g, lr, t, w, x
from verifier.language import Eq, Recurrence, Source

ASGD = Recurrence(
    name="asgd",
    title="Averaged stochastic gradient descent",
    source=Source("polyak1992", "the iteration and its average, equations 2", "secondary"),
    output=w,
    given=(g, lr),
    gradient=x[t - 1],
    initial=(Eq(x[0], w[0]),),
    update=(
        Eq(x[t], x[t - 1] - lr[t] * g[t]),
        Eq(w[t], w[t - 1] + (x[t - 1] - w[t - 1]) / t),
    ),
    usual=((lr, Rational("0.01")),),
)
