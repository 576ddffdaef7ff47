"""Golden tests: a few steps of constant gradients, compared with stored decimals up to a tolerance.

The form is that of ``test_correctness_with_golden`` in Keras: ten weights of one, a small gradient at the
first step, ten gradients from 0.1 to 1 at the later ones, and after each of five steps
``assertAllClose(x, golden, rtol=5e-4, atol=5e-4)`` with golden values of four decimals. The golden values
are computed here, from the rule that is tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from flint import arb, fmpq

from verifier.evaluate import Program, compile_system, fraction_of, is_number, run
from verifier.system import System

STEPS = 5
FIRST_WEIGHT = Fraction(1)
FIRST_GRADIENT = Fraction(1, 100)
GRADIENTS = tuple(Fraction(i, 10) for i in range(1, 11))
TOLERANCE = Fraction(5, 10_000)
DECIMALS = 4

_SHORT = 200
"""Bits up to which numbers stay exact; beyond, certified balls are much faster."""

Values = tuple[tuple[Fraction, ...], ...]
"""Weights after each step, one row for each gradient."""


@dataclass(frozen=True)
class GoldenTest:
    """A golden test of a rule: where it is printed, and at which hyperparameters it runs.

    Attributes
    ----------
    of : str
        The specification that it belongs to.
    rule : str
        What is tested, by its name: a specification or a printed form.
    call : str
        The constructor's call in the test.
    at : mapping of str to str
        All hyperparameters of the rule, as decimals.
    place : str
        The file of the test; empty where there is none, and the same test is put at usual values.
    """

    of: str
    rule: str
    call: str
    at: Mapping[str, str] = field(hash=False)
    place: str = ""

    @property
    def numbers(self) -> dict[str, Fraction]:
        """The hyperparameters as exact numbers."""
        return {name: Fraction(value) for name, value in self.at.items()}


def golden_values(system: System, at: Mapping[str, Fraction]) -> Values:
    """The weights after each step, rounded to the decimals of the test."""
    program = compile_system(system)
    return tuple(tuple(_rounded(w) for w in _weights(program, at, g)) for g in GRADIENTS)


def passes(system: System, at: Mapping[str, Fraction], golden: Values) -> bool:
    """Whether a rule passes the test: every weight of every step is close to the golden one.

    Raises
    ------
    ArithmeticError
        When a weight is too close to the end of the tolerance to say.
    """
    program = compile_system(system)
    return all(
        _close(weight, value)
        for g, row in zip(GRADIENTS, golden, strict=True)
        for weight, value in zip(_weights(program, at, g), row, strict=True)
    )


def _weights(program: Program, at: Mapping[str, Fraction], gradient: Fraction) -> tuple[Any, ...]:
    gradients = (FIRST_GRADIENT, *[gradient] * (STEPS - 1))
    return run(program, at, FIRST_WEIGHT, gradients, exact_bits=_SHORT).weights[1:]


def _rounded(weight: Any) -> Fraction:
    """The nearest decimal."""
    exact = fraction_of(weight)
    if exact is not None:
        return Fraction(floor(exact * 10**DECIMALS + Fraction(1, 2)), 10**DECIMALS)
    whole = (arb(weight) * 10**DECIMALS + arb("0.5")).floor().unique_fmpz() if is_number(weight) else None
    if whole is None:
        raise ArithmeticError(f"there is no golden value for {weight}")
    return Fraction(int(whole), 10**DECIMALS)


def _close(weight: Any, golden: Fraction) -> bool:
    """As ``numpy.testing.assert_allclose``; what is no number is close to nothing."""
    if not is_number(weight):
        return False
    bound, exact = TOLERANCE + TOLERANCE * abs(golden), fraction_of(weight)
    if exact is not None:
        return abs(exact - golden) <= bound
    off = abs(arb(weight) - fmpq(golden.numerator, golden.denominator))
    limit = arb(fmpq(bound.numerator, bound.denominator))
    if not off <= limit and not off > limit:
        raise ArithmeticError(f"{weight} lies at the end of the tolerance")
    return bool(off <= limit)
