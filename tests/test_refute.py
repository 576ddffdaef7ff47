"""A witness is found for what differs, and never for what is equal."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refuted import base, witness_of
from tests.sample_systems import (
    DIFFERENT,
    EQUAL,
    b,
    g,
    lr,
    m,
    mean,
    radam,
    relation,
    sgd,
    system,
    w,
)
from verifier import catalogue
from verifier.algebra.ring import Effort
from verifier.domain import UNIT, Domain
from verifier.evaluate import AlgebraicNumber
from verifier.findings import Witness
from verifier.refute import Candidate, WitnessRejectedError, explain, refute
from verifier.refute.candidate import simple_numbers
from verifier.refute.cells import cells, simplest_between
from verifier.refute.parting import Parting, compile_pair, run_both
from verifier.refute.roots import real_roots
from verifier.refute.thresholds import compared_numbers, turning_steps
from verifier.refute.ties import Unknown, ties
from verifier.refute.witness import certified
from verifier.sympy_terms import system_of
from verifier.system import Hyper
from verifier.term import ONE, Term, sqrt, term, where

F = Fraction


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_refuted_with_a_witness(name: str) -> None:
    found = witness_of(name)
    assert found.t == len(found.gradients)
    assert found.left != found.right
    json.dumps(vars(found))


SLOW = "RAdam and itself"


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_system_is_never_refuted_against_itself(name: str) -> None:
    for side in DIFFERENT[name]:
        assert refute(side, side, stages=("quick",)) is None


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.campaign) if n == SLOW else n for n in EQUAL]
)
def test_equal_systems_are_never_refuted(name: str) -> None:
    assert refute(*EQUAL[name]) is None


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_second_search_finds_the_same_witness(name: str) -> None:
    if "t > 1000" not in name:
        assert witness_of(name) == witness_of(name)


@pytest.mark.parametrize("recurrence", catalogue.recurrences(), ids=lambda r: r.name)
def test_no_specification_is_refuted_against_itself(recurrence: Any) -> None:
    one = system_of(recurrence)
    assert refute(one, one, stages=("quick",)) is None


# What a search is given.


def test_hints_are_tried_first() -> None:
    numbers = {"lr": F(7), "b": F(2, 7)}
    left, right = DIFFERENT["a cancelled factor of hyperparameters"]
    found = refute(left, right, hints=[Candidate(numbers)], stages=())
    assert isinstance(found, Witness)
    assert found.hyperparameters["b"] == "2/7"


def test_a_hint_outside_the_domain_is_not_used() -> None:
    bad = Candidate({"lr": F(-1)})
    positive = system("lr", where(relation("lt", lr, 0), w + 1, w))
    assert refute(positive, system("lr", w), hints=[bad]) is None


def test_the_domain_is_that_of_both_sides() -> None:
    left, right = sgd(g), system("lr", where(relation("lt", term(10), lr), w, w - lr * g))
    assert isinstance(refute(left, right), Witness)
    short = replace(left, hypers=(Hyper("lr", Domain(F(0), F(10), lower_open=True)),))
    assert refute(short, right) is None


def test_nothing_is_said_where_no_number_lies_in_both_domains() -> None:
    left = replace(sgd(g), hypers=(Hyper("lr", Domain(F(0), F(1))),))
    right = replace(sgd(g * 2), hypers=(Hyper("lr", Domain(F(2), F(3))),))
    assert refute(left, right) is None


def test_a_name_of_one_side_alone_is_one_more_number() -> None:
    found = refute(sgd(g), system("lr b", w - lr * g * (b + 1)))
    assert isinstance(found, Witness)
    assert set(found.hyperparameters) == {"lr", "b"}


@pytest.mark.parametrize("limit", ["deadline", "work"])
def test_no_run_begins_after_the_effort_is_spent(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    begun = []

    def counted(*arguments: Any) -> Any:
        begun.append(arguments)
        return run_both(*arguments)

    monkeypatch.setattr("verifier.refute.search.run_both", counted)
    assert refute(radam(5), radam(5), effort=Effort(**{limit: 1.0})) is None
    assert len(begun) == 1


def test_a_search_takes_as_much_work_each_time() -> None:
    spent = [Effort(10_000_000.0), Effort(10_000_000.0)]
    system = catalogue.system("rprop")
    for effort in spent:
        assert refute(system, system, effort=effort) is None
    assert spent[0].work == spent[1].work < 10_000_000.0


@pytest.mark.parametrize(
    "domain",
    [Domain(), Domain(F(0)), Domain(F(0), F(1), upper_open=True), Domain(F(5), F(6)), Domain(None, F(-3))],
)
def test_simple_numbers_lie_in_their_domain(domain: Domain) -> None:
    numbers = simple_numbers(domain)
    assert len(numbers) >= 5
    assert all(map(domain.contains, numbers))


# Ties, roots and thresholds.


def test_ties_of_comparisons_clips_signs_and_divisors_are_solved() -> None:
    shapes = [relation("lt", g * 3, 7), Term("ne", g * 3, term(7))]
    for condition in shapes:
        assert ties(sgd(where(condition, g, ONE)), base(sgd(g)), Unknown(("gradient", 1), F(1)), 1) == [
            F(7, 3)
        ]
    for step in (
        Term("max", g, term(7)),
        Term("abs", g - 7),
        Term("sign", g - 7),
        ONE / (g - 7),
        sqrt(g - 7),
    ):
        assert ties(sgd(step), base(sgd(g)), Unknown(("gradient", 1), F(1)), 1) == [F(7)]


def test_a_line_cut_at_ties_has_a_number_in_every_piece() -> None:
    root = AlgebraicNumber((-2, 0, 1), F(7, 5), F(3, 2))
    assert list(cells([F(3), root, F(301, 100)])) == [root, 3, F(301, 100), 2, F(304, 101), 4, F(301, 50), 1]
    assert list(cells([F(199, 200), F(7)], UNIT)) == [F(199, 200), F(200, 201), F(1, 2)]
    assert list(cells([])) == []


@given(st.fractions(-5, 5, max_denominator=50), st.fractions(-5, 5, max_denominator=50))
def test_the_simplest_number_between_two_has_the_smallest_denominator(x: Fraction, y: Fraction) -> None:
    low, high = min(x, y), max(x, y)
    if low < high:
        found = simplest_between(low, high)
        assert low < found < high
        for denominator in range(1, found.denominator):
            assert floor(low * denominator) + 1 >= high * denominator


def test_a_tie_with_the_mean_of_the_step_before_is_solved() -> None:
    sample = system("lr b", where(Term("lt", g, m), w, w - lr), {"m": mean(b, m, g)})
    start = replace(base(sample), gradients=(F(3), F(0)))
    assert ties(sample, start, Unknown(("gradient", 2), F(9)), 2) == [F(3, 2)]


def test_roots_are_rational_or_isolated() -> None:
    from flint import fmpq_poly

    rational, low, high = sorted(
        real_roots(fmpq_poly([-2, 0, 1]) * fmpq_poly([-1, 3]) * fmpq_poly([1, 0, 1])),
        key=lambda x: (not isinstance(x, Fraction), getattr(x, "lower", 0)),
    )
    assert rational == F(1, 3)
    assert low.upper < 0 < high.lower
    assert high.lower**2 < 2 < high.upper**2


def test_thresholds_on_the_step_are_found() -> None:
    late = DIFFERENT["wrong only for t > 1000"][1]
    assert turning_steps(late, {"lr": F(1)}) == [1001]
    under_the_root, compared = [3, 5], [6]
    numbers = {"lr": F(1), "b1": F(1, 2), "b2": F(15, 16), "eps": F(1)}
    assert turning_steps(radam(5), numbers) == [*under_the_root, *compared]
    assert compared_numbers(DIFFERENT["wrong only once a counter passes 700"]) == [700]


# A witness that is wrong is never shown.


def test_a_wrong_parting_is_rejected_by_the_independent_evaluation() -> None:
    left, right = DIFFERENT["without bias correction"]
    found = run_both(compile_pair(left, right), base(left))
    assert isinstance(found, Parting)
    assert certified(found, left, right) is not None
    with pytest.raises(WitnessRejectedError):
        certified(found, left, left)
    with pytest.raises(WitnessRejectedError):
        certified(replace(found, left=found.right), left, right)


def test_an_explanation_shows_every_step_of_both_sides() -> None:
    found = witness_of("swapped betas")
    lines = explain(found, *DIFFERENT["swapped betas"])
    assert lines[0].startswith("start: lr = 1, ")
    assert len(lines) == 1 + 3 * found.t
    assert lines[-1].startswith("  right: ")
    assert lines[-1].endswith(f"w = {found.right}")


def test_an_explanation_reads_algebraic_numbers_and_query_points() -> None:
    for name in ("RAdam's > and >=", "look-ahead and heavy ball", "undefined at a leading zero gradient"):
        text = "\n".join(explain(witness_of(name), *DIFFERENT[name]))
        assert ("root of" in text) == ("RAdam" in name)
        assert ("asks at" in text) == ("look-ahead" in name)
        assert ("undefined" in text) == ("undefined" in name)
