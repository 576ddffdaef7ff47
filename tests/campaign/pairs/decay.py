"""Pairs of weight decay: beside the gradient, apart from it, doubled, in other orders."""

from __future__ import annotations

from tests.campaign.pairs.momentum import SGD
from tests.campaign.pairs.record import (
    CONDITIONAL,
    DIFFERENT,
    EITHER,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

DECAYED = "w, g, t, b=0, *, lr, momentum, weight_decay"
PLAIN = "w, g, t, *, lr, weight_decay"
BUFFER_DECAY = rule(DECAYED, "b = momentum*b + g + weight_decay*w\nw = w - lr*b")

DECAY = (
    Pair(
        "l2-or-decoupled-plain",
        rule(PLAIN, "w = w - lr*(g + weight_decay*w)"),
        rule(PLAIN, "w = w*(1 - lr*weight_decay)\nw = w - lr*g"),
        EQUAL,
    ),
    Pair(
        "decay-without-the-rate",
        rule(PLAIN, "w = w*(1 - weight_decay) - lr*g"),
        rule(PLAIN, "w = w*(1 - lr*weight_decay) - lr*g"),
        TRANSLATED,
        translation={"weight_decay": "lr*weight_decay"},
        source="modern-fortran/neural-fortran#152",
    ),
    Pair(
        "penalty-with-or-without-one-half",
        rule(PLAIN, "w = w - lr*(g + 2*weight_decay*w)"),
        rule(PLAIN, "w = w - lr*(g + weight_decay*w)"),
        TRANSLATED,
        translation={"weight_decay": "weight_decay/2"},
    ),
    Pair(
        "decay-after-the-step",
        rule(PLAIN, "w = w*(1 - lr*weight_decay)\nw = w - lr*g"),
        rule(PLAIN, "w = w - lr*g\nw = w*(1 - lr*weight_decay)"),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        remark="a map exists where lr*weight_decay < 1, and leaves the domain elsewhere",
    ),
    Pair(
        "l2-or-decoupled-momentum",
        BUFFER_DECAY,
        rule(DECAYED, "b = momentum*b + g\nw = w*(1 - lr*weight_decay) - lr*b"),
        CONDITIONAL,
        conditions=("weight_decay == 0", "momentum == 0"),
    ),
    Pair(
        "decay-lost-at-zero-momentum",
        BUFFER_DECAY,
        rule(
            DECAYED,
            "if momentum <= 0:\n    w = w - lr*g\nelse:\n    b = momentum*b + g + weight_decay*w\n"
            "    w = w - lr*b",
        ),
        CONDITIONAL,
        conditions=("momentum > 0",),
        source="ml-explore/mlx#440",
    ),
    Pair(
        "decay-never-applied",
        BUFFER_DECAY,
        rule(DECAYED, "b = momentum*b + g\nd = w*(1 - weight_decay)\nw -= lr*b"),
        TRANSLATED,
        translation={"weight_decay": "0"},
        conditions=("weight_decay == 0",),
        source="tinygrad/tinygrad#17709",
        remark="the decayed weight is computed and dropped",
    ),
    Pair(
        "clip-before-or-after-decay",
        rule(
            'w, g, t, *, lr, weight_decay, bound: "bound > 0"',
            "w -= lr*(clip(g, -bound, bound) + weight_decay*w)",
        ),
        rule(
            'w, g, t, *, lr, weight_decay, bound: "bound > 0"',
            "w -= lr*clip(g + weight_decay*w, -bound, bound)",
        ),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
    ),
    Pair(
        "clip-both-orders",
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*min(max(g, -bound), bound)"),
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*max(min(g, bound), -bound)"),
        EQUAL,
    ),
    Pair(
        "clip-both-orders-without-order",
        rule("w, g, t, *, lr, low, high", "w -= lr*min(max(g, low), high)"),
        rule("w, g, t, *, lr, low, high", "w -= lr*max(min(g, high), low)"),
        EITHER,
        remark="low > high is allowed",
    ),
    Pair(
        "clip-by-branches",
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*clip(g, -bound, bound)"),
        rule(
            'w, g, t, *, lr, bound: "bound > 0"',
            "if g > bound:\n    g = bound\nelif g < -bound:\n    g = -bound\nw -= lr*g",
        ),
        EQUAL,
    ),
    Pair(
        "clip-by-scaling",
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*clip(g, -bound, bound)"),
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*g*min(1, bound/abs(g))"),
        CONDITIONAL,
        conditions=("g != 0",),
        remark="clipping by the norm of one coordinate is 0*(c/0) at zero",
    ),
    Pair(
        "clip-by-scaling-guarded",
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*clip(g, -bound, bound)"),
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*g*bound/max(abs(g), bound)"),
        EQUAL,
    ),
    Pair(
        "clip-with-epsilon",
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*clip(g, -bound, bound)"),
        rule('w, g, t, *, lr, bound: "bound > 0"', "w -= lr*g*min(1, bound/(abs(g) + 1e-6))"),
        DIFFERENT,
        remark="torch's clip_grad_norm_ adds 1e-6 to the norm",
    ),
    Pair(
        "decay-of-the-rate-from-zero-or-one",
        rule("w, g, t, *, lr, decay", "w = w - lr/(1 + decay*(t - 1))*g"),
        rule("w, g, t, *, lr, decay", "w = w - lr/(1 + decay*t)*g"),
        TRANSLATED,
        translation={"lr": "lr/(1 + decay)", "decay": "decay/(1 + decay)"},
        remark="Keras' iterations start at 0; a constant map exists in one direction",
    ),
    Pair(
        "warm-up-from-zero-or-one",
        rule("w, g, t, *, lr", "w = w - lr*min(t/10, 1)*g"),
        rule("w, g, t, *, lr", "w = w - lr*min((t - 1)/10, 1)*g"),
        DIFFERENT,
    ),
    Pair(
        "warm-up-by-branch",
        rule("w, g, t, *, lr", "w = w - lr*min(t/10, 1)*g"),
        rule("w, g, t, *, lr", "w = w - (lr*t/10 if t < 10 else lr)*g"),
        EQUAL,
        remark="< and <= are alike here",
    ),
    Pair(
        "sign-by-division",
        rule("w, g, t, *, lr", "w -= lr*sign(g)"),
        rule("w, g, t, *, lr", "w -= lr*g/abs(g)"),
        CONDITIONAL,
        conditions=("g != 0",),
    ),
    Pair(
        "sign-by-division-guarded",
        rule("w, g, t, *, lr", "w -= lr*sign(g)"),
        rule("w, g, t, *, lr", "w -= lr*(g/abs(g) if g != 0 else 0)"),
        EQUAL,
    ),
    Pair(
        "wrong-after-a-thousand-steps",
        SGD,
        rule("w, g, t, *, lr", "w = w - (lr if t <= 1000 else lr/2)*g"),
        DIFFERENT,
    ),
)
