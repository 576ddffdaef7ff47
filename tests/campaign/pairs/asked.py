"""Pairs whose sides ask at different points, switch a branch, start elsewhere, or part at one value alone."""

from __future__ import annotations

from tests.campaign.pairs.record import CONDITIONAL, EQUAL, TRANSLATED, Pair, rule

AHEAD = "w, t, v=0, *, lr, mu"
HERE = "w, g, t, v=0, *, lr, mu"
FREE = "w, t, z='w', *, lr, "
AVERAGED = "y = {}*z + {}*w\nz = z - lr*grad(y)\nw = w + (z - w)/t"
LARGEST = "w, g, t, m=0, v=0, x={}, *, lr, beta_1, beta_2, epsilon"
STEP = """
m = beta_1*m + (1 - beta_1)*g
v = beta_2*v + (1 - beta_2)*g*g
x = max(x, v)
w = w - lr*m/(sqrt(x) + epsilon)
"""
DUAL = "w, g, t, s=0, v=0, x='w', *, lr, eps"
CUBE = "s = s + l*g\nv = v + l*g*g\nw = x - s/(v**(1/3) + eps)\nx = x"
FAINT = "w, g, t, v=0, *, lr, b2"
DAMPED = "w, g, t, v=0, *, lr, mu, d: '0 <= d < 1'"

ASKED = (
    Pair(
        "look-ahead-of-an-average",
        rule(AHEAD, "v = mu*v + (1 - mu)*grad(w - lr*mu*v)\nw = w - lr*v"),
        rule(HERE, "v = mu*v + g\nw = w - lr*(g + mu*v)"),
        TRANSLATED,
        to="right",
        translation={"lr": "lr*(1 - mu)"},
        source="udlbook/udlbook#149",
    ),
    Pair(
        "schedule-free-share-of-the-other",
        rule(FREE + "beta", AVERAGED.format("(1 - beta)", "beta")),
        rule(FREE + "c: '0 < c <= 1'", AVERAGED.format("c", "(1 - c)")),
        TRANSLATED,
        to="right",
        translation={"c": "1 - beta"},
        remark="the weights for given gradients are the same; the points at which they are asked for are not",
    ),
    Pair(
        "rate-switched-by-a-flag",
        rule("w, g, t, *, lr, flag", "w = w - (lr if flag > 0 else 2*lr)*g"),
        rule("w, g, t, *, lr", "w = w - lr*g"),
        TRANSLATED,
        translation={"flag": "1"},
    ),
    Pair(
        "dampening-without-momentum",
        rule(
            DAMPED,
            "if mu == 0:\n    u = g\nelse:\n    v = mu*v + (1 - d)*g\n    u = v\nw = w - lr*u",
        ),
        rule(DAMPED, "v = mu*v + (1 - d)*g\nw = w - lr*v"),
        CONDITIONAL,
        conditions=("mu > 0", "d == 0"),
        source="ml-explore/mlx#473",
    ),
    Pair(
        "restarted-at-a-tie",
        rule(HERE, "v = mu*(0 if g*v > 0 else v) - lr*g\nw = w + v"),
        rule(HERE, "v = (mu*v if g*v < 0 else 0) - lr*g\nw = w + v"),
        CONDITIONAL,
        conditions=("g != 0", "mu == 0"),
    ),
    Pair(
        "maximum-started-below-zero",
        rule(LARGEST.format("-1"), STEP),
        rule(LARGEST.format("0"), STEP),
        EQUAL,
    ),
    Pair(
        "dual-average-with-epsilon-in-the-rate",
        rule(DUAL, f"l = (lr + eps)*sqrt(t)\n{CUBE}"),
        rule(DUAL, f"l = lr*sqrt(t)\n{CUBE}"),
        TRANSLATED,
        to="right",
        translation={"lr": "lr + eps"},
        source="kozistr/pytorch_optimizer#526",
    ),
    Pair(
        "numbers-in-the-place-of-names",
        rule(
            "w, g, t, m=0, v=0",
            """
m = 0.9*m + 0.1*g
v = 0.999*v + 0.001*g**2
w = w - 0.001*(m/(1 - 0.9**t))/(sqrt(v/(1 - 0.999**t)) + 1e-8)
""",
        ),
        rule(
            "w, g, t, m=0, v=0, *, lr, b1, b2, eps",
            """
m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g*g
w = w - lr*(m/(1 - b1**t))/(sqrt(v/(1 - b2**t)) + eps)
""",
        ),
        TRANSLATED,
        to="right",
        translation={"lr": "1/1000", "b1": "9/10", "b2": "999/1000", "eps": "1/100000000"},
    ),
    Pair(
        "squares-with-a-faint-number-added",
        rule(FAINT, "v = b2*v + (1 - b2)*(g*g + 1e-30)\nw = w - lr*g/sqrt(v)"),
        rule(FAINT, "v = b2*v + (1 - b2)*g*g\nw = w - lr*g/sqrt(v + 1e-30*(1 - b2**t))"),
        EQUAL,
        remark="no run in floating point tells these numbers",
    ),
    Pair(
        "threshold-between-two-steps",
        rule("w, g, t, *, lr", "w = w - (lr if t > 1000.5 else 2*lr)*g"),
        rule("w, g, t, *, lr", "w = w - (lr if t >= 1001 else 2*lr)*g"),
        EQUAL,
        remark="the number of a step is whole",
    ),
)
