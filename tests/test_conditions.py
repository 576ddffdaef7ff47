"""Conditions: on two hyperparameters where one of them fails at single points; and such as never hold."""

from __future__ import annotations

from tests.campaign.pairs.record import rule
from verifier.comparison import compare_systems
from verifier.lift.formula import read_source

SIDE = "w, g, t, h=0, *, lr, a: '0 <= a < 1', lam: 'lam >= 0', T: 'T > 0'"
FILTERED = "h = a*h + (1-a)*g\nw = w - {rate}*(g + lam*h) if t {past} T else w - {rate}*g"


def test_two_values_hold_together_where_one_of_them_fails_at_a_tie_alone() -> None:
    """At a = 0 the filter's threshold is told apart at one step, where lam is 0 not even there."""
    texts = (rule(SIDE, FILTERED.format(rate=r, past=p)) for r, p in (("lr", ">"), ("lr*(1-a)", ">=")))
    found = compare_systems(*map(read_source, texts), 60.0)
    assert found.as_given == "refuted"
    assert "a == 0 and lam == 0" in found.conditions
    assert "a == 0" not in found.conditions


def test_a_rate_that_would_be_zero_at_every_other_step_is_no_translation() -> None:
    resting = rule("w, g, t, *, lr", "w = w - lr*g*(1 - (-1)**t)/2")
    found = compare_systems(read_source(resting), read_source(rule("w, g, t, *, lr", "w = w - lr*g")), 60.0)
    assert found.verdict == "different"
    assert found.translation is None
    assert not found.conditions


def test_a_rate_of_0_makes_no_step_of_one_that_stands_still() -> None:
    step, still = (
        read_source(rule(*each)) for each in (("w, g, t, *, lr", "w = w - lr*g"), ("w, g, t", "w = w"))
    )
    for sides in ((step, still), (still, step)):
        found = compare_systems(*sides, 60.0)
        assert (found.verdict, found.translation, found.conditions) == ("different", None, [])


def test_two_values_hold_together_where_sides_part_at_a_late_step_alone() -> None:
    """In the first steps nothing is seen of it: that the two agree there says nothing of single points."""
    moments = "m = b1*m + (1 - b1)*g\nv = b2*v + (1 - b2)*g**2\n"
    plain, corrected = "w = w - lr*m/(sqrt(v) + e)", "w = w - lr*m/(1 - b1**t)/(sqrt(v/(1 - b2**t)) + e)"
    late = f"if t > 40:\n    {plain}\nelse:\n    {corrected}"
    texts = (rule("w, g, t, m=0, v=0, *, lr, b1, b2, e", moments + end) for end in (late, corrected))
    found = compare_systems(*map(read_source, texts), 60.0)
    assert (found.as_given, found.conditions) == ("refuted", ["b1 == 0 and b2 == 0"])
