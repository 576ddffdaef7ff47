"""States that depend on the step alone and have no closed form multiply other states in a relation."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

LEFT = "w, t, y='w', l=1, *, lr"
RIGHT = "w, t, z='w', y='w', l=1, *, lr"
ROOT = "(1+sqrt(1+4*l**2))/2"
EXTRAPOLATED = "n = {n}\nq = grad(w)\no = y\ny = w-lr*q\nw = y+(l-1)/n*(y-o)+{more}/n*(y-w)\nl = n"
MIXED = "q = grad(w)\nn = {n}\nz = z-lr*({rate})*q\ny = w-lr*q\nw = (1-1/n)*y+z/n\nl = n"


def verdict(left: str, right: str) -> Verdict:
    return judge(read_source(rule(LEFT, left)), read_source(rule(RIGHT, right))).verdict


@pytest.mark.parametrize(("more", "rate"), [("0", "l"), ("l", "2*l"), ("1", "l+1")])
@pytest.mark.parametrize("n", [ROOT, "(l+2)/(l+1)"])
def test_an_extrapolated_point_is_a_mixture_of_two_sequences(n: str, more: str, rate: str) -> None:
    assert verdict(EXTRAPOLATED.format(n=n, more=more), MIXED.format(n=n, rate=rate)) is Verdict.PROVED


@pytest.mark.parametrize(("more", "rate"), [("0", "n"), ("l", "l"), ("1", "2*l"), ("2", "l+1")])
def test_with_another_rate_it_is_not(more: str, rate: str) -> None:
    assert verdict(EXTRAPOLATED.format(n=ROOT, more=more), MIXED.format(n=ROOT, rate=rate)) is Verdict.REFUTED


GAIN = "x = x + {gain}*(g - x)\np = {after}\nw = w - lr*x"


@pytest.mark.parametrize(("after", "same"), [("(1 - p/(p+r))*p", True), ("(1 - p/(p+r))*p/2", False)])
def test_a_gain_that_falls_with_what_it_has_gained_is_one_over_a_count(after: str, same: bool) -> None:
    """The filter of Kalman (1960) for what never moves is an average that has ``r/q`` gradients more."""
    letters = "*, lr, q: 'q > 0', r: 'r > 0'"
    kept = rule(f"w, g, t, x=0, p='q', {letters}", GAIN.format(gain="p/(p+r)", after=after))
    counted = rule(f"w, g, t, s=0, {letters}", "s = s + g\nw = w - lr*s/(t + r/q)")
    found = judge(read_source(kept), read_source(counted)).verdict
    assert found is (Verdict.PROVED if same else Verdict.REFUTED)


COUNTED = "w, g, t, m=0, *, lr, beta", "m = beta*m + g\nw = w - lr*m/t"
TWINS = {
    "a counter and its multiple": ("x=0, y=0", "n = y/7 + 1\ny = 7*(x + 1)\nx = n", "x"),
    "a counter and one ahead of it": ("x=-3, y=-2", "n = y\ny = x + 2\nx = n", "(x + 3)"),
}


@pytest.mark.parametrize(("starts", "step", "count"), TWINS.values(), ids=TWINS)
def test_states_that_read_each_other_and_the_step_alone_are_solved_together(
    starts: str, step: str, count: str
) -> None:
    def against_counted(text: str) -> Verdict:
        twins = rule(f"w, g, t, m=0, {starts}, *, lr, beta", f"{text}\nm = beta*m + g\nw = w - lr*m/{count}")
        return judge(read_source(rule(*COUNTED)), read_source(twins)).verdict

    assert against_counted(step) is Verdict.PROVED
    assert against_counted(step.replace("x = n", "x = n + (t - 1)*(t - 2)*(t - 3)")) is Verdict.REFUTED
