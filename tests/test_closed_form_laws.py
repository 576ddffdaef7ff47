"""Laws of closed forms over every specification, each with something that it must catch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from mpmath import mp, mpf

from tests.campaign.mutants import mutant
from tests.campaign.rewrites import rewrite
from tests.campaign.zoo import systems
from tests.parts import some_of
from verifier import catalogue
from verifier.closed_form import Derivation, derive
from verifier.closed_form.derivation import check, drafts
from verifier.closed_form.draft import Draft, Study
from verifier.closed_form.notation import Plain
from verifier.closed_form.numeric import holds, runs, steps
from verifier.closed_form.structure import read
from verifier.domain import UNIT
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.sympy_terms import system_of
from verifier.system import Hyper, State, System
from verifier.term import ONE, Term, hyper, term

SYSTEMS = {recurrence.name: system_of(recurrence) for recurrence in catalogue.recurrences()}
NONLINEAR = {"rprop": {"size", "delta", "g_kept"}}
"""States that are solved for some sequences of gradients only."""
PURSUING = {"yogi": {"v"}}
"""States of which `verifier.theorems` tells more than a sum can."""
STATES = [
    (name, s.name)
    for name, system in SYSTEMS.items()
    for s in system.states
    if s.name not in NONLINEAR.get(name, set()) | PURSUING.get(name, set())
]

FORGETFUL = {("adan", "g_last"), ("novograd", "v"), ("novograd", "m")}
"""States whose first value plays no part: `tests.theorem_mutants` changes their coefficients."""
REMEMBERING = [state for state in STATES if state not in FORGETFUL]


@cache
def found(system: System) -> list[Draft]:
    return [draft for _, draft in drafts(Study(read(system))) if isinstance(draft, Draft)]


@cache
def derived(name: str) -> Derivation:
    return derive(SYSTEMS[name])


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_state_of_every_specification_is_solved_or_nonlinear_and_named(name: str):
    derivation = derived(name)
    assert {state.name for state in derivation.unsolved} == NONLINEAR.get(name, set())
    assert all(state.reason for state in derivation.unsolved)
    for of, state in STATES:
        assert of != name or [t for t in derivation.theorems if t.id.startswith(f"{state}-")]


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_theorem_is_proved_and_named_once(name: str):
    theorems = derived(name).theorems
    assert {t.verdict for t in theorems} <= {Verdict.PROVED}
    assert len({t.id for t in theorems}) == len(theorems)
    assert all(t.proof for t in theorems)


@pytest.mark.parametrize("name", SYSTEMS)
def test_latex_has_balanced_braces_and_no_plain_signs(name: str):
    for theorem in derived(name).theorems:
        assert theorem.latex.count("{") == theorem.latex.count("}")
        assert theorem.latex.count(r"\left") == theorem.latex.count(r"\right")
        assert not set("ΣΠ√β≤≥→∞·") & set(theorem.latex)


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("seed", some_of([1, 2], 2))
def test_theorems_hold_on_other_runs_than_those_of_their_own_check(name: str, seed: int):
    for draft in found(SYSTEMS[name]):
        check(draft, runs(SYSTEMS[name], draft.regime, seed))


@pytest.mark.parametrize("name", SYSTEMS)
def test_theorems_hold_on_the_boundary_of_the_domain(name: str):
    system = SYSTEMS[name]
    zeros = {h.name: Fraction(0) for h in system.hypers if h.domain.contains(Fraction(0)) and not h.varies}
    for draft in found(system):
        check(draft, runs(system, draft.regime, 3, zeros))


def leaves(value: Term) -> Iterator[Term]:
    """The term with one number or hyperparameter changed, for each place where there is one."""
    if value.op == "num":
        yield term(value.value + 1)
        return
    if value.op == "sym":
        if value.args[0] in ("hyper", "sequence"):
            yield value * Fraction(3, 7)
        return
    args = list(value.args)
    for k, argument in enumerate(args):
        if isinstance(argument, Term):
            for changed in leaves(argument):
                yield Term(value.op, *args[:k], changed, *args[k + 1 :])


def mutants(system: System, name: str) -> Iterator[System]:
    """The system with each coefficient of one state's update or start changed in turn."""
    old = next(s for s in system.states if s.name == name)
    changed = [replace(old, update=update) for update in leaves(old.update)]
    changed += [replace(old, initial=start) for start in leaves(old.initial)]
    for new in changed:
        states = tuple(new if s.name == name else s for s in system.states)
        yield replace(system, states=states)


def general(system: System, name: str) -> Draft | str:
    """The first theorem about a state, or why there is none; later ones are not derived."""
    first, others = ([s for s in system.states if (s.name == name) == wanted] for wanted in (True, False))
    return next(drafts(Study(read(replace(system, states=(*first, *others))))))[1]


def said(draft: Draft | str) -> str:
    return draft if isinstance(draft, str) else draft.statement(Plain())


@pytest.mark.parametrize(("name", "state"), some_of(REMEMBERING, 3))
def test_a_changed_coefficient_changes_the_theorem_that_mentions_it(name: str, state: str):
    before, count = said(general(SYSTEMS[name], state)), 0
    assert before.startswith(f"{Plain().name(state)}[t] = ")
    for changed in mutants(SYSTEMS[name], state):
        assert said(general(changed, state)) != before, (
            f"{state} starts and steps otherwise: {changed.states}"
        )
        count += 1
    assert count >= 2


@pytest.mark.parametrize(("name", "state"), REMEMBERING)
def test_numbers_refute_the_theorem_of_a_recurrence_whose_coefficients_differ(name: str, state: str):
    system = SYSTEMS[name]
    claim = general(system, state)
    assert isinstance(claim, Draft)
    for changed in mutants(system, state):
        assert any(fails(claim, changed, seed) for seed in range(40)), f"{claim.id} of {changed.states}"


def fails(claim: Draft, system: System, seed: int) -> bool:
    try:
        check(claim, runs(system, claim.regime, seed))
    except ArithmeticError:
        return True
    return False


def test_weights_change_with_their_coefficients_too():
    system = SYSTEMS["adamw"]
    claims = [d for d in found(system) if d.id.startswith("w-zero")]
    assert len(claims) == 2
    decays = [w for w in leaves(system.weight) if hyper("weight_decay") * Fraction(3, 7) in _nodes(w)]
    for weight in decays:
        for claim in claims:
            with pytest.raises(ArithmeticError, match=claim.id):
                check(claim, runs(replace(system, weight=weight), claim.regime))
    assert decays


def _nodes(value: Term) -> set[Term]:
    return {value, *(n for argument in value.terms for n in _nodes(argument))}


def test_a_theorem_that_numbers_contradict_is_an_error_and_is_not_printed():
    system = SYSTEMS["adam"]
    draft = general(system, "m")
    assert isinstance(draft, Draft)
    left, right = draft.checks[0].terms
    nearly = replace(draft, checks=(Term("eq", left, right * term(Fraction(10**55 + 1, 10**55))),))
    check(nearly, runs(system, nearly.regime))  # the fifty digits do not show it
    wrong = replace(draft, checks=(Term("eq", left, right * term(Fraction(10**45 + 1, 10**45))),))
    with pytest.raises(ArithmeticError, match="m-discounted-sum"):
        check(wrong, runs(system, wrong.regime))


def test_an_undefined_value_makes_a_claim_vacuous_and_no_error():
    system = read_source("""
def f(w, g, t, m=0, *, lr=0.1):
    m = m + 1/(t - 2)
    w = w - lr*m
""")
    derivation = derive(system)
    assert any("is defined" in h for t in derivation.theorems for h in t.hypotheses if t.id == "m-sum")


BETA, GRADIENTS = Fraction(9, 10), [Fraction(1, 2), Fraction(-3, 2), Fraction(1), Fraction(3, 2)]


def norm(p: int) -> mpf:
    """The p-norm recurrence after its last step, unrolled as it is printed."""
    v, decay = mpf(0), (mpf(9) / 10) ** p
    for g in GRADIENTS:
        v = decay * v + (1 - decay) * abs(mpf(g.numerator) / g.denominator) ** p
    return v


def largest() -> Fraction:
    u = Fraction(0)
    for g in GRADIENTS:
        u = max(BETA * u, abs(g))
    return u


def test_the_root_of_the_p_norm_recurrence_tends_to_the_maximum():
    with mp.workdps(50):
        errors = [abs(norm(p) ** (mpf(1) / p) - mpf(3) / 2) for p in (10, 100, 1000, 10000)]
    assert largest() == Fraction(3, 2)
    assert all(later < earlier / 5 for earlier, later in pairwise(errors))


def test_without_the_root_the_p_norm_recurrence_does_not_tend_to_the_maximum():
    with mp.workdps(50):
        assert norm(1000) > mpf(10) ** 100
        small = sum((1 - (mpf(9) / 10) ** 1000) * (mpf(x) / 10) ** 1000 for x in (4, 9))
        assert small < mpf(10) ** -40


def test_without_the_root_and_at_largest_one_it_tends_to_the_number_of_ones():
    decay = (mpf(1) / 2) ** 200
    v = mpf(0)
    for g in (4, 2, 1):  # discounted by 1/2 a step: 1, 1, 1
        v = decay * v + (1 - decay) * mpf(g) ** 200
    assert abs(v - 3) < mpf(10) ** -12


def test_the_sandwich_between_powers_is_checked_at_every_step():
    system = SYSTEMS["adamax"]
    draft = next(d for d in found(system) if d.id == "u-p-norm-limit")
    run = runs(system, "arbitrary", 5)
    low, high = draft.checks
    assert all(holds(claim, run, t) for claim in (low, high) for t in steps(run))
    strict = Term("le", high.terms[1] * Fraction(2), high.terms[0])
    assert not all(holds(strict, run, t) for t in steps(run))


def test_the_maximum_keeps_an_initial_value_that_can_matter():
    beta = hyper("beta")
    update = Term("max", Term("mul", beta, Term("sym", "state", "u")), Term("sym", "gradient", "g"))
    system = System("f", (Hyper("beta", UNIT),), (State("u", ONE, update),), Term("sym", "weight", "w"))
    statement = next(t.statement for t in derive(system).theorems if t.id == "u-maximum")
    assert statement == "u[t] = max(β^t, max_{1≤i≤t} β^(t-i) g[i]) for t ≥ 1"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("system", some_of(systems(), 4), ids=lambda s: s.name)
def test_rewritten_and_spoiled_systems_are_derived_or_refused_and_never_wrong(system: System, seed: int):
    for other in (rewrite(system, seed).system, mutant(system, seed).system):
        derivation = derive(other)  # raises when a theorem fails its numeric check
        assert {t.verdict for t in derivation.theorems} <= {Verdict.PROVED}
        assert all(u.reason for u in derivation.unsolved)


def test_very_deep_expressions_are_refused_with_a_reason_and_not_a_traceback():
    deep = Term("sym", "state", "m")
    for _ in range(3000):
        deep = deep * hyper("b") + Term("sym", "gradient", "g")
    old = State("m", ONE, deep)
    system = System("deep", (Hyper("b", UNIT),), (old,), Term("sym", "weight", "w") - deep)
    (unsolved,) = derive(system).unsolved
    assert unsolved.reason == "its new value is nested more than 120 operations deep"


def test_expressions_with_much_sharing_do_not_take_for_ever():
    shared = Term("sym", "gradient", "g")
    for _ in range(40):
        shared = Term("max", shared, shared * shared)
    update = Term("sym", "state", "m") * hyper("b") + shared
    system = System("shared", (Hyper("b", UNIT),), (State("m", ONE, update),), Term("sym", "weight", "w"))
    assert derive(system).name == "shared"
