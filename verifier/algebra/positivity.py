"""Sets of signs, and the signs that the coefficients of a polynomial alone settle.

Every generator of the unit interval ``b`` and its complement ``1 - b`` are written as two quantities
that are not negative (Bernstein's basis); then all coefficients have one sign, or nothing is known.
"""

from __future__ import annotations

from itertools import product

from flint import fmpz_mpoly

from verifier.algebra.ring import Generator, Ring

Signs = frozenset[int]

ANY: Signs = frozenset({-1, 0, 1})
POSITIVE: Signs = frozenset({1})
NEGATIVE: Signs = frozenset({-1})
ZERO: Signs = frozenset({0})
NOT_NEGATIVE: Signs = frozenset({0, 1})
NOT_POSITIVE: Signs = frozenset({-1, 0})
NOT_ZERO: Signs = frozenset({-1, 1})

MAX_ATOMS = 8


def by_coefficients(ring: Ring, polynomial: fmpz_mpoly) -> Signs:
    """Signs that remain when all coefficients in non-negative coordinates agree."""
    sign = _one_sign(ring, polynomial)
    if not sign:
        polynomial = _bernstein(ring, polynomial)
        sign = _one_sign(ring, polynomial)
    if not sign:
        return ANY
    monomials = [{i for i, e in enumerate(exponents) if e} for exponents in polynomial.monoms()]
    return frozenset({sign}) if _strictly(ring, monomials) else frozenset({0, sign})


def _one_sign(ring: Ring, polynomial: fmpz_mpoly) -> int:
    """The sign of all coefficients, 0 where they have two, or where a monomial has another sign than its."""
    coefficients = polynomial.coeffs()
    positive = not coefficients or coefficients[0] > 0
    if any((c > 0) != positive for c in coefficients):
        return 0
    reals = [i for i, e in enumerate(polynomial.degrees()) if e and kind_of(ring, i) == "real"]
    if reals and any(exponents[i] % 2 for exponents in polynomial.monoms() for i in reals):
        return 0
    return 1 if positive else -1


def _strictly(ring: Ring, monomials: list[set[int]]) -> bool:
    """Whether monomials that are never negative cannot all vanish at once."""
    loose = sorted({i for exponents in monomials for i in exponents if not _never_zero(ring, i)})
    if any(exponents.isdisjoint(loose) for exponents in monomials):
        return True
    if len(loose) > MAX_ATOMS:
        return False
    for zeros in product((False, True), repeat=len(loose)):
        vanishing = {i for i, zero in zip(loose, zeros, strict=True) if zero}
        if _possible(ring, vanishing) and not any(map(vanishing.isdisjoint, monomials)):
            return False
    return True


def _possible(ring: Ring, vanishing: set[int]) -> bool:
    """A generator of the unit interval and its complement are not both zero."""
    return not any(
        g is not None and g.complement is not None and g.index in vanishing and g.complement in vanishing
        for g in ring.generators
    )


def _never_zero(ring: Ring, index: int) -> bool:
    generator = ring.at(index)
    if generator is not None:
        return generator.range.above
    owner = _owner(ring, index)
    return owner is not None and owner.range.below


def kind_of(ring: Ring, index: int) -> str:
    """The kind of range of a generator; a complement lies in a half line."""
    generator = ring.at(index)
    return "half" if generator is None else generator.range.kind


def _owner(ring: Ring, complement: int) -> Generator | None:
    return next((g for g in ring.generators if g is not None and g.complement == complement), None)


def _bernstein(ring: Ring, polynomial: fmpz_mpoly) -> fmpz_mpoly:
    """The polynomial made homogeneous in each unit generator and its complement."""
    degrees = polynomial.degrees()
    for generator in ring.generators:
        if generator is None or generator.complement is None or not degrees[generator.index]:
            continue
        degree, b = degrees[generator.index], ring.gens[generator.index]
        total = b + ring.gens[generator.complement]
        parts = ring.coefficients(polynomial, generator.index)
        polynomial = sum((c * b**k * total ** (degree - k) for k, c in parts.items()), ring.zero)
        ring.guard(polynomial)
    return polynomial
