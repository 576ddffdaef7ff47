"""Which signs a polynomial can have over the ranges of its generators.

A *sign set* is a subset of {-1, 0, 1} that holds every sign the polynomial can take; it may be too
large, never too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flint import fmpz_mpoly

from verifier.algebra.conjugates import conjugate_product
from verifier.algebra.counting import reach, runs, signs_between
from verifier.algebra.positivity import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    Signs,
    by_coefficients,
    kind_of,
)
from verifier.algebra.ring import STRICT, WEAK, Hashed, Range, Ring, Unsupported

__all__ = [
    "ANY",
    "NEGATIVE",
    "NOT_NEGATIVE",
    "NOT_POSITIVE",
    "NOT_ZERO",
    "POSITIVE",
    "ZERO",
    "Assumption",
    "Signs",
    "by_coefficients",
    "factor_signs",
    "flip",
    "root_range",
    "signs_of",
    "step_bounds",
    "times",
    "turning_in",
]


@dataclass(frozen=True)
class Assumption:
    """A polynomial of which only some signs remain on the path that is being followed."""

    polynomial: fmpz_mpoly
    signs: Signs

    @cached_property
    def key(self) -> tuple[Hashed, Signs]:
        """What can be looked up: a polynomial has no hash."""
        return Hashed(self.polynomial), self.signs


def flip(signs: Signs) -> Signs:
    """The signs of the negative."""
    return frozenset(-s for s in signs)


def times(a: Signs, b: Signs) -> Signs:
    """The signs of a product."""
    return frozenset(x * y for x in a for y in b)


def signs_of(ring: Ring, polynomial: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that the polynomial can take."""
    if polynomial.is_zero():
        return ZERO
    content, factors = ring.factors(polynomial)
    result = POSITIVE if content > 0 else NEGATIVE
    for factor, exponent in factors:
        signs = factor_signs(ring, factor, assumptions)
        result = times(
            result, signs if exponent % 2 else times(signs, signs) if signs != ANY else NOT_NEGATIVE
        )
    return result


def vanishes(ring: Ring, polynomial: fmpz_mpoly, assumptions: Sequence[Assumption]) -> bool:
    """Whether the polynomial is seen to be zero wherever the assumptions hold."""
    for assumption in assumptions:
        if assumption.signs == ZERO and not polynomial.is_zero():
            polynomial = divmod(polynomial, assumption.polynomial)[1]
    return bool(polynomial.is_zero()) or signs_of(ring, polynomial, assumptions) == ZERO


def factor_signs(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that an irreducible polynomial can take."""
    result = _unconditional(ring, factor)
    for assumption in assumptions:
        if assumption.polynomial == factor:
            result &= assumption.signs
        elif assumption.polynomial == -factor:
            result &= flip(assumption.signs)
    for further in (_by_zeros, _by_bounds, _by_conjugate, _by_elimination, _by_monotony):
        if len(result) > 1:
            result &= further(ring, factor, assumptions)
    return result


def _by_monotony(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that remain once exponentials or logarithms are left out on both sides of a comparison."""
    from verifier.algebra.monotone import of_one_sign

    other = of_one_sign(ring, factor)
    return ANY if other is None else signs_of(ring, other.numerator * other.denominator, assumptions)


def _by_zeros(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that remain once multiples of polynomials that are zero on the path are taken away."""
    for assumption in assumptions:
        if assumption.signs == ZERO:
            rest = divmod(factor, assumption.polynomial)[1]
            if rest != factor:
                others = [a for a in assumptions if a is not assumption]
                return signs_of(ring, rest, others)
    return ANY


def _by_conjugate(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    found = conjugate_product(ring, factor)
    if found is None:
        return ANY
    product, sign = found
    return frozenset(sign * s for s in signs_of(ring, product, assumptions))


def _unconditional(ring: Ring, factor: fmpz_mpoly) -> Signs:
    """Signs that need no assumption; remembered, since the same factors come back."""
    key = Hashed(factor)
    found: Signs | None = ring.known_signs.get(key)
    if found is None:
        found = by_coefficients(ring, factor)
        for further in (_by_discriminant, _by_turns):
            if len(found) > 1:
                found &= further(ring, factor)
        ring.known_signs[key] = found
    return found


def _by_turns(ring: Ring, factor: fmpz_mpoly) -> Signs:
    """Signs that the factor has with what is 1 and -1 in turn, ``(-1)**t``, at either."""
    turning = turning_in(ring, factor)
    if turning is None:
        return ANY
    parts = ring.coefficients(factor, turning.degrees().index(1))
    rest, slope = parts.get(0, ring.zero), parts[1]
    return signs_of(ring, rest + slope, ()) | signs_of(ring, rest - slope, ())


def turning_in(ring: Ring, polynomial: fmpz_mpoly) -> fmpz_mpoly | None:
    """What is 1 and -1 in turn, ``(-1)**t``, where a polynomial reads it."""
    degrees = polynomial.degrees()
    places = (r.index for r in ring.roots if r.radicand.is_one() and degrees[r.index] == 1)
    return next((ring.gens[place] for place in places), None)


def _by_discriminant(ring: Ring, factor: fmpz_mpoly) -> Signs:
    """Signs that remain for ``a*x**2 + b*x + c`` with ``4*a*c >= b**2``: that of its ends."""
    for index, degree in enumerate(factor.degrees()):
        if degree != 2 or kind_of(ring, index) != "real":
            continue
        parts = ring.coefficients(factor, index)
        rest = parts.get(0, ring.zero)
        gap = 4 * parts[2] * rest - parts.get(1, ring.zero) ** 2
        if not signs_of(ring, gap, ()) <= NOT_NEGATIVE:
            continue
        for sign in (1, -1):
            ends = [signs_of(ring, end * sign, ()) for end in (parts[2], rest)]
            if all(end <= NOT_NEGATIVE for end in ends):
                return frozenset({sign}) if signs_of(ring, gap, ()) == POSITIVE else frozenset({0, sign})
    return ANY


def root_range(ring: Ring, radicand: fmpz_mpoly) -> Range:
    """Where a root lies on every path on which it exists: paths share the ring."""
    generator = ring.single(radicand)
    if generator is not None and generator.range.kind == "unit":
        return generator.range
    return STRICT if signs_of(ring, radicand, ()) == POSITIVE else WEAK


def step_bounds(ring: Ring, assumptions: Iterable[Assumption]) -> tuple[int, int | None]:
    """The least and the greatest whole number of steps beyond the first that the path allows."""
    low, high = 0, None
    for assumption in assumptions:
        found = runs(ring, assumption.polynomial)
        if found is not None:
            least, greatest = reach(found, assumption.signs)
            low = max(low, least)
            high = greatest if high is None else high if greatest is None else min(high, greatest)
    return low, high


def _by_bounds(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that remain for what the number of steps alone gives, which is whole."""
    found = runs(ring, factor)
    return ANY if found is None else signs_between(found, *step_bounds(ring, assumptions))


def _by_elimination(ring: Ring, factor: fmpz_mpoly, assumptions: Sequence[Assumption]) -> Signs:
    """Signs that remain once a generator is solved from an assumption and put in."""
    result = ANY
    for assumption in assumptions:
        if not assumption.signs <= NOT_NEGATIVE and not assumption.signs <= NOT_POSITIVE:
            continue
        shared = [i for i, d in enumerate(assumption.polynomial.degrees()) if d == 1 and factor.degrees()[i]]
        for index in shared:
            result &= _eliminate(ring, factor, assumption, index)
            if len(result) == 1:
                return result
    return result


def _eliminate(ring: Ring, factor: fmpz_mpoly, assumption: Assumption, index: int) -> Signs:
    """Signs that remain once a generator is put in; remembered, since other paths assume the same."""
    key = Hashed(factor), *assumption.key, index
    if key not in ring.eliminated:
        ring.eliminated[key] = _put_in(ring, factor, assumption, index)
    return ring.eliminated[key]


def _put_in(ring: Ring, factor: fmpz_mpoly, assumption: Assumption, index: int) -> Signs:
    """Put ``x = (h - rest)/slope`` into the factor, where ``h`` is the assumption's polynomial."""
    up = assumption.signs <= NOT_NEGATIVE
    polynomial = assumption.polynomial if up else -assumption.polynomial
    parts = ring.coefficients(polynomial, index)
    slope, rest = parts[1], parts.get(0, ring.zero)
    slope_signs = by_coefficients(ring, slope)
    if slope_signs not in (POSITIVE, NEGATIVE):
        return ANY
    strict = 0 not in assumption.signs
    try:
        slack = ring.generator(("slack", strict), STRICT if strict else STRICT._replace(above=False))
    except Unsupported:
        return ANY
    degree = factor.degrees()[index]
    pieces = ring.coefficients(factor, index)
    moved = sum((c * (slack - rest) ** k * slope ** (degree - k) for k, c in pieces.items()), ring.zero)
    if len(moved) > 500:
        return ANY
    signs = _unconditional(ring, ring.reduce(moved))
    return flip(signs) if slope_signs == NEGATIVE and degree % 2 else signs
