"""Signs of polynomials in the number of steps alone, which is whole and never negative."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import comb

from flint import fmpz_mpoly

from verifier.algebra.positivity import Signs
from verifier.algebra.ring import Ring

MOST_DEGREE, MOST_BITS = 6, 256

Coefficients = tuple[int, ...]
"""Of a polynomial in one quantity, the constant first and the last not zero."""


def in_steps(ring: Ring, polynomial: fmpz_mpoly) -> Coefficients | None:
    """The coefficients of a polynomial in the number of steps alone; None where it is none, or is large."""
    step = ring.find(("step",))
    if step is None:
        return None
    degrees = polynomial.degrees()
    if not 0 < degrees[step] <= MOST_DEGREE or any(d for i, d in enumerate(degrees) if i != step):
        return None
    parts = ring.coefficients(polynomial, step)
    found = tuple(int(parts[k].leading_coefficient()) if k in parts else 0 for k in range(degrees[step] + 1))
    return found if max(map(int.bit_length, found)) <= MOST_BITS else None


def signs_between(coefficients: Coefficients, low: int, high: int | None) -> Signs:
    """The signs at the whole numbers from the one to the other."""
    return frozenset(
        sign
        for first, last, sign in _runs(coefficients)
        if (last is None or last >= low) and (high is None or first <= high)
    )


def reach(coefficients: Coefficients, signs: Signs) -> tuple[int, int | None]:
    """The least and the greatest whole number with one of these signs; 1 and 0 where there is none."""
    found = [(first, last) for first, last, sign in _runs(coefficients) if sign in signs]
    return (found[0][0], found[-1][1]) if found else (1, 0)


@lru_cache(maxsize=1024)
def _runs(coefficients: Coefficients) -> tuple[tuple[int, int | None, int], ...]:
    """From where to where, from zero on, the polynomial has which sign.

    It is monotone where its differences from each number to the next have one sign.
    """
    if len(coefficients) == 1:
        return ((0, None, _sign(coefficients[0])),)
    turns = [first for first, _, _ in _runs(_difference(coefficients))]
    starts: list[int] = []
    for first, end in pairwise([*turns, None]):
        assert first is not None
        starts += _changes(coefficients, first, end)
    signs = [_sign(_at(coefficients, n)) for n in starts]
    kept = [i for i, sign in enumerate(signs) if i == 0 or sign != signs[i - 1]]
    ends = [*(starts[i] - 1 for i in kept[1:]), None]
    return tuple((starts[i], end, signs[i]) for i, end in zip(kept, ends, strict=True))


def _changes(coefficients: Coefficients, first: int, end: int | None) -> list[int]:
    """Where a new sign begins among the numbers before the end, between which the polynomial is monotone."""
    found = [first]
    while (further := _next_change(coefficients, found[-1], end)) is not None:
        found.append(further)
    return found


def _next_change(coefficients: Coefficients, first: int, end: int | None) -> int | None:
    """The first number with another sign than a number has; None where the end comes before."""
    sign, leading = _sign(_at(coefficients, first)), _sign(coefficients[-1])
    if end is None:
        if sign == leading:
            return None
        last = first + 1
        while _sign(_at(coefficients, last)) == sign:
            last = first + 2 * (last - first)
    else:
        last = end - 1
        if _sign(_at(coefficients, last)) == sign:
            return None
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if _sign(_at(coefficients, middle)) == sign else (first, middle)
    return last


def _difference(coefficients: Coefficients) -> Coefficients:
    """The polynomial's value at the next number, less its own: of one degree less."""
    degree = len(coefficients) - 1
    return tuple(sum(coefficients[k] * comb(k, i) for k in range(i + 1, degree + 1)) for i in range(degree))


def _at(coefficients: Coefficients, number: int) -> int:
    value = 0
    for each in reversed(coefficients):
        value = value * number + each
    return value


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
