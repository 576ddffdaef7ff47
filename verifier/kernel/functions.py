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


def printer(qualified: bool) -> NumPyPrinter:
    """SymPy's NumPy printer: for reading, with ``numpy.`` before each function, or for compiling.

    Sorting sums and products for reading takes most of the time and changes no bit.
    """
    known = {_PREFIX + op: f"numpy.{name}" if qualified else name for op, name in NUMPY_NAMES.items()}
    settings = {"user_functions": known, "fully_qualified_modules": qualified}
    return NumPyPrinter(settings if qualified else settings | {"order": "none"})


def namespace() -> Mapping[str, Callable[..., Any]]:
    """The functions that unqualified code calls."""
    return {name: getattr(np, name) for name in (*NUMPY_NAMES.values(), "sqrt")}
