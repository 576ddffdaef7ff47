"""Yogi, as Zaheer and others (2018) print it in Algorithm 2.

Adam whose second moment moves by a multiple of the squared gradient, up or down, instead of by a
multiple of its distance from it. There is no correction for the bias. First values: zeros, as custom
has it; the programs start at 1e-6.
"""

from sympy import Rational, sign, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, t, v, w
from verifier.language import Eq, Recurrence, Source

YOGI = Recurrence(
    name="yogi",
    title="Yogi: a second moment that changes additively",
    source=Source("zaheer2018", "Algorithm 2", "transcription; the first values from memory"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(v[t], v[t - 1] - (1 - beta_2) * sign(v[t - 1] - g[t] ** 2) * g[t] ** 2),
        Eq(w[t], w[t - 1] - lr[t] * m[t] / (sqrt(v[t]) + epsilon)),
    ),
    usual=(
        (lr, Rational("0.01")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("0.001")),
    ),
)
