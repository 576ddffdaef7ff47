"""States that are positive from the first step on: a test of one is a test of the step, and of no other."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.compare import compare_read
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

SIDE = "w, g, t, m=0, v=0, *, lr, b1, b2, eps"
OPEN = "w, g, t, v=0, *, lr, b2: '0 < b2 < 1', eps"
REST = "\nm = b1*m + g/(sqrt(v) + eps)\nw = w - lr*m"


def test_a_first_step_is_told_by_a_state_where_gradients_are_never_zero() -> None:
    """NovoGrad: whether it is the first step, or the second moment still zero."""
    average = "else b2*v + (1-b2)*g*g"
    texts = [rule(SIDE, f"v = g*g if {first} {average}{REST}") for first in ("t == 1", "v == 0")]
    left, right = map(read_source, texts)
    record = compare_read((left, right), ("left", "right"), timeout=60.0).to_json()
    assert record["as_given"] == "refuted"
    assert "g != 0" in record["conditions"]


def test_a_first_step_is_told_by_a_state_that_it_makes_positive() -> None:
    average = "else b2*v + (1-b2)*g*g\nw = w - lr*g/sqrt(v + eps)"
    texts = [rule(OPEN, f"v = g*g + eps if {first} {average}") for first in ("t == 1", "v == 0")]
    assert judge(*map(read_source, texts)).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    "body",
    [
        "v = g*g + eps if v == 0 or t == 2 else b2*v + (1-b2)*g*g",
        "v = g*g + (t-1)*eps if v == 0 else b2*v + (1-b2)*g*g",
        "v = g*g - eps if v <= 0 else b2*v + (1-b2)*g*g",
    ],
)
def test_a_state_that_may_be_zero_later_tells_no_first_step(body: str) -> None:
    end = "\nw = w - lr*g/sqrt(v + 2*eps)"
    told = rule(OPEN, "v = g*g + eps if t == 1 else b2*v + (1-b2)*g*g" + end)
    assert judge(read_source(told), read_source(rule(OPEN, body + end))).verdict is Verdict.REFUTED
