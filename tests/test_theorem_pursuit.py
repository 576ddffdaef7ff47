"""States that move towards their input by a share of it: what is derived holds in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ceil
from random import Random

import pytest

from verifier import catalogue
from verifier.closed_form import Derivation
from verifier.closed_form.relay import Relay
from verifier.closed_form.structure import read
from verifier.lift.formula import read_source
from verifier.theorems import derive


@cache
def derived() -> Derivation:
    return derive(catalogue.system("yogi"))


def chase(share: Fraction, inputs: list[Fraction]) -> list[Fraction]:
    """The state after each input, the first value being 0."""
    x, found = Fraction(0), []
    for u in inputs:
        x += share * u * ((u > x) - (u < x))
        found.append(x)
    return found


def structure(update: str) -> object:
    text = (
        f"def step(w, g, t, v=0, *, lr=0.1, beta=0.9, epsilon=0.1):\n    v = {update}\n    return w - lr*v\n"
    )
    return read(read_source(text)).structures["v"]


@pytest.mark.parametrize(
    ("theorem", "statement"),
    [
        ("v-moves-towards-its-input", "v[t] - v[t-1] = (1 - β₂) g[t]² sign(g[t]² - v[t-1])"),
        ("v-between-0-and-its-inputs", "0 ≤ v[t] ≤ (2 - β₂) max_{1≤i≤t} g[i]²"),
        ("v-after-gradients-vanish", "v[t] = v[s] for t ≥ s"),
        ("v-rise-at-constant-gradient", "v[t] = t·(1 - β₂) g² as long as (t - 1) (1 - β₂) < 1"),
        ("v-near-its-input-at-constant-gradient", "|v[t] - g²| ≤ (1 - β₂) g² for t ≥ 1/(1 - β₂)"),
        ("v-rest-at-constant-gradient", "v[t] = g² for t ≥ 1/(1 - β₂)"),
        ("v-swing-at-constant-gradient", "v[t+2] = v[t]"),
        ("v-usual-step-of-rest", "v[t] = g² just from the step 1000 on"),
    ],
)
def test_the_second_moment_of_yogi_is_solved(theorem: str, statement: str) -> None:
    found = derived()
    assert found.unsolved == ()
    assert statement in next(t.statement for t in found.theorems if t.id == theorem)


@pytest.mark.parametrize("share", [Fraction(n, d) for d in range(1, 9) for n in range(1, d + 1)])
def test_rise_nearness_rest_and_swing_hold_in_exact_arithmetic(share: Fraction) -> None:
    u = Fraction(7, 3)
    run = [Fraction(0), *chase(share, [u] * 30)]
    first = ceil(1 / share)
    assert all(run[t] == t * share * u for t in range(31) if (t - 1) * share < 1)
    assert all(abs(run[t] - u) <= share * u for t in range(first, 31))
    whole = (1 / share).denominator == 1
    assert (run[first:] == [u] * (31 - first)) == whole
    if not whole:
        assert all(run[t + 2] == run[t] and abs(run[t + 1] - run[t]) == share * u for t in range(first, 29))


def test_the_bounds_hold_for_any_inputs_and_are_nearly_attained() -> None:
    random, share = Random(0), Fraction(1, 4)
    for _ in range(100):
        inputs = [Fraction(random.randrange(100), random.randrange(1, 9)) for _ in range(20)]
        for t, x in enumerate(chase(share, inputs), 1):
            assert 0 <= x <= (1 + share) * max(inputs[:t])
    nearly = [Fraction(999, 1000)] * 4 + [Fraction(1)]
    assert chase(share, nearly)[-1] > Fraction(1248, 1000)


@pytest.mark.parametrize(
    "update",
    [
        "v - (1 - beta)*sign(v - g**2)*g**2",
        "v + (1 - beta)*sign(g**2 - v)*g**2",
        "v - (1 - beta)*sign(3*v - 3*g**2)*g**2",
        "v + (1 - beta)*abs(g)*sign(abs(g) - v)",
    ],
)
def test_a_state_that_moves_towards_its_input_is_recognised(update: str) -> None:
    found = structure(update)
    assert isinstance(found, Relay)
    assert str(found.share) == "add(1, mul(-1, beta))"


@pytest.mark.parametrize(
    "update",
    [
        "v + (1 - beta)*sign(v - g**2)*g**2",  # away from it
        "v - (1 - beta)*sign(v - g**2)*g**2*sign(v - g**2)",  # the sign is squared
        "v - (1 - beta)*sign(v - g**2)*g**2 + g",  # something is added as well
        "v - (1 + epsilon)*sign(v - g**2)*g**2",  # a share that may exceed 1
        "v - (1 - beta)*sign(v - g)*g",  # an input that may be negative
        "v - (1 - beta)*sign(v - g**2)*abs(g)",  # another size than the goal's
        "beta*v - (1 - beta)*sign(v - g**2)*g**2",  # that also decays
        "v - (1 - beta)*sign(v*g - g**2)*g**2",  # a slope that may be negative
    ],
)
def test_what_is_no_such_state_is_not_taken_for_one(update: str) -> None:
    assert not isinstance(structure(update), Relay)
