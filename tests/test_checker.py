"""The checker's axioms are true, and a certificate that is changed anywhere proves nothing false."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import z3
from mpmath import mpf

from tests.campaign.claims import Undefined, operation
from verifier.certificate.axioms import of_operation, place
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
    axioms,
)

NUMBERS = [Fraction(n, d) for n, d in ((-2, 1), (-1, 1), (-1, 2), (0, 1), (1, 3), (1, 1), (3, 2), (2, 1))]
TRUTHS = (Fraction(0), Fraction(1))
CONNECTIVES = ("and", "or", "not")
ARGUMENTS = {
    op: len(letters.split(", "))
    for terms, _, _ in axioms()
    for _, ops, letters in terms
    for op in ops.split("|")
}
TINY = mpf(10) ** -12


def value_of(text: str, values: dict[str, Any]) -> Any:
    """The polynomial's value, read anew: sums of products of names and numbers."""
    total: Any = 0
    for part in text.split(" + "):
        factor: Any = 1
        for name, _, times in (each.partition("^") for each in part.split("*")):
            factor = factor * (values[name] if name[0] in "x?" else int(name)) ** int(times or 1)
        total = total + factor
    return total


def sign(number: Any) -> int:
    """The sign of a number; of one that is rounded, if it is not tiny."""
    return 0 if isinstance(number, mpf) and abs(number) < TINY else (number > 0) - (number < 0)


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


def said(op: str) -> Iterator[tuple[Terms, int, tuple[int, ...]]]:
    """The axioms of an operation of x0, x1, x2 with the step x3, and whole numbers for them."""
    rows = [["sym", "hyper", name] for name in "abc"] + [["sym", "time", "t"]]
    terms = Terms([*rows, [op, *range(ARGUMENTS[op])]])
    for here in of_operation(op):
        numbers = product(range(-2, 3), repeat=2) if set("ij") & set("".join(axioms()[here][1:])) else [()]
        for named in numbers:
            yield terms, here, tuple(named)


@pytest.mark.parametrize("op", ARGUMENTS)
def test_what_an_axiom_says_holds_wherever_its_conditions_do(op: str) -> None:
    applied = set()
    for (terms, here, named), args, t in product(said(op), inputs(op), (1, 2)):
        conditions, then = axiom(terms, here, [4], *named)
        values = values_of(args) | {"x3": Fraction(t)} | values_of((result(op, args),), 4)
        if all(sign(value_of(f, values)) in signs for f, signs in conditions):
            applied.add(here)
            assert all(sign(value_of(f, values)) in signs for f, signs in then)
    assert applied == {*of_operation(op)}


@pytest.mark.parametrize("op", ARGUMENTS)
def test_by_some_axiom_it_is_known_of_every_input_whether_a_term_is_defined(op: str) -> None:
    for args in inputs(op):
        values, found = values_of(args) | {"x3": Fraction(1)}, set()
        for terms, here, named in said(op):
            conditions, then = axiom(terms, here, [4], *named)
            if all("x4" not in f and sign(value_of(f, values)) in signs for f, signs in conditions):
                found |= {signs for f, signs in then if f == "?x4"}
        assert found == {ZERO if result(op, args) is None else PLUS}


SEVERAL = [n for n, (terms, _, _) in enumerate(axioms()) if len(terms) > 1]


def drawn(chance: random.Random, letters: int) -> list[Any]:
    """Numbers of which one is now and then another one, their sum or product, or a logarithm of one."""
    found = [chance.choice(NUMBERS)]
    while len(found) < letters:
        a, b = chance.choice(found), chance.choice(found)
        log = result("log", (a,))
        new = [a, a, a + b, a * b, chance.choice(NUMBERS), *([log] if log is not None else [])]
        found.insert(chance.randrange(len(found) + 1), chance.choice(new))
    return found


@pytest.mark.parametrize("here", SEVERAL)
def test_what_an_axiom_of_several_terms_says_holds_wherever_its_conditions_do(here: int) -> None:
    patterns, chance, applied = axioms()[here][0], random.Random(0), 0
    count = sum(len(letters.split(", ")) for _, _, letters in patterns)
    ops = [ops for _, ops, _ in patterns]
    starts = [sum(ARGUMENTS[op] for op in ops[:k]) for k in range(len(ops))]
    rows = [[op, *range(start, start + ARGUMENTS[op])] for op, start in zip(ops, starts, strict=True)]
    terms = Terms([*(["sym", "hyper", f"a{n}"] for n in range(count)), *rows])
    conditions, then = axiom(terms, here, range(count, count + len(rows)))
    for _ in range(4000):
        args = [x if chance.random() < 0.98 else None for x in drawn(chance, count)]
        results = [result(op, tuple(args[n] for n in each)) for op, *each in rows]
        values = values_of((*args, *results))
        if all(sign(value_of(f, values)) in signs for f, signs in conditions):
            applied += 1
            assert all(sign(value_of(f, values)) in signs for f, signs in then), (args, results)
    assert applied > 5


def test_an_axiom_speaks_of_its_terms_the_step_and_whole_numbers_alone() -> None:
    for terms, when, then in axioms():
        own = {letter for y, _, letters in terms for letter in (y, *letters.split(", "))}
        assert set(filter(str.isalpha, when + then)) <= own | set("tij")
        assert len(own) == sum(1 + len(letters.split(", ")) for _, _, letters in terms)


@pytest.mark.parametrize("row", [["abs", 0, 0], ["add", 0], ["where", 0, 0, 0, 0], ["min"]], ids=str)
def test_an_operation_of_too_many_or_too_few_terms_means_nothing(row: list[Any]) -> None:
    for here in of_operation(str(row[0])):
        with pytest.raises(ValueError, match="zip"):
            axiom(Terms([["sym", "hyper", "a"], row]), here, [1])


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


@pytest.mark.parametrize("named", [(0.5,), (1, "2"), (True,)], ids=str)
def test_an_axiom_is_of_whole_numbers(named: tuple[Any, ...]) -> None:
    terms = Terms([["sym", "hyper", "a"], ["pow", 0, 0]])
    with pytest.raises(Rejected, match="whole numbers"):
        axiom(terms, of_operation("pow")[-1], [1], *named)


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


def test_an_axiom_is_said_of_no_other_operations() -> None:
    terms = Terms([["sym", "hyper", "a"], ["log", 0], ["exp", 1], ["num", 2]])
    here = place("?a > 0, ?y > 0, a = y -> ?x > 0, x = b", "exp", "log")
    assert axiom(terms, here, [2, 1])[1] == [("?x2", PLUS), ("x2 + -1*x0", ZERO)]
    for nodes in ([1, 2], [2, 2], [2, 3], [2, 0]):
        with pytest.raises(Rejected, match="no term of this axiom"):
            axiom(terms, here, nodes)
    for nodes in ([2], [2, 1, 1]):
        with pytest.raises(ValueError, match="zip"):
            axiom(terms, here, nodes)


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
