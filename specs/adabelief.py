"""AdaBelief, as Zhuang and others (2020) print it in Algorithm 2, without projection.

Adam whose second moment is taken about the first, with the new gradient already in it. Their ``s`` is
our ``belief``. Epsilon stands in two places: it is added to ``s`` in every step, so that it accumulates,
and to the root; the two have different units.
"""

from sympy import Rational, sqrt

from specs.alphabet import belief, belief_hat, beta_1, beta_2, epsilon, g, lr, m, m_hat, t, w
from verifier.language import Eq, Recurrence, Source

ADABELIEF = Recurrence(
    name="adabelief",
    title="AdaBelief: steps divided by the deviation of the gradient from its average",
    source=Source("zhuang2020", "Algorithm 2, no projection"),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(belief[0], 0)),
    update=(
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(belief[t], beta_2 * belief[t - 1] + (1 - beta_2) * (g[t] - m[t]) ** 2 + epsilon),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(belief_hat[t], belief[t] / (1 - beta_2**t)),
        Eq(w[t], w[t - 1] - lr[t] * m_hat[t] / (sqrt(belief_hat[t]) + epsilon)),
    ),
    usual=(
        (lr, Rational("0.001")),
        (beta_1, Rational("0.9")),
        (beta_2, Rational("0.999")),
        (epsilon, Rational("1e-8")),
    ),
)
