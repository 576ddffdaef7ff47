"""RAdam, as Liu and others (2020) print it in Algorithm 2.

Their ρ is our ``length``, of the simple moving average that an exponential one stands for. While it is
4 or less, the variance of the adaptive rate is infinite, and the step is that of momentum alone. There
is no epsilon. The usual values are those of the authors' program.
"""

from sympy import Piecewise, Rational, sqrt

from specs.alphabet import adaptive, beta_1, beta_2, g, length, length_max, lr, m, m_hat, r, t, v, w
from verifier.language import Eq, Recurrence, Source

RADAM = Recurrence(
    name="radam",
    title="RAdam: Adam with the variance of its rate rectified",
    source=Source("liu2020", "Algorithm 2"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0)),
    update=(
        Eq(length_max[t], 2 / (1 - beta_2) - 1),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(length[t], length_max[t] - 2 * t * beta_2**t / (1 - beta_2**t)),
        Eq(adaptive[t], sqrt((1 - beta_2**t) / v[t])),
        Eq(
            r[t],
            sqrt(
                (length[t] - 4)
                * (length[t] - 2)
                * length_max[t]
                / ((length_max[t] - 4) * (length_max[t] - 2) * length[t])
            ),
        ),
        Eq(
            w[t],
            w[t - 1] - lr[t] * Piecewise((r[t] * m_hat[t] * adaptive[t], length[t] > 4), (m_hat[t], True)),
        ),
    ),
    usual=((lr, Rational("0.001")), (beta_1, Rational("0.9")), (beta_2, Rational("0.999"))),
)
