"""Values as short texts for messages and witnesses."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from verifier.evaluate.infix import infix
from verifier.evaluate.number import Undefined, Value, ball, is_number

__all__ = ["fraction_of", "infix", "text_of"]


def fraction_of(value: Value) -> Fraction | None:
    """The value as a fraction where it is an exact rational, else None."""
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def text_of(value: Value, digits: int = 30) -> str:
    """A value as a witness shows it.

    An exact rational as it is, ``1/7``; a ball as a decimal with a certified radius,
    ``0.70710678… +/- 1e-30``; what does not exist as ``undefined: division by zero in …``.
    """
    if isinstance(value, Undefined):
        return f"undefined: {value.operation}"
    if isinstance(value, fmpq | bool) or not is_number(value):
        return str(value)
    shown: str = ball(value).str(digits).strip("[]")
    return f"0 {shown}" if shown.startswith("+") else shown
