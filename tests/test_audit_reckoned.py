"""Rates that theory reckons from other constants."""

from __future__ import annotations

from verifier.audit.judging.reckoned import reckoned
from verifier.domain import REAL
from verifier.system import Hyper, System
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, hyper, where

SIZE = hyper("size")
STEP = WEIGHT - ONE / SIZE * GRADIENT


def _rates(weight: Term) -> list[str]:
    return [rate for rate, _ in reckoned(System("f", (Hyper("size", REAL),), (), weight))]


def test_a_number_of_constants_may_be_a_rate() -> None:
    assert _rates(STEP) == ["the rate 1/size"]


def test_a_comparison_of_constants_is_none() -> None:
    assert _rates(where(Term("lt", ZERO, SIZE), WEIGHT - GRADIENT, WEIGHT)) == []
