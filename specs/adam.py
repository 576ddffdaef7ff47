"""Adam, as Kingma and Ba (2015) print it in Algorithm 1."""

from sympy import Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, m_hat, t, v, v_hat, w
from verifier.language import Eq, Recurrence, Source

ADAM = Recurrence(
    name="adam",
    title="Adam: bias-corrected first and second moments",
    source=Source("kingma2015", "Algorithm 1"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(v_hat[t], v[t] / (1 - beta_2**t)),
        Eq(w[t], w[t - 1] - lr[t] * m_hat[t] / (sqrt(v_hat[t]) + epsilon)),
    ),
    usual=(
        (lr, Rational("0.001")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("1e-8")),
    ),
)
