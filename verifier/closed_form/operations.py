"""The operations of terms on numbers of many digits; what has no value is `Undefined`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpmath import mp, mpf

from verifier.term import Term, postorder

Number = Any
Order = list[tuple[Term, tuple[Term, ...]]]


class Undefined(ArithmeticError):
    """A value that does not exist."""


def in_order(roots: list[Term]) -> Order:
    """The terms below the roots with their arguments, which stand before the terms that use them."""
    return [(node, node.terms) for node in postorder(roots)]


def evaluate(order: Order, env: Mapping[Term, Number]) -> dict[Term, Number]:
    """The value of each term; None where it is undefined."""
    values: dict[Term, Number] = {}
    for node, args in order:
        if node.op == "sym":
            values[node] = env[node]
            continue
        try:
            values[node] = apply(node, tuple(values[a] for a in args))
        except Undefined:
            values[node] = None
    return values


def apply(node: Term, args: tuple[Number, ...]) -> Number:
    """One operation; an undefined argument makes the result undefined, unless ``where`` skips it."""
    if node.op == "num":
        return mpf(node.value.numerator) / node.value.denominator
    if node.op == "where" and args[0] is not None:
        args = (args[1] if args[0] else args[2],)
    if any(a is None for a in args):
        raise Undefined
    return args[0] if node.op == "where" else _OPERATIONS[node.op](*args)


def _divide(a: Number, b: Number) -> Number:
    if b == 0:
        raise Undefined
    return a / b


def _raise(base: Number, exponent: Number) -> Number:
    if (base < 0 and exponent != int(exponent)) or (base == 0 and exponent < 0):
        raise Undefined
    return mpf(1) if exponent == 0 else base**exponent


def _log(x: Number) -> Number:
    if x <= 0:
        raise Undefined
    return mp.log(x)


_OPERATIONS: dict[str, Callable[..., Number]] = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": _divide,
    "pow": _raise,
    "abs": abs,
    "sign": mp.sign,
    "max": max,
    "min": min,
    "exp": mp.exp,
    "cos": mp.cos,
    "log": _log,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
}
