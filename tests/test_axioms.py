"""The checker's axioms are true, and they say of every operation what it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp, mpf

import verifier.checker
from tests.campaign.claims import Undefined, operation
from verifier.certificate.axioms import of_operation, place
from verifier.checker.proof import PLUS, ZERO, Rejected, Terms, axiom, axioms

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
@mp.workdps(60)
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


@pytest.mark.parametrize("named", [(0.5,), (1, "2"), (True,)], ids=str)
def test_an_axiom_is_of_whole_numbers(named: tuple[Any, ...]) -> None:
    terms = Terms([["sym", "hyper", "a"], ["pow", 0, 0]])
    with pytest.raises(Rejected, match="whole numbers"):
        axiom(terms, of_operation("pow")[-1], [1], *named)


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


def test_every_line_with_an_arrow_is_an_axiom_and_one_alone_is_of_no_term() -> None:
    text = Path(str(verifier.checker.__file__)).with_name("axioms.txt").read_text("utf-8")
    assert [f"{when}->{then}" for _, when, then in axioms()] == [x for x in text.splitlines() if "->" in x]
    assert [when.strip() for terms, when, _ in axioms() if not terms] == [""]
    assert {"sym", "num"}.isdisjoint(ARGUMENTS)
