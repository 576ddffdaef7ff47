"""Fractions of polynomials in a `Ring`, kept in lowest terms."""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpz_mpoly

from verifier.algebra.ring import Ring, Unsupported


class Fraction(NamedTuple):
    """A numerator over a denominator, which is not the zero polynomial."""

    numerator: fmpz_mpoly
    denominator: fmpz_mpoly


class Undefined(NamedTuple):
    """A value that does not exist anywhere on the path, and the operation to blame."""

    operation: str


def rational(ring: Ring, numerator: int, denominator: int) -> Fraction:
    """A rational number, its denominator positive."""
    return Fraction(ring.constant(numerator), ring.constant(denominator))


def constant(polynomial: fmpz_mpoly) -> int:
    """The number that a constant polynomial is."""
    return 0 if polynomial.is_zero() else int(polynomial.leading_coefficient())


def bits(value: Fraction) -> int | None:
    """How long a number is: the longer of its parts; None of what is none."""
    if not all(part.is_constant() for part in value):
        return None
    return max(constant(part).bit_length() for part in value)


def whole(ring: Ring, polynomial: fmpz_mpoly | int) -> Fraction:
    """A polynomial, or an integer, over one."""
    return Fraction(ring.constant(polynomial) if isinstance(polynomial, int) else polynomial, ring.one)


def lowest(ring: Ring, numerator: fmpz_mpoly, denominator: fmpz_mpoly) -> Fraction:
    """A quotient reduced by the roots' relations and by common factors.

    Cancelling is sound because a denominator that is divided by is known, or has been noted, to
    be different from zero.
    """
    numerator, denominator = ring.reduce(numerator), ring.reduce(denominator)
    if denominator.is_zero():
        raise Unsupported("a product of quantities that are not zero vanishes")
    if numerator.is_zero():
        return Fraction(ring.zero, ring.one)
    common = numerator.gcd(denominator)
    if not common.is_one():
        numerator, denominator = numerator / common, denominator / common
    if denominator.leading_coefficient() < 0:
        numerator, denominator = -numerator, -denominator
    return Fraction(numerator, denominator)


def add(ring: Ring, a: Fraction, b: Fraction) -> Fraction:
    """The sum."""
    if a.denominator == b.denominator:
        if a.denominator.is_one():
            return Fraction(a.numerator + b.numerator, ring.one)
        return lowest(ring, a.numerator + b.numerator, a.denominator)
    return lowest(
        ring, a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator
    )


def multiply(ring: Ring, a: Fraction, b: Fraction) -> Fraction:
    """The product."""
    if a.denominator.is_one() and b.denominator.is_one():
        return Fraction(ring.reduce(a.numerator * b.numerator), ring.one)
    return lowest(ring, a.numerator * b.numerator, a.denominator * b.denominator)


def negate(a: Fraction) -> Fraction:
    """The negative."""
    return Fraction(-a.numerator, a.denominator)


def subtract(ring: Ring, a: Fraction, b: Fraction) -> Fraction:
    """The difference."""
    return add(ring, a, negate(b))


def divide(ring: Ring, a: Fraction, b: Fraction) -> Fraction:
    """The quotient; that ``b`` is not zero is for the caller to know."""
    return lowest(ring, a.numerator * b.denominator, a.denominator * b.numerator)


def power(ring: Ring, a: Fraction, exponent: int) -> Fraction:
    """A whole power, the exponent not negative."""
    if a.numerator.is_constant() and a.denominator.is_constant():
        return rational(ring, constant(a.numerator) ** exponent, constant(a.denominator) ** exponent)
    result = whole(ring, 1)
    for _ in range(exponent):
        result = multiply(ring, result, a)
    return result


def difference(ring: Ring, a: Fraction, b: Fraction) -> fmpz_mpoly:
    """A polynomial that is zero just where the two are equal (both being defined)."""
    return ring.reduce(a.numerator * b.denominator - b.numerator * a.denominator)
