"""RMSprop with momentum: equations 38, 40 and 41 of Graves (2013) without the mean of the gradient.

Graves prints the centred rule only; this is his rule with the second moment left about zero, which
the slides of Tieleman and Hinton (2012) suggest in words. The rate is inside the step ``delta``, as
he has it. No first values are printed: zeros are the custom.
"""

from sympy import Rational, sqrt

from specs.alphabet import delta, epsilon, g, lr, momentum, rho, t, v, w
from verifier.language import Eq, Recurrence, Source

RMSPROP_MOMENTUM = Recurrence(
    name="rmsprop_momentum",
    title="RMSprop with momentum, the rate inside the step",
    source=Source(
        "graves2013",
        "equations 38, 40 and 41, uncentred",
        "transcription of equation 40; that the mean may be left out rests on tieleman2012",
    ),
    output=w,
    given=(g, lr),
    initial=(Eq(v[0], 0), Eq(delta[0], 0)),
    update=(
        Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
        Eq(delta[t], momentum * delta[t - 1] - lr[t] * g[t] / sqrt(v[t] + epsilon)),
        Eq(w[t], w[t - 1] + delta[t]),
    ),
    usual=(
        (lr, Rational("0.0001")),
        (rho, Rational("0.95")),
        (momentum, Rational("0.9")),
        (epsilon, Rational("0.0001")),
    ),
)
