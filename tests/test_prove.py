"""Pairs that are equal in ways that no list of forms foresees, and near misses that are not."""

from __future__ import annotations

import pytest

from tests import unforeseen_pairs, unforeseen_values
from verifier.domain import NON_NEGATIVE
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.invariants import with_invariants
from verifier.prove.proof import prove
from verifier.prove.relation import pair_of
from verifier.referee import judge
from verifier.refute.existence import missing_first_step
from verifier.term import state

EQUAL = {**unforeseen_pairs.EQUAL, **unforeseen_values.EQUAL}
NEAR_MISSES = {**unforeseen_pairs.NEAR_MISSES, **unforeseen_values.NEAR_MISSES}


@pytest.mark.parametrize(("left", "right"), EQUAL.values(), ids=EQUAL)
def test_equal_pairs_are_proved_in_both_directions(left: str, right: str) -> None:
    one, two = read_source(left), read_source(right)
    assert judge(one, two).verdict is Verdict.PROVED
    assert judge(two, one).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", EQUAL)
def test_near_misses_are_refuted_and_never_proved(name: str) -> None:
    left, right = EQUAL[name]
    old, new = NEAR_MISSES[name]
    assert old in right
    judgement = judge(read_source(left), read_source(right.replace(old, new)))
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.witness is not None


RADAM = """
def step(w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    i = 2/(1 - beta_2) - 1
    r = i - 2*t*beta_2**t/(1 - beta_2**t)
    mh = m/(1 - beta_1**t)
    if r > 5:
        s = sqrt((r - 4)*(r - 2)*i/((i - 4)*(i - 2)*r))
        w = w - lr*mh*s*sqrt(1 - beta_2**t)/(sqrt(v) + epsilon)
    else:
        w = w - lr*mh
"""


def test_a_tie_at_an_irrational_point_is_not_proved_away() -> None:
    """Once closed by contradictory roots that belonged to another case of the same proof."""
    strict, weak = read_source(RADAM), read_source(RADAM.replace("r > 5", "r >= 5"))
    assert prove(strict, weak).proof is None
    assert prove(strict, strict).proof is not None


def test_one_side_undefined_at_a_zero_gradient_is_not_proved() -> None:
    guarded = "def s(w, g, t, v=0, *, lr):\n    v = v + g*g\n    w = w - where(v > 0, lr*g/sqrt(v), 0)\n"
    plain = "def s(w, g, t, v=0, *, lr):\n    v = v + g*g\n    w = w - lr*g/sqrt(v)\n"
    judgement = judge(read_source(guarded), read_source(plain))
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.witness is not None
    assert judgement.witness.right.startswith("undefined")


def test_a_cancelled_factor_that_can_vanish_is_not_cancelled() -> None:
    whole = "def s(w, g, t, *, lr):\n    w = w - lr\n"
    quotient = "def s(w, g, t, *, lr):\n    w = w - lr*g/g\n"
    assert judge(read_source(whole), read_source(quotient)).verdict is Verdict.REFUTED


def test_a_hyperparameter_on_the_boundary_of_its_domain_counts() -> None:
    divided = "def s(w, g, t, m=0, *, lr, beta):\n    m = beta*m + g\n    w = w - lr*m*beta/beta\n"
    plain = "def s(w, g, t, m=0, *, lr, beta):\n    m = beta*m + g\n    w = w - lr*m\n"
    assert judge(read_source(divided), read_source(plain)).verdict is Verdict.REFUTED
    inner = divided.replace("*, lr, beta", '*, lr, beta: "0 < beta < 1"')
    other = plain.replace("*, lr, beta", '*, lr, beta: "0 < beta < 1"')
    assert judge(read_source(inner), read_source(other)).verdict is Verdict.PROVED


def test_a_state_that_looks_like_a_hyperparameter_is_none() -> None:
    """At the numbers that are tried first the rate is below 1, and the states are the rate."""
    text = "def s(w, g, t, m=1, *, beta, k, lr):\n    {}\n    m = abs(lr if lr < 1 or {} else g)\n"
    step = "w = w - lr*({} - beta*m - (1 - beta)*lr)"
    sides = [(step.format("g"), "k < 1"), (step.format("(g**3)**(1/3)"), "k*k < 1")]
    assert prove(*(read_source(text.format(*each)) for each in sides)).proof is None


@pytest.mark.parametrize("body", ["abs(k*k/k)", "sign(k*k/k)", "max(k*k/k, 0)"])
def test_the_case_that_a_condition_of_being_defined_excludes_is_a_case(body: str) -> None:
    """Once the sign of k was asked for where k is not 0, and never looked at where it is."""
    text = "def s(w, g, t, *, lr, k: '-1 < k < 1'):\n    w = w - lr*g*{}\n".format
    divided, plain = (read_source(text(each)) for each in (body, body.replace("k*k/k", "k")))
    assert prove(divided, plain).proof is None
    assert prove(plain, divided).proof is None
    assert prove(divided, divided).proof is not None


def test_a_side_that_comes_back_after_an_undefined_step_is_not_the_side_that_does_not() -> None:
    back = "def s(w, g, t, p=0):\n    w = p*0 + 1/g\n    p = 1/g\n"
    gone = "def s(w, g, t):\n    w = w*0 + 1/g\n"
    assert prove(read_source(back), read_source(gone)).proof is None
    assert prove(read_source(gone), read_source(gone)).proof is not None


def test_zero_to_the_power_of_the_steps_taken_is_zero_but_at_the_first() -> None:
    signed = "def s(w, g, t, *, lr):\n    w = w - lr*g*sign(0**(t - 1))\n"
    plain = "def s(w, g, t, *, lr):\n    w = w - lr*g\n"
    first = "def s(w, g, t, *, lr):\n    w = w - lr*g*where(t == 1, 1, 0)\n"
    assert prove(read_source(signed), read_source(plain)).proof is None
    assert prove(read_source(signed), read_source(first)).proof is not None


def test_a_negative_number_has_whole_powers() -> None:
    one = "def s(w, g, t, *, p):\n    w = w - (-1 - g*g)**p\n"
    assert prove(read_source(one), read_source(one.replace("w - (", "w - 2*("))).proof is None


def test_an_undefined_start_is_no_start() -> None:
    left = "def s(w, g, t, m='1/(lr - lr)', *, lr):\n    w = w - where(t > 2, m, lr)*g\n    m = m\n"
    right = left.replace("t > 2", "t > 1")
    assert prove(read_source(left), read_source(right)).proof is None


def test_a_step_that_asks_for_a_gradient_nowhere_is_no_step() -> None:
    nowhere = "def f(w, t, s=0, *, lr):\n    q = grad(w/s)\n    s = s + abs(q); w = w - lr*q"
    assert missing_first_step(read_source(nowhere)) == "division by zero"
    assert missing_first_step(read_source(nowhere.replace("w/s", "w/(1 + s)"))) is None
    assert missing_first_step(read_source(nowhere.replace("w - lr*q", "w - lr"))) is None
    assert missing_first_step(read_source(nowhere.replace("w/s", "w/(1 - lr)"))) is None  # at lr = 1 alone


def test_signs_of_states_are_the_same_under_other_names_and_beside_other_weights() -> None:
    one = "def f(w, g, m=0, v=0, *, lr, beta):\n    m = g; v = beta*v + (1 - beta)*g*g; w = w - lr*m/(1 + v)"
    other = "def f(w, g, v=0, b=0, *, lr: '0 <= lr < 1'):\n    v = w; b = lr*b + (1 - lr)*g*g; w = w - b*v"
    found = with_invariants(pair_of(read_source(one), read_source(other))).domains
    assert found[state("left.v")] == found[state("right.b")] == NON_NEGATIVE
    assert not {state("left.m"), state("right.v")} & found.keys()
