"""States that are lost a step before the weights: proved where both sides lose them alike, and only there."""

from __future__ import annotations

import json

import pytest

from tests.campaign.claims import true
from tests.campaign.pairs.record import rule
from verifier.certificate import certificate
from verifier.checker import check
from verifier.comparison import Supposition
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.explain import proof_steps
from verifier.referee import judge
from verifier.system import System

SIDE = "w, g, t, v=0, a=1, b=1, *, lr"

ALIKE = {
    "a rate for the next step": ("w = w-lr*a*g\nv = v+g\na = 1/v", "w = w-lr*g*a\nv = v+g\na = v/v/v"),
    "either of two": (
        "w = w-lr*g*(a+0*b)\nv = v+g\na = 1/v\nb = 1/g",
        "w = w-lr*g*(a+0*b)\nv = v+g\na = v/v**2\nb = 2/g",
    ),
    "a root": ("w = w-lr*a*g\nv = v+g\na = v/sqrt(v)", "w = w-lr*a*g\nv = v+g\na = sqrt(v)*sqrt(v)/sqrt(v)"),
    "one that is carried": (
        "w = w-lr*a*g\nv = v*g+1\na = a*v/v",
        "w = w-lr*a*g\nv = 1+g*v\na = a*v*v/v**2",
    ),
}

UNLIKE = {
    "only one side reads it where the gradient is zero": (
        "w = w-lr*a*g\nv = v+g\na = 1/v",
        "w = w-lr*a*g if g != 0 else w\nv = v+g\na = 1/v",
    ),
    "one side loses nothing": (
        "w = w-lr*a*g\nv = v+g\na = 1/v",
        "w = w-lr*a*g\nv = v+g\na = 1/v if v != 0 else 1",
    ),
    "zero is lost on one side": (
        "w = w-lr*a*g\nv = v+g\na = sqrt(v)",
        "w = w-lr*a*g\nv = v+g\na = v/sqrt(v)",
    ),
    "what is lost is not read": (
        "w = w-lr*a*g\nv = v+g\na = 1/v",
        "w = w-lr*a*g\nv = v+g\na = 1/v+0*b\nb = b/g",
    ),
}


def sides(pair: tuple[str, str]) -> tuple[System, ...]:
    texts = (body if "b =" in body else body + "\nb = b" for body in pair)
    return tuple(read_source(rule(SIDE, body)) for body in texts)


@pytest.mark.parametrize("name", ALIKE)
def test_what_is_lost_a_step_later_on_both_sides_alike_makes_no_difference(name: str) -> None:
    assert judge(*sides(ALIKE[name])).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", UNLIKE)
def test_what_is_lost_on_one_side_alone_is_found(name: str) -> None:
    assert judge(*sides(UNLIKE[name])).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", ALIKE)
def test_the_proof_calls_no_step_undefined_that_gives_weights(name: str) -> None:
    attempt = judge(*sides(ALIKE[name])).attempt
    assert attempt is not None
    assert "no later step gives one" in proof_steps(attempt)[-1]


@pytest.mark.parametrize("name", ALIKE)
def test_what_is_lost_a_step_later_is_certified(name: str) -> None:
    left, right = sides(ALIKE[name])
    data = certificate(Supposition((left, right), attempt=judge(left, right).attempt))
    *before, last = data["ways"]
    assert last == [[], ["w", "w'"], []]
    assert all({"w", "w'"} <= {*there} and lost for there, lost, _ in before)
    assert check(data) == []
    assert true(json.loads(json.dumps(data)))


@pytest.mark.parametrize("half", ["v == 0 or a > 0", "not (v != 0 and a <= 0)"])
def test_a_half_that_python_skips_needs_no_state_that_was_lost(half: str) -> None:
    body = "w = w - lr*g if {} else w\nv = v + g\na = 1/v\nb = b"
    nested = body.replace("w = w - lr*g if {}", "w = w - lr*g if v == 0 else w - lr*g if a > 0")
    kept = body.format(half).replace("1/v", "1/v if v != 0 else 1")
    left, *others = (read_source(rule(SIDE, text)) for text in (body.format(half), nested, kept))
    assert all(judge(left, other).verdict is not Verdict.REFUTED for other in others)
