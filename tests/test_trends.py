"""What goes one way with the number of steps has the sign that it is told to have, at every step."""

from __future__ import annotations

import mpmath
import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

FAR = 3000

HELD = {
    "log(t) > 2": 8,
    "2*log(t) >= 5": 13,
    "log(t + 1)/log(2) > 3.5": 11,
    "1/log(t + 1) < 0.5": 7,
    "exp(-t/10) < 0.5": 7,
    "1 - exp(-0.2*t) > 0.9": 12,
    "exp(0.3*t) > 10": 8,
    "t > exp(2)": 8,
    "sqrt(t) > exp(1)": 8,
    "t**0.3 > 2": 11,
    "t**(-0.3) <= 0.25": 102,
    "0.9**t < exp(-1)": 10,
    "0.9**t*exp(-t/10) < 0.2": 8,
    "sqrt(t)*2**t > 20": 4,
    "exp(-t/10)/sqrt(t) < 0.2": 7,
    "log(t) >= log(5)": 5,
    "log(t)**2 > 5": 10,
}
"""Conditions, and from which step on they hold."""


def branched(condition: str) -> str:
    return rule("w, g, t, *, lr", f"w = w - where({condition}, lr*g, 2*lr*g)")


def verdict(condition: str, other: str) -> Verdict:
    return judge(*(read_source(branched(c)) for c in (condition, other))).verdict


@pytest.mark.parametrize(("condition", "first"), HELD.items())
def test_a_condition_holds_from_the_step_on_that_numbers_tell(condition: str, first: int) -> None:
    known = {name: getattr(mpmath, name) for name in ("log", "exp", "sqrt")}
    held = compile(condition, "condition", "eval")
    assert [bool(eval(held, known | {"t": mpmath.mpf(t)})) for t in range(1, FAR)] == [
        t >= first for t in range(1, FAR)
    ]
    assert verdict(condition, f"t >= {first}") is Verdict.PROVED
    assert verdict(condition, f"t >= {first + 1}") is not Verdict.PROVED
    assert verdict(condition, f"t >= {first - 1}") is not Verdict.PROVED


NOT_ONE_WAY = (
    "sqrt(t)*0.5**t > 0.4",
    "t*exp(-t/3) > 1",
    "(-1)**t*exp(-t) > 0.01",
    "log(t) - sqrt(t)/2 > 0.1",
    "log(t - 1/2)**2 < 1/5",
    "(log(t) - 16)**2 < 1/2",
)


@pytest.mark.parametrize("condition", NOT_ONE_WAY)
def test_what_turns_back_is_not_told_by_its_end(condition: str) -> None:
    assert verdict(condition, "t < 0") is not Verdict.PROVED
    assert verdict(condition, "t > 0") is not Verdict.PROVED


def test_what_passes_a_number_very_late_is_told_too() -> None:
    assert verdict("log(t) > 20", "t > 485165195") is Verdict.PROVED
    assert verdict("log(t) > 20", "t > 485165196") is not Verdict.PROVED
