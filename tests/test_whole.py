"""Counts of what gradients decide are whole numbers, and are held against whole numbers."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

COUNT = "n = where(g > 0, n + 1, n)"
OTHER_COUNTS = (
    "n = n + max(sign(g), 0)",
    "n = where(g <= 0, n, n + 1)",
    "n = n + where(g > 0, 1, 0)*abs(sign(g))",
)


def verdict(count: str, condition: str, other_count: str, other: str, start: str = "0") -> Verdict:
    texts = ((count, condition), (other_count, other))
    sides = [
        rule(f"w, g, t, n={start}, *, lr", f"{c}\nw = w - where({held}, lr*g, 2*lr*g)") for c, held in texts
    ]
    return judge(*map(read_source, sides)).verdict


@pytest.mark.parametrize("count", OTHER_COUNTS)
@pytest.mark.parametrize(("condition", "other"), [("n > 2", "n >= 3"), ("n <= 2.5", "n < 3")])
def test_a_count_is_more_than_two_where_it_is_three(count: str, condition: str, other: str) -> None:
    assert verdict(COUNT, condition, count, other) is Verdict.PROVED
    assert verdict(COUNT, condition, count, other.replace("3", "4")) is Verdict.REFUTED


def test_a_count_against_two_and_a_half() -> None:
    assert verdict(COUNT, "n > 2", COUNT, "n > 2.5") is Verdict.PROVED
    assert verdict(COUNT, "n > 2", COUNT, "n > 1.5") is Verdict.REFUTED


HALVES = ("n = where(g > 0, n + 1/2, n)", "n = where(g > 0, n + 1, n/2)", "n = n + g")


@pytest.mark.parametrize("count", HALVES)
def test_what_is_not_always_whole_is_not_taken_for_it(count: str) -> None:
    assert verdict(count, "n > 2", count, "n >= 3") is not Verdict.PROVED
    assert verdict(COUNT, "n > 2", COUNT, "n >= 3", start="1/2") is not Verdict.PROVED
