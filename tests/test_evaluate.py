"""Runs are exact or certified, and agree with an independent unroller."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq

from specs.adam import ADAM
from tests.evaluated import ADAM_NUMBERS, F, again, value
from tests.sample_systems import adam, b, eps, g, k, lr, m, nesterov, relation, sgd, system, t, v, w
from verifier.evaluate import (
    UNSETTLED,
    AlgebraicNumber,
    Undefined,
    compile_system,
    fraction_of,
    is_number,
    run,
    text_of,
)
from verifier.evaluate.infix import infix
from verifier.evaluate.number import ball
from verifier.evaluate.reference import Missing, unroll
from verifier.evaluate.trajectory import working_precision
from verifier.sympy_terms import system_of
from verifier.term import HALF, ONE, ZERO, Term, sequence, sqrt, term, where

ROOT_OF_TWO = AlgebraicNumber((-2, 0, 1), F(1), F(2))


# The meaning of each operation.

EXACT = [
    (ZERO**0, F(1)),
    (ZERO**ZERO, F(1)),
    (g**g, F(1)),
    (term(-2) ** 3, F(-8)),
    (term(2) ** -3, F(1, 8)),
    (sqrt(term(F(9, 4))), F(3, 2)),
    (sqrt(ZERO), F(0)),
    (sqrt(term(2)) * sqrt(term(2)), F(2)),
    (sqrt(term(2)) ** 2, F(2)),
    (term(F(8, 27)) ** F(2, 3), F(4, 9)),
    (term(4) ** F(-1, 2), F(1, 2)),
    (ZERO ** F(3, 2), F(0)),
    (Term("sign", ZERO), F(0)),
    (Term("sign", term(-7)), F(-1)),
    (Term("abs", term(-7)), F(7)),
    (Term("max", term(2), term(3)), F(3)),
    (Term("min", term(2), term(3)), F(2)),
    (Term("exp", ZERO), F(1)),
    (Term("log", ONE), F(0)),
    (ZERO * sqrt(term(2)), F(0)),
    (ONE ** sqrt(term(2)), F(1)),
    (ZERO ** sqrt(term(2)), F(0)),
    (where(relation("eq", g, 0), ONE, ONE / g), F(1)),
    (where(relation("ne", g, 0), ONE / g, term(2)), F(2)),
    (where(Term("not", relation("lt", g, 0)), ONE, ZERO), F(1)),
    (where(Term("and", relation("le", g, 0), relation("lt", g, 1)), ONE, ZERO), F(1)),
    (where(Term("or", relation("lt", g, 0), relation("lt", g, 1)), ONE, ZERO), F(1)),
]


@pytest.mark.parametrize(("expression", "expected"), EXACT, ids=str)
def test_rational_results_are_exact(expression: Term, expected: Fraction) -> None:
    assert fraction_of(value(expression)) == expected
    assert float(again(expression)) == pytest.approx(float(expected), rel=1e-15, abs=1e-15)


UNDEFINED = [
    (ONE / g, "division by zero"),
    (ZERO**-1, "division by zero"),
    (ZERO ** F(-1, 2), "division by zero"),
    (sqrt(term(-1)), "root of a negative number"),
    (sqrt(term(-1)) * sqrt(term(-1)), "root of a negative number"),
    (sqrt(term(-1)) ** 2, "root of a negative number"),
    (term(-8) ** F(1, 3), "fractional power of a negative number"),
    (term(-1) ** sqrt(term(2)), "fractional power of a negative number"),
    (Term("log", ZERO), "logarithm"),
    (Term("log", term(-1)), "logarithm"),
    (ZERO * (ONE / g), "division by zero"),
    ((ONE / g) ** 0, "division by zero"),
    (ONE / (ONE / g), "division by zero"),
    (Term("max", ONE, ONE / g), "division by zero"),
    (where(relation("lt", ONE / g, 1), ONE, ONE), "division by zero"),
    (where(Term("and", relation("lt", ONE, 0), relation("lt", ONE / g, 1)), ONE, ONE), "division by zero"),
    (where(Term("or", relation("lt", ZERO, 1), relation("lt", ONE / g, 1)), ONE, ONE), "division by zero"),
]


@pytest.mark.parametrize(("expression", "problem"), UNDEFINED, ids=str)
def test_what_does_not_exist_is_undefined_and_absorbs_everything(expression: Term, problem: str) -> None:
    found = value(expression)
    assert isinstance(found, Undefined)
    assert problem in found.operation
    assert isinstance(again(expression), Missing)


def test_an_irrational_value_is_a_ball_around_it() -> None:
    found = value(sqrt(term(2)))
    with working_precision(128):
        assert (found * found).overlaps(arb(2))
        assert found.rad() < arb(10) ** -30
    assert text_of(found, 10).startswith("1.414213562 +/- ")


def test_what_balls_cannot_decide_is_unsettled_and_never_guessed() -> None:
    zero = sqrt(term(2)) * sqrt(term(3)) - sqrt(term(6))
    assert value(ONE / zero) is UNSETTLED
    assert value(sqrt(zero)) is UNSETTLED
    assert value(where(relation("eq", zero, 0), ONE, ONE / g)) is UNSETTLED
    assert value(where(relation("lt", g, ONE / zero), ONE, term(2))) is UNSETTLED  # it may not exist


def test_an_undecided_branch_between_two_numbers_encloses_both() -> None:
    closer = relation("lt", sqrt(term(2)) * sqrt(term(3)), sqrt(term(6)))
    found = value(where(closer, ONE, term(3)))
    assert found.contains(1)
    assert found.contains(3)


def test_more_bits_settle_what_few_could_not() -> None:
    close = sqrt(term(2)) - term(F(14142135623730950488016887242096980785696718753769, 10**49))
    expression = where(relation("lt", ZERO, close), ONE, term(-1)) * Term("sign", close)
    assert not isinstance(value(expression, precision=512), type(UNSETTLED))
    assert fraction_of(value(expression, precision=512)) == 1


# Exactness and effort.


def test_huge_powers_are_numbers() -> None:
    assert is_number(value(term(2) ** 10**9))
    assert is_number(value(term(F(1, 3)) ** -(10**30)))
    assert value(term(-3) ** (10**30 + 1)) < 0


def test_repeated_squaring_ends_in_a_ball_and_not_in_gigabytes() -> None:
    x = g + F(1, 3)
    for _ in range(60):
        x = x * x + F(1, 7)
    assert type(value(x)) is arb


def test_long_exact_numbers_become_balls_that_hold_them() -> None:
    squares = system("", w * w)
    rough = run(squares, {}, F(2, 3), [F(0)] * 12, exact_bits=64)
    fine = run(squares, {}, F(2, 3), [F(0)] * 12, exact_bits=10**6)
    assert type(rough.weights[12]) is arb
    assert type(fine.weights[11]) is fmpq
    with working_precision(256):
        assert rough.weights[11].overlaps(ball(fine.weights[11]))


# Runs.


def test_adam_takes_the_step_that_is_computed_by_hand() -> None:
    course = run(adam(), ADAM_NUMBERS, F(0), [F(1)])
    assert [fraction_of(x) for x in course.weights] == [0, F(-1, 4)]
    assert [fraction_of(x) for x in course.states[1]] == [F(1, 2), F(1, 4)]


def test_a_specification_runs_as_the_terms_do() -> None:
    numbers = {"lr": [F(1)], "beta_1": F(1, 2), "beta_2": F(3, 4), "epsilon": F(3)}
    gradients = [F(1), F(1, 2), F(-1)]
    a = run(system_of(ADAM), numbers, F(0), gradients)
    c = run(adam(), ADAM_NUMBERS, F(0), gradients)
    assert all((x - y).contains(0) for x, y in zip(map(ball, a.weights), map(ball, c.weights), strict=True))


def test_query_points_are_those_of_the_coming_step() -> None:
    course = run(nesterov(), {"lr": F(1), "b": F(1, 2)}, F(0), [F(1), F(1)])
    assert [fraction_of(x) for x in course.queries] == [0, F(-3, 2), F(-13, 4)]
    assert [fraction_of(x) for x in course.weights] == [0, -1, F(-5, 2)]


def test_given_sequences_are_read_at_their_offset_and_hold_their_last_number() -> None:
    rate = sequence("lr", 0) * 100 + sequence("lr", 1) * 10 + sequence("lr", -1)
    start = {"k": sequence("lr", 0)}
    reader = system("lr", rate + k * 1000, {"k": k}, varies="lr", starts=start)
    numbers = {"lr": [F(1), F(2), F(3)]}
    assert [fraction_of(x) for x in run(reader, numbers, F(0), [F(0)] * 3).weights] == [0, 1231, 1332, 1333]
    assert list(unroll(reader, numbers, F(0), [F(0)] * 3).weights) == [0, 1231, 1332, 1333]


def test_initial_states_read_the_first_weight() -> None:
    start = {"k": w * 2 + b}
    found = run(system("b", w + k, {"k": k}, starts=start), {"b": F(1, 2)}, F(3), [F(0)])
    assert fraction_of(found.weights[1]) == F(19, 2)


def test_an_undefined_state_is_no_fault_until_it_is_used() -> None:
    late = system("", where(relation("lt", t, 3), w + 1, w + k), {"k": ONE / g})
    weights = run(late, {}, F(0), [F(0)] * 3).weights
    assert [fraction_of(x) for x in weights[:3]] == [0, 1, 2]
    assert isinstance(weights[3], Undefined)


def test_terms_asked_for_besides_are_reported_at_each_step() -> None:
    program = compile_system(sgd(g), [g * 2, t])
    course = run(program, {"lr": F(1)}, F(0), [F(3), F(4)])
    assert [tuple(map(fraction_of, row)) for row in course.besides] == [(6, 1), (8, 2)]


# Algebraic numbers.


def test_arithmetic_with_an_algebraic_number_is_exact() -> None:
    assert fraction_of(value(g**2, ROOT_OF_TWO)) == 2
    assert fraction_of(value((g + 1) * (g - 1), ROOT_OF_TWO)) == 1
    assert fraction_of(value(term(2) / g - g, ROOT_OF_TWO)) == 0
    assert fraction_of(value(g**-4, ROOT_OF_TWO)) == F(1, 4)
    assert fraction_of(value(Term("sign", g - F(3, 2)), ROOT_OF_TWO)) == -1


def test_an_algebraic_tie_is_decided() -> None:
    tie = where(relation("lt", g**3, g * 2), ONE, where(Term("eq", g**3, g * 2), term(2), term(3)))
    assert fraction_of(value(tie, ROOT_OF_TWO)) == 2
    assert again(tie, ROOT_OF_TWO) == 2


def test_algebraic_numbers_order_as_their_decimals_do() -> None:
    close = term(F(14142135623730950488016887242096980785696718753769, 10**49))
    assert fraction_of(value(where(Term("lt", close, g), ONE, ZERO), ROOT_OF_TWO)) == 1
    assert fraction_of(value(Term("max", g, close) - g, ROOT_OF_TWO)) == 0
    assert fraction_of(value(Term("abs", -g) - g, ROOT_OF_TWO)) == 0


def test_a_root_of_an_algebraic_number_is_a_ball() -> None:
    assert text_of(value(sqrt(g), ROOT_OF_TWO), 8).startswith("1.1892071 +/- ")
    assert isinstance(value(sqrt(-g), ROOT_OF_TWO), Undefined)


# Texts.


def test_a_failed_operation_is_named_in_words() -> None:
    found = run(adam(epsilon=ZERO), {**ADAM_NUMBERS, "eps": F(1)}, F(0), [F(0)]).weights[1]
    assert text_of(found).startswith("undefined: division by zero in lr*")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (g - lr * m, "g - lr*m"),
        ((g - lr) * m, "(g - lr)*m"),
        (g / (lr * m), "g/(lr*m)"),
        ((g / lr) / m, "g/lr/m"),
        (g / (lr / m), "g/(lr/m)"),
        ((g**2) ** 3, "(g**2)**3"),
        (g ** (lr**2), "g**(lr**2)"),
        (sqrt(g + 1), "sqrt(g + 1)"),
        ((-g) ** 2, "(-g)**2"),
        (b - F(2, 7), "b - 2/7"),
        (g * F(-1, 2), "g*(-1/2)"),
        (Term("max", g, m), "max(g, m)"),
        (sequence("lr", 0) * sequence("lr", 1), "lr[t]*lr[t+1]"),
        (HALF**eps, "(1/2)**eps"),
    ],
)
def test_terms_are_written_as_one_writes_them(expression: Term, text: str) -> None:
    assert infix(expression, {}) == text


def test_intermediate_values_are_shown_by_their_names() -> None:
    assert infix(lr * sqrt(v + 1), {v + 1: "v_hat"}) == "lr*sqrt(v_hat)"
    assert infix(v + 1, {v + 1: "v_hat"}) == "v + 1"


def test_a_ball_around_zero_is_written_with_its_zero() -> None:
    root = value(sqrt(g), ROOT_OF_TWO)
    assert text_of(root - root).startswith("0 +/- ")
