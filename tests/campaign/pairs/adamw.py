"""Pairs of Adam with weight decay: in the gradient, beside the step, with or without the rate."""

from __future__ import annotations

from tests.campaign.pairs.adam import HATS, A
from tests.campaign.pairs.record import (
    CONDITIONAL,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

AW = f"{A}, weight_decay"
ADAMW = rule(AW, HATS + "w = w - lr*(mh/(sqrt(vh) + epsilon) + weight_decay*w)")

ADAMW_PAIRS = (
    Pair(
        "l2-or-decoupled",
        ADAMW,
        rule(AW, "g = g + weight_decay*w\n" + HATS + "w -= lr*mh/(sqrt(vh) + epsilon)"),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
    ),
    Pair(
        "adamw-torch",
        ADAMW,
        rule(AW, "w = w*(1 - lr*weight_decay)\n" + HATS + "w -= lr*mh/(sqrt(vh) + epsilon)"),
        EQUAL,
    ),
    Pair(
        "adamw-paper",
        ADAMW,
        rule(AW, HATS + "w = w - (lr*mh/(sqrt(vh) + epsilon) + weight_decay*w)"),
        TRANSLATED,
        to="right",
        translation={"weight_decay": "lr*weight_decay"},
        source="modern-fortran/neural-fortran#152",
    ),
    Pair(
        "adamw-decay-last",
        ADAMW,
        rule(AW, HATS + "w -= lr*mh/(sqrt(vh) + epsilon)\nw -= lr*weight_decay*w"),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        source="aiqm/torchani#261",
    ),
    Pair(
        "adamw-decay-in-the-direction-only",
        ADAMW,
        rule(AW, HATS + "w = w - lr*mh/(sqrt(vh) + epsilon) + weight_decay*w"),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        remark="a sign",
    ),
)
