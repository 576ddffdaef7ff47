"""Formulas of numbers and lists of numbers: what becomes of the arguments of a schedule elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import accumulate, pairwise
from math import isfinite
from operator import add, mul, sub, truediv

from verifier.lift.frameworks.call import Value

Exact = Fraction | tuple[Fraction, ...]
OPERATIONS: Mapping[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


def reckoned(formula: str, letters: Mapping[str, Value]) -> Value:
    """The value of a formula; None where there is none, as a letter stands for no number or list of numbers.

    Letters and numbers with ``+ - * /``, on lists one by one; ``first(v)`` of a list, ``ratios(v)`` of each
    to the one before it, ``products(s)`` of the first none, the first one, the first two, … of a list.

    Examples
    --------
    >>> reckoned("a*products(s)", {"a": 0.1, "s": (0.5, 0.1)})
    (0.1, 0.05, 0.005)
    >>> reckoned("b - 1", {"b": (100, 200)})
    (99, 199)
    """
    tree = ast.parse(formula, mode="eval").body
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n not in called}
    exact = {name: _exact(letters.get(name)) for name in names}
    known = {name: value for name, value in exact.items() if value is not None}
    if len(known) < len(names):
        return None
    try:
        found = _computed(tree, known)
    except ZeroDivisionError:
        return None
    whole = all(_is_whole(letters[name]) for name in names)
    return tuple(_plain(x, whole) for x in found) if isinstance(found, tuple) else _plain(found, whole)


def _exact(value: Value) -> Exact | None:
    if isinstance(value, tuple):
        found = [_exact(each) for each in value]
        return tuple(x for x in found if isinstance(x, Fraction)) if all(map(_is_number, value)) else None
    return Fraction(repr(value)) if _is_number(value) else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_whole(value: Value) -> bool:
    return all(map(_is_whole, value)) if isinstance(value, tuple) else isinstance(value, int)


def _plain(exact: Fraction, whole: bool) -> int | float:
    return int(exact) if whole and exact.denominator == 1 else float(exact)


def _computed(node: ast.expr, letters: Mapping[str, Exact]) -> Exact:
    match node:
        case ast.Name(id=name):
            return letters[name]
        case ast.Constant(value=int() as number):
            return Fraction(number)
        case ast.BinOp(left=a, op=op, right=b):
            return _one_by_one(OPERATIONS[type(op)], _computed(a, letters), _computed(b, letters))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            values = _computed(argument, letters)
            return FUNCTIONS[name](values if isinstance(values, tuple) else (values,))
    raise ValueError(f"{ast.unparse(node)} is no formula of a schedule")


def _one_by_one(operation: Callable[[Fraction, Fraction], Fraction], a: Exact, b: Exact) -> Exact:
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return operation(a, b)
    count = max(len(each) for each in (a, b) if isinstance(each, tuple))
    left, right = (each if isinstance(each, tuple) else (each,) * count for each in (a, b))
    return tuple(map(operation, left, right))


def _ratios(values: tuple[Fraction, ...]) -> Exact:
    return tuple(after / before for before, after in pairwise(values))


def _products(values: tuple[Fraction, ...]) -> Exact:
    return tuple(accumulate(values, mul, initial=Fraction(1)))


FUNCTIONS: Mapping[str, Callable[[tuple[Fraction, ...]], Exact]] = {
    "first": lambda values: values[0],
    "ratios": _ratios,
    "products": _products,
}
