"""Values of expressions at numbers, with their derivatives: exact as long as nothing but fractions enters.

An identity that fails at one point is false; nothing is concluded from points at which it holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.lift.reading import Apply, Name, Node, Number

Real = Fraction | float
FOREVER = "Omega"
"""The name that stands for infinity as the last number of a sum."""
TERMS = 400
"""How many terms of an infinite sum are added; at ratios up to 1/2 the rest is below any tolerance here."""
MOST = 50
"""How many terms a finite sum may have."""


class NoValueError(Exception):
    """An expression has no value that could be computed."""


@dataclass(frozen=True)
class Dual:
    """A value and its derivative."""

    value: Real
    slope: Real = Fraction(0)


Numbers = Mapping[str, Dual]
"""The values of letters; a letter with an index of a sum stands as ``x[2]``."""


def value_of(node: Node, numbers: Numbers) -> Dual:
    """The value of an expression, and its derivative where letters have one.

    Raises
    ------
    NoValueError
        Where a letter has no number, an operation is not known, or the value is undefined.
    """
    try:
        return _value(node, numbers)
    except (ZeroDivisionError, OverflowError, ValueError, RecursionError) as error:
        raise NoValueError(str(error)) from error


def _value(node: Node, numbers: Numbers) -> Dual:
    if isinstance(node, Number):
        return Dual(node.value)
    if isinstance(node, Name):
        return _letter(node, numbers)
    if isinstance(node, Apply):
        if node.op == "sum" and len(node.args) == 4:
            return _sum(node, numbers)
        return _applied(node.op, [_value(a, numbers) for a in node.args])
    raise NoValueError("a gradient has no number")


def _letter(node: Name, numbers: Numbers) -> Dual:
    name = node.text
    if node.index is not None:
        if node.index.letter and node.index.letter not in numbers:
            raise NoValueError(f"{node.index.letter} has no number")
        at = numbers[node.index.letter].value if node.index.letter else Fraction(0)
        name = f"{node.text}[{at + node.index.offset}]"
    if name not in numbers:
        raise NoValueError(f"{name} has no number")
    return numbers[name]


def _sum(node: Apply, numbers: Numbers) -> Dual:
    body, counter, first, last = node.args
    if not isinstance(counter, Name):
        raise NoValueError("a sum without a counter")
    low = _whole(_value(first, numbers).value)
    endless = isinstance(last, Name) and last.text == FOREVER
    high = low + TERMS if endless else _whole(_value(last, numbers).value)
    if high - low > (TERMS if endless else MOST):
        raise NoValueError("a sum of too many terms")
    total = Dual(Fraction(0))
    for i in range(low, high + 1):
        total = _plus(total, _value(body, {**numbers, counter.text: Dual(Fraction(i))}))
    return total


def _whole(value: Real) -> int:
    if not isinstance(value, Fraction) or value.denominator != 1:
        raise NoValueError("a limit that is no whole number")
    return int(value)


def _applied(op: str, args: list[Dual]) -> Dual:
    if op == "neg":
        return Dual(-args[0].value, -args[0].slope)
    if op in ("add", "sub"):
        other = args[1] if op == "add" else Dual(-args[1].value, -args[1].slope)
        return _plus(args[0], other)
    if op == "mul":
        return _times(args[0], args[1])
    if op == "div":
        return _times(args[0], _power(args[1], Dual(Fraction(-1))))
    if op == "pow":
        return _power(args[0], args[1])
    if op in SMOOTH and len(args) == 1:
        x = float(args[0].value)
        value, slope = SMOOTH[op](x)
        return Dual(value, slope * args[0].slope)
    raise NoValueError(f"'{op}' is not computed")


SMOOTH: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "exp": lambda x: (math.exp(x), math.exp(x)),
    "log": lambda x: (math.log(x), 1 / x),
    "sqrt": lambda x: (math.sqrt(x), 0.5 / math.sqrt(x)),
}
"""Functions by their names: value and derivative."""


def _plus(a: Dual, b: Dual) -> Dual:
    return Dual(a.value + b.value, a.slope + b.slope)


def _times(a: Dual, b: Dual) -> Dual:
    return Dual(a.value * b.value, a.slope * b.value + a.value * b.slope)


def _power(base: Dual, exponent: Dual) -> Dual:
    n = exponent.value
    if exponent.slope != 0 or not isinstance(n, Fraction) or n.denominator != 1:
        raise NoValueError("an exponent that is no whole number")
    if abs(n) > 2 * TERMS:
        raise NoValueError("an exponent that is too large")
    whole = int(n)
    slope = whole * base.value ** (whole - 1) * base.slope if whole and base.slope != 0 else Fraction(0)
    return Dual(base.value**whole, slope)


def differ(a: Real, b: Real) -> bool:
    """Whether two values are different for certain."""
    if isinstance(a, Fraction) and isinstance(b, Fraction) and max(a.denominator, b.denominator) < 10**60:
        return a != b
    return abs(float(a) - float(b)) > 1e-7 * max(1.0, abs(float(a)), abs(float(b)))
