"""Rprop (resilient propagation), as Riedmiller and Braun (1993) define it.

Each weight has a step size of its own, ``size``, that grows while the sign of the gradient stays and
shrinks when it turns. When it turns, the step before is taken back, and the next step does not adapt:
the gradient is kept as 0. Their bounds and first value are our ``step_sizes_1``, ``step_sizes_2`` and
``lr``; before the first step there is neither gradient nor step.
"""

from sympy import Max, Min, Piecewise, Rational, sign

from specs.alphabet import delta, etas_1, etas_2, g, g_kept, lr, size, step_sizes_1, step_sizes_2, t, w
from verifier.language import Eq, Recurrence, Source

RPROP = Recurrence(
    name="rprop",
    title="Rprop: steps that depend on the signs of the gradient alone",
    source=Source(
        "riedmiller1993", "the adaptation rule and the weight step, with backtracking", "secondary"
    ),
    output=w,
    given=(g, lr),
    initial=(Eq(size[0], lr[0]), Eq(delta[0], 0), Eq(g_kept[0], 0)),
    update=(
        Eq(
            size[t],
            Piecewise(
                (Min(etas_2 * size[t - 1], step_sizes_2, evaluate=False), g_kept[t - 1] * g[t] > 0),
                (Max(etas_1 * size[t - 1], step_sizes_1, evaluate=False), g_kept[t - 1] * g[t] < 0),
                (size[t - 1], True),
            ),
        ),
        Eq(delta[t], Piecewise((-delta[t - 1], g_kept[t - 1] * g[t] < 0), (-sign(g[t]) * size[t], True))),
        Eq(g_kept[t], Piecewise((0, g_kept[t - 1] * g[t] < 0), (g[t], True))),
        Eq(w[t], w[t - 1] + delta[t]),
    ),
    usual=(
        (lr, Rational("0.1")),
        (etas_1, Rational("0.5")),
        (etas_2, Rational("1.2")),
        (step_sizes_1, Rational("1e-6")),
        (step_sizes_2, Rational(50)),
    ),
)
