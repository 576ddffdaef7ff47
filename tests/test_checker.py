"""What the checker learns of terms, sums of products and cases is true; what does not follow is rejected."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import z3

from tests.test_axioms import NUMBERS, sign, value_of
from verifier.certificate.axioms import place
from verifier.certificate.problem import problem
from verifier.checker import Case
from verifier.checker.proof import (
    ANY,
    APART,
    DOWN,
    MINUS,
    PLUS,
    RELATIONS,
    UP,
    ZERO,
    Rejected,
    Terms,
    axiom,
)


def test_a_row_is_there_once() -> None:
    with pytest.raises(Rejected, match="twice"):
        Terms([["num", "1/2"], ["num", "2/4"]])


def test_rows_are_not_counted_from_the_end() -> None:
    with pytest.raises(Rejected, match="above"):
        Terms([["num", "1"], ["num", "2"], ["add", 0, -1]])
    with pytest.raises(Rejected, match="from the end"):
        Terms([["num", "1"]]).put(-1, {})


def known(row: list[Any], domain: Sequence[Any] = ()) -> dict[str, Any]:
    """What a line says of a symbol."""
    case = Case(Terms([row]), {tuple(row[1:3]): [*domain]}, [])
    case.apply("leaf", 0)
    assert case.known.pop("?x0") == PLUS
    return case.known


def test_no_step_lies_between_whole_numbers_and_a_symbol_lies_in_its_domain() -> None:
    terms, here = Terms([["sym", "time", "t"]]), place("-> t*t + i*i + i >= 2*i*t + t")
    for i in range(-2, 9):
        (((between, signs),)) = axiom(terms, here, [], i)[1]
        assert all(sign(value_of(between, {"x0": t})) in signs for t in range(1, 12))
        assert sign(value_of(between, {"x0": i + Fraction(1, 2)})) not in signs
    domain = [(UP, Fraction(0)), (MINUS, Fraction(1, 2))]
    assert known(["sym", "hyper", "beta"], domain) == {"1*x0 + 0": UP, "2*x0 + -1": MINUS}
    assert known(["sym", "hyper", "beta"]) == {}


STRICT = "add|mul|div|pow|max|min|lt|le|eq|ne|and|or"


def test_what_is_undefined_stays_so_and_so_does_all_that_needs_it() -> None:
    rows = [["sym", "state", "m"], ["sym", "hyper", "a"], ["mul", 1, 0], ["eq", 1, 1], ["where", 3, 1, 2]]
    case = Case(Terms(rows), {("hyper", "a"): []}, [("?x0", ZERO)])
    with pytest.raises(Rejected, match=r"not shown is the sign of \?x1, \?x1"):
        case.fork("1", ANY).apply("axiom", place("a = b -> y = 1", "eq"), [3])
    product_of, lost = place("-> y = a*b", "mul|and"), place("?b = 0 -> ?y = 0", STRICT)
    with pytest.raises(Rejected, match=r"not shown is the sign of \?x1, \?x0"):
        case.fork("?x1", ANY).apply("axiom", product_of, [2])
    for line in (["axiom", lost, [2]], ["leaf", 1]):
        case.apply(*line)
    assert case.holds([("?x2", ZERO), ("?x1", PLUS)])
    with pytest.raises(Rejected, match="not shown"):
        case.apply("axiom", place("a = b -> y = 1", "eq"), [3])
    case.learn([("x1 + -1*x1", ZERO)])
    case.apply("axiom", place("a = b -> y = 1", "eq"), [3])
    case.apply("axiom", place("?a > 0, a = 1, ?b > 0 -> ?y > 0, y = b", "where"), [4])
    assert case.holds([("?x4", PLUS)])
    with pytest.raises(Rejected, match="not shown"):  # the branch that is not taken
        case.apply("axiom", place("?a > 0, a = 0, ?c = 0 -> ?y = 0", "where"), [4])


def test_what_has_no_domain_is_not_read_and_neither_is_a_symbol_that_says_more() -> None:
    rows = [["sym", "state", "m"], ["sym", "state", "m", 3], ["sym", "sequence", "lr", -1]]
    case = Case(Terms(rows), {("state", "m"): [], ("sequence", "lr"): []}, [])
    case.apply("leaf", 0)
    case.apply("leaf", 2)
    with pytest.raises(LookupError):
        case.apply("leaf", 1)
    with pytest.raises(LookupError):
        Case(Terms(rows), {}, []).apply("leaf", 0)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"x0": UP}, ["sum", "x0 + 1", [], ["x0"], ["1"]]),
        ({"x0": APART}, ["sum", "x0*x0", [], ["x0", "x0"]]),
        ({"x0": MINUS, "x1": ZERO}, ["sum", "x2", ["x0"], ["x1"]]),
    ],
)
def test_an_identity_that_does_not_hold_is_rejected(given: dict[str, Any], line: list[Any]) -> None:
    case = Case(Terms([]), {}, [])
    for text, signs in given.items():
        case.learn([(text, signs)])
    if line[1] == "x2":
        with pytest.raises(Rejected, match="identity"):
            case.apply(*line)
    else:
        case.apply(*line)
        assert case.sign(line[1]) == PLUS


SUMS = list(product([MINUS, ZERO, PLUS, UP, DOWN, APART, ANY], repeat=2))


@pytest.mark.parametrize("signs", SUMS, ids=str)
def test_what_is_learnt_of_a_sum_holds_of_every_such_sum(
    signs: tuple[frozenset[int], frozenset[int]],
) -> None:
    case = Case(Terms([]), {}, [])
    for name, each in zip(("x0", "x1"), signs, strict=True):
        case.learn([(name, each)])
    case.apply("sum", "x0 + x1", [], ["x0"], ["x1"])
    possible = {
        sign(a + b) for a, b in product(NUMBERS, repeat=2) if sign(a) in signs[0] and sign(b) in signs[1]
    }
    assert possible <= case.sign("x0 + x1")


def test_a_factor_that_may_be_zero_is_never_divided_by() -> None:
    case = Case(Terms([]), {}, [])
    case.learn([("x0*x1", ZERO)])
    with pytest.raises(Rejected, match="may be zero"):
        case.apply("sum", "x1", ["x0"], ["x0*x1"])
    case.learn([("x0", PLUS)])
    case.apply("sum", "x1", ["x0"], ["x0*x1"])
    assert case.sign("x1") == ZERO


def test_what_must_hold_is_asked_in_every_case_that_may_hold_points() -> None:
    square = {"lines": [["sum", "x0*x0", [], ["x0", "x0"]]]}
    dead = {"lines": [["sum", "x0*x0 + 1", [], ["x0", "x0"], ["1"]]]}
    case = Case(Terms([]), {}, [("x0*x0 + 1", ZERO | MINUS)])
    case.walk({"lines": [], "split": "x0", "cases": [[[-1, 1], dead], [[0], dead]]}, [])
    with pytest.raises(Rejected, match="cases are missing"):
        case.walk({"lines": [], "split": "x0", "cases": [[[-1, 1], dead]]}, [])
    free = Case(Terms([]), {}, [])
    both = {"lines": [], "split": "x0", "cases": [[[-1, 1], square], [[0], square]]}
    free.walk(both, [[("x0*x0", PLUS)], [("x0*x0", ZERO), ("x0", ZERO)]])
    for goals in ([[("x0*x0", PLUS)]], [[("x0*x0", ZERO)], [("x0", PLUS)]], []):
        with pytest.raises(Rejected, match="in the end"):
            free.walk(both, goals)


def test_a_problem_for_a_solver_means_what_the_facts_say() -> None:
    chance, seen = random.Random(1), set()
    relations = {signs: name for name, signs in RELATIONS.items()}
    for _ in range(60):
        texts = ("x1", "2*x1*x2 + -3", "x2*x2 + -1*x1", "x1*x1 + -2*x2 + 1")
        used = [(f, chance.choice([*relations, ANY])) for f in texts]
        constraints = z3.parse_smt2_string(problem(used))
        values = {name: Fraction(chance.randint(-2, 2), chance.choice((1, 2))) for name in ("x1", "x2")}
        put = [(z3.Real(name), z3.RealVal(str(number))) for name, number in values.items()]
        said = all(z3.is_true(z3.simplify(z3.substitute(c, *put))) for c in constraints)
        assert said is all(sign(value_of(g, values)) in s for g, s in used)
        seen.add(said)
    assert seen == {True, False}
