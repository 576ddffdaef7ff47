"""Candidates held against runs in floating point, many at once: what differs there is not proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from verifier.domain import Domain
from verifier.prove.guess import asks_at_weights
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import Trace, setting, trace
from verifier.term import WEIGHT, Term, hyper

STEPS = 3
MOST_UNDEFINED = 0.3
"""How many of the weights may be undefined; more say nothing about the others."""
SAME, MOVED = 1e-9, 1e-9
STRETCHES = (1.0, 16.0)
"""How far numbers without an upper bound lie from their lower one: after a short warm-up nothing may move."""

Rows = NDArray[np.bool_]


def plausible(pair: Pair, values: Sequence[Mapping[str, Term]]) -> list[bool]:
    """For each way to fix hyperparameters, whether both weights move and agree at generic settings.

    Parameters
    ----------
    pair : Pair
    values : sequence of mapping
        Hyperparameters to numbers, or to another hyperparameter whose value they take.
    """
    if not values:
        return []
    runs = (_runs(pair, values, _given(pair, stretch)) for stretch in STRETCHES)
    return [bool(x) for x in _moving_alike(pair, runs, len(values))]


def _given(pair: Pair, stretch: float) -> dict[Term, float]:
    """Generic numbers for what does not vary, those without an upper bound stretched."""
    numbers = ((s, x) for s, x in setting(pair)(0).items() if s.args[0] == "hyper")
    return {s: _stretched(pair.domains[s], float(x), stretch) for s, x in numbers}


def _stretched(domain: Domain, number: float, stretch: float) -> float:
    if domain.lower is None or domain.upper is not None:
        return number
    return float(domain.lower) + stretch * (number - float(domain.lower))


def _runs(pair: Pair, values: Sequence[Mapping[str, Term]], given: Mapping[Term, float]) -> Sequence[Trace]:
    names = {name for each in values for name in each}
    columns = {hyper(n): np.array([[_value(each, n, given)] for each in values]) for n in names}
    known = {name: column for name, column in columns.items() if name in pair.domains}
    return trace(pair, STEPS, {**given, **known}, checked=False)


def _value(fixed: Mapping[str, Term], name: str, given: Mapping[Term, float]) -> float:
    value = fixed.get(name)
    if value is None:
        return float(given.get(hyper(name), np.nan))
    return float(value.value) if value.op == "num" else float(given[value])


def moves_alike(pair: Pair) -> bool:
    """Whether both weights move and agree at generic settings."""
    return bool(
        _moving_alike(pair, (trace(pair, STEPS, _given(pair, stretch)) for stretch in STRETCHES), 1)[0]
    )


def _moving_alike(pair: Pair, runs: Iterable[Sequence[Trace]], count: int) -> Rows:
    """For each row, whether the weights agree at each setting that is run, and move at one of them.

    A further setting is run where a row agrees and does not move; of others, which it may bring to numbers so
    large that rounding shows, it says nothing.
    """
    agree, moved = np.ones(count, bool), np.zeros(count, bool)
    for traces in runs:
        alike, moves = _agreeing(pair, traces, count)
        agree, moved = agree & (alike | moved), moved | moves
        if np.all(moved | ~agree):
            break
    return agree & moved


def _agreeing(pair: Pair, traces: Sequence[Trace], count: int) -> tuple[Rows, Rows]:
    """For each row of settings, whether the weights are the same where both are defined; whether they move.

    Where a side asks for gradients elsewhere, its weight need not be the other's.
    """
    left, right = (
        np.stack([np.broadcast_to(t.values[w], (count, t.values[w].shape[-1])) for t in traces])
        for w in (WEIGHT, RIGHT_WEIGHT)
    )
    with np.errstate(all="ignore"):
        apart, moved = np.abs(left - right), np.abs(left[-1] - left[0])
    defined = np.isfinite(apart)
    moving: Rows = np.any(np.isfinite(moved) & (moved > MOVED), axis=1)
    same = np.all(~defined | (apart < SAME), axis=(0, 2)) if asks_at_weights(pair) else True
    agreeing: Rows = same & (defined.mean(axis=(0, 2)) > 1 - MOST_UNDEFINED)
    return agreeing, moving
