"""States that nothing reads any more after a step: what becomes of them there changes no weight."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.certificate import Uncertified, certificate
from verifier.comparison import Supposition, compare_systems
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.explain import proof_steps
from verifier.referee import judge

SIDE = "w, g, t, m=0, v=0, *, lr, b1, b2, eps, N: 'N >= 1'"
MOMENTS = "m = b1*m + (1-b1)*g\nv = {v}\nw = w - {rate}"
AVERAGE = "b2*v + (1-b2)*g*g"
SCALED = "lr*m/(sqrt(v) + eps) if {early} else w - lr*m"


def text(v: str, early: str) -> str:
    return rule(SIDE, MOMENTS.format(v=v, rate=SCALED.format(early=early)))


def verdict(v: str, early: str = "t <= 3") -> Verdict:
    return judge(read_source(text(v, early)), read_source(text(AVERAGE, early))).verdict


@pytest.mark.parametrize(
    ("v", "early"),
    [
        (f"{AVERAGE} if t <= 100 else v", "t <= 100"),
        (f"{AVERAGE} if t < 101 else 1/g", "not t > 100"),
        (f"v if t > N else {AVERAGE}", "t <= N"),
        (f"{AVERAGE} if t <= 3 else -v", "t <= 3 and v >= 0"),
    ],
)
def test_a_state_that_is_read_no_more_may_become_anything(v: str, early: str) -> None:
    assert verdict(v, early) is Verdict.PROVED


@pytest.mark.parametrize(
    ("v", "early"),
    [
        (f"{AVERAGE} if t < 3 else v", "t <= 3"),
        (f"{AVERAGE} if t <= 3 else 1/g", "v >= 0 and t <= 3"),
        (f"{AVERAGE} if t <= 3 else v", "t <= 3 or t == 5"),
        (f"{AVERAGE} if t < N else v", "t <= N"),
    ],
)
def test_a_state_that_is_read_yet_may_not(v: str, early: str) -> None:
    assert verdict(v, early) is Verdict.REFUTED


def test_nothing_is_said_of_what_such_a_state_is_in_the_texts() -> None:
    sides = read_source(text(f"{AVERAGE} if t <= 3 else -v", "t <= 3")), read_source(text(AVERAGE, "t <= 3"))
    assert compare_systems(*sides, 60.0).state_map == {"m": "m"}
    attempt = judge(*sides).attempt
    assert attempt is not None
    told, *_ = proof_steps(attempt)
    assert told.startswith("After the steps with t <= 3 no weight depends on left.v and right.v any more")
    with pytest.raises(Uncertified):
        certificate(Supposition(sides, attempt))
