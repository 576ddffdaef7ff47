"""Whatever lines the checker accepts, nothing that it learns is false of the point that they are about.

Terms are drawn at random and have values at a point; a case is given signs that are true there. Lines
of every kind are drawn at random too, most of them nonsense. After those that are accepted, the point must
satisfy all that is known, the defined terms must be those that have values, and the case must hold it.
"""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from mpmath import mp, mpf

from tests.campaign.claims import Undefined, operation, real
from verifier.checker import Case, Rejected, proof
from verifier.checker.proof import ANY, ZERO, Facts, Terms, axiom, axioms

TINY = mpf(10) ** -30
"""Far below what the numbers here differ by, where they differ, and far above the rounding of 60 digits."""
SMALL = [
    Fraction(n, d) for n, d in ((-3, 1), (-2, 1), (-1, 1), (-1, 2), (0, 1), (1, 4), (1, 2), (1, 1), (2, 1))
]
LARGEST = 40
ARGUMENTS = {
    op: len(letters.split(", "))
    for terms, _, _ in axioms()
    for _, ops, letters in terms
    for op in ops.split("|")
}
Value = Any


class Point:
    """Terms and their values at a point; None where they have none."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.terms = chance, Terms([])
        self.values: list[Value] = []
        for name in "ab":
            self.add(chance.choice(SMALL), "sym", "hyper", name)
        self.add(Fraction(chance.randint(1, 3)), "sym", "time", "t")
        for number in chance.sample(SMALL, 4):
            self.add(number, "num", number)
        while len(self.values) < 16:
            self.add_operation()

    def add(self, value: Value, *row: Any) -> None:
        if row not in self.terms.numbers:
            self.terms(*row)
            self.values.append(value)

    def add_operation(self) -> None:
        op = self.chance.choice([*ARGUMENTS, *["pow"] * 6, "exp", "log"])
        args = [self.chance.randrange(len(self.values)) for _ in range(ARGUMENTS[op])]
        bases = [n for n, (other, *_) in enumerate(self.terms.rows) if other in ("pow", "exp", "log")]
        if op == "pow" and bases and self.chance.random() < 0.5:
            args[0] = self.chance.choice(bases)
        own = [self.values[a] for a in args]
        if op in ("and", "or", "not", "where") and own[0] not in (0, 1):
            return
        if op in ("and", "or") and own[1] not in (0, 1):
            return
        value = evaluated(op, own)
        if value is None or abs(value) < LARGEST:
            self.add(value, op, *args)
            if op == "pow":
                self.add(evaluated("log", own[:1]), "log", args[0])

    def of(self, text: str) -> Value:
        """A polynomial, what is undefined counting as 0; whether a term has a value, as 1 or 0."""
        if text[0] == "?":
            return Fraction(self.values[int(text[2:])] is not None)
        total: Value = Fraction(0)
        for part in text.split(" + "):
            product: Value = Fraction(1)
            for f, _, power in (each.partition("^") for each in part.split("*")):
                value = (self.values[int(f[1:])] or Fraction(0)) if f[0] == "x" else Fraction(int(f))
                product = times(product, value ** int(power or 1))
            total = plus(total, product)
        return total

    def sign(self, text: str) -> int:
        value = self.of(text)
        near = isinstance(value, mpf) and abs(value) < TINY
        return 0 if near else (value > 0) - (value < 0)

    def some(self) -> int:
        return self.chance.randrange(len(self.values))

    def text(self) -> str:
        """A polynomial in a few values."""
        parts = []
        for _ in range(self.chance.randint(1, 2)):
            names = [f"x{self.some()}" for _ in range(self.chance.randint(0, 2))]
            parts.append("*".join([str(self.chance.randint(-2, 3)), *names]))
        return " + ".join(parts)


def evaluated(op: str, own: list[Value]) -> Value:
    if op == "where" and own[0] is not None:
        return own[1] if own[0] == 1 else own[2]
    if None in own:
        return None
    try:
        found = operation(op, [bool(x) for x in own] if op in ("and", "or", "not") else own)
    except (Undefined, OverflowError):
        return None
    return Fraction(int(found)) if isinstance(found, bool) else found


def times(x: Value, y: Value) -> Value:
    return x * y if type(x) is type(y) else real(x) * real(y)


def plus(x: Value, y: Value) -> Value:
    return x + y if type(x) is type(y) else real(x) + real(y)


def line(point: Point, known: list[str]) -> tuple[list[Any], list[str]]:
    """A line of some kind, and polynomials whose signs it asks for."""
    chance = point.chance
    kind = chance.choice([*["axiom"] * 5, "leaf", "sum", "split"])
    if kind == "leaf":
        return ["leaf", point.some()], []
    if kind == "axiom":
        each = axiom_line(point)
        return each, [f for f, _ in axiom(point.terms, *each[1:])[0]]
    if kind == "split":
        return ["split"], [point.text()]
    return sum_line(point, known), []


def axiom_line(point: Point) -> list[Any]:
    """An axiom of terms that it may be said of; now and then with the exponent's whole numbers."""
    chance, rows = point.chance, point.terms.rows
    here = chance.randrange(len(axioms()))
    fitting = [
        [n for n, (op, *_) in enumerate(rows) if op in ops.split("|")] for _, ops, _ in axioms()[here][0]
    ]
    nodes = [chance.choice(each or [point.some()]) for each in fitting]
    exponents = [point.values[rows[n][2]] for n in nodes if rows[n][0] == "pow"]
    if exponents and isinstance(exponents[0], Fraction) and chance.random() < 0.5:
        n, d = exponents[0].as_integer_ratio()
        return ["axiom", here, nodes, d, abs(n)]
    return ["axiom", here, nodes, *(chance.randint(-3, 3) for _ in range(chance.choice([0, 0, 1, 2])))]


def sum_line(point: Point, known: list[str]) -> list[Any]:
    """An identity: a multiple of a polynomial is the sum of multiples of its parts."""
    chance = point.chance
    parts = [chance.choice([*known, point.text()]) for _ in range(chance.randint(1, 3))]
    scale = chance.choice([[], ["2"], ["-1"], [chance.choice([*known, point.text()])]])
    if chance.random() < 0.3:  # the sum of two squares
        return ["sum", " + ".join(f"x{n}*x{n}" for n in (0, 1)), [], ["x0", "x0"], ["x1", "x1"]]
    return ["sum", " + ".join(parts), scale, *([*scale, part] for part in parts)]


def test_nothing_false_is_learnt_at_any_point_whatever_lines_are_accepted() -> None:
    with mp.workdps(60):
        seen = sum((run(Point(random.Random(seed)), lines=50) for seed in range(60)), Counter[str]())
    assert min(seen[kind] for kind in ("axiom", "leaf", "sum", "split")) > 12, seen


WRONG = {
    "a >= 0, b >= 0": "a >= 0 -> y > 0",
    "b != 0": "-> b*y = a",
    "a >= 0": "-> y = a",
    "a <= b": "-> y = a",
    "?a > 0, a = 1, ?b > 0": "?a > 0, ?b > 0 -> y = b",
    "?y > 0, i*b = j, i > 0, j >= 0": "?y > 0, i*b = j -> y^i = a*a^j",
    "?x > 0, ?y > 0, a = c, b = d": "?x > 0, ?y > 0, b = d -> x = y",
}


@pytest.mark.parametrize("when", WRONG)
def test_an_axiom_that_is_wrong_would_be_noticed(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = WRONG[when].split("->")
    bent = [(terms, *parts) if old.strip() == when else (terms, old, then) for terms, old, then in axioms()]
    monkeypatch.setattr(proof, "axioms", lambda: bent)
    with mp.workdps(60), pytest.raises(AssertionError):
        any(run(Point(random.Random(seed)), lines=50) is None for seed in range(200))


def given(point: Point) -> Facts:
    """Signs of polynomials and of differences, true at the point, now and then with others."""
    pairs = [(f"x{point.some()} + -1*x{point.some()}") for _ in range(6)]
    exact = [f for f in pairs if point.chance.random() < 0.7]
    texts = {*exact, *(point.text() for _ in range(4))}
    more = [ZERO, frozenset[int](), frozenset({1}), frozenset({-1})]
    return [(f, frozenset({point.sign(f)}) | point.chance.choice(more)) for f in sorted(texts)]


def run(point: Point, lines: int) -> Counter[str]:
    free = [(ANY, Fraction(0))]
    domains: dict[tuple[str, str], Any] = {("hyper", name): free for name in "ab"}
    domains["time", "t"] = [(frozenset({0, 1}), Fraction(1))]
    leaves = [["leaf", n] for n, (op, *_) in enumerate(point.terms.rows) if op in ("num", "sym")]
    case, seen = Case(point.terms, domains, given(point)), Counter[str]()
    for each in leaves:
        case.apply(*each)
    for _ in range(lines):
        trial = case.fork("1", ANY)
        try:
            drawn, asked = line(point, [*case.known][-30:] or ["1"])
            for text in asked if point.chance.random() < 0.8 else ():
                trial.learn([(text, frozenset({point.sign(text)}))])
            if drawn[0] != "split":
                trial.apply(*drawn)
        except (Rejected, LookupError, TypeError, ValueError):
            continue
        case = trial
        seen[drawn[0]] += 1
        fault = (drawn, [(n, r, point.values[n]) for n, r in enumerate(point.terms.rows)])
        assert case.possible, fault
        assert all(point.sign(f) in signs for f, signs in case.known.items()), fault
    return seen
