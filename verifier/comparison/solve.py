"""Numbers for unknown hyperparameters at which two sides agree, by Gauss and Newton."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verifier.domain import Domain
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
    pair: Pair, unknowns: Sequence[Term], start: Mapping[Term, float], ways: Sequence[tuple[Term, ...]]
) -> Iterator[tuple[Term, ...]]:
    """Those of many ways to give numbers to unknowns at which the weights agree, the nearest first."""
    if not ways:
        return
    columns = {
        u: np.array([[nearest_float(n.value)] for n in of_one])
        for u, of_one in zip(unknowns, zip(*ways, strict=True), strict=True)
    }
    found = residual(pair, {**start, **columns}, 0)
    apart = np.broadcast_to(np.abs(_finite(found)).max(axis=-1), len(ways))
    apart = np.where(np.broadcast_to(_told(found), len(ways)), apart, np.inf)
    yield from (ways[i] for i in np.argsort(apart, kind="stable") if apart[i] < CLOSE)


def solve(pair: Pair, unknowns: Sequence[Term], start: Mapping[Term, float], point: int) -> Array | None:
    """Values of the unknowns at which the weights agree in all runs, or None.

    The values stay in the closure of the unknowns' domains.
    """
    return solve_all(pair, [(unknowns, start)], point)[0]


@dataclass
class _Task:
    """Unknowns on the way to a solution."""

    unknowns: Sequence[Term]
    start: Mapping[Term, float]
    x: Array
    error: float = np.inf
    solved: bool = False

    def rows(self, order: Sequence[Term]) -> Array:
        """The point, and below it the same with each of the unknowns moved a little."""
        values = dict(self.start) | dict(zip(self.unknowns, self.x, strict=True))
        rows = np.tile([values[s] for s in order], (1 + len(self.x), 1))
        for row, (unknown, x) in enumerate(zip(self.unknowns, self._beside(), strict=True), start=1):
            rows[row, order.index(unknown)] = x
        return rows

    def _beside(self) -> Array:
        """The unknowns, each moved a little towards the middle of where it may lie."""
        return self.x + 1e-7 * np.maximum(1.0, np.abs(self.x)) * np.where(self.x > 0.5, -1, 1)

    def advance(self, found: Array, domains: Mapping[Term, Domain], patient: bool) -> bool:
        """Take a step, from the residuals of the rows; False where it is over."""
        if not _told(found).all():
            return False
        here, *moved = _finite(found)
        size = float(np.abs(here).max())
        self.solved = size < CONVERGED  # and the step that is taken yet makes it as exact as can be
        if not self.solved and not patient and size > 0.5 * self.error:
            return False
        self.error = size
        slope = (np.array(moved) - here) / (self._beside() - self.x)[:, None]
        step = np.linalg.lstsq(slope.T, -here, rcond=1e-9)[0]
        self.x = _inside(self.x + step, [domains[u] for u in self.unknowns])
        return not self.solved


def solve_all(
    pair: Pair,
    asked: Sequence[tuple[Sequence[Term], Mapping[Term, float]]],
    point: int,
    steps: int = STEPS,
) -> list[Array | None]:
    """As `solve`, for many sets of unknowns and starts at once."""
    tasks = [_Task(unknowns, start, np.array([start[u] for u in unknowns])) for unknowns, start in asked]
    order = list(dict.fromkeys(s for _, start in asked for s in start if s in pair.domains))
    active = tasks
    for iteration in range(ITERATIONS):
        if not active:
            break
        rows = [task.rows(order) for task in active]
        table = np.concatenate(rows)
        columns = {s: table[:, [place]] for place, s in enumerate(order)}
        found = residual(pair, columns, point, steps)
        found = np.broadcast_to(found, (len(table), found.shape[-1]))
        parts = np.split(found, np.cumsum([len(r) for r in rows])[:-1])
        active = [
            task
            for task, part in zip(active, parts, strict=True)
            if task.advance(part, pair.domains, iteration < 2)
        ]
    return [task.x if task.solved else None for task in tasks]


def matters(pair: Pair, unknown: Term, given: Mapping[Term, float], point: int) -> bool:
    """Whether the weights change with the unknown at all."""
    moved = dict(given) | {unknown: 0.5 * given[unknown] + 0.1}
    here, there = (residual(pair, values, point) for values in (given, moved))
    if not (_told(here) and _told(there)):
        return True
    return bool(np.abs(_finite(there) - _finite(here)).max() > 1e-9)


def _inside(x: Array, domains: Sequence[Domain]) -> Array:
    low = [-np.inf if d.lower is None else float(d.lower) for d in domains]
    high = [np.inf if d.upper is None else float(d.upper) for d in domains]
    return np.clip(x, low, high)
