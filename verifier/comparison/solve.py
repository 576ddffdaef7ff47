"""Numbers for unknown hyperparameters at which two sides agree, by Gauss and Newton."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import trace
from verifier.prove.vectors import Array
from verifier.term import WEIGHT, Term

STEPS = 3
ITERATIONS = 14
CONVERGED = 1e-10


def residual(pair: Pair, given: Mapping[Term, Any], point: int) -> Array | None:
    """How far the two weights are apart in every run and step; None where one does not exist.

    Where hyperparameters are given as columns of numbers, there is a row for each number.
    """
    traces = trace(pair, STEPS, given, point, checked=False)
    apart = [s.values[WEIGHT] - s.values[RIGHT_WEIGHT] for s in traces]
    result = np.concatenate(np.broadcast_arrays(*apart), axis=-1)
    finite = np.isfinite(result)
    return np.where(finite, result, 0.0) if finite.mean(axis=-1).min() > 0.7 else None


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
        around = _around(x)
        columns = dict(zip(unknowns, around.T[:, :, None], strict=True))
        found = residual(pair, known | columns, point)
        if found is None:
            return None
        here, *moved = np.broadcast_to(found, (len(around), found.shape[-1]))
        size = float(np.abs(here).max())
        if size < CONVERGED:
            return x
        if iteration >= 2 and size > 0.5 * error:
            return None
        error = size
        slope = (moved - here) / (around[1:] - x).sum(axis=1)[:, None]
        step = np.linalg.lstsq(slope.T, -here, rcond=1e-9)[0]
        x = _inside(x + step, domains)
    return None


def matters(pair: Pair, unknown: Term, given: Mapping[Term, float], point: int) -> bool:
    """Whether the weights change with the unknown at all."""
    here = residual(pair, given, point)
    moved = dict(given) | {unknown: 0.5 * given[unknown] + 0.1}
    there = residual(pair, moved, point)
    return here is None or there is None or bool(np.abs(there - here).max() > 1e-9)


def _around(x: Array) -> Array:
    """The point, and below it the same with each of its coordinates moved a little."""
    rows = np.tile(x, (1 + len(x), 1))
    np.fill_diagonal(rows[1:], x + 1e-7 * np.maximum(1.0, np.abs(x)) * np.where(x > 0.5, -1, 1))
    return rows


def _inside(x: Array, domains: Sequence[Domain]) -> Array:
    low = [-np.inf if d.lower is None else float(d.lower) for d in domains]
    high = [np.inf if d.upper is None else float(d.upper) for d in domains]
    return np.clip(x, low, high)
