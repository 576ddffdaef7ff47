"""States that the texts themselves tell: set from what is new after a step, or flags of a comparison."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.comparison import compare_systems
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

PLAIN = "w, g, t, v=0, *, lr, b2, eps, T: 'T > 0'"
SUM, AVERAGE = "v + g*g", "b2*v + (1-b2)*g*g"
FLAG = "v = {v}\ns = 1 if s > 0 or {set_} else 0\nw = w - lr*g*(1 + s)"
BRANCH = "v = {v}\nw = w - lr*g*(2 if {past} else 1)"


def verdict(start: str, body: str, other: str) -> Verdict:
    side = PLAIN.replace("v=0", f"v=0, s={start}")
    return judge(read_source(rule(side, body)), read_source(rule(PLAIN, other))).verdict


@pytest.mark.parametrize(
    ("v", "set_", "past"),
    [(SUM, "v > T", "v > T"), (SUM, "g != 0", "v > 0"), ("max(v, abs(g))", "abs(g) > T", "v > T")],
)
def test_a_flag_that_stays_set_is_a_comparison_with_what_never_falls(v: str, set_: str, past: str) -> None:
    assert verdict("0", FLAG.format(v=v, set_=set_), BRANCH.format(v=v, past=past)) is Verdict.PROVED


@pytest.mark.parametrize(
    ("start", "v", "set_", "past"),
    [
        ("0", AVERAGE, "v > T", "v > T"),
        ("0", SUM, "v > T", "v >= T"),
        ("0", SUM, "g*g > T", "v > T"),
        ("1", SUM, "v > T", "v > T"),
    ],
)
def test_a_flag_of_another_comparison_is_not(start: str, v: str, set_: str, past: str) -> None:
    assert verdict(start, FLAG.format(v=v, set_=set_), BRANCH.format(v=v, past=past)) is Verdict.REFUTED


def test_a_flag_that_may_be_anything_is_related_to_nothing() -> None:
    """At T = 0 the average may fall back to 0 when decay is 0 too, but then the gradient is 0."""
    start, rest = "v = " + AVERAGE + "\n", "w = w - lr*g if {} else w - lr*g/(sqrt(v) + eps)"
    flag = start + "s = 1 if s > 0 or v > T else 0\n" + rest.format("s > 0")
    texts = rule(PLAIN.replace("v=0", "v=0, s=0"), flag), rule(PLAIN, start + rest.format("v > T"))
    assert "T == 0" in compare_systems(*map(read_source, texts), 60.0).conditions


CACHED = "w = w - lr*g*s\nv = " + SUM + "\ns = {set_}"
READ = "w = w - lr*g*({read})\nv = " + SUM


@pytest.mark.parametrize(
    ("start", "set_"), [("'abs(w)'", "abs(w)"), ("'w**2'", "w**2"), ("'1/sqrt(eps)'", "1/sqrt(v + eps)")]
)
def test_what_is_kept_of_the_new_weight_or_state_is_read_off_the_text(start: str, set_: str) -> None:
    assert verdict(start, CACHED.format(set_=set_), READ.format(read=set_)) is Verdict.PROVED


@pytest.mark.parametrize(
    ("start", "set_", "read"),
    [("0", "abs(w)", "abs(w)"), ("'w**2'", "w**2 + v", "w**2"), ("'abs(w)'", "abs(w + lr*g*s)", "abs(w)")],
)
def test_what_is_kept_of_something_else_is_not(start: str, set_: str, read: str) -> None:
    assert verdict(start, CACHED.format(set_=set_), READ.format(read=read)) is Verdict.REFUTED
