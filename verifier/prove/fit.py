"""Small linear fits in floating point: which few columns give another one exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import numpy as np

from verifier.prove.vectors import Array

EXACT = 1e-8
NEAR = 1e-6
"""How near, in every row, all columns together come to what few of them give: rounding has room."""
NUMBER = 1e-6
ENOUGH_ROWS = 8
LARGEST = 3


def supports(table: Array) -> Iterator[tuple[tuple[int, ...], Array]]:
    """Small sets of columns of which the last column is a combination, and its coefficients.

    All sets of the smallest size for which there is one; a column that is a multiple of the last
    is preferred to a sum.
    """
    target, columns = table[:, -1], table[:, :-1]
    size = float(np.abs(target).max(initial=0.0))
    if len(table) < ENOUGH_ROWS or size == 0.0:
        return
    scale = np.abs(columns).max(axis=0)
    usable = [i for i in range(columns.shape[1]) if scale[i] > 0]
    scaled, wanted = columns / np.where(scale > 0, scale, 1.0), target / size
    if not _spanned(scaled[:, usable], wanted):
        return
    for count in range(1, LARGEST + 1):
        found = False
        for chosen in _promising(scaled, wanted, usable, count):
            matrix = scaled[:, chosen]
            solution, _, rank, _ = np.linalg.lstsq(matrix, wanted, rcond=1e-10)
            if rank == count and np.abs(matrix @ solution - wanted).max() <= EXACT:
                found = True
                yield chosen, np.asarray(solution * size / scale[list(chosen)], np.float64)
        if found:
            return


def _spanned(columns: Array, wanted: Array) -> bool:
    """Whether all columns together may give what some are asked to; more of them than rows always do."""
    basis, _ = np.linalg.qr(columns)
    return bool(np.abs(wanted - basis @ (basis.T @ wanted)).max() <= NEAR)


def _promising(scaled: Array, wanted: Array, usable: list[int], count: int) -> list[tuple[int, ...]]:
    """The sets whose normal equations leave little over; all at once, since there are many."""
    sets = list(combinations(usable, count))
    if not sets:
        return []
    gram, moments = scaled.T @ scaled, scaled.T @ wanted
    index = np.array(sets)
    blocks = gram[index[:, :, None], index[:, None, :]]
    right = moments[index]
    regular = np.abs(np.linalg.det(blocks)) > 1e-13
    if not regular.any():
        return []
    solved = np.linalg.solve(blocks[regular], right[regular][:, :, None])[:, :, 0]
    rest = float(wanted @ wanted) - np.sum(solved * right[regular], axis=1)
    good = np.flatnonzero(regular)[rest < 1e-6 * float(wanted @ wanted)]
    return [sets[i] for i in good]


def rational(value: float) -> Fraction | None:
    """The small rational number that the value is, up to rounding; None where there is none."""
    number = Fraction(float(value)).limit_denominator(12)
    close = abs(float(number) - value) <= NUMBER * max(1.0, abs(value))
    return number if number and close and abs(number) <= 10**4 else None


def fits(value: Array, wanted: Array) -> bool:
    """Whether two columns agree wherever both exist."""
    both = np.isfinite(value) & np.isfinite(wanted)
    return bool(both.sum() >= ENOUGH_ROWS) and not misses(value, wanted)


def misses(value: Array, wanted: Array) -> bool:
    """Whether two columns differ somewhere where both exist."""
    keep = np.isfinite(value) & np.isfinite(wanted)
    size = np.abs(wanted[keep]).max(initial=1e-300)
    return bool(np.any(np.abs(value[keep] - wanted[keep]) > 1e-7 * size))
