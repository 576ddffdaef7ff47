"""What the searches of `compare` find, and that neither time nor what was asked before sways them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.campaign.pairs import PAIRS
from tests.campaign.pairs.record import rule
from verifier.algebra.ring import Effort, Unsupported
from verifier.comparison import Question, answered, compare_systems
from verifier.comparison.guesses import Guesses, candidate_of
from verifier.comparison.mapping import mapped
from verifier.comparison.record import Comparison
from verifier.comparison.screen import moves_alike, plausible
from verifier.comparison.solve import solve_all
from verifier.comparison.special_cases import at_fixed_values, condition_named
from verifier.comparison.unknowns import problem
from verifier.findings import Verdict, Witness
from verifier.lift.formula import read_source
from verifier.prove.relation import pair_of
from verifier.system import System
from verifier.term import Term, hyper, sqrt, term

LR, BETA = hyper("lr"), hyper("beta")
BY_ID = {pair.id: pair for pair in PAIRS}


def sides(name: str) -> tuple[System, System]:
    pair = BY_ID[name]
    return read_source(pair.left), read_source(pair.right)


def of(name: str, seconds: float = 100.0) -> Comparison:
    return compare_systems(*sides(name), seconds)


def between(left: str, right: str, parameters: str = "lr") -> Comparison:
    texts = (f"def f(w, g, t, *, {parameters}):\n    return {body}" for body in (left, right))
    return compare_systems(*map(read_source, texts))


def test_a_map_that_fails_at_a_boundary_holds_elsewhere() -> None:
    found = between("w - lr*beta*g", "w - lr*g", "lr, beta")
    assert found.verdict == "conditional"
    assert found.translation is not None
    assert found.translation["map"] == {"lr": "lr*beta"}
    assert found.translation["where"] == ["beta > 0"]


MAXIMUM = """
def f(w, g, t, m=0, v=0, h=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g**2
    h = max(h, v)
    w = w - lr*m/(sqrt(h/(1-beta_2**t)) + epsilon)
"""


@pytest.mark.parametrize("other", ["h = max(h, v/(1-beta_2**t))", "h = v"])
def test_a_maximum_is_the_latest_where_all_gradients_have_one_magnitude(other: str) -> None:
    changed = MAXIMUM.replace("h = max(h, v)", other)
    changed = changed if other == "h = v" else changed.replace("h/(1-beta_2**t)", "h")
    condition = condition_named(read_source(MAXIMUM), read_source(changed), "abs(g[t]) == abs(g)")
    assert condition is not None
    assert Guesses(100.0).judged(*condition.sides).verdict is Verdict.PROVED


def test_a_quotient_holds_where_it_exists() -> None:
    found = of("belief-old-or-new-average")
    assert found.translation is not None
    assert found.translation["map"] == {"lr": "lr/beta_1", "epsilon": "epsilon/beta_1"}
    assert found.translation["where"] == ["beta_1 > 0"]


@pytest.mark.parametrize(
    ("image", "limit"),
    [
        (LR - Fraction(1, 10), "lr > 1/10"),
        (term(2) - LR, "lr < 2"),
        ((term(6) * LR - 5) / 7, "lr > 5/6"),
        (LR * BETA, "beta > 0"),
        (LR / BETA, "beta > 0"),
        (sqrt(BETA) * LR, "beta > 0"),
        (LR * (BETA - Fraction(1, 2)), "beta > 1/2"),
        (LR * (term(2) - BETA) / (term(1) - BETA), None),
    ],
    ids=str,
)
def test_a_limit_is_said_of_the_hyperparameter(image: Term, limit: str | None) -> None:
    fixed = read_source("def f(w, g, t, *, lr, beta):\n    return w - lr*beta*g")
    moved = read_source("def f(w, g, t, *, lr):\n    return w - lr*g")
    found = mapped(problem(fixed, moved, "right"), {"lr": image})
    assert found is not None
    assert found.constraints == (() if limit is None else (limit,))


def test_a_tie_at_the_end_of_a_domain_is_one_condition() -> None:
    assert of("decay-lost-at-zero-momentum").conditions == ["momentum > 0", "weight_decay == 0"]


@pytest.mark.parametrize(
    ("decay", "parameters", "image"),
    [("k**(t/T)", "k: '0 < k <= 1', T: 'T > 0'", "-log(k)/T"), ("2**(-t/h)", "h: 'h > 0'", "log(2)/h")],
)
def test_a_decay_in_powers_and_one_by_an_exponential_are_the_same(
    decay: str, parameters: str, image: str
) -> None:
    powers = read_source(f"def f(w, g, t, *, lr, {parameters}):\n    return w - lr*{decay}*g")
    other = read_source("def f(w, g, t, *, lr, d: 'd >= 0'):\n    return w - lr*exp(-d*t)*g")
    found = compare_systems(powers, other)
    assert (found.verdict, found.translation and found.translation["map"]) == ("translated", {"d": image})


def test_a_number_in_the_code_of_the_other_side_is_tried() -> None:
    found = of("rectified-above-a-threshold")
    assert found.verdict == "translated"
    assert found.translation is not None
    assert found.translation["map"] == {"threshold": "5"}


def test_a_condition_under_which_nothing_moves_is_none() -> None:
    assert of("schedule-free-average-late").conditions == []


@pytest.mark.parametrize("name", ["sgdw-or-l2", "rmsprop-centred-epsilons"])
def test_neither_the_time_that_is_allowed_nor_what_was_asked_before_changes_the_answer(name: str) -> None:
    first, again = of(name, 60.0), of(name, 600.0)
    assert replace(first, seconds=0.0) == replace(again, seconds=0.0)


def test_a_condition_that_lets_the_witness_in_is_refuted_and_not_tried() -> None:
    left, right = sides("yogi-tie")
    answer = answered(Question(left, right, ("left", "right"), {}, {}), 10.0)
    condition = condition_named(left, right, "beta_1 > 0")
    assert condition is not None
    judgement = Guesses(60.0, answer.judgement.witness).judged(*condition.sides)
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.attempt is None


def test_a_condition_between_two_letters_is_refuted_by_the_witness_with_either_value() -> None:
    left, right = sides("radam-ties")
    root = {"polynomial": [-2, 0, 0, 0, 3], "interval": ["1/2", "1"]}
    hint = Witness({"lr": "1", "beta_1": "1/3", "beta_2": root, "epsilon": "1"}, "0", ["1"], 1, "0", "1")
    equal = condition_named(left, right, "beta_1 == beta_2")
    assert equal is not None
    ((name, kept),) = equal.values.items()
    tried = [c.hypers[kept.name] for c in Guesses(60.0, hint)._near(equal.values)]
    values = {"beta_1": Fraction(1, 3), "beta_2": candidate_of(hint).hypers["beta_2"]}
    assert tried[:2] == [values[kept.name], values[name]]


def test_a_setting_at_which_one_candidate_moves_says_nothing_of_those_that_moved_before() -> None:
    left, right = sides("sgdw-or-l2")
    candidates = list(at_fixed_values(left, right))
    kept = plausible(pair_of(left, right), [c.values for c in candidates])
    assert dict(zip((c.text for c in candidates), kept, strict=True))["momentum == 0"]


def test_work_that_is_spent_ends_the_guesses() -> None:
    left, right = sides("folded-corrections-with-scaled-epsilon")
    assert Guesses(60.0).judged(left, right).verdict is Verdict.PROVED
    guesses = Guesses(60.0, work=1_000)
    assert guesses.judged(left, right).verdict is not Verdict.PROVED
    assert guesses.over


def test_a_guess_that_took_its_work_gets_more_while_half_of_all_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left, right = sides("folded-corrections-with-scaled-epsilon")
    monkeypatch.setattr("verifier.comparison.guesses.EACH", 1_000)
    assert Guesses(60.0).judged(left, right).verdict is Verdict.PROVED
    monkeypatch.setattr("verifier.comparison.guesses.MORE", 1_000)
    assert Guesses(60.0).judged(left, right).verdict is Verdict.UNDECIDED


def test_an_algebraic_witness_is_a_hint_and_is_said_in_a_sentence() -> None:
    root = {"polynomial": [-2, 0, 1], "interval": ["1", "3/2"]}
    witness = Witness({"lr": "1"}, "0", [root], 1, "0", "1")
    (number,) = candidate_of(witness).gradients
    assert number.to_json() == root
    assert candidate_of(replace(witness, gradients=["1/2"])).gradients == (Fraction(1, 2),)
    said = replace(between("w - lr*g", "w - 2*lr*g*g"), witness=witness).apart()
    assert "gradients the root in [1, 3/2] of x**2 - 2, after 1 step" in said


def test_many_settings_at_once_are_judged_as_one_by_one() -> None:
    left, right = sides("epsilon-inside")
    listed = list(at_fixed_values(left, right))
    together = plausible(pair_of(left, right), [c.values for c in listed])
    alone = [moves_alike(pair_of(*c.sides)) for c in listed]
    assert together == alone
    assert any(together)
    assert not all(together)


def test_many_systems_of_equations_are_solved_as_one_by_one() -> None:
    texts = ("w - lr*(1 + beta)*g - wd*w", "w - eta*g - 3*decay*w")
    heads = ("lr, beta, wd", "eta, decay")
    one, two = (
        read_source(f"def f(w, g, t, *, {head}):\n    return {text}")
        for head, text in zip(heads, texts, strict=True)
    )
    pair = pair_of(one, two)
    eta, decay = hyper("eta"), hyper("decay")
    start = {eta: 1.0, decay: 0.5}
    asked = [([eta, decay], start), ([eta], start), ([eta, decay], {eta: 0.1, decay: 0.0})]
    both, neither, again = solve_all(pair, asked, 0)
    assert neither is None
    assert both is not None
    assert again is not None
    assert np.allclose(both, again)
    assert np.allclose(both, solve_all(pair, asked[:1], 0)[0])


def test_effort_that_is_spent_is_no_verdict() -> None:
    effort = Effort(10)
    with pytest.raises(Unsupported):
        effort.spend(11)
    assert effort.spent


def test_a_centred_variance_has_the_same_root_without_epsilon() -> None:
    assert of("rmsprop-centred-epsilons").conditions[0] == "epsilon == 0"


def of_bodies(left: str, right: str, states: str, hypers: str, right_takes: str = "w, g, t") -> Comparison:
    """Two formula files with the same states and hyperparameters."""
    texts = [
        f"def f({takes}, {states}, *, {hypers}):\n" + "".join(f"    {line}\n" for line in body.split("; "))
        for takes, body in (("w, g, t", left), (right_takes, right))
    ]
    return compare_systems(*map(read_source, texts))


def test_runs_that_grow_past_all_floats_pass_without_a_warning() -> None:
    """Every warning fails a test; somebody's terminal would show it."""
    body = "o = v\nu = g*g if v == 0 and t == 1 else u*(t-1)\nv = max(g, 0)**2 if {} else v + u\nw -= lr*g/v"
    texts = (rule("w, g, t, v=0, u=0, *, lr, b", body.format(c)) for c in ("o == 0", "t == 1"))
    left, right = map(read_source, texts)
    assert compare_systems(left, right, 20.0).as_given is not Verdict.PROVED
