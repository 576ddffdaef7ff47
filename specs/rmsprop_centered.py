"""Centred RMSprop with momentum, as Graves (2013) prints it in equations 38 to 41.

His n, g and Δ are our ``v``, ``m`` and ``delta``; aleph decays both averages. The second moment is
taken about the mean, epsilon stands inside the root, and the weight moves by the new step. With
``momentum`` = 0 it is centred RMSprop alone. No first values are printed: zeros are the custom.
"""

from sympy import Rational, sqrt

from specs.alphabet import delta, epsilon, g, lr, m, momentum, rho, t, v, w
from verifier.language import Eq, Recurrence, Source

RMSPROP_CENTERED = Recurrence(
    name="rmsprop_centered",
    title="RMSprop about the mean of the gradient, with momentum",
    source=Source("graves2013", "equations 38 to 41, page 23", "transcription of equations 39 and 40"),
    output=w,
    given=(g, lr),
    initial=(Eq(v[0], 0), Eq(m[0], 0), Eq(delta[0], 0)),
    update=(
        Eq(v[t], rho * v[t - 1] + (1 - rho) * g[t] ** 2),
        Eq(m[t], rho * m[t - 1] + (1 - rho) * g[t]),
        Eq(delta[t], momentum * delta[t - 1] - lr[t] * g[t] / sqrt(v[t] - m[t] ** 2 + epsilon)),
        Eq(w[t], w[t - 1] + delta[t]),
    ),
    usual=(
        (lr, Rational("0.0001")),
        (rho, Rational("0.95")),
        (momentum, Rational("0.9")),
        (epsilon, Rational("0.0001")),
    ),
)
