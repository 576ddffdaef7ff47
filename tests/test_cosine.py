"""Cosines in recurrences: one of equal angles is one number, and no other is known of it."""

from __future__ import annotations

from fractions import Fraction

from verifier.domain import REAL
from verifier.evaluate import run
from verifier.evaluate.reference import unroll
from verifier.findings import Verdict
from verifier.referee import judge
from verifier.system import Hyper, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, Term, hyper, term


def along(angle: Term) -> System:
    """A step whose rate is a cosine."""
    return System("s", (Hyper("a", REAL, Fraction(1)),), (), WEIGHT - Term("cos", angle) * GRADIENT)


A = hyper("a")


def test_cosines_of_equal_angles_are_equal() -> None:
    left, right = along(A * (STEP + 1) / 2), along((A + A * STEP) * term(Fraction(1, 2)))
    assert judge(left, right).verdict is Verdict.PROVED


def test_a_cosine_is_even_and_one_at_zero() -> None:
    assert judge(along(A * STEP), along(-A * STEP)).verdict is Verdict.PROVED
    still = System("s", (Hyper("a", REAL, Fraction(1)),), (), WEIGHT - GRADIENT)
    assert judge(along(A - A), still).verdict is Verdict.PROVED
    assert judge(along(A), still).verdict is Verdict.REFUTED


def test_cosines_of_other_angles_part() -> None:
    assert judge(along(A * STEP), along(A * (STEP + ONE))).verdict is Verdict.REFUTED


def test_two_unrollers_agree_on_a_cosine() -> None:
    system, given = along(A * STEP), [Fraction(1)] * 4
    balls = run(system, {"a": Fraction(1, 3)}, Fraction(0), given).weights
    other = unroll(system, {"a": Fraction(1, 3)}, Fraction(0), given).weights
    assert all(abs(float(a.mid()) - float(b)) < 1e-15 for a, b in zip(balls[1:], other[1:], strict=True))  # type: ignore[union-attr]
