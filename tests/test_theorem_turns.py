"""Signs that turn, branches on the step number, and limits: derived where they are true."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from verifier import catalogue
from verifier.closed_form import Derivation
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import read
from verifier.lift.formula import read_source
from verifier.term import ONE, STEP, ZERO, Term, hyper, term
from verifier.theorems import derive
from verifier.theorems.continuity import settled
from verifier.theorems.schedules import grows


@cache
def derived(name: str) -> Derivation:
    return derive(catalogue.system(name))


def of_source(body: str, header: str = "w, g, t, m=0, *, lr=0.1, beta=0.9, epsilon=1e-8") -> Derivation:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return derive(read_source(f"def step({header}):\n{lines}\n    return w\n"))


def says(found: Derivation, theorem: str) -> str | None:
    return next((t.statement for t in found.theorems if t.id == theorem), None)


def study(name: str) -> Study:
    return Study(read(catalogue.system(name)))


@pytest.mark.parametrize(
    ("name", "theorem", "statement"),
    [
        ("lion", "w-direction-as-a-sum", "(1 - β₁) g[t] + β₁·(1 - β₂) Σ_{i=1}^{t-1} β₂^(t-i-1) g[i]"),
        ("lion", "w-direction-after-one-gradient", "β₁·(1 - β₂) β₂^(t-s-1) g"),
        ("lion", "w-steps-until-the-direction-turns", "n > 1 + log(β₁·(1 + |m[s]|/|g|))/log(1/β₂)"),
        ("lion", "w-direction-turns-at-once", "|m[s]| < (1 - β₁) |g|/β₁"),
        ("signum", "w-direction-turns-at-once", "|m[s]| < (1 - momentum) |g|/momentum"),
        ("radam", "w-switches-once", "just where β₂ > 0.6"),
        ("radam", "w-usual-step-of-the-switch", "4 < length[t] holds just from the step 5 on"),
        ("radam", "length-grows-with-t", "length[t] grows at every step"),
        ("radam", "length-tends-to", "= (1 + β₂)/(1 - β₂)"),
        ("radam", "r-tends-to", "lim_{t→∞} r[t] = 1"),
    ],
)
def test_turns_and_switches_come_out_of_the_recurrence(name: str, theorem: str, statement: str) -> None:
    assert statement in (says(derived(name), theorem) or "")


def test_the_steps_until_a_turn_are_those_of_a_run() -> None:
    # Lion with β₁ = 0.9, β₂ = 0.99 and m = 1, g = -1: n > 1 + log(1.8)/log(1/0.99) = 59.5.
    m, found = 1.0, 0
    for n in range(1, 200):
        if not found and 0.9 * m - 0.1 < 0:
            found = n
        m = 0.99 * m - 0.01
    assert found == 60


def test_a_condition_that_falls_is_said_to_fail_from_a_step_on() -> None:
    found = of_source("m = beta*m + (1 - beta)*g\nw = w - lr*where(beta**t > 1/2, g, m)")
    assert says(found, "w-switches-once") == (
        "0.5 < β^t fails from one step on for ever, and holds before it"
    )
    turned = of_source("m = beta*m + (1 - beta)*g\nw = w - lr*where(t*beta**t/(1 - beta**t) >= 1, g, m)")
    assert says(turned, "w-switches-once") == (
        "1 ≤ t β^t/(1 - β^t) fails from one step on for ever, and holds before it"
    )


def test_only_what_is_proved_to_grow_grows() -> None:
    known, beta = study("radam"), hyper("beta_2")
    power = beta**STEP
    assert grows(known, ZERO - STEP * power / (ONE - power), power)
    assert not grows(known, STEP * power / (ONE - power), power)
    # t beta^t rises before it falls, and a constant does neither.
    assert not grows(known, STEP * power, power)
    assert not grows(known, ZERO - STEP * power, power)
    assert not grows(known, beta, power)


@pytest.mark.parametrize(
    "step",
    [
        "where(m < g, m, 2*m)",  # m tends to g from below: the branch never changes
        "sign(m - g)",
        "m*(1 + 2**t*beta**t)",
        "m + exp(t)*beta**t",
    ],
)
def test_no_limit_is_claimed_where_a_formula_jumps_or_a_power_is_outdone(step: str) -> None:
    found = of_source(f"m = beta*m + (1 - beta)*g\nw = w - lr*({step})")
    assert says(found, "w-steady-step") is None


def test_a_limit_in_epsilon_is_not_claimed_where_a_sign_jumps() -> None:
    found = of_source("w = w - lr*sign(g/(abs(g) + epsilon) - sign(g))", "w, g, t, *, lr=0.1, epsilon=1e-8")
    assert not [t for t in found.theorems if "without-epsilon" in t.id]


def test_a_limit_names_what_must_not_be_0_for_nothing_to_jump() -> None:
    known, power = study("radam"), hyper("beta_2") ** STEP
    side = Term("where", Term("lt", power + hyper("beta_1"), term("1/2")), ONE, ZERO)
    assert settled(known, side, {power: ZERO}) == (
        known.identities().simplest(hyper("beta_1") - term("1/2")),
    )
    assert settled(known, ONE + power, {power: ZERO}) == ()
    assert settled(known, Term("sign", power), {power: ZERO}) is None


def test_a_sign_of_something_else_than_a_state_and_a_gradient_is_left_alone() -> None:
    lion = catalogue.system("lion")
    assert says(derive(replace(lion, lets=())), "w-direction-as-a-sum")
    found = of_source("m = beta*m + (1 - beta)*g\nw = w - lr*sign(m + w)")
    assert says(found, "w-direction-as-a-sum") is None


def test_a_rate_that_grows_where_its_denominator_falls_is_not_said_to_fall() -> None:
    # (G - 50)² falls while G is below 50, though a square has a positive exponent.
    found = of_source("v = v + g**2\nw = w - lr*g/((v - 50)**2 + 1)", "w, g, t, v=0, *, lr=0.1")
    assert says(found, "w-rate-never-grows") is None
    assert says(derived("adagrad"), "w-rate-never-grows")


def test_the_newest_gradient_bounds_the_step_where_no_closed_form_does() -> None:
    assert says(derived("adadelta"), "w-bound-by-the-newest-gradient") == (
        "|w[t] - w[t-1]| ≤ √(d[t-1] + ε) |g[t]|/√(ε + (1 - ρ) g[t]²), which is at most √(d[t-1] + ε)/√(1 - ρ)"
    )
    header = "w, g, t, v=0, d=0, *, lr=0.1, beta=0.9, epsilon=1e-8"
    growing = of_source("v = beta*v + g**2\nd = d + v\nw = w - sqrt(d + 1)*(v - 3)*g", header)
    assert says(growing, "w-bound-by-the-newest-gradient") is None


def test_a_sum_with_weights_of_one_sign_is_bounded_by_its_largest_input() -> None:
    assert says(derived("momentum"), "velocity-bounded-by-its-inputs") == (
        "|velocity[t]| ≤ (1 - momentum^t) max_{1≤i≤t} |lr[i] g[i]|/(1 - momentum)"
    )


def test_scaling_of_gradients_is_told_where_weights_decay_beside_the_step() -> None:
    found = derived("adamw")
    assert says(found, "w-scaling-of-gradients-and-epsilon") == (
        "multiplying every gradient by c and ε by c: no step changes"
    )
    # Decay inside the gradient is no part of what is multiplied.
    coupled = of_source("w = w - lr*sign(g + beta*w)", "w, g, t, *, lr=0.1, beta=0.9")
    assert says(coupled, "w-scaling-of-gradients") is None
