"""Branches at a power of a number, ``0.9**t > 1/2``, are branches at a step: at that step and no other."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

PLAIN, KEPT = "w, g, t, *, lr", "w, g, t, p=1, *, lr"
SWITCHES = {
    "a power": (PLAIN, "w = w - lr*g if 0.9**t > 0.5 else w", "w = w - lr*g if t <= {} else w", 6),
    "a power kept as a state": (
        KEPT,
        "p = 0.9*p\nw = w - lr*g if p > 0.5 else w",
        "w = w - lr*g if t <= {} else w",
        6,
    ),
    "a correction": (
        PLAIN,
        "w = w - lr*g if 1 - 0.99**t > 0.5 else w - g",
        "w = w - lr*g if t >= {} else w - g",
        69,
    ),
    "a floor": (
        PLAIN,
        "w = w - lr*max(0.9**t, 0.01)*g",
        "w = w - lr*(0.9**t if t <= {} else 0.01)*g",
        43,
    ),
    "one met at a step": (PLAIN, "w = w - lr*g if 0.5**t > 1/64 else w", "w = w - lr*g if t < {} else w", 6),
    "a late one": (PLAIN, "w = w - lr*g if 0.999**t > 0.2 else w", "w = w - lr*g if t <= {} else w", 1608),
}


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("late", [0, 1, -1])
def test_a_branch_at_a_power_is_one_at_its_step(name: str, late: int) -> None:
    parameters, left, right, step = SWITCHES[name]
    texts = rule(parameters, left), rule(PLAIN, right.format(step + late))
    verdict = judge(*map(read_source, texts)).verdict
    assert verdict is (Verdict.REFUTED if late else Verdict.PROVED)


def test_a_power_never_is_what_it_comes_near() -> None:
    texts = (rule(PLAIN, f"w = w - lr*g if {test} else w") for test in ("0.9**t > 0", "1 - 0.9**t < 1"))
    assert judge(*map(read_source, texts)).verdict is Verdict.PROVED


def test_a_power_of_a_letter_is_not_taken_for_one_of_a_number() -> None:
    side = "w, g, t, *, lr, b1"
    texts = rule(side, "w = w - lr*g if b1**t > 0.5 else w"), rule(side, "w = w - lr*g if t <= 6 else w")
    assert judge(*map(read_source, texts)).verdict is Verdict.REFUTED
