"""Numbers that a map gives, exactly where they are rational, and how a constructor call writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import cos, exp, isfinite, log

from verifier.algebra.in_front import written
from verifier.term import Term, fold

FLOATS: Mapping[str, Callable[..., float]] = {
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "max": max,
    "min": min,
    "exp": exp,
    "cos": cos,
    "log": log,
    "lt": lambda x, y: float(x < y),
    "le": lambda x, y: float(x <= y),
    "eq": lambda x, y: float(x == y),
    "ne": lambda x, y: float(x != y),
    "and": lambda x, y: float(bool(x and y)),
    "or": lambda x, y: float(bool(x or y)),
    "not": lambda x: float(not x),
    "where": lambda condition, yes, no: yes if condition else no,
}
MOST_BITS = 4096
"""Powers of more bits are not written out."""


@dataclass(frozen=True)
class Written:
    """A number of a constructor call.

    Attributes
    ----------
    number : float
        What is written.
    exact : str
        What it stands for: a fraction, or an expression where no fraction is equal to it.
    is_exact : bool
        Whether the decimal that is written is that number.
    """

    number: float
    exact: str
    is_exact: bool


def rational(value: Term) -> Fraction | None:
    """The value of a term without symbols; None where it is irrational, undefined or long.

    Examples
    --------
    >>> from verifier.term import sqrt, term
    >>> rational(sqrt(term(Fraction(9, 4))) / 3)
    Fraction(1, 2)
    """
    return fold([value], _rational)[value]


def _rational(node: Term, args: tuple[Fraction | None, ...]) -> Fraction | None:
    if node.op == "num":
        return node.value
    if node.op == "sym" or any(a is None for a in args):
        return None
    x, y = [a for a in args if a is not None] if len(args) == 2 else (args[0], None)
    if y is None or x is None:
        return abs(x) if node.op == "abs" and x is not None else None
    match node.op:
        case "add":
            return x + y
        case "mul":
            return x * y
        case "div":
            return x / y if y else None
        case "pow":
            return _power(x, y)
    return max(x, y) if node.op == "max" else min(x, y) if node.op == "min" else None


def _power(x: Fraction, y: Fraction) -> Fraction | None:
    longest = max(x.numerator.bit_length(), x.denominator.bit_length())
    if longest * abs(y.numerator) > MOST_BITS or (x == 0 and y < 0) or (x < 0 and y.denominator > 1):
        return None
    above, below = _root(x.numerator, y.denominator), _root(x.denominator, y.denominator)
    return None if above is None or below is None else Fraction(above, below) ** y.numerator


def _root(x: int, order: int) -> int | None:
    """The whole root of a number, or of a negative one to the first order."""
    if order == 1:
        return x
    near = round(x ** (1 / order)) if x.bit_length() < 1000 else 0
    return next((r for r in (near - 1, near, near + 1) if r >= 0 and r**order == x), None)


def as_float(value: Term, symbols: Mapping[Term, float]) -> float:
    """The value of a term in float64; not finite where it is undefined."""

    def number(node: Term, args: tuple[float, ...]) -> float:
        if node.op == "num":
            return float(node.value)
        return symbols[node] if node.op == "sym" else FLOATS[node.op](*args)

    try:
        result = fold([value], number)[value]
    except (ArithmeticError, ValueError):
        return float("nan")
    return result if isinstance(result, float) else float("nan")


def written_number(value: Term) -> Written | None:
    """The shortest decimal of a number without symbols; None where it is undefined."""
    exact = rational(value)
    number = as_float(value, {}) if exact is None else float(exact)
    if not isfinite(number):
        return None
    text = written(value) if exact is None else str(exact)
    return Written(number, text, exact is not None and Fraction(repr(number)) == exact)
