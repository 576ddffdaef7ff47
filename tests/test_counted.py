"""Counts of events are held against one another, though in generic runs each of them is the step."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from tests.test_maps import between

MOMENT = "m = b1*m + (1 - b1)*g if g != 0 else m"
COUNTED = {
    "counted from 0, or from 1": (
        ("k=0, *, lr", "k = k + 1 if g != 0 else k\nw = w - lr*g/(k if k > 0 else 1)"),
        ("k=1, *, lr", "w = w - lr*g/k\nk = k + 1 if g != 0 else k"),
        ("k = k + 1 if g != 0 else k", "k = k + 1"),
        ["left.k = right.k - 1"],
    ),
    "a power, or a product": (
        (
            "k=0, m=0, *, lr, b1",
            f"k = k + 1 if g != 0 else k\n{MOMENT}\nw = w - lr*m/(1 - b1**k) if g != 0 else w",
        ),
        (
            "p=1, m=0, *, lr, b1",
            f"p = p*b1 if g != 0 else p\n{MOMENT}\nw = w - lr*m/(1 - p) if g != 0 else w",
        ),
        ("p = p*b1 if g != 0 else p", "p = p*b1"),
        ["right.m = left.m", "right.p = b1**left.k"],
    ),
    "a power of a count from 1, and a product that is one factor ahead": (
        (
            "k=1, m=0, *, lr, b1",
            f"{MOMENT}\nw = w - lr*m/(1 - b1**k) if g != 0 else w\nk = k + 1 if g != 0 else k",
        ),
        (
            "p='b1', m=0, *, lr, b1",
            f"{MOMENT}\nw = w - lr*m/(1 - p) if g != 0 else w\np = p*b1 if g != 0 else p",
        ),
        ("p='b1'", "p='b1**2'"),
        ["right.m = left.m", "right.p = b1*b1**"],
    ),
}


@pytest.mark.parametrize(("left", "right", "slip", "related"), COUNTED.values(), ids=COUNTED)
def test_counts_of_events_are_related(
    left: tuple[str, str], right: tuple[str, str], slip: tuple[str, str], related: list[str]
) -> None:
    one, other = (rule(f"w, g, t, {heading}", body) for heading, body in (left, right))
    found, slipped = between(one, other), between(one, other.replace(*slip))
    assert (found.as_given, slipped.as_given) == ("proved", "refuted")
    claim = next(step for step in found.proof["steps"] if step.startswith("The claim"))
    assert all(each in claim for each in related)
