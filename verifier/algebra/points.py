"""Numbers at which conditions hold, found in floating point: where there are some, no solver is asked.

They are no proof, but no solver can prove that such numbers do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
from flint import fmpz_mpoly
from numpy.typing import NDArray

from verifier.algebra.positivity import ZERO
from verifier.algebra.ring import CAPACITY, ROOMY, Generator
from verifier.algebra.signs import Assumption

POINTS = 256
CLEAR = 1e-6
"""How far from zero, in units of the sum of its terms' sizes, a number must be whose sign is believed."""

Column = NDArray[np.float64]


def satisfied(generators: Sequence[Generator], conditions: Sequence[Assumption]) -> bool:
    """Whether the conditions hold at one of some points; False says nothing.

    Parameters
    ----------
    generators : sequence of Generator
        All that the conditions and the radicands of these read, in the order of their making.
    conditions : sequence of Assumption
    """
    if any(condition.signs == ZERO for condition in conditions):
        return False  # no number is known to be zero in floating point
    points = _Points()
    try:
        with np.errstate(all="ignore"):
            return points.enter(generators) and all(map(points.keep, conditions))
    except (KeyError, OverflowError):  # the complement of a generator, or a number that no float holds
        return False


class _Points:
    """The points that are left, a column for each generator."""

    def __init__(self) -> None:
        self._columns: dict[tuple[int, int], Column] = {}
        self._left = np.ones(POINTS, bool)

    def enter(self, generators: Iterable[Generator]) -> bool:
        """Give each generator its numbers; whether all roots exist at one of the points."""
        for generator in generators:
            if generator.radicand is None:
                column = _numbers(generator.range.kind)(_table()[generator.index])
            else:
                value = self._clear(generator.radicand)
                self._left &= value > 0
                column = np.power(np.abs(value), 1 / generator.order)
            self._columns[generator.index, 1] = column
        return bool(self._left.any())

    def keep(self, condition: Assumption) -> bool:
        """Leave points at which a condition holds; whether there are some."""
        signs = np.sign(self._clear(condition.polynomial))
        self._left &= np.isin(signs, [sign for sign in condition.signs if sign])
        return bool(self._left.any())

    def _clear(self, polynomial: fmpz_mpoly) -> Column:
        """The polynomial's values; no numbers where rounding may have made them what they are."""
        terms = [self._monomial(*part) for part in polynomial.to_dict().items()] or [np.zeros(POINTS)]
        value, size = sum(terms), sum(map(np.abs, terms))
        return np.where(np.isfinite(size) & (np.abs(value) > CLEAR * size), value, np.nan)

    def _monomial(self, exponents: tuple[int, ...], coefficient: object) -> Column:
        value = np.full(POINTS, float(int(coefficient)))  # type: ignore[call-overload]
        for index, exponent in enumerate(exponents):
            if exponent:
                value = value * self._power(index, int(exponent))
        return value

    def _power(self, index: int, exponent: int) -> Column:
        if (index, exponent) not in self._columns:
            self._columns[index, exponent] = self._columns[index, 1] ** exponent
        return self._columns[index, exponent]


def _numbers(kind: str) -> Callable[[Column], Column]:
    """Numbers in a range, of various sizes, from numbers between -1 and 1."""
    return {"unit": lambda u: (1 + u) / 2, "half": lambda u: np.exp(3 * u)}.get(kind, np.tan)


@cache
def _table() -> NDArray[np.float64]:
    """For each generator numbers between -1 and 1, the same in every run."""
    return np.random.default_rng(1).uniform(-1, 1, (max(CAPACITY, ROOMY), POINTS))
