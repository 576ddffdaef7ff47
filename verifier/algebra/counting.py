"""Signs of what the number of steps alone gives, which is whole and never negative.

Polynomials in that number, a power of a number between 0 and 1 against a number (``0.9**t - 1/2``), and what
goes one way (`verifier.algebra.trends`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction as Rational
from functools import lru_cache
from itertools import pairwise
from math import comb

from flint import fmpz_mpoly

from verifier.algebra.fraction import constant
from verifier.algebra.positivity import Signs
from verifier.algebra.ring import STEP_KEY, Generator, Hashed, Ring
from verifier.algebra.trends import Untold, trend

MOST_DEGREE, MOST_BITS = 6, 256
LARGEST, LATEST = 2**16, 2**40
"""How many bits a power may have whose sign against a number is looked at, and until when by balls."""

Coefficients = tuple[int, ...]
"""Of a polynomial in one quantity, the constant first and the last not zero."""
Runs = tuple[tuple[int, int | None, int], ...]
"""From where to where, from zero on, something has which sign."""


def runs(ring: Ring, polynomial: fmpz_mpoly) -> Runs | None:
    """The signs of what the number of steps alone gives; None of anything else, and of what is large."""
    step, degrees = ring.find(("step",)), polynomial.degrees()
    own = [i for i, degree in enumerate(degrees) if degree]
    if step is None or not own:
        return None
    if len(own) > 1 or degrees[own[0]] > MOST_DEGREE:
        return _runs_of_trend(ring, polynomial)
    parts = ring.coefficients(polynomial, own[0])
    found = tuple(int(parts[k].leading_coefficient()) if k in parts else 0 for k in range(max(parts) + 1))
    if own[0] == step:
        return runs_of(found) if max(map(int.bit_length, found)) <= MOST_BITS else None
    base = _falling(ring.at(own[0])) if len(found) == 2 else None
    return _runs_of_trend(ring, polynomial) if base is None else runs_of_power(base, found[1], found[0])


def _runs_of_trend(ring: Ring, polynomial: fmpz_mpoly) -> Runs | None:
    """The signs of what goes one way, told by balls; remembered."""
    key = Hashed(polynomial)
    if key not in ring.counted:
        ring.counted[key] = None
        with suppress(Untold):
            found = trend(ring, polynomial)
            ring.counted[key] = None if found is None else _one_way(*found)
    counted: Runs | None = ring.counted[key]
    return counted


def _one_way(sign: Callable[[int], int], rest: int) -> Runs | None:
    """The signs of what has one of them from some number on and changes once."""
    last = 1
    while sign(last) != rest:
        last *= 2
        if last > LATEST:
            return None
    starts = _changes(sign, 0, last + 1)
    return _joined(starts, [sign(n) for n in starts])


def _falling(generator: Generator | None) -> Rational | None:
    """The number between 0 and 1 whose power with the number of steps the generator is."""
    if generator is None or generator.key[:2] != ("power", STEP_KEY) or generator.range.kind != "unit":
        return None
    above, below = generator.base
    if not above.is_constant() or not below.is_constant():
        return None
    base = Rational(constant(above), constant(below))
    return base if 0 < base < 1 else None


def signs_between(found: Runs, low: int, high: int | None) -> Signs:
    """The signs at the whole numbers from the one to the other."""
    return frozenset(
        sign
        for first, last, sign in found
        if (last is None or last >= low) and (high is None or first <= high)
    )


def reach(found: Runs, signs: Signs) -> tuple[int, int | None]:
    """The least and the greatest whole number with one of these signs; 1 and 0 where there is none."""
    own = [(first, last) for first, last, sign in found if sign in signs]
    return (own[0][0], own[-1][1]) if own else (1, 0)


@lru_cache(maxsize=1024)
def runs_of_power(base: Rational, slope: int, rest: int) -> Runs | None:
    """The signs of ``slope*base**n + rest``, which goes from its first value to its rest and never back."""
    above, below = base.as_integer_ratio()

    def sign(n: int) -> int:
        return _sign(slope * above**n + rest * below**n)

    last = 1
    while sign(last) != _sign(rest):
        last *= 2
        if last * below.bit_length() > LARGEST:
            return None
    starts = _changes(sign, 0, last + 1)
    return _joined(starts, [sign(n) for n in starts])


@lru_cache(maxsize=1024)
def runs_of(coefficients: Coefficients) -> Runs:
    """The signs of a polynomial: it is monotone where its differences from one to the next have one sign."""
    if len(coefficients) == 1:
        return ((0, None, _sign(coefficients[0])),)
    turns = [first for first, _, _ in runs_of(_difference(coefficients))]

    def sign(n: int) -> int:
        return _sign(_at(coefficients, n))

    starts: list[int] = []
    for first, end in pairwise([*turns, None]):
        assert first is not None
        starts += _changes(sign, first, _far(sign, first, _sign(coefficients[-1])) if end is None else end)
    return _joined(starts, [sign(n) for n in starts])


def _far(sign: Callable[[int], int], first: int, leading: int) -> int:
    """After a number from which on the sign is that of the leading coefficient, in a last monotone part."""
    last = first
    while sign(last) != leading:
        last = first + 2 * max(last - first, 1)
    return last + 1


def _joined(starts: list[int], signs: list[int]) -> Runs:
    """The runs that begin at some numbers; of two with one sign the one."""
    kept = [i for i, sign in enumerate(signs) if i == 0 or sign != signs[i - 1]]
    ends = [*(starts[i] - 1 for i in kept[1:]), None]
    return tuple((starts[i], end, signs[i]) for i, end in zip(kept, ends, strict=True))


def _changes(sign: Callable[[int], int], first: int, end: int) -> list[int]:
    """Where a new sign begins among the numbers before the end, between which what has it is monotone."""
    found = [first]
    while (further := _next_change(sign, found[-1], end - 1)) is not None:
        found.append(further)
    return found


def _next_change(sign: Callable[[int], int], first: int, last: int) -> int | None:
    """The first number with another sign than a number has; None where the last has the same."""
    here = sign(first)
    if sign(last) == here:
        return None
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if sign(middle) == here else (first, middle)
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
