"""Pairs with numbers so small that their products have many digits: floors and guards as code writes them."""

from __future__ import annotations

from tests.campaign.pairs.record import EQUAL, TRANSLATED, Pair
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
)
