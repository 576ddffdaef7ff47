"""Maps by the step, maps of rates, and weights that are read with the states."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.test_compare_searches import of_bodies
from verifier.comparison import compare_systems
from verifier.comparison.mapping import mapped
from verifier.comparison.unknowns import problem
from verifier.lift.formula import read_source
from verifier.term import Term, hyper


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


HERE = "v = mu*v - lr*g; w = w + mu*v - lr*g"
AHEAD = "v = mu*v - {}*grad(w + mu*v); w = w + v"


def test_a_map_is_found_of_a_method_that_looks_ahead() -> None:
    found = of_bodies(HERE, AHEAD.format("lr*(1 - mu)"), "v=0", "lr, mu", "w, t")
    assert found.verdict == "translated"
    assert found.translation is not None
    assert found.translation["map"] == {"lr": "lr/(1 - mu)"}
    assert found.weight_map == {"left": "w", "right": "w + mu*v"}
    assert found.sentence().endswith("(constant), the left's weights read at w, the right's at w + mu*v")


def test_where_weights_are_read_under_a_condition_is_said_with_it() -> None:
    here, ahead = (text.replace("mu", "mu[t]") for text in (HERE, AHEAD.format("lr")))
    found = of_bodies(here, ahead, "v=0", "lr, mu", "w, t")
    assert found.conditions == ["mu[t] == mu"]
    assert found.weight_map is None
    told = "if mu[t] == mu, the left's weights are read at w, the right's at w + mu*v"
    assert found.reason == told
    assert found.sentence().startswith(f"same if mu[t] == mu ({told}); else")
    assert "readings" not in found.to_json()


def test_a_map_is_found_of_what_moves_the_points_asked_at_alone() -> None:
    head = "def f(w, t, z='w', *, lr, {0}: '0 < {0} < 1'):\n    y = {1}\n    z = z - lr*grad(y)\n"
    averaged = head + "    return w + (z - w)/t, z"
    one = read_source(averaged.format("share", "share*z + (1 - share)*w"))
    two = read_source(averaged.format("rest", "(1 - rest)*z + rest*w"))
    found = compare_systems(one, two)
    assert found.verdict == "translated"
    assert found.translation is not None
    assert found.translation["map"] == {"rest": "1 - share"}


@pytest.mark.parametrize(("domain", "limits"), [("a > 1", ()), ("a > 1/2", ("a > 1",))])
def test_a_logarithm_is_an_image_where_it_is_positive(domain: str, limits: tuple[str, ...]) -> None:
    one = read_source(f"def f(w, g, *, a: {domain!r}):\n    return w - log(a)*g")
    two = read_source("def f(w, g, *, k: 'k > 0'):\n    return w - k*g")
    found = mapped(problem(one, two, "right"), {"k": Term("log", hyper("a"))})
    assert found is not None
    assert found.constraints == limits


def test_a_switch_of_one_side_alone_is_put_where_the_other_is() -> None:
    one = read_source("def f(w, g, *, lr, flag):\n    return w - (lr if flag > 0 else 2*lr)*g")
    two = read_source("def f(w, g, *, lr):\n    return w - lr*g")
    found = compare_systems(one, two)
    assert found.verdict == "translated"
    assert found.translation is not None
    assert found.translation["map"] == {"flag": "1"}


def test_a_switch_is_put_where_a_method_that_looks_ahead_is() -> None:
    step = "    v = mu*v + g\n    return w - lr*(g + mu*v if flag > 0 else v), v"
    one = read_source(f"def f(w, g, v=0, *, lr, mu, flag: '0 <= flag <= 1'):\n{step}")
    two = read_source("def f(w, v=0, *, lr, mu):\n    v = mu*v - lr*grad(w + mu*v)\n    return w + v, v")
    found = compare_systems(one, two)
    assert found.verdict == "translated"
    assert found.translation is not None
    assert found.translation["map"] == {"flag": "1"}
    assert found.weight_map == {"left": "w", "right": "w + mu*v"}


def test_a_value_that_helps_is_told_beside_what_excludes_points() -> None:
    damped = "v = mu*v + (1 - rho)*g"
    branch = f"u = v if mu == 0 else {damped[4:]}; v = u; w = w - lr*(g if mu == 0 else v)"
    found = of_bodies(branch, f"{damped}; w = w - lr*v", "v=0", "lr, mu, rho")
    assert found.conditions == ["mu > 0", "rho == 0"]


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


def test_what_an_average_has_added_up_is_what_is_added_to_it_afterwards() -> None:
    found = of_bodies(
        "v = rho*v + (1 - rho)*(g*g + eps); w = w - lr*g/sqrt(v)",
        "v = rho*v + (1 - rho)*g*g; w = w - lr*g/sqrt(v + eps)",
        "v=0",
        "lr, rho, eps",
    )
    assert found.translation is not None
    assert found.translation["map"] == {"eps": "eps*(1 - rho**t)"}


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


def test_weights_that_are_shares_of_each_other_are_not_the_same_however_they_are_read() -> None:
    mixed = 'def f(w, t, z="w", *, lr, beta: "0 < beta < 1"):\n    '
    average = mixed + "z = z - lr*grad(w + (1 - beta)*(z - w)); w = w + (z - w)/t"
    asked = mixed + "x = (w - (1 - beta)*z)/beta; z = z - lr*grad(w); w = (1 - beta)*z + beta*(x + (z - x)/t)"
    found = compare_systems(read_source(average), read_source(asked))
    assert found.as_given == "refuted"
    assert found.reason == "the gradients are asked for at the same points, and no weight map exists"


AT_OWN_STEP = "def f(w, g, t, *, lr):\n    w = w - lr*g"


def test_a_rate_that_one_side_alone_reads_at_the_next_step_survives_no_schedule() -> None:
    ahead = compare_systems(read_source(AT_OWN_STEP), read_source(AT_OWN_STEP.replace("lr*g", "lr[t+1]*g")))
    assert ahead.verdict == "equal"
    assert ahead.schedules["lr"] == "refuted"
    assert set(ahead.schedule_witnesses) == {"lr"}
    doubled = AT_OWN_STEP.replace("lr*g", "2*lr[t-1]*g")
    behind = compare_systems(read_source(AT_OWN_STEP), read_source(doubled))
    assert behind.verdict == "translated"
    assert behind.schedules["lr"] == "undecided"  # what the map would have to be of lr[t-1] was not asked


def test_a_first_value_that_nothing_reads_before_it_is_put_to_zero_does_not_matter() -> None:
    late = "def f(w, g, t, a=0, *, lr):\n    a = 0 if t < 3 else a + g; w = w - lr*a/(t - 2 if t > 2 else 1)"
    assert compare_systems(read_source(late), read_source(late.replace("a=0", "a=1"))).verdict == "equal"
