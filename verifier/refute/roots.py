"""The real roots of a polynomial with rational coefficients, as exact numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpz_poly

from verifier.evaluate import AlgebraicNumber, Given
from verifier.evaluate.trajectory import working_precision

_LARGEST_DEGREE = 16
_LONGEST = 400


def real_roots(polynomial: Any) -> list[Given]:
    """The real roots: rational ones as fractions, others as algebraic numbers.

    Factors of a degree above 16 and roots with long numerators or denominators are left out.
    """
    found: list[Given] = []
    numerator = polynomial.numer()
    if max(int(c).bit_length() for c in numerator.coeffs()) > 20 * _LONGEST:
        return found
    for factor, _ in numerator.factor()[1]:
        if factor.degree() == 1:
            root = Fraction(-int(factor[0]), int(factor[1]))
            if max(root.numerator.bit_length(), root.denominator.bit_length()) <= _LONGEST:
                found.append(root)
        elif factor.degree() <= _LARGEST_DEGREE:
            found += _irrational_roots(factor)
    return found


def _irrational_roots(factor: Any) -> Iterator[AlgebraicNumber]:
    with working_precision(128):
        balls = [root.real for root, _ in factor.complex_roots() if root.imag == 0]
    coefficients = tuple(int(c) for c in factor.coeffs())
    for root in balls:
        others = [b for b in balls if b is not root]
        interval = _isolating(factor, root, others)
        if interval is not None:
            yield AlgebraicNumber(coefficients, *interval)


def _isolating(factor: fmpz_poly, root: Any, others: list[Any]) -> tuple[Fraction, Fraction] | None:
    """The shortest decimal interval that holds this root, no other one, and not zero."""
    middle = Fraction(*_rational(root.mid()))
    for digits in range(2, 30):
        low = Fraction((middle.numerator * 10**digits) // middle.denominator, 10**digits)
        high = low + Fraction(1, 10**digits)
        crowded = any(low <= Fraction(*_rational(b.mid())) <= high for b in others)
        signs = _sign(factor, low) * _sign(factor, high)
        if signs < 0 and not crowded and not low <= 0 <= high:
            return low, high
    return None


def _rational(exact_ball: Any) -> tuple[int, int]:
    mantissa, exponent = exact_ball.man_exp()
    shift = int(exponent)
    return (int(mantissa) << shift, 1) if shift >= 0 else (int(mantissa), 1 << -shift)


def _sign(factor: Any, x: Fraction) -> int:
    value = Fraction(0)
    for coefficient in reversed(factor.coeffs()):
        value = value * x + int(coefficient)
    return (value > 0) - (value < 0)
