"""Candidates held against runs in floating point, many at once: what differs there is not proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from verifier.prove.guess import asks_at_weights
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import Trace, setting, trace
from verifier.term import WEIGHT, Term, hyper

STEPS = 3
MOST_UNDEFINED = 0.3
"""How many of the weights may be undefined; more say nothing about the others."""
SAME, MOVED = 1e-9, 1e-9


def plausible(pair: Pair, values: Sequence[Mapping[str, Term]]) -> list[bool]:
    """For each way to fix hyperparameters, whether both weights move and agree at a generic setting.

    Parameters
    ----------
    pair : Pair
    values : sequence of mapping
        Hyperparameters to numbers, or to another hyperparameter whose value they take.
    """
    if not values:
        return []
    given = setting(pair)(0)
    names = {name for each in values for name in each}
    columns = {hyper(n): np.array([[_value(each, n, given)] for each in values]) for n in names}
    known = {name: column for name, column in columns.items() if name in pair.domains}
    return [bool(x) for x in _agreeing(pair, trace(pair, STEPS, known, checked=False), len(values))]


def _value(fixed: Mapping[str, Term], name: str, given: Mapping[Term, float]) -> float:
    value = fixed.get(name)
    if value is None:
        return float(given.get(hyper(name), np.nan))
    return float(value.value) if value.op == "num" else float(given[value])


def moves_alike(pair: Pair) -> bool:
    """Whether both weights move and agree at a generic setting."""
    return bool(_agreeing(pair, trace(pair, STEPS), 1)[0])


def _agreeing(pair: Pair, traces: Sequence[Trace], count: int) -> NDArray[np.bool_]:
    """For each row of settings, whether the weights move and are the same wherever both are defined.

    Where a side asks for gradients elsewhere, its weight need not be the other's.
    """
    left, right = (
        np.stack([np.broadcast_to(t.values[w], (count, t.values[w].shape[-1])) for t in traces])
        for w in (WEIGHT, RIGHT_WEIGHT)
    )
    with np.errstate(all="ignore"):
        apart, moved = np.abs(left - right), np.abs(left[-1] - left[0])
    defined = np.isfinite(apart)
    moving = np.any(np.isfinite(moved) & (moved > MOVED), axis=1)
    same = np.all(~defined | (apart < SAME), axis=(0, 2)) if asks_at_weights(pair) else True
    result: NDArray[np.bool_] = moving & same & (defined.mean(axis=(0, 2)) > 1 - MOST_UNDEFINED)
    return result
