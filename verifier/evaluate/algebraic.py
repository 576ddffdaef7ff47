"""Exact arithmetic in the field of one real algebraic number.

A threshold such as ``rho_t > 5`` is met exactly at isolated irrational values of ``beta``. There
``>`` and ``>=`` differ, and only exact arithmetic can say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly


@dataclass(frozen=True)
class AlgebraicNumber:
    """A real algebraic number that is not rational.

    Attributes
    ----------
    polynomial : tuple of int
        The coefficients of its minimal polynomial, the constant term first.
    lower, upper : Fraction
        An interval that holds this root and no other, nor zero inside it.
    """

    polynomial: tuple[int, ...]
    lower: Fraction
    upper: Fraction

    def to_json(self) -> dict[str, Any]:
        """The form that a witness shows."""
        return {"polynomial": list(self.polynomial), "interval": [str(self.lower), str(self.upper)]}


@dataclass(eq=False)
class Field:
    """The field of an algebraic number, with enclosures of the root that were already computed."""

    number: AlgebraicNumber
    modulus: Any = None
    enclosures: dict[int, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.modulus = fmpq_poly(list(self.number.polynomial))

    def generator(self) -> Algebraic:
        """The algebraic number itself."""
        return Algebraic(self, fmpq_poly([0, 1]))

    def root(self) -> Any:
        """The number as a ball of the working precision."""
        if ctx.prec not in self.enclosures:
            self.enclosures[ctx.prec] = self._bisect(ctx.prec + 16)
        return self.enclosures[ctx.prec]

    def _bisect(self, bits: int) -> Any:
        low, high = (fmpq(x.numerator, x.denominator) for x in (self.number.lower, self.number.upper))
        rising = self.modulus(high) > 0
        while (high - low) * fmpq(2) ** bits > 1:
            middle = (low + high) / 2
            low, high = (low, middle) if (self.modulus(middle) > 0) == rising else (middle, high)
        return arb(low).union(arb(high))


class Algebraic:
    """An element of a `Field`: a polynomial in its generator, reduced, and no rational number.

    Arithmetic with rationals and elements of the same field is exact; with balls, and between
    fields, it gives balls. Comparisons with rationals and elements of the same field are decided.
    """

    __slots__ = ("field", "polynomial")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, over: Field, polynomial: Any) -> None:
        self.field, self.polynomial = over, polynomial

    def ball(self) -> Any:
        """The number as a ball of the working precision."""
        root, value = self.field.root(), arb(0)
        for coefficient in reversed(self.polynomial.coeffs()):
            value = value * root + coefficient
        return value

    def bounded(self, bits: int) -> Any:
        """The number itself, or a ball where its coefficients are long."""
        p = self.polynomial
        size = max((int(c).bit_length() for c in (*p.numer().coeffs(), p.denom())), default=0)
        return self if size <= bits else self.ball()

    def _with(self, other: Any, exact: Callable[[Any, Any], Any], rough: Callable[[Any, Any], Any]) -> Any:
        if type(other) in (fmpq, int):
            return reduced(self.field, exact(self.polynomial, fmpq_poly([other])))
        if type(other) is Algebraic and other.field is self.field:
            return reduced(self.field, exact(self.polynomial, other.polynomial))
        if type(other) in (arb, Algebraic):
            return rough(self.ball(), other if type(other) is arb else other.ball())
        return NotImplemented

    def __add__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: p + q, lambda a, b: a + b)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: p * q, lambda a, b: a * b)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: p - q, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: q - p, lambda a, b: b - a)

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: p * self._inverse(q), lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with(other, lambda p, q: q * self._inverse(p), lambda a, b: b / a)

    def _inverse(self, polynomial: Any) -> Any:
        return polynomial.xgcd(self.field.modulus)[1]

    def __neg__(self) -> Any:
        return Algebraic(self.field, -self.polynomial)

    def __pow__(self, exponent: int) -> Any:
        base, result = (self if exponent >= 0 else 1 / self), fmpq(1)
        for bit in bin(abs(exponent))[2:]:
            result = result * result
            result = result * base if bit == "1" else result
        return result

    def __abs__(self) -> Any:
        return self if self > 0 else -self

    def _compare(self, other: Any) -> int | None:
        """The sign of the difference; None where balls cannot tell it."""
        difference = self - other
        if type(difference) is not Algebraic:
            return 1 if difference > 0 else -1 if difference < 0 else 0 if difference == 0 else None
        precision = ctx.prec
        try:
            while difference.ball().contains(0):
                ctx.prec *= 2
            return 1 if difference.ball() > 0 else -1
        finally:
            ctx.prec = precision

    def __eq__(self, other: object) -> bool:
        return self._compare(other) == 0

    def __ne__(self, other: object) -> bool:
        return self._compare(other) in (-1, 1)

    def __lt__(self, other: Any) -> bool:
        return self._compare(other) == -1

    def __gt__(self, other: Any) -> bool:
        return self._compare(other) == 1

    def __le__(self, other: Any) -> bool:
        return self._compare(other) in (-1, 0)

    def __ge__(self, other: Any) -> bool:
        return self._compare(other) in (1, 0)


def reduced(over: Field, polynomial: Any) -> Any:
    """The element of the field that a polynomial is; a rational where it is one."""
    remainder = polynomial % over.modulus
    if remainder.degree() < 1:
        return fmpq(remainder[0])
    return Algebraic(over, remainder)
