"""Pairs of two ways to write a method of a paper that no specification holds."""

from __future__ import annotations

from tests.campaign.pairs.record import EQUAL, Pair, rule

SUMS = "w, g, t, {}, *, lr, eps, gam: 'gam >= 0'"
COIN = "w, g, t, L='eps', G=0, R=0, s=0, x='w', *, eps, a: 'a > 0'"
ROOT = "w, g, t, m=0, b=0, *, lr, eta: 'eta >= 0'"
SIGNS = "w, g, t, m=0, *, lr, beta, a: 'a > 1'"

PAPERS = (
    Pair(
        "weighted-mean-by-its-sums",
        rule(
            SUMS.format("V=0, B=0"),
            "k = t**(-gam)\nV = V + k*g*g\nB = B + k\nw = w - lr*g/(sqrt(V/B) + eps)",
        ),
        rule(
            SUMS.format("v=0, B=0"),
            "old = B\nB = B + t**(-gam)\nv = old/B*v + (1 - old/B)*g**2\nw = w - lr*g/(sqrt(v) + eps)",
        ),
        EQUAL,
        source="NosAdam",
    ),
    Pair(
        "sums-kept-as-roots",
        rule(ROOT, "b = b + g*g\nm = m + eta*g*g + g*g/b\nw = w - lr*sqrt(m)*g/b"),
        rule(ROOT, "b = sqrt(b*b + g**2)\nm = sqrt(m**2 + eta*g**2 + (g/b)**2)\nw = w - lr*m*g/b**2"),
        EQUAL,
        source="KATE; both undefined until a gradient is not zero",
    ),
    Pair(
        "coin-betting-by-shares",
        rule(
            COIN,
            """
L = max(L, abs(g))
G = G + abs(g)
R = max(R - g*(w - x), 0)
s = s - g
w = x + s/(L*max(G + L, a*L))*(L + R)
x = x
""",
        ),
        rule(
            COIN,
            """
L = max(L, abs(g))
G = G + abs(g)
R = max(R + g*(x - w), 0)
s = s + g
w = x - s/(L*L*max(G/L + 1, a))*(L + R)
x = x
""",
        ),
        EQUAL,
        source="COCOB",
    ),
    Pair(
        "power-of-two-signs",
        rule(SIGNS, "m = beta*m + (1 - beta)*g\nw = w - lr*a**(sign(g)*sign(m))*g"),
        rule(
            SIGNS,
            "m = beta*m + (1 - beta)*g\nw = w - lr*where(g*m > 0, a, where(g*m < 0, 1/a, 1))*g",
        ),
        EQUAL,
        source="PowerSign",
    ),
)
