"""What NumPy calls the operations that have no sign of their own, and how they are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sympy import Expr, Function
from sympy.printing.numpy import NumPyPrinter

NUMPY_NAMES = {
    "abs": "absolute",
    "sign": "sign",
    "max": "maximum",
    "min": "minimum",
    "exp": "exp",
    "cos": "cos",
    "log": "log",
    "lt": "less",
    "le": "less_equal",
    "eq": "equal",
    "ne": "not_equal",
    "and": "logical_and",
    "or": "logical_or",
    "not": "logical_not",
    "where": "where",
    "divide": "divide",
    "power": "float_power",
}
"""The operations of terms, and ``power``, the power of two numbers in double precision."""

_PREFIX = "op_"


def call(operation: str, args: Sequence[Expr]) -> Expr:
    """An operation as a function that SymPy knows nothing about and therefore leaves alone."""
    return Function(_PREFIX + operation)(*args)


class Printer(NumPyPrinter):  # type: ignore[misc]
    """SymPy's NumPy printer, without its liberties: sums and products stay as they were built.

    Sorting them takes most of the time, and a product with a sign in front would be regrouped.
    """

    def _print_Mul(self, product: Expr) -> str:
        sign, *rest = product.args
        if sign != -1 or len(rest) != 1:
            return str(super()._print_Mul(product))
        return f"-({self._print(rest[0])})" if rest[0].is_Add else f"-{self._print(rest[0])}"


def printer(qualified: bool) -> Printer:
    """The printer with or without ``numpy.`` before each function."""
    known = {_PREFIX + op: f"numpy.{name}" if qualified else name for op, name in NUMPY_NAMES.items()}
    return Printer({"user_functions": known, "fully_qualified_modules": qualified, "order": "none"})


def namespace() -> Mapping[str, Callable[..., Any]]:
    """The functions that unqualified code calls."""
    return {name: getattr(np, name) for name in (*NUMPY_NAMES.values(), "sqrt")}
