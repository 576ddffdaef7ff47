"""NumPy's functions of each element, as functions of terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from verifier.lift.reals import Untraceable, as_condition, as_number, is_condition, relation
from verifier.term import HALF, ONE, Term, sqrt, term, where


def choose(condition: Term, yes: Term, no: Term) -> Term:
    """One of two terms by a truth value."""
    return where(as_condition(condition), yes, no)


def _numbers(function: Callable[..., Term]) -> Callable[..., Term]:
    return lambda *args: function(*map(as_number, args))


def _named(op: str) -> Callable[..., Term]:
    return _numbers(lambda *args: Term(op, *args))


def _compared(op: str) -> Callable[..., Term]:
    return _numbers(lambda a, b: relation(op, a, b))


def _logical(op: str) -> Callable[..., Term]:
    return lambda *args: Term(op, *map(as_condition, args))


def _bitwise(op: str) -> Callable[..., Term]:
    def function(*args: Term) -> Term:
        if not all(map(is_condition, args)):
            raise Untraceable("an operation on the bits of numbers")
        return Term(op, *args)

    return function


def _clip(x: Term, low: Term, high: Term) -> Term:
    return Term("min", Term("max", x, low), high)


_POWER = _numbers(lambda a, b: sqrt(a) if b is HALF else a**b)
UFUNCS: Mapping[str, Callable[..., Term]] = {
    "add": _numbers(lambda a, b: a + b),
    "subtract": _numbers(lambda a, b: a - b),
    "multiply": _numbers(lambda a, b: a * b),
    "divide": _numbers(lambda a, b: a / b),
    "power": _POWER,
    "float_power": _POWER,
    "negative": _numbers(lambda a: -a),
    "positive": _numbers(lambda a: a),
    "reciprocal": _numbers(lambda a: ONE / a),
    "square": _numbers(lambda a: a**2),
    "sqrt": _numbers(sqrt),
    "absolute": _named("abs"),
    "fabs": _named("abs"),
    "sign": _named("sign"),
    "exp": _named("exp"),
    "log": _named("log"),
    "expm1": _numbers(lambda a: Term("exp", a) - ONE),
    "log1p": _numbers(lambda a: Term("log", a + ONE)),
    "tanh": _numbers(lambda a: term(2) / (ONE + Term("exp", a * -2)) - ONE),
    "maximum": _named("max"),
    "minimum": _named("min"),
    "fmax": _named("max"),
    "fmin": _named("min"),
    "clip": _numbers(_clip),
    "greater": _compared("gt"),
    "greater_equal": _compared("ge"),
    "less": _compared("lt"),
    "less_equal": _compared("le"),
    "equal": _compared("eq"),
    "not_equal": _compared("ne"),
    "logical_and": _logical("and"),
    "logical_or": _logical("or"),
    "logical_not": _logical("not"),
    "bitwise_and": _bitwise("and"),
    "bitwise_or": _bitwise("or"),
    "invert": _bitwise("not"),
}
