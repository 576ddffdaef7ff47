"""A witness is found for what differs, and never for what is equal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import floor
from math import sqrt as float_root
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sample_systems import (
    DIFFERENT,
    EQUAL,
    adam,
    b,
    g,
    heavy_ball,
    looked_ahead,
    lr,
    m,
    mean,
    nesterov,
    radam,
    relation,
    sgd,
    system,
    v,
    w,
)
from verifier import catalogue
from verifier.domain import UNIT, Domain
from verifier.evaluate import AlgebraicNumber
from verifier.findings import Witness
from verifier.refute import Candidate, SameQueriesOtherWeights, WitnessRejectedError, explain, refute
from verifier.refute.candidate import choices, simple_numbers
from verifier.refute.cells import cells, simplest_between
from verifier.refute.parting import Parting, compile_pair, run_both
from verifier.refute.roots import real_roots
from verifier.refute.thresholds import compared_numbers, turning_steps
from verifier.refute.ties import Unknown, ties
from verifier.refute.witness import certified
from verifier.sympy_terms import system_of
from verifier.system import Hyper, System
from verifier.term import MINUS_ONE, ONE, ZERO, Term, fold, sqrt, term, where

F = Fraction


def witness_of(name: str, **further: Any) -> Witness:
    """The witness of a pair that differs."""
    found = refute(*DIFFERENT[name], seconds=20, **further)
    assert isinstance(found, Witness)
    return found


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_refuted_with_a_witness(name: str) -> None:
    found = witness_of(name)
    assert found.t == len(found.gradients)
    assert found.left != found.right
    json.dumps(vars(found))


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_system_is_never_refuted_against_itself(name: str) -> None:
    for side in DIFFERENT[name]:
        assert refute(side, side, seconds=20, stages=("quick",)) is None


@pytest.mark.parametrize("name", EQUAL)
def test_equal_systems_are_never_refuted(name: str) -> None:
    assert refute(*EQUAL[name], seconds=20) is None


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_second_search_finds_the_same_witness(name: str) -> None:
    if "t > 1000" not in name:
        assert witness_of(name) == witness_of(name)


@pytest.mark.parametrize("recurrence", catalogue.recurrences(), ids=lambda r: r.name)
def test_no_specification_is_refuted_against_itself(recurrence: Any) -> None:
    one = system_of(recurrence)
    assert refute(one, one, seconds=20, stages=("quick",)) is None


# The witness is right: computed here once more, by hand-written steps.


def steps_of_adam(numbers: dict[str, float], gradients: list[float], inside: bool, swapped: bool) -> float:
    """Adam's last weight in floats."""
    first, second = (numbers["b2"], numbers["b1"]) if swapped else (numbers["b1"], numbers["b2"])
    weight = mean_1 = mean_2 = 0.0
    for t, gradient in enumerate(gradients, start=1):
        mean_1 = first * mean_1 + (1 - first) * gradient
        mean_2 = second * mean_2 + (1 - second) * gradient**2
        top, square = mean_1 / (1 - first**t), mean_2 / (1 - second**t)
        below = float_root(square + numbers["eps"]) if inside else float_root(square) + numbers["eps"]
        weight -= numbers["lr"] * top / below
    return weight


@pytest.mark.parametrize("name", ["epsilon inside and outside the root", "swapped betas"])
def test_the_weights_of_a_witness_are_those_of_the_steps_written_by_hand(name: str) -> None:
    found = witness_of(name)
    numbers = {n: float(F(x)) for n, x in found.hyperparameters.items()}
    gradients = [float(F(x)) for x in found.gradients]
    start = float(F(found.w0))
    left = start + steps_of_adam(numbers, gradients, inside=False, swapped=False)
    right = start + steps_of_adam(numbers, gradients, inside="inside" in name, swapped="swapped" in name)
    assert left == pytest.approx(float(F(found.left.split()[0])))
    assert right == pytest.approx(float(F(found.right.split()[0])))


def test_epsilon_in_the_root_is_shown_in_one_step_with_rational_weights() -> None:
    found = witness_of("epsilon inside and outside the root")
    assert found.t == 1
    F(found.left)
    F(found.right)


def test_a_varying_rate_is_a_list_from_index_0() -> None:
    found = witness_of("the rate inside and outside the buffer, varying")
    rates = found.hyperparameters["lr"]
    assert isinstance(rates, list)
    assert len(rates) == found.t + 1
    weight = {"left": F(found.w0), "right": F(found.w0)}
    inner = outer = F(0)
    decay = F(found.hyperparameters["b"])
    for rate, gradient in zip(map(F, rates[1:]), map(F, found.gradients), strict=True):
        inner, outer = decay * inner + rate * gradient, decay * outer + gradient
        weight = {"left": weight["left"] - inner, "right": weight["right"] - rate * outer}
    assert weight == {"left": F(found.left), "right": F(found.right)}


def test_a_late_difference_is_shown_at_its_first_step() -> None:
    assert witness_of("wrong only for t > 1000").t == 1001


def test_a_difference_at_a_zero_gradient_needs_one_step() -> None:
    assert witness_of("wrong only at g = 0").gradients == ["0"]


def test_an_undefined_side_is_named_with_its_operation() -> None:
    found = witness_of("undefined at a leading zero gradient")
    assert found.left.startswith("undefined: division by zero in ")
    assert (found.gradients, found.right) == (["0"], "0")


def test_a_cancelled_factor_is_found_where_it_is_zero() -> None:
    assert witness_of("a cancelled factor that may be zero").gradients == ["2"]
    assert witness_of("a cancelled factor of hyperparameters").hyperparameters["b"] == "2/7"


def test_a_threshold_met_at_an_irrational_number_is_shown_by_it() -> None:
    decay = witness_of("RAdam's > and >=").hyperparameters["b2"]
    low, high = map(F, decay["interval"])
    assert 0 <= low < high < 1

    def at(x: Fraction) -> Fraction:
        return sum((c * x**i for i, c in enumerate(decay["polynomial"])), F(0))

    assert at(low) * at(high) < 0
    middle = float(low + high) / 2
    for _ in range(60):
        slope = sum(i * c * middle ** (i - 1) for i, c in enumerate(decay["polynomial"]) if i)
        middle -= sum(c * middle**i for i, c in enumerate(decay["polynomial"])) / slope
    t = witness_of("RAdam's > and >=").t
    assert 2 / (1 - middle) - 1 - 2 * t * middle**t / (1 - middle**t) == pytest.approx(5)


def test_query_points_that_part_are_listed() -> None:
    found = witness_of("look-ahead and heavy ball")
    assert found.queries is not None
    assert [entry["t"] for entry in found.queries] == [1, 2]
    assert found.queries[0]["left"]["point"] == found.queries[0]["right"]["point"]
    assert (
        found.queries[1]["left"]["point"] == found.left != found.right == found.queries[1]["right"]["point"]
    )


def test_other_weights_at_the_same_query_points_refute_nothing() -> None:
    found = refute(nesterov(), looked_ahead(), seconds=20)
    assert isinstance(found, SameQueriesOtherWeights)
    assert found.witness.left != found.witness.right


# What a search is given.


def test_hints_are_tried_first() -> None:
    numbers = {"lr": F(7), "b": F(2, 7)}
    left, right = DIFFERENT["a cancelled factor of hyperparameters"]
    found = refute(left, right, seconds=20, hints=[Candidate(numbers)], stages=())
    assert isinstance(found, Witness)
    assert found.hyperparameters["b"] == "2/7"


def test_a_hint_outside_the_domain_is_not_used() -> None:
    bad = Candidate({"lr": F(-1)})
    positive = system("lr", where(relation("lt", lr, 0), w + 1, w))
    assert refute(positive, system("lr", w), seconds=20, hints=[bad]) is None


def test_the_domain_is_that_of_both_sides() -> None:
    left, right = sgd(g), system("lr", where(relation("lt", term(10), lr), w, w - lr * g))
    assert isinstance(refute(left, right, seconds=20), Witness)
    short = replace(left, hypers=(Hyper("lr", Domain(F(0), F(10), lower_open=True)),))
    assert refute(short, right, seconds=20) is None


def test_nothing_is_said_where_no_number_lies_in_both_domains() -> None:
    left = replace(sgd(g), hypers=(Hyper("lr", Domain(F(0), F(1))),))
    right = replace(sgd(g * 2), hypers=(Hyper("lr", Domain(F(2), F(3))),))
    assert refute(left, right, seconds=20) is None


def test_a_name_of_one_side_alone_is_one_more_number() -> None:
    found = refute(sgd(g), system("lr b", w - lr * g * (b + 1)), seconds=20)
    assert isinstance(found, Witness)
    assert set(found.hyperparameters) == {"lr", "b"}


def test_the_search_ends_in_time() -> None:
    begin = perf_counter()
    assert refute(radam(5), radam(5), seconds=0.05) is None
    assert perf_counter() - begin < 1


@pytest.mark.parametrize(
    "domain",
    [Domain(), Domain(F(0)), Domain(F(0), F(1), upper_open=True), Domain(F(5), F(6)), Domain(None, F(-3))],
)
def test_simple_numbers_lie_in_their_domain(domain: Domain) -> None:
    numbers = simple_numbers(domain)
    assert len(numbers) >= 5
    assert all(map(domain.contains, numbers))


# Ties, roots and thresholds.


def base(one: System) -> Candidate:
    """The simplest numbers."""
    return Candidate({o.name: o.menu[0] for o in choices(one, one)})


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
    assert turning_steps(radam(5), {"lr": F(1), "b1": F(1, 2), "b2": F(15, 16), "eps": F(1)}) == [6]
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


# Rewrites that keep every value, and every failure to have one, are never refuted.

leaves = st.one_of(st.sampled_from([g, w, m, v, lr, b]), st.sampled_from([ONE, term(2), term(F(1, 3)), ZERO]))


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Terms with one more operation."""
    conditions = st.builds(Term, st.sampled_from(["lt", "le", "eq", "ne"]), inner, inner)
    return st.one_of(
        st.builds(Term, st.sampled_from(["add", "mul", "mul", "div", "max", "min"]), inner, inner),
        st.builds(Term, st.sampled_from(["abs", "sign"]), inner),
        st.builds(lambda x, n: x**n, inner, st.sampled_from([2, 3, -1, F(1, 2)])),
        st.builds(where, conditions, inner, inner),
    )


random_terms = st.recursive(leaves, grown, max_leaves=8)

Rewrite = Callable[[Term], Term]


def rewritten(node: Term, choice: int) -> Term:
    """A term of the same value: one of several laws, where one applies."""
    x, y = (*node.terms, node, node)[:2]
    laws: dict[str, list[Rewrite]] = {
        "add": [lambda n: y + x, lambda n: -(-x - y), lambda n: x + y + 0],
        "mul": [lambda n: y * x, lambda n: -x * -y, lambda n: _distributed(x, y)],
        "div": [lambda n: x * (ONE / y), lambda n: -x / -y, lambda n: (x * 2) / (y * 2)],
        "pow": [_unrolled],
        "abs": [lambda n: Term("max", x, -x), lambda n: x * Term("sign", x), lambda n: sqrt(x * x)],
        "max": [lambda n: -Term("min", -x, -y), lambda n: where(Term("lt", x, y), y, x)],
        "min": [lambda n: (x + y - Term("abs", x - y)) / 2, lambda n: where(Term("le", x, y), x, y)],
        "lt": [lambda n: Term("not", Term("le", y, x)), lambda n: relation("lt", x - y, 0)],
        "eq": [lambda n: Term("not", Term("ne", y, x))],
        "where": [lambda n: where(Term("not", n.terms[0]), n.terms[2], n.terms[1])],
    }
    options = laws.get(node.op, [lambda n: n * 1 if n.op == "sign" else n])
    return options[choice % len(options)](node)


def _distributed(x: Term, y: Term) -> Term:
    return x * y.terms[0] + x * y.terms[1] if y.op == "add" else x * y


def _unrolled(node: Term) -> Term:
    base_term, exponent = node.terms
    unrolled = {F(2): base_term * base_term, F(3): base_term * base_term**2, F(-1): ONE / base_term}
    return unrolled.get(exponent.value, node) if exponent.op == "num" else node


def rewrite(one: System, picks: list[int]) -> System:
    """The system with every term rewritten by a law."""
    order = iter(range(10**6))

    def combine(node: Term, args: tuple[Term, ...]) -> Term:
        if not args:
            return node
        rebuilt = Term(node.op, *args)
        return rewritten(rebuilt, picks[next(order) % len(picks)]) if node.op != "not" else rebuilt

    values = fold(one.outputs, combine)
    states = tuple(replace(s, update=values[s.update]) for s in one.states)
    return replace(one, states=states, weight=values[one.weight], query=values[one.query])


systems = st.builds(
    lambda x, y, z: system("lr b", w - lr * x, {"m": y, "v": z}), random_terms, random_terms, random_terms
)
picks = st.lists(st.integers(0, 5), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(systems, picks)
def test_rewrites_are_not_refuted_quickly(one: System, choice: list[int]) -> None:
    assert refute(one, rewrite(one, choice), seconds=2, stages=("quick",)) is None


@settings(max_examples=12, deadline=None)
@given(systems, picks)
def test_rewrites_are_not_refuted_thoroughly(one: System, choice: list[int]) -> None:
    assert refute(one, rewrite(one, choice), seconds=2) is None


@settings(max_examples=60, deadline=None)
@given(systems, picks)
def test_rewrites_with_one_mistake_are_refuted(one: System, choice: list[int]) -> None:
    """Positive control: the same rewrites, with a millionth added where the weight exists."""
    other = rewrite(one, choice)
    wrong = replace(other, weight=other.weight + F(1, 10**6))
    course = run_both(compile_pair(one, system("lr b", w)), base(one))
    exists = isinstance(course, Parting) and "undefined" not in repr(course.left).lower()
    found = refute(one, wrong, seconds=2)
    assert isinstance(found, Witness) or not exists


def test_a_rewrite_is_another_text() -> None:
    one = adam()
    assert rewrite(one, [1, 0]).weight is not one.weight
    assert MINUS_ONE in set(fold(rewrite(one, [1]).outputs, lambda n, _: n))


def test_heavy_ball_is_itself() -> None:
    assert refute(heavy_ball(), rewrite(heavy_ball(), [0, 1]), seconds=5) is None
