"""Nadam, as Dozat (2015) prints it in Algorithm 8 of his report.

His μ, ν and n are our ``beta_1``, ``beta_2`` and ``v``; ``P`` is the product of the schedule. His two
texts differ: the workshop article (2016, Algorithm 2) has ``mu[t]`` in the first moment too, and a
factor ν in the numerator of the corrected second moment, which its readers take for a misprint. The
report is the specification: it has no such factor, and more transcriptions agree on it. The usual
0.99 is that of the schedule, the rate that of his own program.
"""

from sympy import Rational, sqrt

from specs.alphabet import P, beta_1, beta_2, epsilon, g, g_hat, lr, m, m_bar, m_hat, mu, t, v, v_hat, w
from verifier.language import Eq, Recurrence, Source

NADAM = Recurrence(
    name="nadam",
    title="Nadam: Adam with Nesterov's look-ahead and a momentum schedule",
    source=Source("dozat2015", "Algorithm 8", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0), Eq(P[0], 1)),
    update=(
        Eq(mu[t], beta_1 * (1 - Rational("0.5") * Rational("0.96") ** (t / 250))),
        Eq(P[t], P[t - 1] * mu[t]),
        Eq(g_hat[t], g[t] / (1 - P[t])),
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(m_hat[t], m[t] / (1 - P[t] * mu[t + 1])),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(v_hat[t], v[t] / (1 - beta_2**t)),
        Eq(m_bar[t], (1 - mu[t]) * g_hat[t] + mu[t + 1] * m_hat[t]),
        Eq(w[t], w[t - 1] - lr[t] * m_bar[t] / (sqrt(v_hat[t]) + epsilon)),
    ),
    usual=(
        (lr, Rational("0.002")),
        (beta_1, Rational("0.99")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("1e-8")),
    ),
)
