"""The line cut at ties: each tie, and the simplest number of every interval between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

from verifier.domain import REAL, Domain
from verifier.evaluate import AlgebraicNumber, Given


def cells(ties: Sequence[Given], domain: Domain = REAL) -> Iterator[Given]:
    """The ties that lie in a domain, then a number from every interval that they cut it into.

    Parameters
    ----------
    ties : sequence of numbers
        Where something changes.
    domain : Domain
        Only its numbers are given.
    """
    inside = sorted((x for x in ties if all(map(domain.contains, interval(x)))), key=interval)
    yield from inside
    ends = [interval(x) for x in inside]
    if not ends:
        return
    for (_, low), (high, _) in pairwise(ends):
        if low < high:
            yield simplest_between(low, high)
    yield from _beyond(ends[-1][1], domain.upper)
    yield from (-x for x in _beyond(-ends[0][0], None if domain.lower is None else -domain.lower))


def interval(x: Given) -> tuple[Fraction, Fraction]:
    """Rational bounds of a number, equal where it is rational."""
    return (x.lower, x.upper) if isinstance(x, AlgebraicNumber) else (Fraction(x), Fraction(x))


def _beyond(last: Fraction, end: Fraction | None) -> Iterator[Fraction]:
    """Numbers above the last tie and below the end."""
    if end is not None:
        if last < end:
            yield simplest_between(last, end)
        return
    yield Fraction(floor(last) + 1)
    if last > 0:
        yield 2 * last


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The number strictly between two others with the smallest denominator.

    >>> simplest_between(Fraction(199, 200), Fraction(1))
    Fraction(200, 201)
    >>> simplest_between(Fraction(-1, 3), Fraction(5))
    Fraction(0, 1)
    """
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    rest = low - whole
    if rest == 0:
        return whole + Fraction(1, floor(1 / (high - whole)) + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / rest)
