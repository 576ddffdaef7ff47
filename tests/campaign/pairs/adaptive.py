"""Pairs of Adagrad, RMSprop and NovoGrad."""

from __future__ import annotations

from tests.campaign.pairs.record import (
    CONDITIONAL,
    DIFFERENT,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

G = "w, g, t, s=0, *, lr, epsilon"
R = "w, g, t, v=0, *, lr, rho, epsilon"
RM = "w, g, t, v=0, b=0, *, lr, rho, epsilon, momentum"
RC = "w, g, t, a=0, v=0, *, lr, rho, epsilon"
SQUARES = "v = rho*v + (1 - rho)*g**2\n"

ADAPTIVE = (
    Pair(
        "adagrad-epsilons",
        rule(G, "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        rule(G, "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "adagrad-epsilon-as-start",
        rule(G, "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        rule('w, g, t, s="epsilon", *, lr, epsilon', "s += g**2\nw -= lr*g/sqrt(s)"),
        EQUAL,
        source="apache/mxnet#11392",
    ),
    Pair(
        "adagrad-started",
        rule(
            'w, g, t, s="start", *, lr, epsilon, start: "start >= 0"',
            "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)",
        ),
        rule(G, "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        TRANSLATED,
        translation={"start": "0"},
        source="pytorch/pytorch#6616",
    ),
    Pair(
        "adagrad-started-shifted",
        rule(
            'w, g, t, s="start", *, lr, epsilon, start: "start >= 0"',
            "s += g**2\nw -= lr*g/sqrt(s + epsilon)",
        ),
        rule('w, g, t, s="start", *, lr, start: "start > 0"', "s += g**2\nw -= lr*g/sqrt(s)"),
        TRANSLATED,
        to="right",
        translation={"start": "start + epsilon"},
        remark="the left's epsilon is unmatched",
    ),
    Pair(
        "adagrad-started-at-one-tenth",
        rule("w, g, t, s=0.1, *, lr, epsilon", "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        rule(G, "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        TRANSLATED,
        to="right",
        translation={"epsilon": "epsilon + 0.1"},
        source="tensorflow/tensorflow#37819",
    ),
    Pair(
        "adagrad-guarded",
        rule(G, "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        rule(G, "s += g*g\nf = rsqrt(s + epsilon) if s > 0 else 0\nw -= lr*f*g"),
        EQUAL,
        remark="Optax: where the sum is zero the gradient is zero",
    ),
    Pair(
        "adagrad-guarded-or-not-at-zero",
        rule("w, g, t, s=0, *, lr", "s += g**2\nw -= lr*g/sqrt(s)"),
        rule("w, g, t, s=0, *, lr", "s += g**2\nw -= lr*g/sqrt(s) if s > 0 else 0"),
        CONDITIONAL,
        conditions=("g != 0",),
        remark="0/0 before the first gradient that is not zero",
    ),
    Pair(
        "adagrad-old-sum",
        rule(G, "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        rule(G, "w -= lr*g/(sqrt(s) + epsilon)\ns += g**2"),
        DIFFERENT,
    ),
    Pair(
        "adagrad-rate-decay",
        rule(
            G + ', lr_decay: "lr_decay >= 0"',
            "s += g**2\nw -= lr/(1 + (t - 1)*lr_decay)*g/(sqrt(s) + epsilon)",
        ),
        rule(G, "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        TRANSLATED,
        translation={"lr_decay": "0"},
    ),
    Pair(
        "adagrad-reciprocal-kept",
        rule(G, "s += g**2\nw -= lr*g/sqrt(s + epsilon)"),
        rule('w, g, t, r="1/epsilon", *, lr, epsilon', "r = r/(1 + r*g**2)\nw -= lr*g*sqrt(r)"),
        EQUAL,
        remark="the inverse updated by Sherman and Morrison's formula",
    ),
    Pair(
        "adagrad-mean-or-sum",
        rule("w, g, t, s=0, *, lr, epsilon", "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        rule("w, g, t, s=0, *, lr, epsilon", "s += (g**2 - s)/t\nw -= lr*g/(sqrt(t*s) + epsilon)"),
        EQUAL,
    ),
    Pair(
        "adagrad-rate-over-root-t",
        rule("w, g, t, s=0, *, lr, epsilon", "s += (g**2 - s)/t\nw -= lr/sqrt(t)*g/(sqrt(s) + epsilon)"),
        rule("w, g, t, s=0, *, lr, epsilon", "s += g**2\nw -= lr*g/(sqrt(s) + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
        remark="step-dependent: epsilon/sqrt(t)",
    ),
    Pair(
        "rmsprop-epsilons",
        rule(R, SQUARES + "w -= lr*g/(sqrt(v) + epsilon)"),
        rule(R, SQUARES + "w -= lr*g/sqrt(v + epsilon)"),
        CONDITIONAL,
        conditions=("epsilon == 0",),
    ),
    Pair(
        "rmsprop-started-at-one",
        rule(R, SQUARES + "w -= lr*g/sqrt(v + epsilon)"),
        rule(R.replace("v=0", "v=1"), SQUARES + "w -= lr*g/sqrt(v + epsilon)"),
        CONDITIONAL,
        conditions=("rho == 0",),
        remark="TensorFlow 1 starts the mean square at one",
    ),
    Pair(
        "rmsprop-centred",
        rule(RC, "a = rho*a + (1 - rho)*g\n" + SQUARES + "w -= lr*g/sqrt(v - a**2 + epsilon)"),
        rule(RC, "v = rho*(v + (1 - rho)*(g - a)**2)\na += (1 - rho)*(g - a)\nw -= lr*g/sqrt(v + epsilon)"),
        EQUAL,
        remark="second moment against running variance",
    ),
    Pair(
        "rmsprop-centred-new-mean",
        rule(RC, "a = rho*a + (1 - rho)*g\n" + SQUARES + "w -= lr*g/sqrt(v - a**2 + epsilon)"),
        rule(RC, "a = rho*a + (1 - rho)*g\nv = rho*v + (1 - rho)*(g - a)**2\nw -= lr*g/sqrt(v + epsilon)"),
        ("conditional", "translated"),
        to="right",
        translation={"lr": "lr*sqrt(rho)", "epsilon": "epsilon*rho"},
        conditions=("rho == 0",),
        remark="the mean square deviation from the new mean is rho times the variance",
    ),
    Pair(
        "rmsprop-momentum-rate-inside",
        rule(RM, SQUARES + "b = momentum*b + lr*g/sqrt(v + epsilon)\nw -= b"),
        rule(RM, SQUARES + "b = momentum*b + g/sqrt(v + epsilon)\nw -= lr*b"),
        EQUAL,
    ),
    Pair(
        "rmsprop-momentum-in-the-gradient",
        rule(RM, SQUARES + "b = momentum*b + lr*g/sqrt(v + epsilon)\nw -= b"),
        rule(RM, SQUARES + "b = momentum*b + g\nw -= lr*b/sqrt(v + epsilon)"),
        CONDITIONAL,
        conditions=("momentum == 0",),
    ),
    Pair(
        "rmsprop-epsilon-in-the-average",
        rule(R, SQUARES + "w -= lr*g/sqrt(v + epsilon)"),
        rule(R.replace("v=0", 'v="epsilon"'), "v = rho*v + (1 - rho)*(g**2 + epsilon)\nw -= lr*g/sqrt(v)"),
        EQUAL,
    ),
    Pair(
        "rmsprop-epsilon-in-the-average-from-zero",
        rule(R, SQUARES + "w -= lr*g/sqrt(v + epsilon)"),
        rule(R, "v = rho*v + (1 - rho)*(g**2 + epsilon)\nw -= lr*g/sqrt(v)"),
        CONDITIONAL,
        conditions=("rho == 0",),
        remark="step-dependent: epsilon*(1 - rho**t)",
    ),
    Pair(
        "rmsprop-sum-of-squares",
        rule(R, SQUARES + "w -= lr*g/(sqrt(v) + epsilon)"),
        rule(R, "v = rho*v + g**2\nw -= lr*g/(sqrt(v) + epsilon)"),
        TRANSLATED,
        to="right",
        translation={"lr": "lr/sqrt(1 - rho)", "epsilon": "epsilon/sqrt(1 - rho)"},
    ),
    Pair(
        "size-for-gradient",
        rule("w, g, t, *, lr", "w -= lr*g"),
        rule("w, g, t, *, lr", "w -= lr*abs(g)"),
        DIFFERENT,
        remark="the same to every test with positive gradients",
    ),
    Pair(
        "novograd-first-step",
        rule(
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "v = g**2 if t == 1 else beta_2*v + (1 - beta_2)*g**2\n"
            "m = beta_1*m + g/(sqrt(v) + epsilon)\nw -= lr*m",
        ),
        rule(
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "v = beta_2*v + (1 - beta_2)*g**2\nm = beta_1*m + g/(sqrt(v) + epsilon)\nw -= lr*m",
        ),
        CONDITIONAL,
        conditions=("beta_2 == 0",),
    ),
    Pair(
        "novograd-averaged",
        rule(
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "v = g**2 if t == 1 else beta_2*v + (1 - beta_2)*g**2\n"
            "m = beta_1*m + g/(sqrt(v) + epsilon)\nw -= lr*m",
        ),
        rule(
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "v = where(t < 2, g**2, beta_2*v + (1 - beta_2)*g**2)\n"
            "m = beta_1*m + (1 - beta_1)*g/(sqrt(v) + epsilon)\nw -= lr*m",
        ),
        TRANSLATED,
        translation={"lr": "lr*(1 - beta_1)"},
    ),
)
