"""The checker's axioms are true, and a certificate that is changed anywhere proves nothing false."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import z3

from tests.campaign.claims import Undefined, operation
from verifier.certificate.problem import problem
from verifier.checker import Case
from verifier.checker.meaning import (
    ANY,
    APART,
    DOWN,
    MEANING,
    MINUS,
    PLUS,
    RELATIONS,
    UP,
    ZERO,
    Rejected,
    Terms,
    rule,
)
from verifier.checker.meaning import rules as rules_of
from verifier.checker.proof import law

NUMBERS = [Fraction(n, d) for n, d in ((-2, 1), (-1, 1), (-1, 2), (0, 1), (1, 3), (1, 1), (3, 2), (2, 1))]
TRUTHS = (Fraction(0), Fraction(1))
CONNECTIVES = ("and", "or", "not")
ARGUMENTS = {op: len(letters) for op, letters in map(str.split, MEANING)}


def value_of(text: str, values: dict[str, Any]) -> Any:
    """The polynomial's value, read anew: sums of products of names and numbers."""
    total: Any = 0
    for part in text.split(" + "):
        factor: Any = 1
        for name in part.split("*"):
            factor = factor * (values[name] if name[0] in "x?" else int(name))
        total = total + factor
    return total


def sign(number: Any) -> int:
    return (number > 0) - (number < 0)


def result(op: str, args: tuple[Fraction, ...]) -> Any:
    """The operation's value, truth values as numbers; None where it is undefined."""
    truths = [bool(a) for a in args]
    if op == "where" and args[0] is not None:
        return args[1] if truths[0] else args[2]
    if None in args:
        return None
    try:
        found = operation(op, truths if op in CONNECTIVES else list(args))
    except Undefined:
        return None
    return Fraction(found) if isinstance(found, bool) else found


def inputs(op: str) -> Iterator[tuple[Any, ...]]:
    """What an operation may be of; None is undefined."""
    first = TRUTHS if op in (*CONNECTIVES, "where") else NUMBERS
    rest = TRUTHS if op in CONNECTIVES else NUMBERS
    return product([*first, None], *[[*rest, None]] * (ARGUMENTS[op] - 1))


def values_of(args: tuple[Any, ...], first: int = 0) -> dict[str, Any]:
    """The values of terms from a row on, and whether they have some."""
    found = {f"x{n}": a or Fraction(0) for n, a in enumerate(args, first)}
    return found | {f"?x{n}": int(a is not None) for n, a in enumerate(args, first)}


def rules(op: str) -> Iterator[tuple[Terms, int, int, tuple[int, ...]]]:
    """The rules of an operation of x0, x1, x2 with the step x3, and whole numbers for them."""
    rows = [["sym", "hyper", name] for name in "abc"] + [["sym", "time", "t"]]
    terms = Terms([*rows, [op, *range(ARGUMENTS[op])]])
    for place, text in enumerate(rules_of(op, ARGUMENTS[op])):
        numbers = product(range(-2, 3), repeat=2) if set("ijk") & set(text) else [()]
        for named in numbers:
            yield terms, 4, place, tuple(named)


@pytest.mark.parametrize("op", ARGUMENTS)
def test_what_a_rule_says_holds_wherever_its_conditions_do(op: str) -> None:
    applied = set()
    for (terms, node, place, named), args, t in product(rules(op), inputs(op), (1, 2)):
        conditions, then = rule(terms, node, place, *named)
        values = values_of(args) | {"x3": Fraction(t)}
        if all(sign(value_of(f, values)) in signs for f, signs in conditions):
            applied.add(place)
            values |= values_of((result(op, args),), node)
            assert all(sign(value_of(f, values)) in signs for f, signs in then)
            assert f"?x{node}" in dict(then)
    assert applied == set(range(len(rules_of(op, ARGUMENTS[op]))))


@pytest.mark.parametrize("op", ARGUMENTS)
def test_some_rule_applies_to_every_input(op: str) -> None:
    for args in inputs(op):
        values = values_of(args) | {"x3": Fraction(1)}
        found = (rule(terms, node, place, *named)[0] for terms, node, place, named in rules(op))
        assert any(all(sign(value_of(f, values)) in signs for f, signs in each) for each in found)


@pytest.mark.parametrize("row", [["abs", 0, 0], ["add", 0], ["where", 0, 0, 0, 0], ["min"]], ids=str)
def test_an_operation_of_too_many_or_too_few_terms_means_nothing(row: list[Any]) -> None:
    with pytest.raises(LookupError):
        rule(Terms([["sym", "hyper", "a"], row]), 1, 0)


def test_a_row_is_there_once() -> None:
    with pytest.raises(Rejected, match="twice"):
        Terms([["num", "1/2"], ["num", "2/4"]])


def test_rows_are_not_counted_from_the_end() -> None:
    with pytest.raises(Rejected, match="above"):
        Terms([["num", "1"], ["num", "2"], ["add", 0, -1]])
    with pytest.raises(Rejected, match="from the end"):
        Terms([["num", "1"]]).put(-1, {})


def known(row: list[Any], *places: int, domain: Sequence[Any] = ()) -> dict[str, Any]:
    """What a line says of a symbol."""
    case = Case(Terms([row]), {tuple(row[1:3]): [*domain]}, [])
    case.apply("leaf", 0, *places)
    assert case.known.pop("?x0") == PLUS
    return case.known


def test_no_step_lies_between_whole_numbers_and_a_symbol_lies_in_its_domain() -> None:
    facts = known(["sym", "time", "t"], *range(-2, 9))
    assert len(facts) == 11
    for t in range(1, 9):
        assert all(sign(value_of(f, {"x0": t})) in signs for f, signs in facts.items())
    ((between, signs),) = known(["sym", "time", "t"], 3).items()
    assert sign(value_of(between, {"x0": Fraction(7, 2)})) not in signs
    domain = [(UP, Fraction(0)), (MINUS, Fraction(1, 2))]
    assert known(["sym", "hyper", "beta"], domain=domain) == {"1*x0 + 0": UP, "2*x0 + -1": MINUS}
    assert known(["sym", "hyper", "beta"], 3) == {}


def test_what_is_undefined_stays_so_and_so_does_all_that_needs_it() -> None:
    rows = [["sym", "state", "m"], ["sym", "hyper", "a"], ["mul", 1, 0], ["eq", 1, 1], ["where", 3, 1, 2]]
    case = Case(Terms(rows), {("hyper", "a"): []}, [("?x0", ZERO)])
    with pytest.raises(Rejected, match=r"not shown is the sign of \?x1, \?x1"):
        case.fork("1", ANY).apply("value", 3, 0)
    with pytest.raises(Rejected, match=r"not shown is the sign of \?x1, \?x0"):
        case.fork("?x1", ANY).apply("value", 2, 0)
    for line in (["value", 2, 2], ["leaf", 1]):
        case.apply(*line)
    assert case.holds([("?x2", ZERO), ("?x1", PLUS)])
    with pytest.raises(Rejected, match="not shown"):
        case.apply("value", 3, 0)
    case.learn([("x1 + -1*x1", ZERO)])
    case.apply("value", 3, 0)
    case.apply("value", 4, 0)
    assert case.holds([("?x4", PLUS)])
    with pytest.raises(Rejected, match="not shown"):  # the branch that is not taken
        case.apply("value", 4, 3)


def test_what_has_no_domain_is_not_read_and_neither_is_a_symbol_that_says_more() -> None:
    rows = [["sym", "state", "m"], ["sym", "state", "m", 3], ["sym", "sequence", "lr", -1]]
    case = Case(Terms(rows), {("state", "m"): [], ("sequence", "lr"): []}, [])
    case.apply("leaf", 0)
    case.apply("leaf", 2)
    with pytest.raises(LookupError):
        case.apply("leaf", 1)
    with pytest.raises(LookupError):
        Case(Terms(rows), {}, []).apply("leaf", 0)


def test_powers_of_one_base_multiply_as_their_exponents_add_up() -> None:
    terms = Terms([["sym", "hyper", n] for n in "abc"] + [["pow", 0, 1], ["pow", 0, 2]])
    chance, checked = random.Random(0), 0
    for a, b, c in product(
        NUMBERS, [Fraction(n) for n in (-2, -1, 0, 1, 2)], [Fraction(n) for n in (-1, 0, 2)]
    ):
        j, k = chance.randint(-2, 2), chance.randint(-2, 2)
        for m in range(-4, 5):
            _, exponents, fact = law(terms, 0, [(3, j), (4, k), (0, m)])
            powers = [result("pow", (a, b)), result("pow", (a, c))]
            if None not in powers and value_of(exponents, {"x1": b, "x2": c}) == 0:
                checked += 1
                assert value_of(fact, {"x0": a, "x3": powers[0], "x4": powers[1]}) == 0
    assert checked > 50


def test_a_logarithm_is_an_exponent_of_no_other_base() -> None:
    terms = Terms([["sym", "hyper", "a"], ["log", 0], ["exp", 1]])
    needed = [("?x2", PLUS), ("?x1", PLUS), ("?x1", PLUS)]
    assert law(terms, None, [(2, 1), (1, -1)]) == (needed, "1*x1 + -1*x1", "1*x2 + -1*1*x0")
    with pytest.raises(Rejected, match="power"):
        law(terms, 0, [(1, 1)])
    needed = [("?x1", PLUS)] * 2  # a base that is a logarithm
    assert law(terms, 1, [(1, 1), (1, -1)]) == (needed, "1*1 + -1*1", "1*x1 + -1*1*x1")


def test_a_power_of_a_positive_base_is_the_exponential_of_its_exponent_times_the_logarithm() -> None:
    terms = Terms([["sym", "hyper", n] for n in "ab"] + [["pow", 0, 1], ["log", 0]])
    needed, exponents, fact = law(terms, None, [(2, 2), (3, -3)])
    assert set(needed) == {("?x2", PLUS), ("?x3", PLUS)}  # a logarithm is of positive numbers alone
    assert (exponents, fact) == ("2*x1*x3 + -3*x3", "1*x2*x2 + -1*1*x0*x0*x0")
    with pytest.raises(LookupError):
        law(Terms([*terms.rows[:2], ["pow", 0, 1]]), None, [(2, 1)])
    with pytest.raises(LookupError):  # no other one's logarithm
        law(Terms([*terms.rows[:3], ["log", 1]]), None, [(2, 1)])


def test_powers_of_two_bases_are_of_one_only_where_that_is_shown() -> None:
    terms = Terms([["sym", "hyper", n] for n in "abc"] + [["pow", 0, 2], ["pow", 1, 2]])
    assert ("x1 + -1*x0", ZERO) in law(terms, 0, [(3, 1), (4, -1)])[0]


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
