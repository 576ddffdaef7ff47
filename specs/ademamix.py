"""AdEMAMix, as Pagliardini, Ablin and Grangier (2024) print it in Algorithm 1, without their schedulers.

AdamW with a second, slower average of the gradients, which is not corrected for its bias and enters the
step α times; their α is our ``mix``, their β₃ the decay of the slow average. They warm α and β₃ up; here
both are constant.
"""

from sympy import Rational, sqrt

from specs.alphabet import (
    beta_1,
    beta_2,
    beta_3,
    epsilon,
    g,
    lr,
    m,
    m_hat,
    mix,
    slow,
    t,
    v,
    v_hat,
    w,
    weight_decay,
)
from verifier.language import Eq, Recurrence, Source

ADEMAMIX = Recurrence(
    name="ademamix",
    title="AdEMAMix: Adam with a mixture of a fast and a slow average of the gradients",
    source=Source("pagliardini2024", "Algorithm 1, α and β₃ constant", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(slow[0], 0), Eq(v[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(slow[t], beta_3 * slow[t - 1] + (1 - beta_3) * g[t]),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(v_hat[t], v[t] / (1 - beta_2**t)),
        Eq(
            w[t],
            w[t - 1]
            - lr[t] * ((m_hat[t] + mix * slow[t]) / (sqrt(v_hat[t]) + epsilon) + weight_decay * w[t - 1]),
        ),
    ),
    usual=(
        (lr, Rational("0.001")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (beta_3, Rational("0.9999")),
        (mix, Rational("5")),
        (epsilon, Rational("1e-8")),
        (weight_decay, Rational("0.1")),
    ),
)
