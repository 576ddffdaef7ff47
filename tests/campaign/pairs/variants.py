"""Variants of adaptive methods in bug reports and other libraries: epsilons, starts, decays, signs."""

from __future__ import annotations

from tests.campaign.pairs.record import CONDITIONAL, EQUAL, TRANSLATED, Pair, rule

R = "w, g, t, s=0, *, lr, rho, epsilon"
SQUARES = "s = rho*s + (1 - rho)*g**2\n"
OUTSIDE = rule(R, SQUARES + "w = w - lr*g/(sqrt(s) + epsilon)")
INSIDE = rule(R, SQUARES + "w = w - lr*g/sqrt(s + epsilon)")
RC = R.replace("s=0", "s=0, a=0")
MEANS = SQUARES + "a = rho*a + (1 - rho)*g\n"
RM = R.replace("s=0", "s=0, b=0") + ", momentum"

VARIANTS = (
    Pair(
        "rmsprop-epsilon-of-another-library",
        OUTSIDE,
        INSIDE,
        CONDITIONAL,
        conditions=("epsilon == 0",),
        source="pytorch/pytorch#23796; chainer/chainer#4754",
    ),
    Pair(
        "rmsprop-started-at-one",
        INSIDE,
        rule(R.replace("s=0", "s=1"), SQUARES + "w = w - lr*g/sqrt(s + epsilon)"),
        CONDITIONAL,
        conditions=("rho == 0",),
        remark="TensorFlow 1 and timm's RMSpropTF",
    ),
    Pair(
        "rmsprop-incremental",
        INSIDE,
        rule(R, "s += (g*g - s)*(1 - rho)\nw -= lr*g*rsqrt(s + epsilon)"),
        EQUAL,
    ),
    Pair(
        "rmsprop-rate-in-the-momentum",
        rule(RM, SQUARES + "b = momentum*b + lr*g/sqrt(s + epsilon)\nw = w - b"),
        rule(RM, SQUARES + "b = momentum*b + g/sqrt(s + epsilon)\nw = w - lr*b"),
        EQUAL,
        remark="timm's lr_in_momentum, at a constant rate",
    ),
    Pair(
        "rmsprop-centred-epsilons",
        rule(RC, MEANS + "w = w - lr*g/sqrt(s - a*a + epsilon)"),
        rule(RC, MEANS + "w = w - lr*g/(sqrt(s - a*a) + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "rmsprop-decay-with-a-branch",
        rule(
            R + ", weight_decay",
            "d = g\nif weight_decay != 0:\n    d = g + weight_decay*w\n"
            "s = rho*s + (1 - rho)*d**2\nw = w - lr*d/(sqrt(s) + epsilon)",
        ),
        rule(
            R + ", weight_decay",
            "d = g + weight_decay*w\ns = rho*s + (1 - rho)*d*d\nw = w - lr*d/(sqrt(s) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "momentum-with-a-branch",
        rule(
            RM,
            SQUARES
            + "d = g/(sqrt(s) + epsilon)\nif momentum > 0:\n    b = momentum*b + d\n    w = w - lr*b\n"
            "else:\n    w = w - lr*d",
        ),
        rule(RM, SQUARES + "b = momentum*b + g/(sqrt(s) + epsilon)\nw = w - lr*b"),
        EQUAL,
    ),
    Pair(
        "adagrad-rate-decay-off",
        rule(
            "w, g, t, s=0, *, lr, lr_decay: 'lr_decay >= 0', epsilon",
            "s = s + g*g\nw = w - lr/(1 + (t - 1)*lr_decay)*g/(sqrt(s) + epsilon)",
        ),
        rule("w, g, t, s=0, *, lr, epsilon", "s = s + g*g\nw = w - lr*g/(sqrt(s) + epsilon)"),
        TRANSLATED,
        translation={"lr_decay": "0"},
    ),
    Pair(
        "adagrad-start-as-epsilon",
        rule("w, g, t, s='start', *, lr, start: 'start > 0'", "s = s + g*g\nw = w - lr*g/sqrt(s)"),
        rule("w, g, t, s=0, *, lr, epsilon", "s = s + g*g\nw = w - lr*g/sqrt(s + epsilon)"),
        TRANSLATED,
        translation={"start": "epsilon"},
    ),
    Pair(
        "adagrad-decay-outside-the-sum",
        rule(
            "w, g, t, s=0, *, lr, epsilon, weight_decay",
            "s = s + g*g\nw = w - lr*(g/sqrt(s + epsilon) + weight_decay*w)",
        ),
        rule(
            "w, g, t, s=0, *, lr, epsilon, weight_decay",
            "d = g + weight_decay*w\ns = s + d*d\nw = w - lr*d/sqrt(s + epsilon)",
        ),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        source="apache/mxnet#9363",
    ),
    Pair(
        "preconditioner-of-one-entry",
        rule("w, g, t, s='epsilon', *, lr, epsilon", "s = s + g*g\nw = w - lr*s**(-1/4)*g*s**(-1/4)"),
        rule("w, g, t, s=0, *, lr, epsilon", "s = s + g**2\nw = w - lr*g/sqrt(s + epsilon)"),
        EQUAL,
        remark="Shampoo of a single entry",
    ),
    Pair(
        "adadelta-without-a-rate",
        rule(
            "w, g, t, s=0, u=0, *, lr, rho, epsilon",
            SQUARES + "d = sqrt(u + epsilon)/sqrt(s + epsilon)*g\nu = rho*u + (1 - rho)*d**2\nw = w - lr*d",
        ),
        rule(
            "w, g, t, s=0, u=0, *, rho, epsilon",
            SQUARES + "d = sqrt(u + epsilon)/sqrt(s + epsilon)*g\nu = rho*u + (1 - rho)*d**2\nw = w - d",
        ),
        TRANSLATED,
        translation={"lr": "1"},
    ),
    Pair(
        "unfactored-decay-by-the-step",
        rule(
            "w, g, t, v=0, *, lr, epsilon",
            "b = 1 - t**(-0.8)\nv = b*v + (1 - b)*(g*g + epsilon)\nw = w - lr*g/sqrt(v)",
        ),
        rule("w, g, t, v=0, *, lr, epsilon", "v = v + t**(-0.8)*(g**2 + epsilon - v)\nw = w - lr*rsqrt(v)*g"),
        EQUAL,
        remark="Adafactor without factors",
    ),
)
