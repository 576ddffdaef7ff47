"""Parameters of one model, which descend together: ``W1`` and ``b1``, ``params["W"]`` and ``params["b"]``."""

from __future__ import annotations

import re

from verifier.audit.drafts.slots import displayed
from verifier.audit.equations.assembly import Update

LAYER = re.compile(r"\[?['\"]?_?(?:w|weights?|b|bias(?:es)?)_?\d{0,2}['\"]?\]?\Z", re.IGNORECASE)
"""A weight or a bias, of a layer with a number or of the only one."""


def is_sibling(one: Update, other: Update) -> bool:
    """Whether two weights are parameters of one model: of one container, or a weight and a bias.

    Of two players of a game, ``x`` and ``y``, one descends and the other climbs.
    """
    first, second = one.weight, other.weight
    if first == second:
        return False
    return displayed(first) == displayed(second) or (_is_of_layer(first) and _is_of_layer(second))


def _is_of_layer(letter: str) -> bool:
    return LAYER.match(displayed(letter)) is not None


__all__ = ["is_sibling"]
