"""Pairs of Adam: its corrections for bias, its epsilons, its averages kept otherwise."""

from __future__ import annotations

from tests.campaign.pairs.record import (
    CONDITIONAL,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

A = "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon"
MOMENTS = "m = beta_1*m + (1 - beta_1)*g\nv = beta_2*v + (1 - beta_2)*g**2\n"
FIRST = "m = beta_1*m + (1 - beta_1)*g\n"
HATS = MOMENTS + "mh = m/(1 - beta_1**t)\nvh = v/(1 - beta_2**t)\n"
ADAM = rule(A, HATS + "w = w - lr*mh/(sqrt(vh) + epsilon)")
FOLDED = rule(A, MOMENTS + "a = lr*sqrt(1 - beta_2**t)/(1 - beta_1**t)\nw = w - a*m/(sqrt(v) + epsilon)")

ADAM_PAIRS = (
    Pair(
        "epsilon-hat",
        ADAM,
        FOLDED,
        CONDITIONAL,
        conditions=("epsilon == 0",),
        remark="step-dependent: epsilon*sqrt(1 - beta_2**t)",
        source="tensorflow/tensorflow#35102, #9047; pytorch/pytorch#2060, #41477; keras-team/keras#17391",
    ),
    Pair(
        "folded-corrections-with-scaled-epsilon",
        ADAM,
        rule(
            A,
            MOMENTS + "a = lr*sqrt(1 - beta_2**t)/(1 - beta_1**t)\n"
            "w = w - a*m/(sqrt(v) + epsilon*sqrt(1 - beta_2**t))",
        ),
        EQUAL,
    ),
    Pair(
        "torch-order",
        ADAM,
        rule(A, MOMENTS + "d = sqrt(v)/sqrt(1 - beta_2**t) + epsilon\nw -= lr/(1 - beta_1**t)*(m/d)"),
        EQUAL,
    ),
    Pair(
        "powers-kept",
        ADAM,
        rule(
            A.replace("v=0", "v=0, p=1, q=1"),
            "p *= beta_1\nq *= beta_2\n" + MOMENTS + "w -= lr*m/(1 - p)/(sqrt(v/(1 - q)) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "powers-kept-from-beta",
        ADAM,
        rule(
            A.replace("v=0", 'v=0, p="beta_1", q="beta_2"'),
            MOMENTS + "w -= lr*m/(1 - p)/(sqrt(v/(1 - q)) + epsilon)\np *= beta_1\nq *= beta_2",
        ),
        EQUAL,
        remark="TensorFlow's slots beta1_power and beta2_power",
    ),
    Pair(
        "powers-kept-one-step-late",
        ADAM,
        rule(
            A.replace("v=0", 'v=0, p="beta_1", q="beta_2"'),
            "p *= beta_1\nq *= beta_2\n" + MOMENTS + "w -= lr*m/(1 - p)/(sqrt(v/(1 - q)) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
    ),
    Pair(
        "counter-kept",
        ADAM,
        rule(
            A.replace("v=0", "v=0, k=0"),
            "k += 1\n" + MOMENTS + "w -= lr*m/(1 - beta_1**k)/(sqrt(v/(1 - beta_2**k)) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "corrected-moment-kept",
        ADAM,
        rule(
            A,
            "m = (beta_1*(1 - beta_1**(t-1))*m + (1 - beta_1)*g)/(1 - beta_1**t)\n"
            "v = (beta_2*(1 - beta_2**(t-1))*v + (1 - beta_2)*g**2)/(1 - beta_2**t)\n"
            "w = w - lr*m/(sqrt(v) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "debiased-by-running-sums",
        ADAM,
        rule(
            A.replace("v=0", "v=0, a=0, b=0"),
            "m = beta_1*m + g\na = beta_1*a + 1\nv = beta_2*v + g*g\nb = beta_2*b + 1\n"
            "w = w - lr*(m/a)/(sqrt(v/b) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "debiased-by-a-decaying-weight",
        ADAM,
        rule(
            A,
            "c = (1 - beta_1)/(1 - beta_1**t)\nd = (1 - beta_2)/(1 - beta_2**t)\n"
            "m += c*(g - m)\nv += d*(g**2 - v)\nw -= lr*m/(sqrt(v) + epsilon)",
        ),
        EQUAL,
        remark="beta_t = beta (1 - beta**(t-1))/(1 - beta**t), as Adafactor prints it",
    ),
    Pair(
        "root-kept",
        ADAM,
        rule(
            A,
            FIRST + "v = sqrt(beta_2*v**2 + (1 - beta_2)*g**2)\n"
            "w -= lr*m/(1 - beta_1**t)/(v/sqrt(1 - beta_2**t) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "sums-kept",
        ADAM,
        rule(
            A,
            "m = beta_1*m + g\nv = beta_2*v + g**2\na = (1 - beta_1)/(1 - beta_1**t)\n"
            "w = w - lr*a*m/(sqrt((1 - beta_2)*v/(1 - beta_2**t)) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "epsilon-inside",
        ADAM,
        rule(A, HATS + "w = w - lr*mh/sqrt(vh + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "epsilon-squared-inside",
        rule(A, HATS + "w = w - lr*mh/sqrt(vh + epsilon**2)"),
        rule(A, HATS + "w = w - lr*mh/sqrt(vh + epsilon)"),
        TRANSLATED,
        translation={"epsilon": "sqrt(epsilon)"},
    ),
    Pair(
        "epsilon-twice",
        ADAM,
        rule(A + ', eps_root: "eps_root >= 0"', HATS + "w = w - lr*mh/(sqrt(vh + eps_root) + epsilon)"),
        TRANSLATED,
        to="right",
        translation={"eps_root": "0"},
        remark="Optax' eps_root",
    ),
    Pair(
        "epsilon-as-maximum",
        ADAM,
        rule(A, HATS + "w = w - lr*mh/max(sqrt(vh), epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "betas-swapped",
        ADAM,
        rule(
            A,
            "m = beta_2*m + (1 - beta_2)*g\nv = beta_1*v + (1 - beta_1)*g**2\n"
            "w -= lr*m/(1 - beta_2**t)/(sqrt(v/(1 - beta_1**t)) + epsilon)",
        ),
        TRANSLATED,
        translation={"beta_1": "beta_2", "beta_2": "beta_1"},
        conditions=("beta_1 == beta_2",),
    ),
    Pair(
        "corrections-swapped",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m/(1 - beta_2**t)/(sqrt(v/(1 - beta_1**t)) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_1 == beta_2",),
    ),
    Pair(
        "no-correction",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m/(sqrt(v) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
        source="FluxML/Flux.jl#1962",
    ),
    Pair(
        "correction-multiplied",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m*(1 - beta_1**t)/(sqrt(v*(1 - beta_2**t)) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
        source="karpathy/convnetjs#107",
    ),
    Pair(
        "correction-without-a-power",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m/(1 - beta_1)/(sqrt(v/(1 - beta_2)) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
        source="eriklindernoren/ML-From-Scratch#35",
    ),
    Pair(
        "correction-from-step-zero",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m/(1 - beta_1**(t-1))/(sqrt(v/(1 - beta_2**(t-1))) + epsilon)"),
        ("ill-formed",),
        remark="0/0 at the first step, whatever the input",
    ),
    Pair(
        "correction-one-step-ahead",
        ADAM,
        rule(A, MOMENTS + "w -= lr*m/(1 - beta_1**(t+1))/(sqrt(v/(1 - beta_2**(t+1))) + epsilon)"),
        CONDITIONAL,
        conditions=("beta_1 == 0 and beta_2 == 0",),
    ),
    Pair(
        "second-moment-of-the-average",
        ADAM,
        rule(
            A,
            FIRST + "v = beta_2*v + (1 - beta_2)*m**2\n"
            "w -= lr*m/(1 - beta_1**t)/(sqrt(v/(1 - beta_2**t)) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("beta_1 == 0",),
    ),
    Pair(
        "adam-is-rmsprop-under-a-rename",
        ADAM,
        rule(
            "w, g, t, v=0, *, lr, rho, epsilon",
            "v = rho*v + (1 - rho)*g**2\nw -= lr*g/(sqrt(v/(1 - rho**t)) + epsilon)",
        ),
        TRANSLATED,
        translation={"beta_1": "0"},
        rename={"beta_2": "rho"},
    ),
    Pair(
        "wrong-at-zero-gradient-only",
        ADAM,
        rule(A, "if g == 0 and t > 1:\n    m = 0*m\n" + HATS + "w = w - lr*mh/(sqrt(vh) + epsilon)"),
        CONDITIONAL,
        conditions=("g != 0",),
    ),
)
