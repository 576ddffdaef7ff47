"""What each operation of a term is in a kernel, and where the mathematics has no value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from verifier.evaluate.floating import OPERATIONS
from verifier.hazards.formats import Array
from verifier.term import CONNECTIVES, HALF, RELATIONS, STEP, Term, fold

Operation = Callable[..., Array]

LONG = np.longdouble
"""The type of the run without rounding."""

TRUTHS = RELATIONS + CONNECTIVES
"""The operations whose results are no numbers, and not rounded."""


def operation(node: Term) -> Operation:
    """A term's operation on its arguments; powers with the exponents 1/2 and 2 as kernels compute them."""
    if node.op == "pow" and node.terms[1] is HALF:
        return lambda base, _: np.sqrt(base)
    if node.op == "pow" and node.terms[1].op == "num" and node.terms[1].value == 2:
        return lambda base, _: base * base
    return OPERATIONS[node.op]


def strictly(node: Term) -> Operation:
    """The same in the longest format, NaN where the mathematics has no value."""
    compute = operation(node)
    if node.op == "div":
        return _quotient
    if node.op in ("pow", "log", "exp"):
        return lambda *args: _finite(compute(*args))
    return compute


def _quotient(a: Array, b: Array) -> Array:
    value = np.divide(a, b)
    zero = np.equal(b, 0)
    return np.where(zero, LONG("nan"), value) if np.any(zero) else value


def _finite(value: Array) -> Array:
    finite = np.isfinite(value)
    return value if np.all(finite) else np.where(finite, value, LONG("nan"))


def of_the_step(roots: Sequence[Term], constant: frozenset[str]) -> dict[Term, bool]:
    """Of each term below the roots whether it changes from step to step; the kinds of symbols that do not."""

    def changes(node: Term, args: tuple[bool, ...]) -> bool:
        return any(args) or (node.op == "sym" and (node is STEP or node.args[0] not in constant))

    return fold(roots, changes)


def number(node: Term, dtype: Any) -> Array:
    """A number in a NumPy type, the fraction rounded once."""
    return dtype(node.value.numerator) / dtype(node.value.denominator)
