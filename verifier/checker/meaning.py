"""Terms, and the axioms of the checker: what each operation means, as signs of polynomials in values.

x0, x1, ... are the values of the terms in rows 0, 1, ... of a table; ?x0 is positive where the term in row 0
is defined, and zero where it is not. A fact is a polynomial and the signs that it can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

Signs = frozenset[int]
Facts = list[tuple[str, Signs]]
ZERO, PLUS, MINUS = frozenset({0}), frozenset({1}), frozenset({-1})
UP, DOWN, APART, ANY = ZERO | PLUS, ZERO | MINUS, PLUS | MINUS, ZERO | PLUS | MINUS
RELATIONS = {"=": ZERO, ">": PLUS, "<": MINUS, ">=": UP, "<=": DOWN, "!=": APART}
LEAVES = ("num", "sym")

MEANING = {
    "add ab": ("-> y + -1*a + -1*b = 0",),
    "mul ab": ("-> y + -1*a*b = 0",),
    "div ab": ("b != 0 -> b*y + -1*a = 0", "b = 0 -> ?y = 0"),
    "abs a": ("a >= 0 -> y + -1*a = 0", "a <= 0 -> y + a = 0"),
    "sign a": ("a > 0 -> y + -1 = 0", "a = 0 -> y = 0", "a < 0 -> y + 1 = 0"),
    "max ab": ("a + -1*b >= 0 -> y + -1*a = 0", "a + -1*b <= 0 -> y + -1*b = 0"),
    "min ab": ("a + -1*b >= 0 -> y + -1*b = 0", "a + -1*b <= 0 -> y + -1*a = 0"),
    "lt ab": ("a + -1*b < 0 -> y + -1 = 0", "a + -1*b >= 0 -> y = 0"),
    "le ab": ("a + -1*b <= 0 -> y + -1 = 0", "a + -1*b > 0 -> y = 0"),
    "eq ab": ("a + -1*b = 0 -> y + -1 = 0", "a + -1*b != 0 -> y = 0"),
    "ne ab": ("a + -1*b != 0 -> y + -1 = 0", "a + -1*b = 0 -> y = 0"),
    "and ab": ("-> y + -1*a*b = 0",),
    "or ab": ("-> y + -1*a + -1*b + a*b = 0",),
    "not a": ("-> y + a + -1 = 0",),
    "where abc": (
        "?a > 0, a + -1 = 0, ?b > 0 -> y + -1*b = 0",
        "?a > 0, a = 0, ?c > 0 -> y + -1*c = 0",
        "?a > 0, a + -1 = 0, ?b = 0 -> ?y = 0",
        "?a > 0, a = 0, ?c = 0 -> ?y = 0",
        "?a = 0 -> ?y = 0",
    ),
    "exp a": ("-> y > 0", "a >= 0 -> y + -1 >= 0", "a <= 0 -> y + -1 <= 0"),
    "log a": ("a > 0 -> ", "a <= 0 -> ?y = 0"),
    "pow ab": (
        "a > 0 -> y > 0",
        "a >= 0, b >= 0 -> y >= 0",
        "a = 0, b > 0 -> y = 0",
        "a + -1 = 0 -> y + -1 = 0",
        "b + i*t + j = 0, b >= 0 -> ",
        "b + i*t + j = 0, a != 0 -> y != 0",
        "b + i*t + j = 0, a + 1 = 0 -> y*y + -1 = 0",
        "a >= 0, a + -1 <= 0, b >= 0 -> y + -1 <= 0",
        "a >= 0, a + -1 < 0, b > 0 -> y + -1 < 0",
        "a = 0, b < 0 -> ?y = 0",
        "a < 0, b + i > 0, b + k < 0 -> ?y = 0",
    ),
}
"""What y is, an operation of a, b, c: rules, of which no two of one operation contradict each other. True
is 1, false is 0; t is the step; i and j are whole numbers that the proof names, and k is i - 1."""


class Rejected(Exception):
    """Something that the certificate says and that does not follow."""


def require(condition: object, otherwise: str) -> None:
    """Reject the certificate unless a condition holds."""
    if not condition:
        raise Rejected(otherwise)


def sign(number: int | Fraction) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)


class Terms:
    """Rows: numbers, symbols (kind, name, how many steps later), operations of rows above them."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        for place, (op, *args) in enumerate(rows):
            above = op in LEAVES or all(a in range(place) for a in args)
            require(above, f"row {place} is of rows that are not above it")
            row = self(op, Fraction(args[0])) if op == "num" else self(op, *args)
            require(row == place, f"row {place} is there twice")

    def __call__(self, *row: Any) -> int:
        self.rows += [] if row in self.numbers else [row]
        return self.numbers.setdefault(row, len(self.rows) - 1)

    def put(self, node: int, new: dict[int, int]) -> int:
        """The term with others in the place of some, all at once; to these it adds what it has found."""
        require(node >= 0, "a row is counted from the end")
        op, *args = self.rows[node]
        if node not in new:
            new[node] = node if op in LEAVES else self(op, *(self.put(a, new) for a in args))
        return new[node]


def facts(text: str) -> Facts:
    """The facts written as ``x1 + -1*x2 >= 0, x3 = 0``."""
    parts = (part.rsplit(maxsplit=2) for part in text.split(",") if part.strip())
    return [(f.strip(), RELATIONS[relation]) for f, relation, _ in parts]


@cache
def rules(op: str, count: int) -> list[str]:
    """The rules of an operation of so many terms, of which all but ``where`` needs all."""
    letters = "abcd"[:count]
    needed = [f"?{x}" for x in letters if op != "where"]
    exist = "".join(f"{x} > 0, " for x in needed)
    return [exist + each for each in MEANING[f"{op} {letters}"]] + [f"{x} = 0 -> ?y = 0" for x in needed]


def rule(terms: Terms, node: int, place: int, i: int = 0, j: int = 0) -> tuple[Facts, Facts]:
    """The conditions of a rule, and what follows for a term: that it is defined, if not that it is not."""
    op, *args = terms.rows[node]
    own = rules(op, len(args))
    require(place in range(len(own)) and type(i) is type(j) is int, f"x{node}: no such rule")
    values = zip("ytabc", (node, terms("sym", "time", "t"), *args), strict=False)
    table = str.maketrans({c: f"x{n}" for c, n in values} | {"i": f"{i}", "j": f"{j}", "k": f"{i - 1}"})
    when, then = own[place].split("->")
    return facts(when.translate(table)), facts((then if "?" in then else f"?y > 0, {then}").translate(table))
