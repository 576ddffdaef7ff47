"""Pairs of what came after Adam: maxima, Adamax, Nadam, RAdam, AdaBelief, Yogi, Lion."""

from __future__ import annotations

from tests.campaign.pairs.adam import ADAM, FIRST, HATS, MOMENTS, A
from tests.campaign.pairs.record import (
    CONDITIONAL,
    EITHER,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

AMS = "w, g, t, m=0, v=0, u=0, *, lr, beta_1, beta_2, epsilon"
X = "w, g, t, m=0, u=0, *, lr, beta_1, beta_2"
XE = f"{X}, epsilon"
RHO = "i = 2/(1 - beta_2) - 1\nr = i - 2*t*beta_2**t/(1 - beta_2**t)\n"
RADAM = (
    MOMENTS + RHO + "mh = m/(1 - beta_1**t)\n"
    "if r {0}:\n    s = sqrt((r - 4)*(r - 2)*i/((i - 4)*(i - 2)*r))\n"
    "    w = w - lr*mh*s*sqrt(1 - beta_2**t)/(sqrt(v) + epsilon)\nelse:\n    w = w - lr*mh"
)
NADAM = "w, g, t, m=0, v=0, p=1, *, lr, beta_1, beta_2, epsilon"
NADAM_STEP = (
    "c = beta_1*(1 - 0.5*0.96**({0}))\nn = beta_1*(1 - 0.5*0.96**({1}))\np = p*c\n"
    + MOMENTS
    + "w -= lr*(n*m/(1 - p*n) + (1 - c)*g/(1 - p))/(sqrt(v/(1 - beta_2**t)) + epsilon)"
)
LION = "w, g, t, m=0, *, lr, beta_1, beta_2, weight_decay"
BELIEF = A.replace("v=0", "s=0")

KIN = (
    Pair(
        "maximum-before-or-after-the-correction",
        rule(AMS, HATS + "u = max(u, vh)\nw -= lr*mh/(sqrt(u) + epsilon)"),
        rule(AMS, HATS + "u = max(u, v)\nw -= lr*mh/(sqrt(u/(1 - beta_2**t)) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_2 == 0",),
    ),
    Pair(
        "maximum-of-roots",
        rule(AMS, HATS + "u = max(u, vh)\nw -= lr*mh/(sqrt(u) + epsilon)"),
        rule(AMS, HATS + "u = max(u, sqrt(vh))\nw -= lr*mh/(u + epsilon)"),
        EQUAL,
    ),
    Pair(
        "maximum-by-branch",
        rule(AMS, HATS + "u = max(u, vh)\nw -= lr*mh/(sqrt(u) + epsilon)"),
        rule(AMS, HATS + "if vh >= u:\n    u = vh\nw -= lr*mh/(sqrt(u) + epsilon)"),
        EQUAL,
    ),
    Pair(
        "maximum-overwrites-the-moment",
        rule(AMS, HATS + "u = max(u, vh)\nw -= lr*mh/(sqrt(u) + epsilon)"),
        rule(
            A, MOMENTS + "v = max(v, beta_2*v)\nw -= lr*m/(1 - beta_1**t)/(sqrt(v/(1 - beta_2**t)) + epsilon)"
        ),
        EITHER,
        remark="a maximum that does nothing: this is Adam",
    ),
    Pair(
        "amsgrad-or-adam",
        rule(AMS, HATS + "u = max(u, vh)\nw -= lr*mh/(sqrt(u) + epsilon)"),
        ADAM,
        EITHER,
        remark="alike at a constant magnitude of the gradient",
    ),
    Pair(
        "adamax-with-torch-epsilon",
        rule(X, FIRST + "u = max(beta_2*u, abs(g))\nw -= lr*m/((1 - beta_1**t)*u)"),
        rule(XE, FIRST + "u = max(beta_2*u, abs(g) + epsilon)\nw -= lr*m/((1 - beta_1**t)*u)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "adamax-epsilons",
        rule(XE, FIRST + "u = max(beta_2*u, abs(g))\nw -= lr*m/((1 - beta_1**t)*(u + epsilon))"),
        rule(XE, FIRST + "u = max(beta_2*u, abs(g) + epsilon)\nw -= lr*m/((1 - beta_1**t)*u)"),
        CONDITIONAL,
        conditions=("epsilon == 0", "beta_2 == 0"),
    ),
    Pair(
        "adamax-wrong-beta",
        rule(X, FIRST + "u = max(beta_2*u, abs(g))\nw -= lr*m/((1 - beta_1**t)*u)"),
        rule(X, FIRST + "u = max(beta_2*u, abs(g))\nw -= lr*m/((1 - beta_2**t)*u)"),
        CONDITIONAL,
        conditions=("beta_1 == beta_2",),
    ),
    Pair(
        "adamax-by-branch",
        rule(X, FIRST + "u = max(beta_2*u, abs(g))\nw -= lr*m/((1 - beta_1**t)*u)"),
        rule(
            X,
            FIRST
            + "a = g if g > 0 else -g\nu = beta_2*u if beta_2*u > a else a\nw -= lr*(m/u)/(1 - beta_1**t)",
        ),
        EQUAL,
    ),
    Pair(
        "nadam-momentum-decay",
        rule(NADAM, NADAM_STEP.format("t", "t + 1")),
        rule(
            NADAM + ', momentum_decay: "momentum_decay >= 0"',
            NADAM_STEP.format("t*momentum_decay", "(t + 1)*momentum_decay"),
        ),
        TRANSLATED,
        to="right",
        translation={"momentum_decay": "1"},
        source="pytorch/pytorch#59009",
    ),
    Pair(
        "nadam-schedule-not-ahead",
        rule(NADAM, NADAM_STEP.format("t", "t + 1")),
        rule(NADAM, NADAM_STEP.format("t", "t")),
        CONDITIONAL,
        conditions=("beta_1 == 0",),
    ),
    Pair(
        "nadam-product-ahead",
        rule(NADAM, NADAM_STEP.format("t", "t + 1")),
        rule(
            NADAM.replace("p=1", 'p="beta_1*(1 - 0.48)"'),
            "c = beta_1*(1 - 0.5*0.96**t)\nn = beta_1*(1 - 0.5*0.96**(t + 1))\nq = p*n\n"
            + MOMENTS
            + "w -= lr*(n*m/(1 - q) + (1 - c)*g/(1 - p))/(sqrt(v/(1 - beta_2**t)) + epsilon)\np = q",
        ),
        EQUAL,
        remark="the product kept one factor ahead",
    ),
    Pair(
        "radam-ties",
        rule(A, RADAM.format("> 5")),
        rule(A, RADAM.format(">= 5")),
        CONDITIONAL,
        conditions=("r != 5",),
        source="CyberZHG/keras-radam#24",
    ),
    Pair(
        "radam-thresholds",
        rule(A, RADAM.format("> 5")),
        rule(A, RADAM.format("> 4")),
        EITHER,
        source="taki0112/RAdam-Tensorflow#2, pytorch/pytorch#58968, google-deepmind/optax#15",
    ),
    Pair(
        "belief-old-or-new-average",
        rule(BELIEF, FIRST + "s = beta_2*s + (1 - beta_2)*(g - m)**2\nw -= lr*m/(sqrt(s) + epsilon)"),
        rule(
            BELIEF, "d = g - m\n" + FIRST + "s = beta_2*s + (1 - beta_2)*d**2\nw -= lr*m/(sqrt(s) + epsilon)"
        ),
        ("conditional", "translated"),
        to="left",
        translation={"lr": "lr*beta_1", "epsilon": "epsilon*beta_1"},
        remark="g - new m = beta_1 (g - old m): a map, which leaves the domain at beta_1 = 0",
    ),
    Pair(
        "belief-epsilon-inside-the-sum",
        rule(
            BELIEF, FIRST + "s = beta_2*s + (1 - beta_2)*(g - m)**2 + epsilon\nw -= lr*m/(sqrt(s) + epsilon)"
        ),
        rule(BELIEF, FIRST + "s = beta_2*s + (1 - beta_2)*(g - m)**2\nw -= lr*m/(sqrt(s) + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
        source="juntang-zhuang/Adabelief-Optimizer#32, #61",
    ),
    Pair(
        "belief-epsilon-solved",
        rule(BELIEF, FIRST + "s = beta_2*s + (1 - beta_2)*(g - m)**2 + epsilon\nw -= lr*m/sqrt(s)"),
        rule(
            BELIEF,
            FIRST + "s = beta_2*s + (1 - beta_2)*(g - m)**2\n"
            "w -= lr*m/sqrt(s + epsilon*(1 - beta_2**t)/(1 - beta_2))",
        ),
        EQUAL,
        remark="what the added epsilons sum up to",
    ),
    Pair(
        "lion-swapped",
        rule(
            LION,
            "c = beta_1*m + (1 - beta_1)*g\nm = beta_2*m + (1 - beta_2)*g\n"
            "w -= lr*(sign(c) + weight_decay*w)",
        ),
        rule(
            LION,
            "c = beta_2*m + (1 - beta_2)*g\nm = beta_1*m + (1 - beta_1)*g\n"
            "w -= lr*(sign(c) + weight_decay*w)",
        ),
        TRANSLATED,
        translation={"beta_1": "beta_2", "beta_2": "beta_1"},
        conditions=("beta_1 == beta_2",),
    ),
    Pair(
        "lion-updated-first",
        rule(
            LION,
            "c = beta_1*m + (1 - beta_1)*g\nm = beta_2*m + (1 - beta_2)*g\n"
            "w -= lr*(sign(c) + weight_decay*w)",
        ),
        rule(
            LION,
            "m = beta_2*m + (1 - beta_2)*g\nc = beta_1*m + (1 - beta_1)*g\n"
            "w -= lr*(sign(c) + weight_decay*w)",
        ),
        TRANSLATED,
        translation={"beta_1": "beta_1*beta_2"},
        conditions=("beta_1 == 0",),
    ),
    Pair(
        "nadam-textbook-or-dozat",
        rule(A, HATS + "w -= lr*(beta_1*mh + (1 - beta_1)*g/(1 - beta_1**t))/(sqrt(vh) + epsilon)"),
        rule(
            A,
            HATS + "w -= lr*(beta_1*m/(1 - beta_1**(t+1)) + (1 - beta_1)*g/(1 - beta_1**t))"
            "/(sqrt(vh) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("beta_1 == 0",),
    ),
    Pair(
        "yogi-sign-or-branch",
        rule(A, FIRST + "v -= (1 - beta_2)*sign(v - g**2)*g**2\nw -= lr*m/(sqrt(v) + epsilon)"),
        rule(
            A,
            FIRST + "q = (1 - beta_2)*g**2\nif v < g**2:\n    v = v + q\nelif v > g**2:\n    v = v - q\n"
            "w -= lr*m/(sqrt(v) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "yogi-tie",
        rule(A, FIRST + "v -= (1 - beta_2)*sign(v - g**2)*g**2\nw -= lr*m/(sqrt(v) + epsilon)"),
        rule(
            A,
            FIRST + "q = (1 - beta_2)*g**2\nv = v - q if v > g**2 else v + q\nw -= lr*m/(sqrt(v) + epsilon)",
        ),
        EITHER,
        remark="differs only where v equals the squared gradient",
    ),
    Pair(
        "lion-is-signum",
        rule(
            "w, g, t, m=0, *, lr, beta_1, beta_2",
            "c = beta_1*m + (1 - beta_1)*g\nm = beta_2*m + (1 - beta_2)*g\nw -= lr*sign(c)",
        ),
        rule("w, g, t, m=0, *, lr, beta", "m = beta*m + (1 - beta)*g\nw -= lr*sign(m)"),
        TRANSLATED,
        translation={"beta_1": "beta", "beta_2": "beta"},
    ),
    Pair(
        "signum-sum-or-average",
        rule("w, g, t, m=0, *, lr, beta", "m = beta*m + (1 - beta)*g\nw -= lr*sign(m)"),
        rule("w, g, t, m=0, *, lr, beta", "m = beta*m + g\nw -= lr*sign(m)"),
        EQUAL,
        remark="a sign does not see a positive factor",
    ),
    Pair(
        "plain-sign-as-lion",
        rule(
            "w, g, t, m=0, *, lr, beta_1, beta_2",
            "c = beta_1*m + (1 - beta_1)*g\nm = beta_2*m + (1 - beta_2)*g\nw -= lr*sign(c)",
        ),
        rule("w, g, t, *, lr", "w -= lr*sign(g)"),
        TRANSLATED,
        translation={"beta_1": "0"},
    ),
)
