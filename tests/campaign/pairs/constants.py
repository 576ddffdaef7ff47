"""Pairs with numbers so small that their products have many digits: floors and guards as code writes them."""

from __future__ import annotations

from tests.campaign.pairs.record import CONDITIONAL, EITHER, EQUAL, TRANSLATED, Pair
from tests.campaign.pairs.reported import told

MOMENTS = "m = b1*m + (1-b1)*g\nh = b2*h + (1-b2)*g*g\n"
SIDE = "w, g, t, m=0, h=0, *, lr, b1, b2"
RHO = "w, g, t, m=0, h=0, *, lr, b1, b2, rho: 'rho > 0'"

CONSTANTS: tuple[Pair, ...] = (
    told(
        "clipped-quotient-with-a-guard",
        (SIDE, MOMENTS + "w = w - lr*clip(m/(h + 1e-12), -1, 1)"),
        (SIDE, MOMENTS + "w = w - clip(lr*m/(h + 1e-12), -lr, lr)"),
        EQUAL,
        source="Sophia",
    ),
    told(
        "radius-of-a-clipped-quotient",
        (SIDE, MOMENTS + "w = w - lr*clip(m/(h + 1e-12), -1, 1)"),
        (RHO, MOMENTS + "w = w - lr*clip(m/(rho*h + 1e-12), -1, 1)"),
        TRANSLATED,
        source="Sophia",
        to="right",
        translation={"rho": "1"},
    ),
    told(
        "distance-kept-as-its-square",
        (
            "w, g, t, x='w', r=1e-6, v=0",
            "r = max(r, abs(w-x))\nv = v + g*g\nw = w - r*g/sqrt(v + 1e-8)\nx = x",
        ),
        (
            "w, g, t, x='w', q=1e-12, v=1e-8",
            "q = max(q, (w-x)**2)\nv = v + g*g\nw = w - sqrt(q/v)*g\nx = x",
        ),
        EQUAL,
        source="DoG; the start 1e-12 is the square of 1e-6",
    ),
    told(
        "distance-kept-as-another-square",
        (
            "w, g, t, x='w', r=1e-6, v=0",
            "r = max(r, abs(w-x))\nv = v + g*g\nw = w - r*g/sqrt(v + 1e-8)\nx = x",
        ),
        (
            "w, g, t, x='w', q=1e-10, v=1e-8",
            "q = max(q, (w-x)**2)\nv = v + g*g\nw = w - sqrt(q/v)*g\nx = x",
        ),
        EITHER,
        source="DoG",
    ),
    told(
        "guard-above-a-radius",
        (
            "w, g, t, *, lr, c: 'c > 0'",
            "m = max(abs(w), 1e-3)*c\nw = w - lr*(g*m/max(abs(g), 1e-6) if abs(g) > m else g)",
        ),
        ("w, g, t, *, lr, c: 'c > 0'", "m = max(abs(w), 1e-3)*c\nw = w - lr*clip(g, -m, m)"),
        CONDITIONAL,
        source="adaptive gradient clipping",
        conditions=("c == 1",),
    ),
)
