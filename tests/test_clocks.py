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
