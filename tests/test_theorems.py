"""Theorems: what is derived from structure alone is what textbooks say; what is wrong is left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier import catalogue
from verifier.closed_form import Derivation
from verifier.closed_form.draft import Study
from verifier.closed_form.exponential import Exponential, exponential, resonant, response
from verifier.closed_form.identities import Identities
from verifier.closed_form.structure import read
from verifier.domain import UNIT
from verifier.lift.formula import read_source
from verifier.system import map_terms
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, substitute, term
from verifier.theorems import derive
from verifier.theorems.correction import first_below, smallest
from verifier.theorems.derivation import LEFT_OUT, drafts
from verifier.theorems.draft import Check, Contradicted, Draft, Trials, at_most, confirm, equals
from verifier.theorems.regime import ANY, Regime

SYSTEMS = {name: catalogue.system(name) for name in catalogue.names()}
SOME = ("momentum", "adagrad", "adamax")


@cache
def derived(name: str) -> Derivation:
    return derive(catalogue.system(name))


@cache
def found(name: str) -> tuple[Draft, ...]:
    return tuple(d for d in drafts(Study(read(SYSTEMS[name]))) if isinstance(d, Draft))


def says(name: str, theorem: str) -> str:
    return next(t.statement for t in derived(name).theorems if t.id == theorem)


def given_for(name: str, theorem: str) -> tuple[str, ...]:
    return next(t.hypotheses for t in derived(name).theorems if t.id == theorem)


@pytest.mark.parametrize(
    ("name", "theorem", "statement"),
    [
        ("momentum", "velocity-resonance", "velocity[t] = -t lr momentum^t g"),
        ("momentum", "w-amplification", "1/(1 - momentum) times the first step"),
        ("momentum", "w-stability-on-a-quadratic", "just where lr h < 2·(1 + momentum)"),
        ("sgd", "w-stability-on-a-quadratic", "just where lr h < 2"),
        ("nesterov", "w-stability-on-a-quadratic", "lr h < 2·(1 + momentum)/(1 + 2 momentum)"),
        ("momentum", "w-best-parameters-on-a-quadratic", "lr = 4/(√h_min + √h_max)²"),
        ("sgd", "w-best-rate-on-a-quadratic", "lr = 2/(h_min + h_max)"),
        ("sgd", "w-noise-on-a-quadratic", "lr Var[noise]/(h·(2 - lr h))"),
        ("adamax", "u-p-norm-sandwich", "(1 - β₂^p) u[t]^p ≤ v[t] ≤ t·(1 - β₂^p) u[t]^p"),
        ("adamax", "w-step-at-constant-gradient", "= -lr sign(g)"),
        ("adagrad", "w-largest-step", "|w[t] - w[t-1]| ≤ lr[t]"),
        ("adagrad", "w-step-at-constant-gradient", "= -lr g/(ε + √t |g|)"),
        ("adagrad", "w-rate-never-grows", "lr/(√G[t] + ε) ≤ lr/(√G[t-1] + ε)"),
        ("lion", "w-bound-on-the-weight", "|w[t]| ≤ max(|w[0]|, 1/weight_decay)"),
        ("lion", "w-steps-of-one-size", "is lr[t], or 0"),
        ("adam", "w-first-step", "w[1] - w[0] = -lr[1] g[1]/(ε + |g[1]|)"),
        ("adam", "w-without-memory", "w[t] - w[t-1] = -lr[t] sign(g[t])"),
        ("adam", "w-step-bound", "√(β₂/((1 - β₂) (β₂ - β₁²))) (1 - β₁) lr[t]"),
        ("adam", "m-effective-number-of-inputs", "it tends to (1 + β₁)/(1 - β₁)"),
        ("adam", "m-limit-of-equal-weights", "lim_{β₁→1} m[t]/(1 - β₁^t) = Σ_{i=1}^{t} g[i]/t"),
        ("adam", "m-steady-variance", "= Var[g]·(1 - β₁)/(1 + β₁)"),
        ("adam", "w-least-correction-of-the-step", "least at the step 12, about 0.1522"),
        ("adam", "v-usual-correction-within-one-per-cent", "just from the step 4613 on"),
    ],
)
def test_textbook_statements_come_out_of_the_recurrence(name: str, theorem: str, statement: str) -> None:
    assert statement in says(name, theorem)


def test_scaling_gradients_and_epsilon_changes_no_step_except_where_epsilon_is_also_above_the_line() -> None:
    both = "w-scaling-of-gradients-and-epsilon"
    assert says("adam", both) == "multiplying every gradient by c and ε by c: no step changes"
    assert says("rmsprop", both) == "multiplying every gradient by c and ε by c²: no step changes"
    assert says("adadelta", both).endswith("every step is multiplied by c")


def test_one_normaliser_is_exact_and_the_other_is_not() -> None:
    assert says("adam", "m_hat-weights-sum-to-one") == "equal gradients give m̂[t] = g"
    ids = {t.id for t in derived("nadam").theorems}
    assert "m_bar-weights-do-not-sum-to-one" in ids
    assert "m_bar-weights-sum-to-one" not in ids


def test_a_form_with_a_correction_loses_the_monotone_rate() -> None:
    ids = {t.kind for t in derived("amsgrad").theorems}
    other = {t.kind for t in derived("amsgrad/keras").theorems}
    assert "rate-never-grows" in ids
    assert "rate-never-grows" not in other
    assert "rate-can-grow" in other


def test_the_bound_on_steps_needs_its_hypothesis_and_says_what_happens_without_it() -> None:
    theorem = next(t for t in derived("adam").theorems if t.id == "w-step-bound")
    assert "β₁² < β₂" in theorem.hypotheses
    assert "grow" in theorem.sharp[0]


@pytest.mark.parametrize("name", SOME)
def test_latex_of_theorems_is_balanced_and_has_no_plain_signs(name: str) -> None:
    for theorem in derived(name).theorems:
        assert theorem.latex.count("{") == theorem.latex.count("}")
        assert not set("ΣΠ√β≤≥→∞·²") & set(theorem.latex), theorem.id


@pytest.mark.parametrize("name", SOME)
def test_no_theorem_of_a_specification_is_left_out_because_of_numbers(name: str) -> None:
    assert not [u for u in derived(name).unsolved if u.reason.startswith(LEFT_OUT)]


@pytest.mark.parametrize("name", SOME)
def test_theorems_hold_at_other_points_than_those_of_their_own_check(name: str) -> None:
    trials = Trials(SYSTEMS[name])
    for draft in found(name):
        confirm(draft, trials, seeds=(2, 3))


def admits_zero(draft: Draft, name: str) -> bool:
    """Whether the hypotheses of a theorem leave a hyperparameter at 0."""
    return not any(
        f"0 < {name}" in h or f"{name} <" in h.replace(f"≤ {name} <", "") or "≠" in h or "0 < " in h
        for h in draft.hypotheses
    )


@pytest.mark.parametrize("name", ["momentum", "adamax", pytest.param("adam", marks=pytest.mark.campaign)])
def test_theorems_hold_on_the_boundary_of_their_hypotheses(name: str) -> None:
    system, study, seen = SYSTEMS[name], Study(read(SYSTEMS[name])), 0
    for draft in found(name):
        for h in system.hypers:
            if h.domain.contains(Fraction(0)) and admits_zero(draft, study.plain.name(h.name)):
                for check in draft.checks:
                    if h.name not in dict(check.regime.fixed):
                        fixed = (*check.regime.fixed, (h.name, Fraction(0)))
                        there = replace(check, regime=replace(check.regime, fixed=fixed))
                        assert all(Trials(system).verdicts(there, 1)), (draft.id, h.name)
                        seen += 1
    assert seen > 10


def a_draft(*checks: Check) -> Draft:
    return Draft("w", "test", lambda n: "", (), (), checks)


def test_a_theorem_that_numbers_contradict_is_refused() -> None:
    wrong = a_draft(Check(equals(STEP, STEP + 1), ANY))
    with pytest.raises(Contradicted, match="fails"):
        confirm(wrong, Trials(SYSTEMS["sgd"]))


@pytest.mark.parametrize(
    "claim",
    [
        equals(ONE / (STEP - STEP), ONE),
        at_most(Term("log", ZERO - STEP), ONE),
        equals((ZERO - STEP) ** Fraction(1, 2), ONE),
    ],
)
def test_a_theorem_that_no_numbers_satisfy_is_refused(claim: Term) -> None:
    with pytest.raises(Contradicted, match="empty"):
        confirm(a_draft(Check(claim, ANY)), Trials(SYSTEMS["sgd"]))


def test_contradictory_hypotheses_are_refused() -> None:
    nowhere = Regime(Term("log", ZERO - ONE))
    with pytest.raises(Contradicted, match="empty"):
        confirm(a_draft(Check(equals(ONE, ONE), nowhere)), Trials(SYSTEMS["sgd"]))


def test_what_can_be_solved_of_a_users_recurrence_is_and_the_rest_is_listed() -> None:
    mine = derive(
        read_source("""
def mine(w, g, t, m=0, q=1, *, lr=0.1, beta=0.9):
    m = beta*m + (1 - beta)*g
    q = q**2 + g
    w = w - lr*m/(1 + abs(q))
    return w
""")
    )
    assert [u.name for u in mine.unsolved] == ["q"]
    assert {"m-discounted-sum", "m-half-life", "w-first-step"} <= {t.id for t in mine.theorems}


def test_a_state_that_is_called_as_the_gradient_is_no_confusion() -> None:
    system = SYSTEMS["momentum"]
    renamed = {Term("sym", "state", "velocity"): Term("sym", "state", "g")}
    weight, update = substitute([system.weight, system.states[0].update], renamed)
    clash = replace(
        system, states=(replace(system.states[0], name="g", update=update),), weight=weight, lets=()
    )
    ids = {t.id for t in derive(clash).theorems}
    assert {"g_state-discounted-sum", "w-displacement"} <= ids


A, B = (st.fractions(-3, 3, max_denominator=7) for _ in range(2))


@settings(max_examples=40, deadline=None)
@given(a=A, b=B, start=A, p=st.lists(st.fractions(-3, 3, max_denominator=5), min_size=1, max_size=3))
def test_answers_to_forcings_are_those_of_the_unrolled_recurrence(
    a: Fraction, b: Fraction, start: Fraction, p: list[Fraction]
) -> None:
    if b == 0 or (a == 0 and b == a):
        return
    identities = Identities({})
    forcing = exponential(identities, {term(b): tuple(map(term, p))})
    closed = response(identities, term(a), term(start), forcing)
    x = start
    for t in range(1, 6):
        x = a * x + sum((c * t**k for k, c in enumerate(p)), Fraction(0)) * b**t
        value = identities.simplest(substitute([closed], {STEP: term(t)})[0])
        assert value.op == "num"
        assert value.value == x, (a, b, p, t)


def test_resonance_is_seen() -> None:
    identities, a = Identities({}), hyper("a")
    assert resonant(identities, a, Exponential(((a, (ONE,)),)))
    assert not resonant(identities, a, Exponential(((a + 1, (ONE,)),)))


@pytest.mark.parametrize(("base", "level"), [("9/10", "1/101"), ("999/1000", "1/101"), ("1/2", "1/2")])
def test_the_first_power_below_a_level_is_the_first(base: str, level: str) -> None:
    b, bound = Fraction(base), Fraction(level)
    first = first_below(b, bound)
    assert first is not None
    assert b**first <= bound < b ** (first - 1)


def test_the_least_joint_correction_is_the_least_of_many_steps() -> None:
    a, b = Fraction(9, 10), Fraction(999, 1000)
    values = [(1 - b**t) / (1 - a**t) ** 2 for t in range(1, 200)]
    assert values.index(min(values)) + 1 == smallest(a, b) == 12
    assert all(later > earlier for earlier, later in pairwise(values[12:]))


def test_the_gradient_is_a_letter_of_the_theorems() -> None:
    assert GRADIENT.name == "g"
    assert given_for("momentum", "velocity-ramp")[0] == "g[i] = g i for every i"


STRANGER = """
def stranger(w, g, t, second=0, first=0, *, a=0.001, p: "0 <= p < 1" = 0.9, q: "0 <= q < 1" = 0.999, e=1e-8):
    second = g*g*(1 - q) + second*q
    corrected = second/(1 - q**t)
    first = first + (g - first)*(1 - p)
    quotient = first/(1 - p**t)
    w -= a*quotient/(e + sqrt(corrected))
"""


def test_a_renamed_and_reordered_adam_in_a_formula_file_has_every_theorem_of_adam() -> None:
    ours = {"first": "m", "second": "v", "quotient": "m_hat", "corrected": "v_hat"}
    sequences = [theorem.id.partition("-") for theorem in derive(read_source(STRANGER)).theorems]
    assert {f"{ours.get(name, name)}-{kind}" for name, _, kind in sequences} == {
        theorem.id for theorem in derived("adam").theorems
    }


@pytest.mark.parametrize("name", ["radam", "adamax", pytest.param("qhadam", marks=pytest.mark.campaign)])
def test_usual_numbers_in_the_place_of_decay_rates_are_no_fault(name: str) -> None:
    units = [h for h in SYSTEMS[name].hypers if h.domain == UNIT and h.usual is not None]
    numbers = {hyper(h.name): term(h.usual) for h in units if h.usual is not None}
    system = map_terms(SYSTEMS[name], dict(numbers), dict(numbers))
    bare = replace(system, hypers=tuple(h for h in system.hypers if h not in units))
    assert not [u for u in derive(bare).unsolved if u.reason.startswith(LEFT_OUT)]
