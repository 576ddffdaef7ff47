"""Schedule-free AdamW, as Defazio and others (2024) print it in Algorithm 1, without warmup.

The weight is ``y``, at which the gradient is asked: between ``z``, which moves by the normalized gradient,
and ``average``, their ``x``, which is the model to be evaluated. There is no first moment; their β₁ is the
share of the average in ``y``. The correction for the bias is folded into the rate, and by it into the
weights of the average. Their ``z_1`` = ``x_1`` is our first weight.
"""

from sympy import Rational, sqrt

from specs.alphabet import (
    average,
    beta_1,
    beta_2,
    c_share,
    epsilon,
    g,
    gamma,
    gamma_squares,
    lr,
    t,
    v,
    w,
    weight_decay,
    z,
)
from verifier.language import Eq, Recurrence, Source

SCHEDULE_FREE_ADAMW = Recurrence(
    name="schedule_free_adamw",
    title="Schedule-free AdamW: Adam's step between the iterate and its mean",
    source=Source("defazio2024", "Algorithm 1, no warmup", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(z[0], w[0]), Eq(average[0], w[0]), Eq(v[0], 0), Eq(gamma_squares[0], 0)),
    update=(
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(gamma[t], lr[t] * sqrt(1 - beta_2**t)),
        Eq(z[t], z[t - 1] - gamma[t] * (g[t] / (sqrt(v[t]) + epsilon) + weight_decay * w[t - 1])),
        Eq(gamma_squares[t], gamma_squares[t - 1] + gamma[t] ** 2),
        Eq(c_share[t], gamma[t] ** 2 / gamma_squares[t]),
        Eq(average[t], (1 - c_share[t]) * average[t - 1] + c_share[t] * z[t]),
        Eq(w[t], (1 - beta_1) * z[t] + beta_1 * average[t]),
    ),
    usual=(
        (lr, Rational("0.0025")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("1e-8")),
        (weight_decay, Rational(0)),
    ),
)
