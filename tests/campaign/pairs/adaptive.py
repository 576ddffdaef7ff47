"""Pairs of Adagrad, RMSprop, Adadelta, Rprop, NovoGrad and follow-the-regularised-leader."""

from __future__ import annotations

from tests.campaign.pairs.record import (
    CONDITIONAL,
    DIFFERENT,
    EITHER,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

G = "w, g, t, s=0, *, lr, epsilon"
R = "w, g, t, v=0, *, lr, rho, epsilon"
RM = "w, g, t, v=0, b=0, *, lr, rho, epsilon, momentum"
RC = "w, g, t, a=0, v=0, *, lr, rho, epsilon"
D = "w, g, t, v=0, u=0, *, rho, epsilon"
DL = "w, g, t, v=0, u=0, *, lr, rho, epsilon"
SQUARES = "v = rho*v + (1 - rho)*g**2\n"
DELTA = SQUARES + "d = sqrt(u + epsilon)/sqrt(v + epsilon)*g\n"
RPROP = 'w, g, t, s="lr", p=0, *, lr'
FTRL = 'w, g, t, z=0, n=0, *, lr, beta, l1: "l1 >= 0", l2: "l2 > 0"'
FTRL_STEP = "q = sqrt(n + g**2)\nz = z + g - (q - sqrt(n))/lr*w\nn = n + g**2\nd = (beta + q)/lr + l2\n"

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
        "adadelta-with-a-rate",
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= d"),
        rule(DL, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= lr*d"),
        TRANSLATED,
        to="right",
        translation={"lr": "1"},
    ),
    Pair(
        "adadelta-rate-accumulated",
        rule(DL, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= lr*d"),
        rule(DL, DELTA + "u = rho*u + (1 - rho)*(lr*d)**2\nw -= lr*d"),
        CONDITIONAL,
        conditions=("lr == 1",),
    ),
    Pair(
        "adadelta-one-root",
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= d"),
        rule(D, SQUARES + "d = g*sqrt((u + epsilon)/(v + epsilon))\nu = rho*u + (1 - rho)*d**2\nw -= d"),
        EQUAL,
    ),
    Pair(
        "adadelta-solved-for-u",
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= d"),
        rule(D, SQUARES + "r = (u + epsilon)/(v + epsilon)\nu = rho*u + (1 - rho)*g**2*r\nw = w - g*sqrt(r)"),
        EQUAL,
    ),
    Pair(
        "adadelta-new-u",
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= d"),
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= sqrt(u + epsilon)/sqrt(v + epsilon)*g"),
        CONDITIONAL,
        conditions=("rho == 1",),
    ),
    Pair(
        "size-for-gradient",
        rule("w, g, t, *, lr", "w -= lr*g"),
        rule("w, g, t, *, lr", "w -= lr*abs(g)"),
        DIFFERENT,
        remark="the same to every test with positive gradients",
    ),
    Pair(
        "adadelta-epsilon-outside",
        rule(D, DELTA + "u = rho*u + (1 - rho)*d**2\nw -= d"),
        rule(
            D, SQUARES + "d = (sqrt(u) + epsilon)/(sqrt(v) + epsilon)*g\nu = rho*u + (1 - rho)*d**2\nw -= d"
        ),
        EITHER,
    ),
    Pair(
        "rprop-forms",
        rule(
            RPROP,
            "if g*p > 0:\n    s = min(s*1.2, 50)\nelif g*p < 0:\n    s = max(s*0.5, 1e-6)\np = g\n"
            "w -= sign(g)*s",
        ),
        rule(
            RPROP,
            "k = sign(g)*sign(p)\nf = 1.2 if k == 1 else 0.5 if k == -1 else 1\n"
            "s = min(max(s*f, 1e-6), 50) if k != 0 else s\np = g\nw = w - s*sign(g)",
        ),
        EITHER,
        remark="outside [1e-6, 50] the one-sided bounds differ from clipping: the first rate may lie there",
    ),
    Pair(
        "rprop-forms-within-bounds",
        rule(RPROP, "if g*p > 0:\n    s = s*1.2\nelif g*p < 0:\n    s = s*0.5\np = g\nw -= sign(g)*s"),
        rule(
            RPROP,
            "k = sign(g)*sign(p)\nf = 1.2 if k == 1 else 0.5 if k == -1 else 1\ns = s*f\np = g\n"
            "w = w - s*sign(g)",
        ),
        EQUAL,
    ),
    Pair(
        "rprop-previous-step",
        rule(RPROP, "if g*p > 0:\n    s = s*1.2\nelif g*p < 0:\n    s = s*0.5\np = g\nw -= sign(g)*s"),
        rule(RPROP, "w -= sign(p)*s\nif g*p > 0:\n    s = s*1.2\nelif g*p < 0:\n    s = s*0.5\np = g"),
        DIFFERENT,
        remark="optax.rprop (0.2.8) applies the update of the step before",
    ),
    Pair(
        "rprop-sign-of-the-product-kept",
        rule(RPROP, "if g*p > 0:\n    s = s*1.2\nelif g*p < 0:\n    s = s*0.5\np = g\nw -= sign(g)*s"),
        rule(RPROP, "if g*p > 0:\n    s = s*1.2\nelif g*p < 0:\n    s = s*0.5\np = sign(g)\nw -= p*s"),
        EQUAL,
        remark="only the sign of the last gradient matters",
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
    Pair(
        "ftrl-forms",
        rule(FTRL, FTRL_STEP + "w = 0 if abs(z) <= l1 else -(z - sign(z)*l1)/d"),
        rule(FTRL, FTRL_STEP + "w = -sign(z)*max(abs(z) - l1, 0)/d"),
        EQUAL,
        remark="soft thresholding",
    ),
    Pair(
        "ftrl-clip-form",
        rule(FTRL, FTRL_STEP + "w = 0 if abs(z) <= l1 else -(z - sign(z)*l1)/d"),
        rule(FTRL, FTRL_STEP + "w = (clip(z, -l1, l1) - z)/d"),
        EQUAL,
        remark="TensorFlow's form",
    ),
    Pair(
        "ftrl-strict-threshold",
        rule(FTRL, FTRL_STEP + "w = 0 if abs(z) <= l1 else -(z - sign(z)*l1)/d"),
        rule(FTRL, FTRL_STEP + "w = 0 if abs(z) < l1 else -(z - sign(z)*l1)/d"),
        EQUAL,
        remark="at the tie both are 0",
    ),
    Pair(
        "ftrl-two-l2",
        rule(FTRL, FTRL_STEP + "w = (clip(z, -l1, l1) - z)/d"),
        rule(FTRL, FTRL_STEP.replace("+ l2", "+ 2*l2") + "w = (clip(z, -l1, l1) - z)/d"),
        TRANSLATED,
        to="right",
        translation={"l2": "l2/2"},
        remark="TensorFlow's adjusted l2",
    ),
)
