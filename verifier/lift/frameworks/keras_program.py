"""A reader of Keras' JAX programs: what Keras does with its counter of calls, and with several variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from verifier.lift.frameworks import folding
from verifier.lift.frameworks.arrays import Array, each
from verifier.lift.frameworks.jaxpr import Jaxpr
from verifier.lift.frameworks.primitives import Cell
from verifier.term import ONE, STEP, Term, term


class Program(Jaxpr):
    """A reader that also divides the counter: where k calls make one step, k*t - 1 come before the last."""

    def _rem(self, equation: Any, a: Array, b: Array) -> Array:
        if _divides(a, b):
            return each(lambda x, y: _divided(x, y)[1], a, b)
        return super()._rem(equation, a, b)

    def _div(self, equation: Any, a: Array, b: Array) -> Array:
        if _is_whole(equation) and _divides(a, b):
            return each(lambda x, y: _divided(x, y)[0], a, b)
        return super()._div(equation, a, b)

    def _cell(self, name: str, *cells: Cell) -> Cell:
        if name == "sign" and isinstance(cells[0], Term) and _counted(cells[0]) is not None:
            return ONE
        return super()._cell(name, *cells)


def counter(calls: int) -> Term:
    """The number of calls before the last one of step t, where a step is so many calls."""
    return folding.add(folding.mul(term(calls), STEP), term(-1))


def _is_whole(equation: Any) -> bool:
    return np.dtype(equation.outvars[0].aval.dtype).kind in "iu"


def _divides(a: Array, b: Array) -> bool:
    """Whether every counter among the numbers goes up by a multiple of its divisor."""
    found = [_counted(x) for x in a.flat if isinstance(x, Term)]
    divisors = [y.value for y in b.flat if isinstance(y, Term) and y.op == "num" and y.value > 0]
    if len(found) != a.size or len(divisors) != b.size:
        return False
    return all(count is not None and count[0] % each_ == 0 for count in found for each_ in divisors)


def _counted(value: Term) -> tuple[int, int] | None:
    """A term as a*t + b with whole a > 0 and a + b > 0: a positive number at every step."""
    shift = 0
    if value.op == "add" and value.terms[1].op == "num":
        value, shift = value.terms[0], int(value.terms[1].value)
    if value is STEP:
        rate = 1
    elif value.op == "mul" and value.terms[0].op == "num" and value.terms[1] is STEP:
        rate = int(value.terms[0].value)
    else:
        return None
    return (rate, shift) if rate > 0 and rate + shift > 0 else None


def _divided(a: Cell, b: Cell) -> tuple[Term, Term]:
    """Quotient and remainder of a counter, both rounded down."""
    assert isinstance(a, Term)
    assert isinstance(b, Term)
    rate, shift = _counted(a) or (0, 0)
    quotient, remainder = divmod(shift, int(b.value))
    return folding.add(folding.mul(term(rate // int(b.value)), STEP), term(quotient)), term(remainder)
