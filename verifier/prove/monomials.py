"""States that are products of powers of the other side's states: what one side keeps rescaled by others.

A side that rescales its averages whenever an estimate that it also keeps has grown has ``v`` where the other
one has ``v*d**2``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul

import numpy as np

from verifier.prove.decode import multiples
from verifier.prove.runs import Runs
from verifier.term import Term, term

LARGEST, NEAR = 4, 1e-7
"""The largest exponent, and how near to a half of a whole number the fit must come."""
SPARE = 4
"""So many runs more than exponents keep a fit by chance away."""


def by_monomial(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """A multiple of a product of powers of two free states or more, as the logarithms of all tell it."""
    last = runs.traces[-1]
    kept = [x for x in free if x is not each]
    table = np.stack([last.values[x] for x in (*kept, each)], axis=1)
    rows = np.isfinite(table).all(axis=1) & (table != 0).all(axis=1)
    if len(kept) < 2 or rows.sum() < len(kept) + 1 + SPARE:
        return
    logs = np.log(np.abs(table[rows]))
    fitted, _, rank, _ = np.linalg.lstsq(
        np.column_stack([logs[:, :-1], np.ones(len(logs))]), logs[:, -1], rcond=1e-9
    )
    halves = np.round(2 * fitted[:-1]) / 2
    if rank <= len(kept) or np.abs(fitted[:-1] - halves).max() > NEAR or np.abs(halves).max() > LARGEST:
        return
    powers = [(x, Fraction(float(e))) for x, e in zip(kept, halves, strict=True) if e]
    if len(powers) > 1:
        product = reduce(mul, (x if e == 1 else x ** term(e) for x, e in powers))
        yield from multiples(runs, last.values[each], product, last.values | runs.numbers(last.step))
