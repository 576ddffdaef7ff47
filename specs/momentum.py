"""Momentum (the heavy ball), as Sutskever and others (2013) print it in equations 1 and 2.

The rate is inside the velocity and the velocity is added to the weight. Their step from ``t`` to
``t+1`` is our step ``t``. No first velocity is printed with the equations: zero is the custom.
"""

from sympy import Rational

from specs.alphabet import g, lr, momentum, t, velocity, w
from verifier.language import Eq, Recurrence, Source

MOMENTUM = Recurrence(
    name="momentum",
    title="Momentum (heavy ball), velocity form",
    source=Source("sutskever2013", "equations 1 and 2"),
    output=w,
    given=(g, lr),
    initial=(Eq(velocity[0], 0),),
    update=(
        Eq(velocity[t], momentum * velocity[t - 1] - lr[t] * g[t]),
        Eq(w[t], w[t - 1] + velocity[t]),
    ),
    usual=((lr, Rational("0.01")), (momentum, Rational("0.9"))),
)
