"""Where a function of one number is zero: boundaries of branches."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from tests.campaign.unroller import CONTEXT, Value, as_float, unlike


def solve(function: Callable[[Fraction | Value], Value], guesses: list[Value]) -> Value:
    """A zero of the function: by one secant where it is linear, else between a change of sign."""
    values = [function(x) for x in guesses]
    known = [
        (x, y) for x, y in zip(guesses, values, strict=True) if y is not None and not isinstance(y, bool)
    ]
    for x, y in known:
        if y == 0:
            return x
    pairs = list(pairwise(known))
    for (a, fa), (b, fb) in pairs:
        if _exact(a, b, fa, fb) and fa != fb:
            x = a - fa * (b - a) / (fb - fa)
            if function(x) == 0:
                return x
    for (a, fa), (b, fb) in pairs:
        if (fa < 0) != (fb < 0):
            return bisect(function, as_float(a), as_float(b), fa < 0)
    return None


def _exact(*numbers: Value) -> bool:
    return all(isinstance(x, Fraction) for x in numbers)


def bisect(function: Callable[[Value], Value], low: Value, high: Value, rising: bool) -> Value:
    """The zero between two points: a fraction where a short one is a zero, else to all digits.

    Where the sign changes by a leap at a short fraction, it is that fraction: what is next to it within
    rounding is on either side, and its square would be lost in a sum.
    """
    for _ in range(CONTEXT.prec):
        middle = (low + high) / 2
        value = function(middle)
        if value is None:
            return None
        if value == 0:
            found = nearby_fraction(function, middle)
            return centre(function, low, middle, high) if found is None else found
        low, high = (middle, high) if (value < 0) == rising else (low, middle)
    middle = (low + high) / 2
    guess = short_fraction(middle)
    return guess if not unlike(middle, guess) or function(guess) == 0 else middle


def nearby_fraction(function: Callable[[Value], Value], x: Value) -> Fraction | None:
    """A short fraction next to the number that is itself a zero."""
    guess = short_fraction(x)
    return guess if function(guess) == 0 else None


def short_fraction(x: Value) -> Fraction:
    """The short fraction that is nearest to the number."""
    return Fraction(int(CONTEXT.floor(x * 2**120)), 2**120).limit_denominator(10**8)


def centre(function: Callable[[Value], Value], low: Value, middle: Value, high: Value) -> Value:
    """The middle of the numbers that are zeros after rounding: near the zero to all digits."""
    ends = []
    for inner, outer in ((middle, low), (middle, high)):
        for _ in range(CONTEXT.prec):
            between = (inner + outer) / 2
            inner, outer = (between, outer) if function(between) == 0 else (inner, between)
        ends.append(inner)
    return (ends[0] + ends[1]) / 2
