"""Gradient transformations of which several calls make one step, as where gradients are accumulated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from verifier.lift.frameworks.optax_trace import SHAPE, generic
from verifier.lift.frameworks.optax_transformation import Transformation

MOST = 32
"""Calls that are looked at."""


def by_calls(transformation: Transformation) -> Transformation | None:
    """The transformation with the calls that make one of its steps; None where none are seen to.

    It is run on numbers. What counts the calls of a step is a whole number of its state that changes and
    then is again what it was at first; the weights move in the last of these calls alone.
    """
    hypers = {free.name: generic(free, i) for i, free in enumerate(transformation.free)}
    start = np.ones(SHAPE)
    weight, held = start, transformation.start(hypers, start)
    first, changed = _whole(held), set[int]()
    for calls in range(1, MOST + 1):
        if not np.array_equal(weight, start):
            return None
        weight, held = transformation.step(hypers, held, weight, np.full(SHAPE, 0.25))
        now = _whole(held)
        begun_anew = {place: first[place] for place in changed if now[place] == first[place]}
        if begun_anew:
            whole = replace(transformation, calls=calls, resets=begun_anew)
            return whole if _rests(transformation, calls, weight, held) else None
        changed |= {place for place, value in now.items() if value != first[place]}
    return None


def _rests(transformation: Transformation, calls: int, weight: Any, held: Any) -> bool:
    """Whether the weights rest in all calls of the next step but the last, whatever the first step left."""
    hypers, start = {free.name: generic(free, i) for i, free in enumerate(transformation.free)}, weight
    for _ in range(calls - 1):
        weight, held = transformation.step(hypers, held, weight, np.full(SHAPE, 0.25))
    return np.array_equal(weight, start)


def _whole(held: Any) -> dict[int, int]:
    """The whole numbers of a state, by their places among its leaves."""
    import jax

    leaves = enumerate(jax.tree.leaves(held))
    return {i: int(leaf) for i, leaf in leaves if np.ndim(leaf) == 0 and np.asarray(leaf).dtype.kind == "i"}
