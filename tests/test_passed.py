"""Comparisons of sums and products without closed forms are settled from a step on, and told before it."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.passed import with_passed
from verifier.prove.proof import prove
from verifier.prove.relation import pair_of
from verifier.referee import judge

PASSED = {
    "a sum of reciprocals": ("s=0", "s = s + 1/t", "s > 2", "t >= 4"),
    "a sum that meets the number": ("s=0", "s = s + 1/t", "s >= 3/2", "t >= 2"),
    "a sum that is held by a cap": ("s=0", "s = s + 1/t", "s <= 3", "t <= 10"),
    "a sum between two numbers": ("s=0", "s = s + 1/t", "s > 6/5 and s < 5/2", "t >= 2 and t <= 6"),
    "a sum before it is added to": ("s=0", "o = s\ns = s + 1/t", "o > 2", "t >= 5"),
    "a sum that passes late": ("s=0", "s = s + 1/t", "s > 5", "t >= 83"),
    "a sum of sums": ("s=0, q=0", "s = s + 1/t\nq = q + s", "q > 10", "t >= 6"),
    "a factorial": ("s=1", "s = s*t", "s > 100", "t > 4"),
    "one over a factorial": ("s=1", "s = s/t", "s < 1/100", "t >= 5"),
    "Fibonacci's numbers": ("a=0, b=1", "a, b = b, a + b", "a > 54", "t >= 10"),
}


def verdict(states: str, body: str, condition: str, other: str) -> Verdict:
    left = rule(f"w, g, t, {states}, *, lr", f"{body}\nw = w - where({condition}, lr*g, 2*lr*g)")
    right = rule("w, g, t, *, lr", f"w = w - where({other}, lr*g, 2*lr*g)")
    return judge(read_source(left), read_source(right)).verdict


@pytest.mark.parametrize("case", PASSED.values(), ids=PASSED)
def test_what_has_passed_a_number_stays_beyond_it(case: tuple[str, str, str, str]) -> None:
    assert verdict(*case) is Verdict.PROVED
    *asked, other = case
    assert verdict(*asked, other.replace("t >", "t - 1 >").replace("t <", "t - 1 <")) is not Verdict.PROVED


RETURNING = {
    "a sum that is set back": ("s=0", "s = where(s > 2, 0, s + 1/t)", "s > 2", "t >= 4"),
    "a sum that passes after all that is run": ("s=0", "s = s + 1/t", "s > 6", "t < 0"),
    "a sum that falls again": ("s=0", "s = s + 1/t - where(t > 120, 1, 0)", "s > 2", "t >= 4"),
}


@pytest.mark.parametrize("case", RETURNING.values(), ids=RETURNING)
def test_what_is_not_seen_to_last_settles_nothing(case: tuple[str, str, str, str]) -> None:
    assert verdict(*case) is not Verdict.PROVED


def test_what_a_gradient_has_a_part_in_settles_nothing() -> None:
    left = rule("w, g, t, s=0, *, lr", "s = s + g*g/t\nw = w - where(s > 2, lr*g, 2*lr*g)")
    right = rule("w, g, t, *, lr", "w = w - where(t >= 4, lr*g, 2*lr*g)")
    assert prove(read_source(left), read_source(right)).proof is None


def test_numbers_that_double_in_length_end_the_run() -> None:
    """Whole ones, too: after 160 steps of ``s*s - 1`` no memory would hold them."""
    left = rule("w, g, t, s=2, *, lr", "s = s*s - 1\nw = w - where(s > 100, lr*g, 2*lr*g)")
    read = pair_of(read_source(left), read_source(left))
    assert with_passed(read) is None
