"""What the searches of `compare` find, and that neither time nor what was asked before sways them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.campaign.pairs import PAIRS
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
    assert of("decay-lost-at-zero-momentum").conditions == ["momentum > 0"]


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


def test_work_that_is_spent_ends_the_guesses() -> None:
    left, right = sides("folded-corrections-with-scaled-epsilon")
    assert Guesses(60.0).judged(left, right).verdict is Verdict.PROVED
    guesses = Guesses(60.0, work=1_000)
    assert guesses.judged(left, right).verdict is not Verdict.PROVED
    assert guesses.over


def test_an_algebraic_witness_is_no_hint_and_is_said_in_a_sentence() -> None:
    root = {"polynomial": [-2, 0, 1], "interval": ["1", "3/2"]}
    witness = Witness({"lr": "1"}, "0", [root], 1, "0", "1")
    assert candidate_of(witness) is None
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


def test_a_schedule_of_what_the_map_replaces_is_judged_too() -> None:
    found = of_bodies(
        "m = rho*m + g; w = w - lr*m", "m = rho*m + lr*(1 - rho)*g; w = w - m", "m=0", "lr, rho"
    )
    assert found.translation is not None
    assert found.translation["map"] == {"lr": "lr/(1 - rho)"}
    assert found.schedules == {"lr": "refuted", "rho": "proved"}
    assert set(found.schedule_witnesses) == {"lr"}


def test_a_weight_map_is_linear_in_the_states_as_they_are_kept() -> None:
    moments = "m = b1*m + (1 - b1)*g; v = b2*v + (1 - b2)*g*g"
    quotient = "lr*(m/(1 - b1**t))/(sqrt(v/(1 - b2**t)) + eps)"
    found = of_bodies(
        f"{moments}; n = {quotient}; w = w - (2*n - o); o = n",
        f"g = grad(w - o); {moments}; o = {quotient}; w = w - o",
        "m=0, v=0, o=0",
        "lr, b1, b2, eps",
        "w, t",
    )
    assert found.verdict == "equal"
    assert found.weight_map == {"left": "w", "right": "w - o"}


MOMENTS = "m = b1*m + (1 - b1)*g; v = b2*v + (1 - b2)*g*g"


def test_a_map_by_the_step_may_replace_two_hyperparameters() -> None:
    found = of_bodies(
        f"{MOMENTS}; w = w - lr*(m/(1 - b1**t))/(sqrt(v/(1 - b2**t)) + eps)",
        f"{MOMENTS}; w = w - lr*m/(sqrt(v) + eps)",
        "m=0, v=0",
        "lr, b1, b2, eps",
    )
    assert found.translation is not None
    assert found.translation["kind"] == "step-dependent"
    by_step = {"lr": "lr*sqrt(1 - b2**t)/(1 - b1**t)", "eps": "eps*sqrt(1 - b2**t)"}
    assert found.translation["map"] in (
        by_step,
        {"lr": "lr*(1 - b1**t)/sqrt(1 - b2**t)", "eps": "eps/sqrt(1 - b2**t)"},
    )


def test_a_number_that_a_formula_divides_by_is_found_as_a_factor() -> None:
    found = compare_systems(
        read_source("def f(w, g, t, *, lr):\n    return w - lr*exp(-t/250)*g"),
        read_source("def f(w, g, t, *, lr, decay):\n    return w - lr*exp(-decay*t)*g"),
    )
    assert found.translation is not None
    assert found.translation["map"] == {"decay": "1/250"}


def test_a_weight_that_the_other_side_keeps_as_a_state_is_read_with_its_own() -> None:
    found = of_bodies(
        "y = y - lr*g; w = rho*w + (1 - rho)*y",
        "g = grad(y); w = w - lr*g; y = rho*y + (1 - rho)*w",
        "y='w'",
        "lr, rho",
        "w, t",
    )
    assert found.verdict == "equal"
    assert found.weight_map == {"left": "w + y", "right": "w + y"}


@pytest.mark.parametrize(
    "right", ["g = grad(w/t); w = (t + 1)*(w/t - lr*g)", "y = y - lr*grad(y); w = 2*y - w"]
)
def test_weights_that_no_map_reads_are_not_the_same(right: str) -> None:
    found = of_bodies("y = w; w = w - lr*g", f"y = y*1; {right}", "y='w'", "lr", "w, t")
    assert found.verdict == "different"
    assert found.witness is not None


def test_a_map_by_the_step_is_found_where_a_name_has_no_partner() -> None:
    rate = "lr*exp(-{}*t)"
    found = compare_systems(
        read_source(
            f"def f(w, g, t, v=0, *, lr, beta_2, eps, d):\n    v = beta_2*v + (1 - beta_2)*g*g\n"
            f"    w = w - {rate.format('d')}*g*sqrt(1 - beta_2**t)/(sqrt(v) + eps)\n"
        ),
        read_source(
            f"def f(w, g, t, v=0, *, lr, beta_2, eps, q):\n    v = beta_2*v + (1 - beta_2)*g*g\n"
            f"    w = w - {rate.format('q')}*g/(sqrt(v/(1 - beta_2**t)) + eps)\n"
        ),
    )
    assert found.translation is not None
    assert found.translation["map"] == {"q": "d", "eps": "eps/sqrt(1 - beta_2**t)"}


def test_a_map_of_a_rate_holds_for_any_rates_where_it_maps_each_by_itself() -> None:
    found = of_bodies(
        "m = rho*m + (1 - rho)*g; w = w - lr[t]*m", "m = rho*m + g; w = w - lr[t]*m", "m=0", "lr, rho"
    )
    assert found.verdict == "translated"
    assert found.translation == {
        "kind": "constant",
        "to": "right",
        "map": {"lr": "lr*(1 - rho)"},
        "where": [],
    }


def test_a_map_of_a_rate_that_needs_it_constant_says_so() -> None:
    found = of_bodies(
        "m = rho*m + (1 - rho)*lr[t]*g; w = w - m", "m = rho*m + g; w = w - lr[t]*m", "m=0", "lr, rho"
    )
    assert found.verdict == "conditional"
    assert found.translation is not None
    assert found.translation["where"] == ["lr[t] == lr"]


def test_a_limit_is_said_without_a_minus_in_front() -> None:
    found = of_bodies(
        "w = w - lr[t]*(g + rho*m); m = g", "w = w - lr[t]*g - rho*m; m = lr[t]*g", "m=0", "lr, rho"
    )
    assert found.translation is not None
    assert found.translation["where"] == ["rho*lr[t] - lr[t-1] < 0"]


def test_averages_one_step_apart_are_read_by_no_map() -> None:
    found = of_bodies(
        "w = w - lr*g; y = y + (w - y)/t",
        "g = grad(y); w = w + (y - w)/t; y = y - lr*g",
        "y='w'",
        "lr",
        "w, t",
    )
    assert found.verdict == "different"
    assert found.reason is not None


def test_a_side_whose_weight_its_states_tell_is_related_from_either_side() -> None:
    told = "z = z - lr*g; y = y + (z - y)/(t + 1); w = (1 - rho)*z + rho*y"
    kept = "g = grad((1 - rho)*z + rho*w); z = z - lr*g; y = z; w = w + (z - w)/(t + 1)"
    found = of_bodies(told, kept, "z='w', y='w'", "lr, rho", "w, t")
    assert found.verdict == "equal"
    assert found.weight_map == {"left": "w + (1 - rho)*y - (1 - rho)*z", "right": "w"}


def test_an_algebraic_number_is_left_for_a_rational_one_that_also_parts() -> None:
    average = "v = rho*v + (1 - rho)*g*g"
    found = of_bodies(
        f"{average}; w = w - lr*g/sqrt(max(v, k*k))",
        f"{average}; w = w - lr*g/max(sqrt(v), k)",
        "v=0",
        "lr, rho, k",
    )
    assert found.witness is not None
    assert Fraction(found.witness.hyperparameters["k"]) < 0
