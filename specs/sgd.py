"""Stochastic gradient descent, the iteration of Robbins and Monro (1951).

They look for a root of an unknown function from noisy values of it, with a sequence of steps
``a[n]``; put the gradient for the function and the learning rate for the step. They have no usual
rate; 0.01 is the custom of the frameworks.
"""

from sympy import Rational

from specs.alphabet import g, lr, t, w
from verifier.language import Eq, Recurrence, Source

SGD = Recurrence(
    name="sgd",
    title="Stochastic gradient descent",
    source=Source("robbins1951", "the iteration x[n+1] = x[n] + a[n] (alpha - y[n])", "secondary"),
    output=w,
    given=(g, lr),
    initial=(),
    update=(Eq(w[t], w[t - 1] - lr[t] * g[t]),),
    usual=((lr, Rational("0.01")),),
)
