"""Numbers for unknown hyperparameters at which two sides agree, by Gauss and Newton."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import trace
from verifier.prove.vectors import Array
from verifier.term import WEIGHT, Term

STEPS = 3
ITERATIONS = 14
CONVERGED = 1e-10


def residual(pair: Pair, given: Mapping[Term, float], point: int) -> Array | None:
    """How far the two weights are apart in every run and step; None where one does not exist."""
    traces = trace(pair, STEPS, given, point, checked=False)
    parts = [s.values[WEIGHT] - s.values[RIGHT_WEIGHT] for s in traces]
    result = np.concatenate(parts)
    finite = np.isfinite(result)
    return np.where(finite, result, 0.0) if finite.mean() > 0.7 else None


def agree(pair: Pair, given: Mapping[Term, float] | None = None, point: int = 0) -> bool:
    """Whether the two sides agree in floating point at a generic setting."""
    found = residual(pair, given or {}, point)
    return found is not None and float(np.abs(found).max()) < 1e-9


def solve(pair: Pair, unknowns: Sequence[Term], start: Mapping[Term, float], point: int) -> Array | None:
    """Values of the unknowns at which the weights agree in all runs, or None.

    The values stay in the closure of the unknowns' domains.
    """
    x = np.array([start[u] for u in unknowns])
    domains = [pair.domains[u] for u in unknowns]
    known = {k: v for k, v in start.items() if k not in unknowns}
    error = np.inf
    for iteration in range(ITERATIONS):
        here = residual(pair, known | dict(zip(unknowns, x, strict=True)), point)
        if here is None:
            return None
        size = float(np.abs(here).max())
        if size < CONVERGED:
            return x
        if iteration >= 2 and size > 0.5 * error:
            return None
        error = size
        slope = _jacobian(pair, unknowns, known, x, here, point)
        if slope is None:
            return None
        step = np.linalg.lstsq(slope, -here, rcond=1e-9)[0]
        x = _inside(x + step, domains)
    return None


def matters(pair: Pair, unknown: Term, given: Mapping[Term, float], point: int) -> bool:
    """Whether the weights change with the unknown at all."""
    here = residual(pair, given, point)
    moved = dict(given) | {unknown: 0.5 * given[unknown] + 0.1}
    there = residual(pair, moved, point)
    return here is None or there is None or bool(np.abs(there - here).max() > 1e-9)


def _jacobian(
    pair: Pair, unknowns: Sequence[Term], known: Mapping[Term, float], x: Array, here: Array, point: int
) -> Array | None:
    columns = []
    for i in range(len(x)):
        moved = x.copy()
        moved[i] += 1e-7 * max(1.0, abs(x[i])) * (-1 if x[i] > 0.5 else 1)
        there = residual(pair, dict(known) | dict(zip(unknowns, moved, strict=True)), point)
        if there is None:
            return None
        columns.append((there - here) / (moved[i] - x[i]))
    result: Array = np.stack(columns, axis=1)
    return result


def _inside(x: Array, domains: Sequence[Domain]) -> Array:
    low = [-np.inf if d.lower is None else float(d.lower) for d in domains]
    high = [np.inf if d.upper is None else float(d.upper) for d in domains]
    return np.clip(x, low, high)
