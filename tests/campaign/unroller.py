"""A second evaluator of terms, for the campaign alone: exact fractions, else 100-digit floats.

It shares no code with the referee or with ``verifier.evaluate``. A number is a `Fraction` while
it stays short, then an ``mpf``; ``None`` is *undefined*. Sums that cancel to less than `nothing` of
their operands are zero, so that a tie stays a tie after rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import mpmath

from verifier.term import Term

CONTEXT = mpmath.MPContext()
DIGITS, MORE_DIGITS = 100, 500
CONTEXT.dps = DIGITS
LONGEST = 1500
"""Bits of a numerator or denominator beyond which a fraction becomes a float."""


@contextmanager
def digits(count: int) -> Iterator[None]:
    """Floats of that many digits."""
    CONTEXT.dps = count
    try:
        yield
    finally:
        CONTEXT.dps = DIGITS


def nothing() -> Any:
    """What is left of a sum, as a part of its operands, that is taken for a rounding error."""
    return CONTEXT.mpf(10) ** -(3 * CONTEXT.dps // 5)


Value = Any
"""`Fraction`, ``mpf``, `bool`, or None where it is undefined."""


def as_float(x: Value) -> Any:
    """The number as a 100-digit float."""
    return CONTEXT.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x


def shortened(x: Fraction) -> Value:
    """The fraction, or the float next to it where the fraction is long."""
    long = x.denominator.bit_length() > LONGEST or x.numerator.bit_length() > LONGEST
    return as_float(x) if long else x


def add(a: Value, b: Value) -> Value:
    """The sum, with cancellation to nothing being nothing."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return shortened(a + b)
    x, y = as_float(a), as_float(b)
    total = x + y
    return Fraction(0) if abs(total) <= nothing() * (abs(x) + abs(y)) else total


def multiply(a: Value, b: Value) -> Value:
    """The product."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return shortened(a * b)
    if a == 0 or b == 0:
        return Fraction(0)
    return as_float(a) * as_float(b)


def divide(a: Value, b: Value) -> Value:
    """The quotient; undefined for a zero denominator."""
    if b == 0:
        return None
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return shortened(a / b)
    return Fraction(0) if a == 0 else as_float(a) / as_float(b)


def integer(x: Value) -> int | None:
    """The integer that the number is, if it is one."""
    if isinstance(x, Fraction):
        return x.numerator if x.denominator == 1 else None
    nearest = CONTEXT.nint(x)
    return int(nearest) if abs(x - nearest) <= nothing() * (1 + abs(x)) else None


def power(base: Value, exponent: Value) -> Value:
    """The power: ``0**0`` is 1; a non-integer power of a negative number is undefined."""
    n = integer(exponent)
    if n is not None:
        return integer_power(base, n)
    if base == 0:
        return Fraction(0) if exponent > 0 else None
    if base < 0:
        return None
    if exponent == Fraction(1, 2):
        return root(base)
    return as_float(base) ** as_float(exponent)


def integer_power(base: Value, n: int) -> Value:
    """The power with an integer exponent; undefined for a negative power of zero."""
    if base == 0:
        return Fraction(1) if n == 0 else (Fraction(0) if n > 0 else None)
    if isinstance(base, Fraction):
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(n) <= 4 * LONGEST:
            return shortened(base**n)
    return as_float(base) ** n


def root(x: Value) -> Value:
    """The square root of a positive number, exact where it is rational."""
    if isinstance(x, Fraction):
        top, bottom = (int(mpmath.libmp.isqrt(n)) for n in (x.numerator, x.denominator))
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return CONTEXT.sqrt(as_float(x))


def difference(a: Value, b: Value) -> Value:
    """``a - b``."""
    return add(a, multiply(Fraction(-1), b))


def _sign(x: Value) -> Fraction:
    return Fraction((x > 0) - (x < 0))


def _exp(x: Value) -> Value:
    return Fraction(1) if x == 0 else CONTEXT.exp(as_float(x))


def _log(x: Value) -> Value:
    if x <= 0:
        return None
    return Fraction(0) if x == 1 else CONTEXT.log(as_float(x))


STRICT: dict[str, Callable[..., Value]] = {
    "add": add,
    "mul": multiply,
    "div": divide,
    "pow": power,
    "abs": abs,
    "sign": _sign,
    "max": lambda a, b: b if difference(a, b) < 0 else a,
    "min": lambda a, b: a if difference(a, b) < 0 else b,
    "exp": _exp,
    "log": _log,
    "lt": lambda a, b: difference(a, b) < 0,
    "le": lambda a, b: difference(a, b) <= 0,
    "eq": lambda a, b: difference(a, b) == 0,
    "ne": lambda a, b: difference(a, b) != 0,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
}
"""Operations that are undefined as soon as one argument is."""


class Program:
    """Terms laid out in the order of computation."""

    def __init__(self, roots: Iterable[Term]) -> None:
        self.roots = list(roots)
        self.slot: dict[Term, int] = {}
        self.lines: list[tuple[Term, tuple[int, ...]]] = []
        for root_term in self.roots:
            self._lay(root_term)

    def _lay(self, top: Term) -> None:
        stack = [top]
        while stack:
            node = stack[-1]
            waiting = [a for a in node.terms if a not in self.slot]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if node not in self.slot:
                self.slot[node] = len(self.lines)
                self.lines.append((node, tuple(self.slot[a] for a in node.terms)))

    def values(self, symbols: Mapping[Term, Value]) -> list[Value]:
        """The value of every line, given those of the symbols."""
        out: list[Value] = []
        for node, places in self.lines:
            out.append(_value(node, [out[p] for p in places], symbols))
        return out

    def run(self, symbols: Mapping[Term, Value]) -> list[Value]:
        """The values of the roots."""
        out = self.values(symbols)
        return [out[self.slot[r]] for r in self.roots]


def _value(node: Term, args: list[Value], symbols: Mapping[Term, Value]) -> Value:
    if node.op == "num":
        return node.value
    if node.op == "sym":
        return symbols[node]
    if node.op == "where":
        return None if args[0] is None else args[1] if args[0] else args[2]
    return None if None in args else STRICT[node.op](*args)


def unlike(a: Value, b: Value) -> bool:
    """Whether two values differ beyond rounding; two undefined values do not."""
    if a is None or b is None:
        return a is not b
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a != b
    x, y = as_float(a), as_float(b)
    close, tiny = (CONTEXT.mpf(10) ** -(part * CONTEXT.dps // 10) for part in (5, 3))
    return bool(abs(x - y) > close * (abs(x) + abs(y) + tiny))
