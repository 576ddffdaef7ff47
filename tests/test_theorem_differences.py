"""States fed by the gradient and the one before: solved, whatever method they belong to."""

from __future__ import annotations

import pytest

from verifier.closed_form.draft import Study
from verifier.closed_form.notation import Plain
from verifier.closed_form.structure import Linear, read
from verifier.lift.formula import read_source
from verifier.system import System
from verifier.term import STEP, Term, term
from verifier.theorems import cascades, differences, second
from verifier.theorems.draft import Draft, Trials, confirm
from verifier.theorems.feeds import of_steps

CHANGE = """
def change(w, g, t, d=0, last=0, *, lr=0.1, beta=0.9):
    d = beta*d + (1 - beta)*({})
    last = g
    w = w - lr*(g + d)
"""
GUARDED, BARE = CHANGE.format("g - last if t > 1 else 0"), CHANGE.format("g - last")
SQUARED = CHANGE.format("(3*g - last)**2")


def solved(text: str) -> dict[str, Draft]:
    """The theorems on the average of changes, each confirmed by numbers."""
    system = read_source(text)
    return {d.kind: d for d in drafts(system)}


def drafts(system: System) -> list[Draft]:
    study = Study(read(system))
    structure = study.reading.structures["d"]
    assert isinstance(structure, Linear)
    found = list(differences.theorems(study, structure))
    for draft in found:
        confirm(draft, Trials(system))
    return found


def said(text: str, kind: str) -> str:
    return solved(text)[kind].statement(Plain()).replace("β", "beta")


def test_an_average_of_changes_is_the_newest_gradient_less_the_average_of_those_before() -> None:
    assert said(GUARDED, "sum-over-the-gradients") == (
        "d[t] = (1 - beta) (g[t] - (1 - beta) Σ_{i=1}^{t-1} beta^(t-i-1) g[i] - beta^(t-1) g[1])"
    )
    assert said(BARE, "sum-over-the-gradients") == (
        "d[t] = (1 - beta) (g[t] - (1 - beta) Σ_{i=1}^{t-1} beta^(t-i-1) g[i])"
    )


def test_a_constant_gradient_has_no_trend_and_an_even_rise_has_its_own() -> None:
    assert said(GUARDED, "constant-gradient") == "d[t] = 0"
    assert said(GUARDED, "ramp") == "d[t] = (1 - beta^(t-1)) g"


def test_without_the_guard_the_first_gradient_is_a_change_from_nothing() -> None:
    assert said(BARE, "constant-gradient") == "d[t] = beta^(t-1) (1 - beta) g"
    assert said(BARE, "ramp") == "d[t] = (1 - beta^t) g"


def test_after_a_spike_the_trend_turns_its_sign() -> None:
    assert said(GUARDED, "spike").endswith("and d[t] = -(1 - beta)² beta^(t-s-1) g for s < t")


def test_what_is_not_linear_in_the_gradients_is_a_sum_over_the_steps_alone() -> None:
    assert set(solved(SQUARED)) == {"sum-over-the-steps", "constant-gradient"}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Term("lt", term(1), STEP), True),
        (Term("lt", term(2), STEP), None),
        (Term("le", STEP, term(1)), False),
        (Term("le", STEP, term(7)), None),
        (Term("eq", STEP, term(1)), False),
        (Term("ne", STEP, term(3)), None),
        (Term("ne", STEP, term("5/2")), True),
    ],
)
def test_a_branch_on_the_step_is_one_of_all_later_steps_or_none(condition: Term, told: bool | None) -> None:
    found = of_steps(Term("where", condition, term(5), term(6)), first=False)
    assert found == (None if told is None else term(5) if told else term(6))


def test_a_state_that_reads_another_average_is_not_one_of_these() -> None:
    cascade = GUARDED.replace("last = g", "last = beta*last + g")
    assert solved(cascade) == {}


def test_the_second_step_shows_what_the_first_one_does_not() -> None:
    found = list(second.theorems(Study(read(read_source(GUARDED)))))
    assert [d.id for d in found] == ["w-second-step"]
    for draft in found:
        confirm(draft, Trials(read_source(GUARDED)))
    assert list(second.theorems(Study(read(read_source(BARE))))) == []


TWICE = """
def twice(w, g, t, m=0, d=0, *, lr=0.1, beta_1=0.9, beta_2=0.99):
    m = beta_1*m + (1 - beta_1)*g
    d = beta_2*d + (1 - beta_2)*m
    w = w - lr*(2*m - d)
"""


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        (TWICE, "Σ_{i=1}^{t} (β₂^(t-i+1) - β₁^(t-i+1)) g[i]/(β₂ - β₁)"),
        (
            TWICE.replace("beta_2", "beta_1").replace(", beta_1=0.99", ""),
            "Σ_{i=1}^{t} (t - i + 1) β₁^(t-i) g[i]",
        ),
    ],
)
def test_an_average_of_averages_is_solved_in_the_gradients(text: str, weight: str) -> None:
    system = read_source(text)
    study = Study(read(system))
    structure = study.reading.structures["d"]
    assert isinstance(structure, Linear)
    found = {d.kind: d for d in cascades.theorems(study, structure)}
    assert set(found) == {"sum-over-the-gradients", "constant-gradient"}
    assert found["sum-over-the-gradients"].statement(Plain()).endswith(weight)
    for draft in found.values():
        confirm(draft, Trials(system))
