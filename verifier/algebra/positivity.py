"""Sets of signs, and the signs that the coefficients of a polynomial alone settle.

Every generator of the unit interval ``b`` and its complement ``1 - b`` are written as two quantities
that are not negative (Bernstein's basis); then all coefficients have one sign, or nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    for candidate in (polynomial, _bernstein(ring, polynomial)):
        monomials = list(_monomials(ring, candidate))
        for sign in (1, -1):
            if all(_weakly(ring, exponents, coefficient * sign) for exponents, coefficient in monomials):
                strict = _strictly(ring, [exponents for exponents, _ in monomials])
                return frozenset({sign}) if strict else frozenset({0, sign})
    return ANY


def _monomials(ring: Ring, polynomial: fmpz_mpoly) -> Iterable[tuple[dict[int, int], int]]:
    for exponents, coefficient in polynomial.to_dict().items():
        yield {i: e for i, e in enumerate(exponents) if e}, int(coefficient)


def _weakly(ring: Ring, exponents: dict[int, int], coefficient: int) -> bool:
    """Whether a monomial is never negative."""
    odd_reals = any(e % 2 and kind_of(ring, i) == "real" for i, e in exponents.items())
    return coefficient > 0 and not odd_reals


def _strictly(ring: Ring, monomials: list[dict[int, int]]) -> bool:
    """Whether monomials that are never negative cannot all vanish at once."""
    loose = sorted({i for exponents in monomials for i in exponents if not _never_zero(ring, i)})
    if any(not any(i in loose for i in exponents) for exponents in monomials):
        return True
    if len(loose) > MAX_ATOMS:
        return False
    for zeros in product((False, True), repeat=len(loose)):
        vanishing = {i for i, zero in zip(loose, zeros, strict=True) if zero}
        if _possible(ring, vanishing) and all(any(i in vanishing for i in m) for m in monomials):
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
