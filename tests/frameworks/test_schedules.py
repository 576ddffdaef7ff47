"""Schedules as frameworks run them, compared: cosines, and stairs."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise

import pytest

from verifier import catalogue, compare
from verifier.evaluate import run
from verifier.term import ZERO

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "optax")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)

STAIRS = "keras:SGD(ExponentialDecay(0.1, 10, 0.9, staircase=True))"


def test_a_cosine_is_the_same_for_the_same_number_of_steps_and_for_no_other() -> None:
    keras = "keras:SGD(CosineDecay(0.1, 100))"
    numbers = {"decay_steps": "100", "exponent": "1"}
    assert compare(keras, "optax:sgd(cosine_decay_schedule(0.1, 100))", at=numbers).verdict == "equal"
    other = compare(keras, "optax:sgd(cosine_decay_schedule(0.1, 50))", at=numbers)
    assert (other.verdict, other.witness is not None and other.witness.t) == ("different", 2)


def test_stairs_are_the_same_in_two_frameworks_and_no_slope() -> None:
    assert compare(STAIRS, "optax:sgd(exponential_decay(0.1, 10, 0.9, staircase=True))").verdict == "equal"
    wider = compare(STAIRS, "optax:sgd(exponential_decay(0.1, 11, 0.9, staircase=True))")
    assert wider.as_given == "refuted"
    assert compare(STAIRS, "keras:SGD(ExponentialDecay(0.1, 10, 0.9))").as_given == "refuted"


def test_a_stair_begins_every_ten_steps() -> None:
    system = catalogue.system(STAIRS)
    assert [(s.name, s.initial) for s in system.states] == [("steps_mod_10", ZERO)]
    hypers = {"initial_learning_rate": Fraction(1), "decay_rate": Fraction(1, 2)}
    weights = run(system, hypers, Fraction(0), [Fraction(1)] * 21).weights
    steps = [Fraction(str(a)) - Fraction(str(b)) for a, b in pairwise(weights)]
    assert steps == [Fraction(1)] * 10 + [Fraction(1, 2)] * 10 + [Fraction(1, 4)]


def test_what_is_done_every_third_step_is_not_done_every_step() -> None:
    every = compare("optax:lookahead(sgd(0.1), 3, 0.5)", "optax:lookahead(sgd(0.1), 2, 0.5)")
    assert every.as_given == "refuted"
    assert compare("optax:lookahead(sgd(0.1), 3, 0.5)", "optax:sgd(0.1)").as_given == "refuted"
    assert compare("optax:inject_hyperparams(adam)(learning_rate=0.1)", "optax:adam()").verdict == "equal"
