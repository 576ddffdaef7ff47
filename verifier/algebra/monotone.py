"""Comparisons carried through functions that increase: ``exp`` and ``log``, from the one side to the other.

A difference of two products of exponentials has the sign of the difference of their exponents, and a
sum of logarithms, each a whole number of times, the sign of what they are the logarithm of, less one. So
has a difference of products of powers to one positive exponent the sign of that of their bases.
"""

from __future__ import annotations

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.exponents import exponent_parts, exponential_monomial, key_signs
from verifier.algebra.fraction import Fraction
from verifier.algebra.quantities import FALLING, quantity
from verifier.algebra.ring import REALS, Generator, Ring, Unsupported
from verifier.algebra.signs import POSITIVE

MOST = 8
"""How many times a logarithm or an exponential may enter."""


def of_one_sign(ring: Ring, polynomial: fmpz_mpoly) -> Fraction | None:
    """What has the polynomial's sign wherever that exists; None where nothing simpler is known to."""
    own = {i: ring.at(i) for i, degree in enumerate(polynomial.degrees()) if degree}
    try:
        if any(_is(generator, "log") for generator in own.values()):
            return _raised(ring, polynomial, own)
        if len(polynomial) != 2 or sum(int(c) for c in polynomial.coeffs()) != 0:
            return None
        return _lowered(ring, polynomial, own) or _without_power(ring, polynomial, own)
    except Unsupported:
        return None


def _is(generator: Generator | None, kind: str) -> bool:
    return generator is not None and generator.key[0] == kind


def _lowered(ring: Ring, difference: fmpz_mpoly, own: dict[int, Generator | None]) -> Fraction | None:
    """The difference of the exponents of two products of exponentials."""
    (one, first), (two, _) = difference.to_dict().items()
    if not all(_is(generator, "exp") for generator in own.values()):
        return None
    total = fr.whole(ring, 0)
    for index, generator in own.items():
        assert generator is not None
        times = (int(one[index]) - int(two[index])) * (-1 if generator.key[2:] == FALLING else 1)
        part = fr.multiply(ring, fr.whole(ring, times), quantity(ring, generator.key[1]))
        total = fr.add(ring, total, part)
    inside = (ring.at(i) for i, degree in enumerate(total.numerator.degrees()) if degree)
    if any(_is(generator, "log") for generator in inside):
        return None
    return total if int(first) > 0 else fr.negate(total)


def _without_power(ring: Ring, difference: fmpz_mpoly, own: dict[int, Generator | None]) -> Fraction | None:
    """The difference of two products of bases, which are never negative, of powers to one exponent."""
    powers = [g for g in own.values() if g is not None and g.key[0] == "power" and g.range != REALS]
    exponents = {generator.key[1] for generator in powers}
    if len(powers) < len(own) or len(exponents) != 1 or key_signs(ring, exponents.pop()) != POSITIVE:
        return None
    (one, first), (two, _) = difference.to_dict().items()
    sides = [fr.whole(ring, 1), fr.whole(ring, 1)]
    for place, times in enumerate((one, two)):
        for generator in powers:
            if int(times[generator.index]):
                sides[place] = _times(ring, sides[place], generator.base, int(times[generator.index]))
    return fr.subtract(ring, *sides) if int(first) > 0 else fr.subtract(ring, *reversed(sides))


def _raised(ring: Ring, total: fmpz_mpoly, own: dict[int, Generator | None]) -> Fraction | None:
    """The exponential of a sum of logarithms and others, less one."""
    product = fr.whole(ring, 1)
    for index, generator in own.items():
        if generator is None or not _is(generator, "log"):
            continue
        parts = ring.coefficients(total, index)
        if max(parts) > 1 or not parts[1].is_constant():
            return None
        product = _times(ring, product, generator.base, fr.constant(parts[1]))
        total = parts.get(0, ring.zero)
    for key, coefficient in exponent_parts(ring, fr.whole(ring, total)).items():
        product = _times(ring, product, exponential_monomial(ring, key), int(coefficient))
    return fr.subtract(ring, product, fr.whole(ring, 1))


def _times(ring: Ring, product: Fraction, base: Fraction, exponent: int) -> Fraction:
    """The product with a power of what is positive."""
    if abs(exponent) > MOST:
        raise Unsupported("a large power")
    factor = base if exponent > 0 else Fraction(base.denominator, base.numerator)
    return fr.multiply(ring, product, fr.power(ring, factor, abs(exponent)))
