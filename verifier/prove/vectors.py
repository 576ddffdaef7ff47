"""Terms compiled to NumPy operations over many runs at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isfinite, nan
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from verifier.evaluate.floating import OPERATIONS
from verifier.term import Term, postorder

Array = NDArray[np.float64]

WHOLE = 1e-9
"""An exponent that is so close to a whole number is one: a negative number has a power with it."""


def _power(base: Any, exponent: Any) -> Any:
    nearest = np.rint(exponent)
    return np.power(base, np.where(np.abs(exponent - nearest) < WHOLE, nearest, exponent))


TIE = 1e-12
"""What is no further apart is equal: a tie must stay one where the two sides round it differently."""


def _room(a: Any, b: Any) -> Any:
    return TIE * (1 + np.abs(a) + np.abs(b))


def _sign(a: Any) -> Any:
    return np.where(np.abs(a) > TIE, np.sign(a), 0 * a)


PLAIN: Mapping[str, Callable[..., Any]] = {
    **OPERATIONS,
    "pow": _power,
    "sign": _sign,
    "lt": lambda a, b: b - a > _room(a, b),
    "le": lambda a, b: a - b <= _room(a, b),
    "eq": lambda a, b: np.abs(a - b) <= _room(a, b),
    "ne": lambda a, b: ~(np.abs(a - b) <= _room(a, b)),
}
"""NumPy's, with room for what two sides round differently."""

DEFINED_OF_UNDEFINED = ("pow", "lt", "le", "eq", "ne", "and", "or", "not")
"""The operations that NumPy gives a value for when an argument is not a number."""


def _undefined_kept(name: str) -> Callable[..., Any]:
    """The operation with what is undefined, or too large, as not a number."""
    operation = PLAIN[name]

    def finite(*args: Any) -> Any:
        result = np.asarray(operation(*args), float)
        if isfinite(np.vdot(result, result)):  # most often: one pass instead of two
            return result
        return np.where(np.isfinite(result), result, np.nan)

    def kept(*args: Any) -> Any:
        result = np.asarray(operation(*args), float)
        wrong = ~np.isfinite(result)
        for argument in args:
            wrong = wrong | np.isnan(argument)
        return np.where(wrong, np.nan, result)

    return kept if name in DEFINED_OF_UNDEFINED else finite


def _chosen(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(np.isnan(condition), np.nan, np.where(condition == 1, yes, no))


CHECKED = {name: _undefined_kept(name) for name in PLAIN} | {"where": _chosen}


@dataclass(frozen=True)
class Compiled:
    """Instructions over numbered places: numbers, symbols, operations, and where the results are."""

    size: int
    numbers: tuple[tuple[int, float], ...]
    symbols: tuple[tuple[int, Term], ...]
    operations: tuple[tuple[int, str, tuple[int, ...]], ...]
    results: tuple[int, ...]


@lru_cache(maxsize=256)
def compiled(roots: tuple[Term, ...]) -> Compiled:
    """The terms as instructions, each shared term once."""
    places: dict[Term, int] = {}
    exact: dict[Term, Fraction | None] = {}
    numbers, symbols, operations = [], [], []
    for node in postorder(roots):
        place = places[node] = len(places)
        value = exact[node] = _exact(node, [exact[a] for a in node.terms])
        if value is not None:
            numbers.append((place, nearest_float(value)))
        elif node.op == "sym":
            symbols.append((place, node))
        else:
            operations.append((place, node.op, tuple(places[a] for a in node.terms)))
    results = tuple(places[root] for root in roots)
    return Compiled(len(places), tuple(numbers), tuple(symbols), tuple(operations), results)


def nearest_float(value: Fraction) -> float:
    """The number in floating point; one too large for it is not a number."""
    try:
        return float(value)
    except OverflowError:
        return nan


def _exact(node: Term, args: list[Fraction | None]) -> Fraction | None:
    """The value of sums, products and quotients of numbers, without a rounding error."""
    if node.op == "num":
        return node.value
    numbers = [a for a in args if a is not None]
    if len(numbers) < len(args) or node.op not in _RATIONAL or (node.op == "div" and not numbers[1]):
        return None
    return _RATIONAL[node.op](*numbers)


_RATIONAL: dict[str, Callable[..., Fraction]] = {
    "add": operator.add,
    "mul": operator.mul,
    "div": operator.truediv,
    "abs": abs,
    "max": max,
    "min": min,
}


def run(program: Compiled, values: Mapping[Term, Any], checked: bool) -> list[Any]:
    """The results; a symbol without a value is not a number.

    ``checked``, what is undefined or too large is not a number, whatever is done with it. Most often nothing
    is, as the machine tells at the end of each operation: then no value is looked at.
    """
    if not checked:
        return _results(program, values, PLAIN, "ignore")
    if all(_is_finite(values.get(symbol, nan)) for _, symbol in program.symbols):
        with suppress(FloatingPointError):
            return _results(program, values, PLAIN, "raise")
    return _results(program, values, CHECKED, "ignore")


def _is_finite(value: Any) -> bool:
    return isfinite(value if isinstance(value, float) else np.vdot(value, value))


def _results(
    program: Compiled,
    values: Mapping[Term, Any],
    functions: Mapping[str, Callable[..., Any]],
    wrong: Literal["raise", "ignore"],
) -> list[Any]:
    """The results by these functions, and what becomes of an operation that has no finite one."""
    table: list[Any] = [None] * program.size
    for place, number in program.numbers:
        table[place] = number
    for place, symbol in program.symbols:
        table[place] = values.get(symbol, nan)
    with np.errstate(divide=wrong, over=wrong, invalid=wrong, under="ignore"):
        for place, name, args in program.operations:
            table[place] = functions[name](*[table[a] for a in args])
    return [table[place] for place in program.results]
