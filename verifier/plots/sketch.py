"""A pair of rules as a small drawing: numbers that a page draws by itself, and in words what is seen."""

from __future__ import annotations

from typing import Any

from verifier.plots.figure import rounded, said
from verifier.plots.responses import setting
from verifier.plots.runs import SEQUENCES, STEPS, Array, unusual
from verifier.plots.variants import Pair, course, drawn_apart, pair, parts
from verifier.system import System

EVERY = 3
"""Of the steps, as many are drawn: a small drawing has no room for more."""


def sketch(left: System, right: System) -> dict[str, Any]:
    """Distance by step and ratio of the first steps, for two sides with common names of hyperparameters.

    Returns
    -------
    dict
        ``caption``; by sequence of gradients the ``distance`` at each of `drawn_steps` (None where there is
        none that can be drawn); the ``ratio`` of the left's first step to the right's for each of `SIZES` of
        the first gradient. Of two that are never apart at these numbers only the caption.
    """
    found = pair(left.name, left, right)
    caption = f"{_seen(found)}{setting(found.at, unusual(left, right))}"
    if not parts(found):
        return {"caption": caption}
    chosen = slice(0, None, EVERY)
    return {
        "caption": caption,
        "distance": {title: rounded(drawn_apart(found, i)[chosen]) for i, title in enumerate(SEQUENCES)},
        "ratio": rounded(found.ratios),
    }


def drawn_steps() -> list[int]:
    """The steps of the distances of a sketch."""
    return list(range(1, STEPS + 1, EVERY))


def _seen(found: Pair) -> str:
    """What the numbers say."""
    if not parts(found):
        return f"At these numbers the weights are never apart in {STEPS} steps of any of the gradients tried."
    ends = ", ".join(f"{_distance(found.apart[-1, i])} ({name})" for i, name in enumerate(SEQUENCES))
    return (
        f"After {STEPS} steps the weights are apart by {ends}. The left's first step is, divided by the "
        f"right's, {course(found.ratios)}."
    )


def _distance(apart: Array) -> str:
    return said(float(apart), 2)
