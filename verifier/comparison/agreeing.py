"""Runs that numbers for one side's hyperparameters make agree, as floating point finds them.

They are no proof, but no solver can prove that such numbers do not exist: it need not be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from verifier.comparison.solve import solve_of
from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import generic
from verifier.prove.vectors import Array, compiled, run
from verifier.term import GRADIENT, STEP, WEIGHT, Term

STARTS = 4
SAME = 1e-12
"""How far weights may be apart that are the same."""
ENDS, LARGEST = 1e-4, 1e4
"""How far inside their domains, and how large, numbers must be: no limits, which are no numbers."""

Row = Sequence[int]


def agreeing(pair: Pair, unknowns: Sequence[Term], rows: Sequence[Row], fewest: int) -> int:
    """How many rows of gradients, from the first on, some numbers make both sides agree on.

    Parameters
    ----------
    pair : Pair
        Has numbers for all hyperparameters but the unknowns.
    unknowns : sequence of Term
    rows : sequence of sequence of int
        The gradients of the runs, which begin at weight 1.
    fewest : int
        So many rows are asked about first.
    """
    starts = [_start(pair, unknowns, index) for index in range(STARTS)]
    found = 0
    for count in range(fewest, len(rows) + 1):
        runs = _Runs(rows[:count])
        solved = solve_of(pair, [(unknowns, start) for start in starts], runs.apart)
        good = [x for x in solved if x is not None and _inside(pair, unknowns, x)]
        values = (dict(zip(unknowns, map(float, x), strict=True)) for x in good)
        known = next((v for v in values if runs.agree(pair, v)), None)
        if known is None:
            break
        found, starts = count, [known, *starts[:STARTS]]
    return found


def _start(pair: Pair, unknowns: Sequence[Term], index: int) -> dict[Term, float]:
    """Numbers in the domains, none like another."""
    ranks = enumerate(unknowns, start=1 + 7 * index)
    return {unknown: generic(pair.domains[unknown], rank) for rank, unknown in ranks}


class _Runs:
    """Runs of both sides that are held against each other in floating point."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._last = np.array([len(row) for row in rows])
        steps = int(self._last.max())
        self._gradients = np.array([[*row, *[0] * (steps - len(row))] for row in rows], float).T

    def apart(self, pair: Pair, given: Mapping[Term, Any]) -> Array:
        """How far the weights are apart at the end of each run."""
        one = np.ones(len(self._last))
        values: dict[Term, Array] = {WEIGHT: one, RIGHT_WEIGHT: one}
        values |= _plain(pair.first_values, values | dict(given))
        ends: list[Array] = []
        for step, gradient in enumerate(self._gradients, start=1):
            here: dict[Term, Any] = {GRADIENT: gradient, STEP: np.float64(step)}
            values = _plain(pair.updates, values | dict(given) | here)
            with np.errstate(all="ignore"):
                ends.append(values[WEIGHT] - values[RIGHT_WEIGHT])
        stacked = np.stack(np.broadcast_arrays(*ends), axis=-1)
        return np.asarray(stacked[..., np.arange(len(self._last)), self._last - 1], np.float64)

    def agree(self, pair: Pair, given: Mapping[Term, float]) -> bool:
        """Whether the weights exist, and are the same."""
        return bool(np.all(np.abs(self.apart(pair, given)) < SAME))


def _plain(terms: Mapping[Term, Term], values: Mapping[Term, Any]) -> dict[Term, Array]:
    found = run(compiled(tuple(terms.values())), values, checked=False)
    return dict(zip(terms, found, strict=True))


def _inside(pair: Pair, unknowns: Sequence[Term], x: Array) -> bool:
    return all(_well_inside(pair.domains[u], float(v)) for u, v in zip(unknowns, x, strict=True))


def _well_inside(domain: Domain, value: float) -> bool:
    above = domain.lower is None or value > float(domain.lower) + ENDS
    below = domain.upper is None or value < float(domain.upper) - ENDS
    return above and below and abs(value) < LARGEST
