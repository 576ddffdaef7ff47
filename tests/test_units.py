"""Units are inferred in one pass, and what is not homogeneous is told truthfully."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from verifier import catalogue
from verifier.dimension import LinearEquations, unit_text
from verifier.sympy_terms import system_of
from verifier.system import Hyper, State, System
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    postorder,
    sqrt,
    state,
    substitute,
    term,
    where,
)
from verifier.units import infer

SYSTEMS = {r.name: system_of(r) for r in catalogue.recurrences()}
LR, EPSILON, BETA = hyper("lr"), hyper("epsilon"), hyper("beta")


def one_state(update: Term, weight: Term, initial: Term = ZERO) -> System:
    hypers = tuple(Hyper(name) for name in ("lr", "beta", "epsilon"))
    return System("sample", hypers, (State("m", initial, update),), weight)


def replaced(system: System, old: Term, new: Term) -> System:
    """The system with a term replaced wherever it stands: a misprint."""
    assert old in set(postorder((*system.outputs, *(v for _, v in system.lets))))
    texts = substitute([v for _, v in system.lets], {old: new})
    lets = tuple((name, text) for (name, _), text in zip(system.lets, texts, strict=True))
    by_name = dict(lets)
    states = tuple(replace(s, update=by_name[s.name]) for s in system.states)
    return replace(system, lets=lets, states=states, weight=by_name["w"])


@pytest.mark.parametrize(
    ("name", "letter", "unit"),
    [
        ("sgd", "lr", "θ²/L"),
        ("momentum", "lr", "θ²/L"),
        ("momentum", "velocity", "θ"),
        ("momentum", "momentum", "1"),
        ("nesterov", "lr", "θ²/L"),
        ("adagrad", "epsilon", "L/θ"),
        ("rmsprop", "epsilon", "L²/θ²"),
        ("rmsprop_centered", "m", "L/θ"),
        ("adam", "lr", "θ"),
        ("adam", "epsilon", "L/θ"),
        ("adam", "v", "L²/θ²"),
        ("adamax", "u", "L/θ"),
        ("nadam", "P", "1"),
        ("lion", "lr", "θ"),
        ("lion", "weight_decay", "1/θ"),
    ],
)
def test_units_are_those_a_physicist_would_assign(name: str, letter: str, unit: str) -> None:
    assert infer(SYSTEMS[name]).units[letter] == unit


def test_all_specifications_but_these_are_homogeneous() -> None:
    found = {name for name, system in SYSTEMS.items() if not infer(system).homogeneous}
    assert found == {"adadelta", "radam", "adabelief"}


def test_adabelief_adds_one_epsilon_to_two_units_and_radam_steps_with_two() -> None:
    assert infer(SYSTEMS["adabelief"]).split == {"epsilon": ("L²/θ²", "L/θ")}
    assert infer(SYSTEMS["radam"]).split == {}


def test_adadelta_uses_one_epsilon_for_two_units() -> None:
    found = infer(SYSTEMS["adadelta"])
    assert found.split == {"epsilon": ("θ²", "L²/θ²")}
    assert (found.units["delta"], found.units["d"], found.units["v"]) == ("θ", "θ²", "L²/θ²")
    (fault,) = found.inhomogeneities
    assert (fault.where, {fault.left_unit, fault.right_unit}) == ("w", {"θ", "L/θ"})


def test_adadelta_with_an_epsilon_for_each_root_is_homogeneous() -> None:
    system = SYSTEMS["adadelta"]
    root = sqrt(state("d") + EPSILON)
    assert root in set(postorder([system.weight]))
    mended = replaced(system, root, sqrt(state("d") + hyper("epsilon_2")))
    found = infer(replace(mended, hypers=(*mended.hypers, Hyper("epsilon_2"))))
    assert found.homogeneous
    assert (found.units["epsilon"], found.units["epsilon_2"]) == ("L²/θ²", "θ²")


def test_units_that_the_formula_leaves_open_are_told_as_open() -> None:
    units = infer(SYSTEMS["adamw"]).units
    assert (units["eta"], units["lr"], units["weight_decay"]) == ("[eta]", "θ/[eta]", "1/[eta]")


def test_a_missing_square_under_a_difference_is_found() -> None:
    system = SYSTEMS["rmsprop_centered"]
    found = infer(replaced(system, Term("pow", GRADIENT, term(2)), GRADIENT))
    assert not found.homogeneous
    assert found.inhomogeneities[0].where == "delta"
    assert {found.inhomogeneities[0].left_unit, found.inhomogeneities[0].right_unit} == {"L²/θ²", "L/θ"}


def test_a_missing_square_where_no_hyperparameter_makes_up_for_it_is_found() -> None:
    mean = dict(SYSTEMS["adadelta"].lets)["delta"]
    found = infer(replaced(SYSTEMS["adadelta"], Term("pow", mean, term(2)), mean))
    assert not found.homogeneous
    assert not found.split


def test_a_missing_square_for_which_the_rate_makes_up_shows_in_the_rates_unit() -> None:
    found = infer(replaced(SYSTEMS["adam"], Term("pow", GRADIENT, term(2)), GRADIENT))
    assert found.homogeneous
    assert found.units["lr"] == "θ^(3/2)/L^(1/2)"


def test_a_root_too_many_is_found_in_a_sum_with_the_gradient() -> None:
    update = BETA * state("m") + (ONE - BETA) * GRADIENT
    good = one_state(update, WEIGHT - LR * update / (Term("abs", update) + EPSILON * Term("abs", GRADIENT)))
    assert infer(good).units["epsilon"] == "1"
    bad = replace(good, weight=WEIGHT - LR * update / (sqrt(Term("abs", update)) + Term("abs", GRADIENT)))
    assert [f.where for f in infer(bad).inhomogeneities] == ["w"]


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (WEIGHT + GRADIENT, WEIGHT + LR * GRADIENT),
        (Term("max", WEIGHT, GRADIENT), Term("max", WEIGHT, ZERO)),
        (WEIGHT - LR * Term("exp", GRADIENT), WEIGHT - LR * Term("exp", GRADIENT / GRADIENT)),
        (WEIGHT - LR * GRADIENT**STEP, WEIGHT - LR * BETA**STEP),
        (WEIGHT - LR * BETA**GRADIENT, WEIGHT - LR * BETA ** (GRADIENT / GRADIENT)),
        (where(Term("lt", GRADIENT, WEIGHT), WEIGHT, ZERO), where(Term("lt", GRADIENT, ZERO), WEIGHT, ZERO)),
        (
            where(Term("lt", GRADIENT, ZERO), WEIGHT, GRADIENT),
            where(Term("lt", GRADIENT, ZERO), WEIGHT, -WEIGHT),
        ),
        (WEIGHT - term(Fraction(1, 10)), WEIGHT - EPSILON),
        (LR * GRADIENT + Term("sign", WEIGHT), WEIGHT - LR * Term("sign", GRADIENT)),
    ],
)
def test_each_rule_finds_its_misprint_and_lets_the_neighbour_pass(bad: Term, good: Term) -> None:
    def system(weight: Term) -> System:
        return one_state(state("m") * BETA, where(Term("le", LR, LR), weight, weight))

    assert infer(system(good)).homogeneous
    assert not infer(system(bad)).homogeneous


def test_an_initial_value_that_is_a_number_gives_a_state_no_unit() -> None:
    update = state("m") + GRADIENT**2
    weight = WEIGHT - LR * GRADIENT / sqrt(update)
    assert infer(one_state(update, weight)).homogeneous
    (fault,) = infer(one_state(update, weight, initial=term(Fraction(1, 10)))).inhomogeneities
    assert (fault.where, fault.left, fault.right, fault.right_unit) == ("m", "mₜ₋₁", "0.1", "1")


def test_one_fault_is_told_once() -> None:
    inner = GRADIENT + WEIGHT
    assert len(infer(one_state(inner + GRADIENT, WEIGHT - LR * inner * inner)).inhomogeneities) == 1


def test_a_query_point_must_be_a_weight() -> None:
    system = SYSTEMS["nesterov"]
    faults = infer(replace(system, query=WEIGHT + state("velocity") * WEIGHT)).inhomogeneities
    assert [f.where for f in faults] == ["query"]


def test_linear_equations_refuse_what_contradicts_them() -> None:
    x, y = {("hyper", "x"): Fraction(1)}, {("hyper", "y"): Fraction(1)}
    square = {("hyper", "x"): Fraction(2)}
    metre = {("unit", "θ"): Fraction(1)}
    equations = LinearEquations({("hyper", "x"): 0, ("hyper", "y"): 1})
    assert equations.equate(square, y)
    assert equations.equate(y, metre)
    assert unit_text(equations.reduce(x)) == "θ^(1/2)"
    assert not equations.equate(x, y)
    assert equations.equate(square, metre)
