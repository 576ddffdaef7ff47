"""The axioms of the checker: what terms mean, as signs of polynomials in their values.

x0, x1, ... are the values of the terms in rows 0, 1, ... of a table. A fact is a polynomial and the
signs that it can have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verifier.checker.terms import CONSTANT, Terms, number_of

Signs = frozenset[int]
Fact = tuple[str, Signs]
Facts = list[Fact]
ZERO, PLUS, MINUS = frozenset({0}), frozenset({1}), frozenset({-1})
UP, DOWN, APART, ANY = ZERO | PLUS, ZERO | MINUS, PLUS | MINUS, ZERO | PLUS | MINUS
RELATIONS = {"=": ZERO, ">": PLUS, "<": MINUS, ">=": UP, "<=": DOWN, "!=": APART}
LARGEST = 300
"""Factors of a product that are still written out."""
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


def whole(*numbers: object) -> bool:
    """Whether all are whole numbers, of a size that is still written out."""
    return all(type(n) is int and abs(n) < 10**9 for n in numbers)


def facts(text: str) -> Facts:
    """The facts written as ``x1 + -1*x2 >= 0, x3 = 0``."""
    parts = (part.rsplit(maxsplit=2) for part in text.split(",") if part.strip())
    return [(f.strip(), RELATIONS[relation]) for f, relation, _ in parts]


def rule(terms: Terms, node: int, place: int, i: int = 0, j: int = 0) -> tuple[Facts, Facts | None]:
    """The conditions of a rule, and what follows for a term; None if it is that it is undefined."""
    op, *args = terms.rows[node]
    known = op in MEANING and place in range(len(MEANING[op])) and len(args) == ARGUMENTS.get(op, 2)
    require(known and whole(i, j), f"x{node}: no such rule")
    step = terms.numbers.get(("sym", "time", "t"))
    values = {letter: f"x{n}" for letter, n in zip("ytabc", (node, step, *args), strict=False)}
    table = str.maketrans(values | {"i": f"{i}", "j": f"{j}", "k": f"{i - 1}"})
    when, then = MEANING[op][place].split("->")
    return facts(when.translate(table)), None if "undefined" in then else facts(then.translate(table))


def leaf(row: Sequence[Any], y: str, first: int, domains: Mapping[str, Any], *places: int) -> Iterator[Fact]:
    """What is known of a number, of the step (none lies between whole numbers), of a symbol's domain."""
    op, kind, *name = row
    if op == "num":
        yield f"{kind.denominator}*{y} + {-kind.numerator}", ZERO
    elif kind == "time":
        yield f"{y} + {-first}", UP
        yield from ((f"{y}*{y} + {-2 * k - 1}*{y} + {k * k + k}", UP) for k in places)
    for low, low_open, high, high_open in domains.get(name[0], ()) if kind in CONSTANT else ():
        for bound, is_open, signs in ((low, low_open, UP), (high, high_open, DOWN)):
            if bound is not None:
                n, d = number_of(bound).as_integer_ratio()
                yield f"{d}*{y} + {-n}", signs - ZERO if is_open else signs


def law(terms: Terms, base: int | None, powers: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """The sum of exponents, each some times, and what is 0 if it is: the product of the powers, less 1.

    The powers are of the base, which may be one itself; without a base they are ``exp(e)``, or a
    number whose exponent is its ``log``.
    """
    exponents, factors = list[str](), list[tuple[int, int]]()
    for node, k in powers:
        op, *args = terms.rows[node]
        is_power = node == base or op == "pow" if base is not None else op in ("exp", "log")
        require(is_power and whole(k) and abs(k) <= LARGEST, f"x{node} is no such power")
        exponents.append(f"{k}" if node == base else f"{k}*x{node if op == 'log' else args[-1]}")
        factors.append((args[0] if op == "log" and base is None else node, k))
    sides = ("*".join(["1", *(f"x{n}" for n, k in factors for _ in range(s * k))]) for s in (1, -1))
    return " + ".join(exponents), " + -1*".join(sides)
