"""Terms, and the axioms of the checker: what each operation means, as signs of polynomials in values.

x0, x1, ... are the values of the terms in rows 0, 1, ... of a table. A fact is a polynomial and the
signs that it can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Signs = frozenset[int]
Facts = list[tuple[str, Signs]]
ZERO, PLUS, MINUS = frozenset({0}), frozenset({1}), frozenset({-1})
UP, DOWN, APART, ANY = ZERO | PLUS, ZERO | MINUS, PLUS | MINUS, ZERO | PLUS | MINUS
RELATIONS = {"=": ZERO, ">": PLUS, "<": MINUS, ">=": UP, "<=": DOWN, "!=": APART}
LEAVES = ("num", "sym")
ARGUMENTS = {"abs": 1, "sign": 1, "not": 1, "exp": 1, "log": 1, "where": 3}
"""How many an operation has, if not two."""
MEANING: dict[str, tuple[str, ...]] = {
    "add": ("-> y + -1*a + -1*b = 0",),
    "mul": ("-> y + -1*a*b = 0",),
    "div": ("b != 0 -> b*y + -1*a = 0", "b = 0 -> undefined"),
    "abs": ("a >= 0 -> y + -1*a = 0", "a <= 0 -> y + a = 0"),
    "sign": ("a > 0 -> y + -1 = 0", "a = 0 -> y = 0", "a < 0 -> y + 1 = 0"),
    "max": ("a + -1*b >= 0 -> y + -1*a = 0", "a + -1*b <= 0 -> y + -1*b = 0"),
    "min": ("a + -1*b >= 0 -> y + -1*b = 0", "a + -1*b <= 0 -> y + -1*a = 0"),
    "lt": ("a + -1*b < 0 -> y + -1 = 0", "a + -1*b >= 0 -> y = 0"),
    "le": ("a + -1*b <= 0 -> y + -1 = 0", "a + -1*b > 0 -> y = 0"),
    "eq": ("a + -1*b = 0 -> y + -1 = 0", "a + -1*b != 0 -> y = 0"),
    "ne": ("a + -1*b != 0 -> y + -1 = 0", "a + -1*b = 0 -> y = 0"),
    "and": ("-> y + -1*a*b = 0",),
    "or": ("-> y + -1*a + -1*b + a*b = 0",),
    "not": ("-> y + a + -1 = 0",),
    "where": ("a + -1 = 0 -> y + -1*b = 0", "a = 0 -> y + -1*c = 0"),
    "exp": ("-> y > 0",),
    "log": ("a > 0 -> ", "a <= 0 -> undefined"),
    "pow": (
        "a > 0 -> y > 0",
        "a >= 0, b > 0 -> y >= 0",
        "a = 0, b > 0 -> y = 0",
        "a + -1 = 0 -> y + -1 = 0",
        "b + i*t + j = 0, b >= 0 -> ",
        "b + i*t + j = 0, a != 0 -> y != 0",
        "a >= 0, a + -1 <= 0, b >= 0 -> y + -1 <= 0",
        "a >= 0, a + -1 < 0, b > 0 -> y + -1 < 0",
        "a = 0, b < 0 -> undefined",
        "a < 0, b + i > 0, b + k < 0 -> undefined",
    ),
}
"""What y is, an operation of a, b, c: rules, of which those of one operation nowhere contradict each other.
True is 1, false is 0; t is the step; i and j are whole numbers that the proof names, and k is i - 1."""


class Rejected(Exception):
    """Something that the certificate says and that does not follow."""


def require(condition: object, otherwise: str) -> None:
    """Reject the certificate unless a condition holds."""
    if not condition:
        raise Rejected(otherwise)


class Terms:
    """Rows: numbers, symbols (kind, name, how many steps later), operations of rows above them."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        for op, *args in rows:
            above = op in LEAVES or all(a in range(len(self.rows)) for a in args)
            require(above, f"row {len(self.rows)} is of rows that are not above it")
            row = (op, Fraction(args[0])) if op == "num" else (op, *args)
            self.numbers.setdefault(row, len(self.rows))
            self.rows.append(row)

    def __call__(self, *row: Any) -> int:
        self.rows += [] if row in self.numbers else [row]
        return self.numbers.setdefault(row, len(self.rows) - 1)

    def below(self, *roots: int) -> list[int]:
        """The terms that some are made of, in the order of their rows."""
        found = set(roots)
        require(min(found, default=0) >= 0, "a row is counted from the end")
        for node in range(max(found, default=-1), -1, -1):
            if node in found and self.rows[node][0] not in LEAVES:
                found.update(self.rows[node][1:])
        return sorted(found)

    def put(self, root: int, new: Mapping[int, int]) -> int:
        """The term with others in the place of some, all at once."""
        image = dict(new)
        for node in self.below(root):
            op, *args = self.rows[node]
            if node not in image:
                image[node] = node if op in LEAVES else self(op, *(image[a] for a in args))
        return image[root]


def facts(text: str) -> Facts:
    """The facts written as ``x1 + -1*x2 >= 0, x3 = 0``."""
    parts = (part.rsplit(maxsplit=2) for part in text.split(",") if part.strip())
    return [(f.strip(), RELATIONS[relation]) for f, relation, _ in parts]


def rule(terms: Terms, node: int, place: int, i: int = 0, j: int = 0) -> tuple[Facts, Facts | None]:
    """The conditions of a rule, and what follows for a term; None if it is that it is undefined."""
    op, *args = terms.rows[node]
    known = place in range(len(MEANING.get(op, ()))) and len(args) == ARGUMENTS.get(op, 2)
    require(known and type(i) is type(j) is int, f"x{node}: no such rule")
    values = zip("ytabc", (f"x{n}" for n in (node, terms("sym", "time", "t"), *args)), strict=False)
    table = str.maketrans({**dict(values), "i": f"{i}", "j": f"{j}", "k": f"{i - 1}"})
    when, then = MEANING[op][place].split("->")
    return facts(when.translate(table)), None if "undefined" in then else facts(then.translate(table))
