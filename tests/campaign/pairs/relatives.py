"""Variants of the younger methods in bug reports and other libraries: beliefs, signs, buffers, bounds."""

from __future__ import annotations

from tests.campaign.pairs.libraries import AD, ADAMW, HATS
from tests.campaign.pairs.record import CONDITIONAL, DIFFERENT, EITHER, EQUAL, TRANSLATED, Pair, rule

N = "w, g, t, m=0, s=0, *, lr, beta_1, beta_2, epsilon"
BELIEF = "m = beta_1*m + (1 - beta_1)*g\n"
B_OLD = "s = beta_2*s + (1 - beta_2)*(g - m)**2"
D = "w, g, t, m=0, *, lr, beta_1, beta_2, weight_decay"
LION = rule(
    D, "c = beta_1*m + (1 - beta_1)*g\nw = w - lr*(sign(c) + weight_decay*w)\nm = beta_2*m + (1 - beta_2)*g"
)
Q = "w, g, t, b=0, *, lr, beta, nu: '0 <= nu <= 1'"
QHM = rule(Q, "b = beta*b + (1 - beta)*g\nw = w - lr*((1 - nu)*g + nu*b)")

RELATIVES = (
    Pair(
        "belief-epsilon-of-two-names",
        rule(
            N + ", eps_root: 'eps_root >= 0'",
            BELIEF + B_OLD + " + eps_root\nw = w - lr*m/(1 - beta_1**t)/(sqrt(s/(1 - beta_2**t)) + epsilon)",
        ),
        rule(
            N, BELIEF + B_OLD + " + epsilon\nw = w - lr*m/(1 - beta_1**t)/(sqrt(s/(1 - beta_2**t)) + epsilon)"
        ),
        TRANSLATED,
        translation={"eps_root": "epsilon"},
        source="google-deepmind/optax#440",
    ),
    Pair(
        "belief-epsilon-after-the-correction",
        rule(
            N, BELIEF + B_OLD + "\nw = w - lr*m/(1 - beta_1**t)/(sqrt(s/(1 - beta_2**t) + epsilon) + epsilon)"
        ),
        rule(
            N,
            BELIEF + B_OLD + "\nw = w - lr*m/(1 - beta_1**t)/(sqrt((s + epsilon)/(1 - beta_2**t)) + epsilon)",
        ),
        CONDITIONAL,
        conditions=("epsilon == 0", "beta_2 == 0"),
        source="juntang-zhuang/Adabelief-Optimizer#32",
    ),
    Pair(
        "lion-coupled-decay",
        LION,
        rule(
            D,
            "d = g + weight_decay*w\nc = beta_1*m + (1 - beta_1)*d\nw = w - lr*sign(c)\n"
            "m = beta_2*m + (1 - beta_2)*d",
        ),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        source="bitsandbytes-foundation/bitsandbytes#1992",
    ),
    Pair(
        "lion-decay-as-a-factor",
        LION,
        rule(
            D,
            "w = w*(1 - lr*weight_decay)\nu = sign(beta_1*m + (1 - beta_1)*g)\n"
            "m = beta_2*m + (1 - beta_2)*g\nw = w - lr*u",
        ),
        EQUAL,
    ),
    Pair(
        "lion-with-one-beta",
        LION,
        rule(
            "w, g, t, m=0, *, lr, beta, weight_decay",
            "m = beta*m + (1 - beta)*g\nw = w - lr*(sign(m) + weight_decay*w)",
        ),
        TRANSLATED,
        translation={"beta_1": "beta", "beta_2": "beta"},
        remark="Tiger",
    ),
    Pair(
        "decay-after-the-update",
        ADAMW,
        rule(AD, HATS + "w = w - lr*mh/(sqrt(vh) + epsilon)\nw = w*(1 - lr*weight_decay)"),
        CONDITIONAL,
        conditions=("weight_decay == 0",),
        source="bitsandbytes-foundation/bitsandbytes#2010",
    ),
    Pair(
        "signum-of-sum-or-average",
        rule("w, g, t, m=0, *, lr, beta", "m = beta*m + (1 - beta)*g\nw = w - lr*sign(m)"),
        rule("w, g, t, m=0, *, lr, beta", "m = beta*m + g\nw = w - lr*sign(m)"),
        EQUAL,
    ),
    Pair(
        "quasi-hyperbolic-off",
        QHM,
        rule("w, g, t, *, lr", "w = w - lr*g"),
        TRANSLATED,
        translation={"nu": "0"},
    ),
    Pair(
        "quasi-hyperbolic-on",
        QHM,
        rule("w, g, t, b=0, *, lr, beta", "b = beta*b + (1 - beta)*g\nw = w - lr*b"),
        TRANSLATED,
        translation={"nu": "1"},
    ),
    Pair(
        "aggregated-of-two",
        rule(
            "w, g, t, a=0, b=0, *, lr, beta_1, beta_2",
            "a = beta_1*a + g\nb = beta_2*b + g\nw = w - lr*(a + b)/2",
        ),
        rule("w, g, t, b=0, *, lr, beta", "b = beta*b + g\nw = w - lr*b"),
        TRANSLATED,
        translation={"beta_1": "beta", "beta_2": "beta"},
        remark="AggMo with two buffers",
    ),
    Pair(
        "yogi-signs",
        rule(
            "w, g, t, v=0, *, lr, beta_2, epsilon",
            "v = v - (1 - beta_2)*sign(v - g**2)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
        ),
        rule(
            "w, g, t, v=0, *, lr, beta_2, epsilon",
            "v = v + (1 - beta_2)*sign(g**2 - v)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "yogi-started-above-zero",
        rule(
            "w, g, t, v=0, *, lr, beta_2, epsilon",
            "v = v - (1 - beta_2)*sign(v - g**2)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
        ),
        rule(
            "w, g, t, v=1e-6, *, lr, beta_2, epsilon",
            "v = v - (1 - beta_2)*sign(v - g**2)*g**2\nw = w - lr*g/(sqrt(v) + epsilon)",
        ),
        DIFFERENT,
    ),
    Pair(
        "bounded-by-minimum-and-maximum",
        rule(
            N + ", final: 'final > 0', gamma: 'gamma > 0'",
            BELIEF + "s = beta_2*s + (1 - beta_2)*g**2\n"
            "w = w - clip(lr/(sqrt(s) + epsilon), final*(1 - 1/(gamma*t + 1)), final*(1 + 1/(gamma*t)))*m",
        ),
        rule(
            N + ", final: 'final > 0', gamma: 'gamma > 0'",
            BELIEF + "s = beta_2*s + (1 - beta_2)*g**2\n"
            "low = final*gamma*t/(gamma*t + 1)\nhigh = final + final/(gamma*t)\n"
            "w = w - min(max(lr/(sqrt(s) + epsilon), low), high)*m",
        ),
        EQUAL,
        remark="AdaBound",
    ),
    Pair(
        "adan-decays",
        rule(
            "w, g, t, m=0, d=0, n=0, old=0, *, lr, beta_1, beta_2, "
            "beta_3: '0 <= beta_3 < 1', epsilon, weight_decay",
            "e = 0 if t == 1 else g - old\nm = beta_1*m + (1 - beta_1)*g\nd = beta_2*d + (1 - beta_2)*e\n"
            "n = beta_3*n + (1 - beta_3)*(g + beta_2*e)**2\nold = g\n"
            "w = (w - lr*(m + beta_2*d)/(sqrt(n) + epsilon))/(1 + lr*weight_decay)",
        ),
        rule(
            "w, g, t, m=0, d=0, n=0, old=0, *, lr, beta_1, beta_2, "
            "beta_3: '0 <= beta_3 < 1', epsilon, weight_decay",
            "e = 0 if t == 1 else g - old\nm = beta_1*m + (1 - beta_1)*g\nd = beta_2*d + (1 - beta_2)*e\n"
            "n = beta_3*n + (1 - beta_3)*(g + beta_2*e)**2\nold = g\n"
            "w = w*(1 - lr*weight_decay) - lr*(m + beta_2*d)/(sqrt(n) + epsilon)",
        ),
        TRANSLATED,
        to="right",
        translation={"lr": "lr/(1 + lr*weight_decay)"},
        conditions=("weight_decay == 0",),
    ),
    Pair(
        "dual-average-written-as-a-step",
        rule(
            "w, g, t, s=0, v=0, start='w', *, lr, c: '0 < c <= 1', epsilon",
            "a = lr*sqrt(t)\ns = s + a*g\nv = v + a*g*g\nstart = start\n"
            "z = start - s/(v**(1/3) + epsilon)\nw = (1 - c)*w + c*z",
        ),
        rule(
            "w, g, t, s=0, v=0, start='w', *, lr, c: '0 < c <= 1', epsilon",
            "a = lr*t**0.5\ns = s - a*g\nv = v + a*g**2\nstart = start\n"
            "z = start + s/(v**(1/3) + epsilon)\nw = w + c*(z - w)",
        ),
        EQUAL,
        remark="MADGRAD",
    ),
    Pair(
        "trust-ratio-of-one-entry",
        rule("w, g, t, *, lr", "w = w - lr*abs(w)/abs(g)*g"),
        rule("w, g, t, *, lr", "w = w - lr*abs(w)*sign(g)"),
        CONDITIONAL,
        conditions=("g != 0",),
        remark="LARS",
    ),
    Pair(
        "maximum-of-roots-or-root-of-maximum",
        rule(
            "w, g, t, v=0, u=0, *, lr, beta_2, epsilon",
            "v = beta_2*v + (1 - beta_2)*g**2\nu = max(u, sqrt(v))\nw = w - lr*g/(u + epsilon)",
        ),
        rule(
            "w, g, t, v=0, u=0, *, lr, beta_2, epsilon",
            "v = beta_2*v + (1 - beta_2)*g**2\nu = max(u, v)\nw = w - lr*g/(sqrt(u) + epsilon)",
        ),
        EQUAL,
    ),
    Pair(
        "norm-clipped-with-a-constant",
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*g*min(1, c/(abs(g) + 1e-6))"),
        rule("w, g, t, *, lr, c: 'c > 0'", "w = w - lr*clip(g, -c, c)"),
        EITHER,
    ),
)
