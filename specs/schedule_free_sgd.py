"""Schedule-free SGD, as Defazio and others (2024) print it in section 1.

The weight is ``y``, at which the gradient is asked: between ``z``, which moves by the gradient, and
``average``, their ``x``, which is the model to be evaluated. Their β is our ``beta_1``, as in the
frameworks. Their step from ``t`` to ``t+1`` is our step ``t``, their ``z_1`` = ``x_1`` our first weight.
"""

from sympy import Rational

from specs.alphabet import average, beta_1, g, lr, t, w, z
from verifier.language import Eq, Recurrence, Source

SCHEDULE_FREE_SGD = Recurrence(
    name="schedule_free_sgd",
    title="Schedule-free SGD: the gradient between the iterate and its mean",
    source=Source("defazio2024", "the update of section 1, with the constant rate gamma", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(z[0], w[0]), Eq(average[0], w[0])),
    update=(
        Eq(z[t], z[t - 1] - lr[t] * g[t]),
        Eq(average[t], (1 - 1 / (t + 1)) * average[t - 1] + 1 / (t + 1) * z[t]),
        Eq(w[t], (1 - beta_1) * z[t] + beta_1 * average[t]),
    ),
    usual=((lr, Rational(1)), (beta_1, Rational("0.9"))),
)
