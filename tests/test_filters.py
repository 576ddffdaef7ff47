"""Linear filters in other forms are the same though no state of one is a function of the other's states."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from tests.parts import some_of
from verifier.compare import compare_read
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.filters import with_filters
from verifier.prove.relation import pair_of
from verifier.referee import judge

LETTERS = "c, d, e, f"
DIRECT = "x=0, xx=0, y=0, yy=0"
DIRECT_STEP = "n = {}g + e*x + f*xx + c*y + d*yy\nxx = x\nx = {}g\nyy = y\ny = n\n"
SECOND = "p=0, q=0"
SECOND_STEP = "k = g + c*p + d*q\nn = k + e*p + f*q\nq = p\np = k\n"
TRANSPOSED = "p=0, q=0"
TRANSPOSED_STEP = "n = g + p\np = q + e*g + c*n\nq = f*g + d*n\n"

WEIGHTS = {
    "plain": "w = w - lr*n",
    "a sign": "w = w - lr*sign(n)",
    "a root": "w = w - lr*n/sqrt(1 + n*n)",
    "a threshold": "w = w - lr*g if n > 1 else w",
    "a quotient that may be 0/0": "w = w - lr*g/n",
    "a rate that falls": "w = w - lr*n/t",
}


def side(states: str, step: str, letters: str = LETTERS) -> str:
    return rule(f"w, g, t, {states}, *, lr, {letters}", step)


@pytest.mark.parametrize("weight", some_of(list(WEIGHTS), every=2))
@pytest.mark.parametrize("other", [(SECOND, SECOND_STEP), (TRANSPOSED, TRANSPOSED_STEP)], ids=["2", "t"])
def test_forms_of_a_filter_are_the_same(weight: str, other: tuple[str, str]) -> None:
    states, step = other
    texts = side(DIRECT, DIRECT_STEP.format("", "") + WEIGHTS[weight]), side(states, step + WEIGHTS[weight])
    assert judge(*map(read_source, texts)).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    "slip",
    [("e*p + f*q", "f*p + e*q"), ("+ d*q", "+ c*d*q"), ("n = k", "n = g"), ("q = p\np = k", "p = k\nq = p")],
)
def test_slips_in_a_filter_are_found(slip: tuple[str, str]) -> None:
    texts = (
        side(DIRECT, DIRECT_STEP.format("", "") + "w = w - lr*n"),
        side(SECOND, SECOND_STEP.replace(*slip) + "w = w - lr*n"),
    )
    assert judge(*map(read_source, texts)).verdict is Verdict.REFUTED


def test_a_filter_that_starts_elsewhere_is_another_one() -> None:
    texts = (
        side(DIRECT.replace("yy=0", "yy=1"), DIRECT_STEP.format("", "") + "w = w - lr*n"),
        side(SECOND, SECOND_STEP + "w = w - lr*n"),
    )
    assert judge(*map(read_source, texts)).verdict is Verdict.REFUTED


CASCADE = "a=0, b=0, h=0", "a = c*a + g\nb = d*b + a\nh = e*h + b\nw = w - lr*h"


def test_a_cascade_may_be_run_through_in_any_order() -> None:
    states, step = CASCADE
    turned = step.replace("c*a", "*a").replace("e*h", "c*h").replace("*a +", "e*a +", 1)
    verdicts = [
        judge(read_source(side(states, step)), read_source(side(states, other))).verdict
        for other in (turned, turned.replace("d*b", "e*b"))
    ]
    assert verdicts == [Verdict.PROVED, Verdict.REFUTED]


def test_a_pole_that_a_zero_cancels_is_none() -> None:
    left = side("x=0, y=0", "n = g - c*x + c*y\nx = g\ny = n\nw = w - lr*n", "c")
    right = rule("w, g, t, *, lr, c", "w = w - lr*g")
    assert judge(read_source(left), read_source(right)).verdict is Verdict.PROVED


def test_the_rate_inside_a_filter_is_one_that_may_not_vary() -> None:
    texts = (
        side(DIRECT, DIRECT_STEP.format("lr*", "lr*") + "w = w - n"),
        side(SECOND, SECOND_STEP + "w = w - lr*n"),
    )
    left, right = map(read_source, texts)
    record = compare_read((left, right), ("left", "right"), timeout=120.0).to_json()
    assert record["verdict"] == "equal"
    assert record["schedules"]["lr"] == "refuted"
    assert any("left.yy" in relation for relation in record["relations"])


def test_no_state_whose_coefficients_change_is_followed() -> None:
    for changing in ("c*y/t", "c*y*g", "abs(y)", "c**t*y"):
        left = side("x=0, y=0", f"n = g + e*x + {changing}\nx = g\ny = n\nw = w - lr*n", "c, e")
        right = side("p=0", "k = g + c*p\nn = k + e*p\np = k\nw = w - lr*n", "c, e")
        assert with_filters(pair_of(read_source(left), read_source(right))) is None
