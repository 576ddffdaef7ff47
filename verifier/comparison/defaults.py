"""Usual values: where they differ, and how far apart the two sides are at them."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import Any

import mpmath

from verifier.evaluate.reference import Missing, unroll
from verifier.lift.matching import Match
from verifier.prove.vectors import nearest_float
from verifier.system import System


def defaults_differ(left: System, right: System, matched: Match) -> dict[str, list[str | None]]:
    """Hyperparameters, by the left's names, whose usual values are not the same."""
    found: dict[str, list[str | None]] = {}
    for ours, theirs in matched.pairs:
        one, two = left.hyper(ours), right.hyper(theirs)
        if one and two and one.usual is not None and two.usual is not None and one.usual != two.usual:
            found[ours] = [shown(one.usual), shown(two.usual)]
    return found


def shown(value: Fraction | None) -> str | None:
    """A number as people write it: ``1e-7``, ``0.001``, or a quotient where no decimal is short."""
    if value is None:
        return None
    number = nearest_float(value)
    text = repr(number)
    if not isfinite(number) or Fraction(text) != value:
        return str(value)
    return text.replace("e-0", "e-").removesuffix(".0")


def at_defaults(left: System, right: System) -> dict[str, Any] | None:
    """How far the first steps are apart, relative to the left's, each side at its usual values.

    A value that one side does not have is taken from the other; the gradient is 1.
    """
    moves = [_first_move(one, other) for one, other in ((left, right), (right, left))]
    if any(move is None for move in moves) or not moves[0]:
        return None
    return {"t": 1, "relative_difference": mpmath.nstr(abs(moves[1] - moves[0]) / abs(moves[0]), 4)}


def _first_move(system: System, other: System) -> Any:
    fallback = {h.name: h.usual for h in other.hypers}
    values = {h.name: h.usual if h.usual is not None else fallback.get(h.name) for h in system.hypers}
    if any(v is None for v in values.values()):
        return None
    weights = unroll(system, values, 1, [Fraction(1)]).weights
    if any(isinstance(w, Missing) for w in weights):
        return None
    return mpmath.mpf(1) * weights[1] - weights[0]
