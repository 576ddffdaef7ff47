"""One expression in the gradient, evaluated by each of the two unrollers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.sample_systems import system
from verifier.evaluate import Value, run
from verifier.evaluate.algebraic import AlgebraicNumber
from verifier.evaluate.reference import unroll
from verifier.term import Term

F = Fraction
ADAM_NUMBERS = {"lr": F(1), "b1": F(1, 2), "b2": F(3, 4), "eps": F(3)}
NOTHING = F(0)


def value(expression: Term, gradient: Fraction | AlgebraicNumber = NOTHING, precision: int = 128) -> Value:
    """The value of an expression in the gradient."""
    return run(system("", expression), {}, F(0), [gradient], precision=precision).weights[1]


def again(expression: Term, gradient: Fraction | AlgebraicNumber = NOTHING) -> Any:
    """The same by the independent unroller."""
    return unroll(system("", expression), {}, F(0), [gradient]).weights[1]
