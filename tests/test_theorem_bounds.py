"""The largest steps: derived from the recurrence, attained, and compared with those of linear algebra."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from verifier import catalogue
from verifier.closed_form.bound import replace
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.closed_form.notation import Plain
from verifier.closed_form.structure import read
from verifier.lift.formula import read_source
from verifier.system import System
from verifier.term import ONE, STEP, ZERO, Term, hyper, term
from verifier.theorems import bounds, derive, schedules, steady
from verifier.theorems.draft import Check, Contradicted, Draft, Trials, at_most, confirm
from verifier.theorems.quotients import Quotient, product, read_quotient
from verifier.theorems.ratio import step_size
from verifier.theorems.regime import ANY
from verifier.theorems.settling import settled
from verifier.theorems.step import read_step
from verifier.theorems.suprema import attained, bound_of, largest

VARIANCE = """
def variance(w, g, t, m=0, v=0, *, lr=0.1, rho=0.9, eps=1e-8):
    v = rho*v + (1 - rho)*g**2
    m = rho*m + (1 - rho)*g
    w = w - lr*g/(sqrt(v - m**2) + eps)
"""

TWO_SPEEDS = """
def two_speeds(w, g, t, fast=0, slow=0, v=0, *, lr=1, beta_1=0.9, beta_2=0.99, b: "0 <= b < 1" = 0.5, eps=1):
    fast = b*fast + g
    slow = beta_1*slow + (1 - beta_1)*g
    v = beta_2*v + g**2
    w = w - lr*(fast - slow)/(sqrt(v) + eps)
"""

SCHEDULED = """
def scheduled(w, g, t, m=0, P=1, v=0, *, lr=0.1, beta_1=0.9, beta_2=0.99, eps=1e-8):
    mu = beta_1*t/(t + 2)
    P = P*mu
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    w = w - lr*(m + (1 - mu)*g)/(1 - P)/(sqrt(v) + eps)
"""

OTHER_DECAY = VARIANCE.replace("m = rho*m + (1 - rho)*g", "m = b*m + (1 - b)*g").replace(
    "rho=0.9,", 'rho=0.9, b: "0 <= b < 1" = 0.5,'
)


@cache
def of_text(text: str) -> dict[str, Draft]:
    return of(read_source(text))


@cache
def of_name(name: str) -> dict[str, Draft]:
    return of(catalogue.system(name))


def of(system: System) -> dict[str, Draft]:
    """The theorems on bounds, each confirmed by numbers."""
    drafts = {d.id: d for d in bounds.theorems(Study(read(system)))}
    for draft in drafts.values():
        confirm(draft, Trials(system))
    return drafts


def said(draft: Draft) -> str:
    return draft.statement(Plain())


def quotient(text: str) -> tuple[Study, Quotient]:
    study = Study(read(read_source(text)))
    step = read_step(study)
    assert step is not None
    found = read_quotient(study, step)
    assert found is not None
    return study, found


def test_the_step_of_a_look_ahead_average_has_a_limit_with_its_condition() -> None:
    theorem = of_name("nadam")["w-largest-step-in-the-long-run"]
    assert "√((1 - β₁ + β₁·(1 - β₁))² + (β₁·(1 - β₁))² β₁²/(β₂ - β₁²))/√(1 - β₂)" in said(theorem)
    assert "β₁² < β₂" in theorem.hypotheses
    assert "beyond every number" in theorem.sharp[0]


def test_steps_divided_by_a_standard_deviation_have_no_bound_though_each_has() -> None:
    found = of_name("rmsprop_centered")
    assert said(found["delta-largest-step"]).endswith("lr[t] √(1 - ρ + ρ^t)/(√(ρ^t) √(1 - ρ))")
    assert {"delta-steps-without-bound", "w-steps-without-bound"} <= set(found)
    assert "w-step-bound" not in found


def test_momentum_after_the_division_sums_the_bounds() -> None:
    bound = said(of_name("rmsprop_momentum")["w-step-bound"]).partition(" ≤ ")[2]
    assert bound in ("lr/((1 - momentum) √(1 - ρ))", "lr/(√(1 - ρ) (1 - momentum))")


@pytest.mark.parametrize("text", [VARIANCE, TWO_SPEEDS, SCHEDULED])
def test_the_bound_on_the_step_of_an_unknown_method_is_derived_and_attained(text: str) -> None:
    assert "w-largest-step" in of_text(text)


def test_a_product_of_schedules_and_a_quotient_of_polynomials_are_no_limit_that_is_known() -> None:
    # t/(t + 2) tends to 1, but not by powers that fade: nothing is said of the long run.
    assert "w-largest-step-in-the-long-run" not in of_text(SCHEDULED)


def test_nothing_is_said_where_what_is_below_the_line_may_be_negative() -> None:
    assert "w-largest-step" not in of_text(OTHER_DECAY)


def test_products_of_weights_are_those_of_linear_algebra() -> None:
    # The largest (x·g)²/(gᵀ(Y - uuᵀ)g) is xᵀ(Y - uuᵀ)⁻¹x: the matrix is inverted here, and not there.
    study, found = quotient(VARIANCE)
    rho, t = 0.8, 6
    weights = (1 - rho) * rho ** np.arange(t)
    inverse = np.linalg.inv(np.diag(weights) - np.outer(weights, weights))
    numbers = {hyper("rho"): Fraction(4, 5), STEP: Fraction(t)}
    assert found.less is not None
    across = [product(study, found, *p) for p in ((found.above, found.above), (found.less, found.less))]
    first, left = (float(_number(x, numbers)) for x in across)
    assert first + 1 / (1 - left) == pytest.approx(inverse[0, 0], rel=1e-9)


def _number(value: Term, numbers: dict[Term, Fraction]) -> Fraction:
    put = Identities({}).simplest(replace(value, {k: term(v) for k, v in numbers.items()}))
    assert put.op == "num"
    return put.value


@pytest.mark.parametrize("text", [VARIANCE, TWO_SPEEDS, SCHEDULED])
def test_a_smaller_bound_is_contradicted(text: str) -> None:
    # The control: a hundredth below what the attaining gradients bring about.
    study, found = quotient(text)
    step = read_step(study)
    assert step is not None
    smaller = bound_of(study, found) * Fraction(99, 100)
    claim = at_most(step_size(step), smaller)
    there = attained(study, step, found)
    draft = largest(study, step, found)
    (sharp,) = draft.checks[1:]
    trials = Trials(study.reading.system)
    confirm(draft, trials, seeds=(5, 6))
    wrong = Draft("w", "test", lambda n: "", (), (), (Check(claim, there, sharp.only),))
    with pytest.raises(Contradicted, match="fails"):
        confirm(wrong, trials)


def test_a_power_that_grows_is_not_taken_for_one_that_fades() -> None:
    growing = read_source("""
def growing(w, g, t, *, lr=0.1, beta_1=0.9):
    c = 1/(2 + beta_1**(-t))
    w = w - lr*c*g
""")
    study, power = Study(read(growing)), hyper("beta_1") ** (ZERO - STEP)
    assert settled(study, ONE / (power + 2)) is None
    assert settled(study, ONE / (hyper("beta_1") ** STEP + 2)) == term("1/2")
    assert list(schedules.theorems(study)) == []


def test_the_bound_holds_at_other_points_for_the_specification_with_a_schedule() -> None:
    system = catalogue.system("nadam")
    study = Study(read(system))
    step = read_step(study)
    assert step is not None
    found = read_quotient(study, step)
    assert found is not None
    claim = Check(at_most(step_size(step), bound_of(study, found)), ANY)
    assert all(Trials(system).verdicts(claim, seed=7))


HARD_CODED = """
def hard_coded(w, g, t, m=0, v=0, *, lr=0.1, eps=1e-8):
    m = 0.9*m + 0.1*g
    v = {}*v + (1 - {})*g**2
    w = w - lr*m/(sqrt(v) + eps)
"""


def test_numbers_in_the_place_of_letters_change_no_theorem_but_its_conditions() -> None:
    slow, quick = (of_text(HARD_CODED.format(b, b)) for b in ("0.999", "0.5"))
    assert "w-step-bound" in slow
    assert not [h for h in slow["w-step-bound"].hypotheses if "<" in h]
    # 0.9² > 0.5: the largest steps grow beyond every number.
    assert "w-largest-step" in quick
    assert "w-step-bound" not in quick


def test_with_a_schedule_the_step_under_a_constant_gradient_still_has_a_limit() -> None:
    system = catalogue.system("nadam")
    (draft,) = steady.theorems(Study(read(system)))
    confirm(draft, Trials(system))
    assert said(draft) in (
        "lim_{t→∞} (w[t] - w[t-1]) = -lr g/(|g| + ε)",
        "lim_{t→∞} (w[t] - w[t-1]) = -lr g/(ε + |g|)",
    )
    assert list(steady.theorems(Study(read(catalogue.system("adam"))))) == []


def test_of_steps_that_are_undefined_at_every_input_nothing_is_said() -> None:
    """Whatever is said of them holds, and says nothing."""
    nowhere = derive(read_source("def f(w, g, t, m=0, *, lr=0.1):\n    m = m/m + g\n    w = w - lr*m"))
    assert nowhere.theorems == ()
    assert [u.reason for u in nowhere.unsolved] == [
        "its first step is undefined at every input: division by zero"
    ]


@pytest.mark.parametrize(
    ("factor", "domain", "asked"),
    [("lr*", "0 < share", False), ("lr*share*", "0 < share", False), ("lr*share*", "0 <= share", True)],
)
def test_a_way_is_without_end_where_there_are_steps(factor: str, domain: str, asked: bool) -> None:
    text = f"""
def f(w, g, t, s=0, *, lr=0.1, share: "{domain}" = 1):
    s = s + g**2
    w = w - {factor}g/sqrt(s)
"""
    way = next(t for t in derive(read_source(text)).theorems if t.id == "w-way-without-end")
    assert ("lr share ≠ 0" in way.hypotheses) == asked
    still = derive(read_source(text.replace(factor, "0*")))
    assert "w-way-without-end" not in {t.id for t in still.theorems}


@pytest.mark.parametrize("name", ["adam/keras", "adamw/keras"])
def test_a_rate_that_does_not_change_has_its_number_at_a_late_step_too(name: str) -> None:
    """Where a step reads a rate by way of another quantity, α[t], such a theorem was called empty."""
    found = derive(catalogue.system(name))
    assert not [u.reason for u in found.unsolved if "would be empty" in u.reason]
    assert "w-largest-step-in-the-long-run" in {t.id for t in found.theorems}
