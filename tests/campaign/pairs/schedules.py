"""Pairs with warm-ups, decays and rates by the step, from bug reports and training recipes."""

from __future__ import annotations

from tests.campaign.pairs.record import CONDITIONAL, TRANSLATED, Pair, rule

WARM = "w, g, t, *, lr, total: 'total > 0'"
SHARE = "w, g, t, *, lr, total: 'total > 0', p: '0 <= p < 1'"
LARGEST = "w, g, t, m=0, v=0, x=0, *, lr, b1, b2, eps"
WARM_THEN_DECAY = """
n = total*p
d = total - n
w = w - (lr*(t/n) if t <= n else lr*(1 - min({}, d)/d))*g
"""
UNCORRECTED = """
m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g*g
x = max(x, v)
w = w - {}*m/(sqrt(x) + eps)
"""

SCHEDULES = (
    Pair(
        "decay-counted-from-the-warm-up",
        rule(SHARE, WARM_THEN_DECAY.format("t")),
        rule(SHARE, WARM_THEN_DECAY.format("t - n")),
        CONDITIONAL,
        conditions=("p == 0",),
        remark="where the total is small no weight moves under that condition",
        source="CyberZHG/keras-radam#8",
    ),
    Pair(
        "warm-up-of-twice-the-length",
        rule(WARM, "w = w - lr*min(t/total, 1)*g"),
        rule(WARM, "w = w - lr*min(t/(2*total), 1)*g"),
        TRANSLATED,
        to="right",
        translation={"total": "total/2"},
    ),
    Pair(
        "linear-decay-by-its-slope",
        rule(WARM, "w = w - lr*max(1 - t/total, 0)*g"),
        rule("w, g, t, *, lr, d: 'd > 0'", "w = w - max(lr - d*t, 0)*g"),
        TRANSLATED,
        to="right",
        translation={"d": "lr/total"},
    ),
    Pair(
        "largest-second-moment-without-correction",
        rule(LARGEST, UNCORRECTED.format("lr")),
        rule(LARGEST, UNCORRECTED.format("lr*sqrt(1 - b2**t)/(1 - b1**t)")),
        CONDITIONAL,
        conditions=("b1 == 0 and b2 == 0",),
        remark="the rate is mapped by the step: which of two is larger is decided either way",
        source="online-ml/river#185",
    ),
    Pair(
        "average-whose-decay-may-be-one",
        rule("w, g, t, m=0, *, lr, b: '0 <= b <= 1'", "m = b*m + (1 - b)*g\nw = w - lr*m/(1 - b**t)"),
        rule("w, g, t, m=0, s=0, *, lr, b: '0 <= b <= 1'", "m = b*m + g\ns = b*s + 1\nw = w - lr*m/s"),
        CONDITIONAL,
        conditions=("b < 1",),
    ),
)
