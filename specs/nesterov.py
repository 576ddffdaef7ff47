"""Nesterov's accelerated gradient, as Sutskever and others (2013) print it in equations 3 and 4.

It is momentum whose gradient is asked for at the point to which the old velocity alone would
lead. No first velocity is printed with the equations: zero is the custom.
"""

from sympy import Rational

from specs.alphabet import g, lr, momentum, t, velocity, w
from verifier.language import Eq, Recurrence, Source

NESTEROV = Recurrence(
    name="nesterov",
    title="Nesterov's accelerated gradient, velocity form",
    source=Source("sutskever2013", "equations 3 and 4"),
    output=w,
    given=(g, lr),
    gradient=w[t - 1] + momentum * velocity[t - 1],
    initial=(Eq(velocity[0], 0),),
    update=(
        Eq(velocity[t], momentum * velocity[t - 1] - lr[t] * g[t]),
        Eq(w[t], w[t - 1] + velocity[t]),
    ),
    usual=((lr, Rational("0.01")), (momentum, Rational("0.9"))),
)
