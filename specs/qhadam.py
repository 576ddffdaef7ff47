"""QHAdam, as Ma and Yarats (2019) print it in section 4: Adam with both moments quasi-hyperbolic.

Their ``g`` and ``s`` are our ``m`` and ``v``. With ``nu_1`` = ``nu_2`` = 1 it is Adam. The usual discount
factors and first decay are those of the example in the authors' program.
"""

from sympy import Rational, sqrt

from specs.alphabet import beta_1, beta_2, epsilon, g, lr, m, m_hat, nu_1, nu_2, t, v, v_hat, w
from verifier.language import Eq, Recurrence, Source

QHADAM = Recurrence(
    name="qhadam",
    title="QHAdam: Adam with the gradient mixed into both moments",
    source=Source("ma2019", "section 4, the update rule of QHAdam", "transcription"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(v[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(v[t], beta_2 * v[t - 1] + (1 - beta_2) * g[t] ** 2),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(v_hat[t], v[t] / (1 - beta_2**t)),
        Eq(
            w[t],
            w[t - 1]
            - lr[t]
            * ((1 - nu_1) * g[t] + nu_1 * m_hat[t])
            / (sqrt((1 - nu_2) * g[t] ** 2 + nu_2 * v_hat[t]) + epsilon),
        ),
    ),
    usual=(
        (lr, Rational("0.0003")),
        (beta_1, Rational("0.99")),
        (beta_2, Rational("0.999")),
        (nu_1, Rational("0.8")),
        (nu_2, Rational(1)),
        (epsilon, Rational("1e-8")),
    ),
)
