"""AdamW, as Loshchilov and Hutter (2019) print it in Algorithm 2.

The multiplier ``eta`` of the schedule and the rate ``lr`` (their α) are apart: the decay is
multiplied by the one and not by the other. A multiplier of 1 is no schedule. They recommend no value
for the weight decay; 1e-5 is a decay of 0.01 in programs that multiply it by the rate, 0.001.
"""

from sympy import Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, eta, g, lr, m, m_hat, t, v, v_hat, w, weight_decay
from verifier.language import Eq, Recurrence, Source

ADAMW = Recurrence(
    name="adamw",
    title="AdamW: Adam with decoupled weight decay",
    source=Source("loshchilov2019", "Algorithm 2"),
    output=w,
    given=(g, lr, eta),
    initial=(Eq(m[0], 0), Eq(v[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(v_hat[t], v[t] / (1 - beta_2**t)),
        Eq(
            w[t],
            w[t - 1] - eta[t] * (lr[t] * m_hat[t] / (sqrt(v_hat[t]) + epsilon) + weight_decay * w[t - 1]),
        ),
    ),
    usual=(
        (lr, Rational("0.001")),
        (eta, Rational(1)),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("1e-8")),
        (weight_decay, Rational("0.00001")),
    ),
)
