"""A polynomial with a root has the sign of the one without it that stands for it."""

from fractions import Fraction
from random import Random

import mpmath
import pytest
from flint import fmpz_mpoly

from verifier.algebra.conjugates import conjugate_product
from verifier.algebra.ring import STRICT, WEAK, Ring

PLACES = [Fraction(0), Fraction(1, 7), Fraction(1, 2), Fraction(1), Fraction(9, 4), Fraction(40)]


def value(polynomial: fmpz_mpoly, here: list[mpmath.mpf]) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for exponents, coefficient in polynomial.to_dict().items():
        term = mpmath.mpf(int(coefficient))
        for base, exponent in zip(here, exponents, strict=False):
            term *= base ** int(exponent)
        total += term
    return total


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_the_sign_is_that_of_what_stands_for_it(order: int) -> None:
    drawn, told = Random(order), 0
    for _ in range(60):
        ring = Ring()
        x = ring.generator(("symbol", "x", *WEAK), WEAK)
        radicand = x * drawn.randint(0, 2) + drawn.randint(1, 3)
        root = ring.root(radicand, order, STRICT)
        slope, rest = (
            x * drawn.randint(-2, 2) + x * x * drawn.randint(-1, 1) + drawn.randint(-2, 2) for _ in range(2)
        )
        found = conjugate_product(ring, slope * root + rest)
        if found is None:
            continue
        told += 1
        for place in PLACES:
            at = mpmath.mpf(place.numerator) / place.denominator
            here = [at, value(radicand, [at]) ** (mpmath.mpf(1) / order)]
            one, other = value(slope * root + rest, here), value(found[0], here) * found[1]
            assert mpmath.sign(mpmath.chop(one, 1e-12)) == mpmath.sign(mpmath.chop(other, 1e-12))
    assert told
