"""Pairs of methods whose steps have a memory of their own: Adadelta, Rprop, FTRL."""

from __future__ import annotations

from tests.campaign.pairs.adaptive import SQUARES
from tests.campaign.pairs.record import (
    CONDITIONAL,
    DIFFERENT,
    EITHER,
    EQUAL,
    TRANSLATED,
    Pair,
    rule,
)

D = "w, g, t, v=0, u=0, *, rho, epsilon"
DL = "w, g, t, v=0, u=0, *, lr, rho, epsilon"
DELTA = SQUARES + "d = sqrt(u + epsilon)/sqrt(v + epsilon)*g\n"
RPROP = 'w, g, t, s="lr", p=0, *, lr'
FTRL = 'w, g, t, z=0, n=0, *, lr, beta, l1: "l1 >= 0", l2: "l2 > 0"'
FTRL_STEP = "q = sqrt(n + g**2)\nz = z + g - (q - sqrt(n))/lr*w\nn = n + g**2\nd = (beta + q)/lr + l2\n"

STEPS = (
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
