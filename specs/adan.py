"""Adan, after Xie and others (2022), Algorithm 1, begun as their program begins it.

The article starts its averages at the first gradient, before the first step; its authors' program starts
them at 0 and corrects all three for the bias, and so does this. The first change of the gradient is 0.
The article's β are 1 minus ours, which are decay rates, as in the program. Its v, the average of the
changes, is our ``trend``, its n our ``v``. Weights decay by division, with the rate and not with the step.
The article and other transcriptions may put epsilon elsewhere; the program adds it to the corrected root.
"""

from sympy import Piecewise, Rational, sqrt

from specs.alphabet import (
    beta_1,
    beta_2,
    beta_3,
    change,
    epsilon,
    g,
    g_last,
    lr,
    m,
    m_hat,
    t,
    trend,
    trend_hat,
    v,
    v_hat,
    w,
    weight_decay,
)
from verifier.language import Eq, Recurrence, Source

ADAN = Recurrence(
    name="adan",
    title="Adan: adaptive steps along Nesterov's momentum, estimated from changes of the gradient",
    source=Source(
        "xie2022", "Algorithm 1, first values and bias as in the authors' program", "transcription"
    ),
    output=w,
    given=(g, lr),
    initial=(Eq(m[0], 0), Eq(trend[0], 0), Eq(v[0], 0), Eq(g_last[0], 0)),
    update=(
        Eq(change[t], Piecewise((g[t] - g_last[t - 1], t > 1), (0, True))),
        Eq(g_last[t], g[t]),
        Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t]),
        Eq(trend[t], beta_2 * trend[t - 1] + (1 - beta_2) * change[t]),
        Eq(v[t], beta_3 * v[t - 1] + (1 - beta_3) * (g[t] + beta_2 * change[t]) ** 2),
        Eq(m_hat[t], m[t] / (1 - beta_1**t)),
        Eq(trend_hat[t], trend[t] / (1 - beta_2**t)),
        Eq(v_hat[t], v[t] / (1 - beta_3**t)),
        Eq(
            w[t],
            (w[t - 1] - lr[t] * (m_hat[t] + beta_2 * trend_hat[t]) / (sqrt(v_hat[t]) + epsilon))
            / (1 + lr[t] * weight_decay),
        ),
    ),
    usual=(
        (lr, Rational("0.001")),
        (beta_1, Rational("0.98")),
        (beta_2, Rational("0.92")),
        (beta_3, Rational("0.99")),
        (epsilon, Rational("1e-8")),
        (weight_decay, Rational("0.02")),
    ),
)
