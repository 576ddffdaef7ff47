"""Exponents as sums of monomials, and the exponential of one monomial as a generator of the ring."""

from __future__ import annotations

from fractions import Fraction as Rational

from verifier.algebra import fraction as fr
from verifier.algebra.fraction import Fraction, constant
from verifier.algebra.quantities import FALLING, Key, quantity
from verifier.algebra.ring import STRICT, Hashed, Range, Ring
from verifier.algebra.signs import NOT_NEGATIVE, POSITIVE, Signs, signs_of


def exponent_parts(ring: Ring, exponent: Fraction) -> dict[Key, Rational]:
    """The exponent as a sum: monomial to rational coefficient; the empty monomial is the constant."""
    if not exponent.denominator.is_constant():
        return _quotients(ring, exponent)
    scale = constant(exponent.denominator)
    parts: dict[Key, Rational] = {}
    for exponents, coefficient in exponent.numerator.to_dict().items():
        monomial = _named(ring, exponents)
        parts[(*monomial, "1") if monomial else ()] = Rational(int(coefficient), scale)
    return parts


def _quotients(ring: Ring, exponent: Fraction) -> dict[Key, Rational]:
    """The sum by monomials of the numerator, each over what is left of the denominator.

    What the denominator divides is taken out first, so that the parts of a sum of 1 come to 1.
    """
    whole_part, rest_part = divmod(exponent.numerator, exponent.denominator)
    parts = exponent_parts(ring, Fraction(whole_part, ring.one))
    for exponents, coefficient in rest_part.to_dict().items():
        monomial = ring.context.from_dict({exponents: 1})
        above, below = fr.lowest(ring, monomial, exponent.denominator)
        content = constant(below) if below.is_constant() else int(ring.factors(below)[0])
        key = _named(ring, above.to_dict().popitem()[0])
        rest = "1" if below.is_constant() else Hashed(below / content)
        whole = () if below.is_constant() and not key else (*key, rest)
        scale = Rational(int(coefficient) * int(above.leading_coefficient()), content)
        parts[whole] = parts.get(whole, Rational(0)) + scale
    return parts


def _named(ring: Ring, exponents: tuple[int, ...]) -> Key:
    return tuple((_name(ring, i), int(e)) for i, e in enumerate(exponents) if e)


def _name(ring: Ring, index: int) -> object:
    generator = ring.at(index)
    assert generator is not None
    return "step" if generator.key == ("step",) else index


def exponential_monomial(ring: Ring, key: Key) -> Fraction:
    """``exp`` of a monomial: of one that is never negative, the reciprocal of what lies between 0 and 1."""
    signs = key_signs(ring, key)
    if not signs <= NOT_NEGATIVE:
        return fr.whole(ring, ring.generator(("exp", key), STRICT))
    falling = ring.generator(("exp", key, *FALLING), Range("unit", True, signs == POSITIVE))
    return Fraction(ring.one, falling)


def key_signs(ring: Ring, key: Key) -> Signs:
    """The signs that a monomial of an exponent can have, whatever the path."""
    value = quantity(ring, key)
    return signs_of(ring, value.numerator * value.denominator, ())
