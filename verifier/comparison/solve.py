"""Numbers for unknown hyperparameters at which two sides agree, by Gauss and Newton."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import NEAR_ONE, trace
from verifier.prove.vectors import Array, nearest_float
from verifier.term import WEIGHT, Term

STEPS = 3
ITERATIONS = 14
CONVERGED, CLOSE = 1e-10, 1e-9
DEFINED = 0.7
"""How many of the weights must be defined for the others to say something."""
LATE = 14


def residual(pair: Pair, given: Mapping[Term, Any], point: int, steps: int = STEPS) -> Array:
    """How far the two weights are apart in every run and step; not a number where one does not exist.

    Where hyperparameters are given as columns of numbers, there is a row for each number.
    """
    traces = trace(pair, steps, given, point, checked=False)
    with np.errstate(invalid="ignore"):  # where both weights grew past all floats
        apart = [s.values[WEIGHT] - s.values[RIGHT_WEIGHT] for s in traces]
    return np.concatenate(np.broadcast_arrays(*apart), axis=-1)


def _told(found: Array) -> Array:
    """Which rows are defined often enough to say something."""
    told: Array = np.isfinite(found).mean(axis=-1) > DEFINED
    return told


def agree(pair: Pair, given: Mapping[Term, float] | None = None, point: int = 0, steps: int = STEPS) -> bool:
    """Whether the two sides agree in floating point at a generic setting."""
    found = residual(pair, given or {}, point, steps)
    return bool(_told(found)) and float(np.nanmax(np.abs(_finite(found)))) < 1e-9


def agree_late(pair: Pair) -> bool:
    """Whether the two sides agree in longer runs with long decays, as far as these are defined."""
    return float(np.abs(_finite(residual(pair, {}, NEAR_ONE, LATE))).max(initial=0.0)) < 1e-7


def _finite(found: Array) -> Array:
    return np.where(np.isfinite(found), found, 0.0)


def closest(
    pair: Pair,
    unknowns: Sequence[Term],
    start: Mapping[Term, float],
    ways: Sequence[tuple[Term, ...]],
    steps: int = STEPS,
) -> Iterator[tuple[Term, ...]]:
    """Those of many ways to give numbers to unknowns at which the weights agree, the nearest first."""
    if not ways:
        return
    columns = {
        u: np.array([[nearest_float(n.value)] for n in of_one])
        for u, of_one in zip(unknowns, zip(*ways, strict=True), strict=True)
    }
    found = residual(pair, {**start, **columns}, 0, steps)
    apart = np.broadcast_to(np.abs(_finite(found)).max(axis=-1), len(ways))
    apart = np.where(np.broadcast_to(_told(found), len(ways)), apart, np.inf)
    yield from (ways[i] for i in np.argsort(apart, kind="stable") if apart[i] < CLOSE)


def solve(pair: Pair, unknowns: Sequence[Term], start: Mapping[Term, float], point: int) -> Array | None:
    """Values of the unknowns at which the weights agree in all runs, or None.

    The values stay in the closure of the unknowns' domains.
    """
    return solve_all(pair, [(unknowns, start)], point)[0]


class _Group:
    """Sets of as many unknowns on the way to solutions, one below the other.

    Parameters
    ----------
    base : Array, shape (sets, symbols)
        From where each set is solved for, with the numbers of all that is known.
    places : array of int, shape (sets, unknowns)
        Where the unknowns lie among the symbols.
    low, high : Array, shape (sets, unknowns)
        Between what they lie.
    """

    def __init__(self, base: Array, places: NDArray[np.intp], low: Array, high: Array) -> None:
        self._base, self._places, self._low, self._high = base, places, low, high
        self.x: Array = np.take_along_axis(base, places, axis=1)
        self.solved = np.zeros(len(base), bool)
        self._error = np.full(len(base), np.inf)
        self._active = np.arange(len(base))

    def rows(self) -> Array:
        """Each point that is not done with, and below it the same with each unknown moved a little."""
        x = self.x[self._active]
        sets, count = x.shape
        moved = np.repeat(x[:, None], 1 + count, axis=1)
        moved[:, np.arange(1, 1 + count), np.arange(count)] += self._aside(x)
        rows = np.repeat(self._base[self._active][:, None], 1 + count, axis=1)
        places = np.broadcast_to(self._places[self._active][:, None], moved.shape)
        np.put_along_axis(rows, places, moved, axis=2)
        return np.asarray(rows.reshape(sets * (1 + count), self._base.shape[1]), np.float64)

    def _aside(self, x: Array) -> Array:
        """How far the unknowns are moved, each towards the middle of where it may lie."""
        aside: Array = 1e-7 * np.maximum(1.0, np.abs(x)) * np.where(x > 0.5, -1, 1)
        return aside

    def advance(self, found: Array, patient: bool) -> None:
        """Take a step, from the residuals of the rows; what comes no closer is given up."""
        x, error = self.x[self._active], self._error[self._active]
        found = found.reshape(len(x), 1 + x.shape[1], found.shape[-1])
        told, found = _told(found).all(axis=1), _finite(found)
        size = np.abs(found[:, 0]).max(axis=1)
        near = told & (size < CONVERGED)  # and the step that is taken yet makes it as exact as can be
        going = told & (near | patient | (size <= 0.5 * error))
        self.solved[self._active[near]] = True
        self._active, x, found = self._active[going], x[going], found[going]
        self._error[self._active] = size[going]
        if len(x):
            slope = (found[:, 1:] - found[:, :1]) / self._aside(x)[:, :, None]
            back = np.linalg.pinv(slope.transpose(0, 2, 1), rcond=1e-9)
            step = -(back @ found[:, 0, :, None])[:, :, 0]
            low, high = self._low[self._active], self._high[self._active]
            self.x[self._active] = np.clip(x + step, low, high)
        self._active = self._active[~near[going]]


Residual = Callable[[Pair, Mapping[Term, Any]], Array]


def solve_all(
    pair: Pair,
    asked: Sequence[tuple[Sequence[Term], Mapping[Term, float]]],
    point: int,
    steps: int = STEPS,
) -> list[Array | None]:
    """As `solve`, for many sets of unknowns and starts at once."""
    return solve_of(pair, asked, lambda pair, given: residual(pair, given, point, steps))


def solve_of(
    pair: Pair, asked: Sequence[tuple[Sequence[Term], Mapping[Term, float]]], apart: Residual
) -> list[Array | None]:
    """As `solve_all`, of any residuals: these are given the hyperparameters as columns."""
    order = list(dict.fromkeys(s for _, start in asked for s in start if s in pair.domains))
    sizes = dict.fromkeys(len(unknowns) for unknowns, _ in asked)
    groups = {n: _group(pair, order, [each for each in asked if len(each[0]) == n]) for n in sizes}
    for iteration in range(ITERATIONS):
        rows = {n: group.rows() for n, group in groups.items()}
        table = np.concatenate([*rows.values(), np.empty((0, len(order)))])
        if not len(table):
            break
        found = apart(pair, {s: table[:, [place]] for place, s in enumerate(order)})
        found = np.broadcast_to(found, (len(table), found.shape[-1]))
        parts = np.split(found, np.cumsum([len(r) for r in rows.values()])[:-1])
        for group, part in zip(groups.values(), parts, strict=True):
            group.advance(part, iteration < 2)
    solutions = {n: iter(zip(group.x, group.solved, strict=True)) for n, group in groups.items()}
    found_of = (next(solutions[len(unknowns)]) for unknowns, _ in asked)
    return [x if solved else None for x, solved in found_of]


def _group(
    pair: Pair, order: list[Term], asked: Sequence[tuple[Sequence[Term], Mapping[Term, float]]]
) -> _Group:
    rank = {symbol: place for place, symbol in enumerate(order)}
    domains = [[pair.domains[u] for u in unknowns] for unknowns, _ in asked]
    return _Group(
        np.array([[start[s] for s in order] for _, start in asked]),
        np.array([[rank[u] for u in unknowns] for unknowns, _ in asked], int),
        np.array([[-np.inf if d.lower is None else float(d.lower) for d in each] for each in domains]),
        np.array([[np.inf if d.upper is None else float(d.upper) for d in each] for each in domains]),
    )


def matters(pair: Pair, unknown: Term, given: Mapping[Term, float], point: int, steps: int = STEPS) -> bool:
    """Whether the weights change with the unknown at all."""
    moved = dict(given) | {unknown: 0.5 * given[unknown] + 0.1}
    here, there = (residual(pair, values, point, steps) for values in (given, moved))
    if not (_told(here) and _told(there)):
        return True
    return bool(np.abs(_finite(there) - _finite(here)).max() > 1e-9)
