"""Terms, facts of them, and what a line of a proof may conclude: by axioms, or by sums of products.

x0, x1, ... are the values of the terms in rows 0, 1, ... of a table; ?x0 is positive where the term in row 0
is defined, and zero where it is not. A fact is a polynomial and the signs that it can have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

Signs = frozenset[int]
Facts = list[tuple[str, Signs]]
Domains = dict[tuple[Any, ...], list[tuple[Signs, Fraction]]]
"""Symbols that may be read, and on which sides of which numbers they lie."""
ZERO, PLUS, MINUS = frozenset({0}), frozenset({1}), frozenset({-1})
UP, DOWN, APART, ANY = ZERO | PLUS, ZERO | MINUS, PLUS | MINUS, ZERO | PLUS | MINUS
RELATIONS = {"=": ZERO, ">": PLUS, "<": MINUS, ">=": UP, "<=": DOWN, "!=": APART}
LEAVES = ("num", "sym")


class Rejected(Exception):
    """Something that the certificate says and that does not follow."""


def require(condition: object, otherwise: str) -> None:
    """Reject the certificate unless a condition holds."""
    if not condition:
        raise Rejected(otherwise)


def sign(number: int | Fraction) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)


def times(factors: Iterable[Signs]) -> Signs:
    """The signs of a product."""
    return frozenset(map(prod, product(*factors)))


class Terms:
    """Rows: numbers, symbols (kind, name, how many steps later), operations of rows above them."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        for place, (op, *args) in enumerate(rows):
            above = op in LEAVES or all(a in range(place) for a in args)
            row = self(op, Fraction(args[0])) if op == "num" else self(op, *args)
            require(above and row == place, f"row {place} is there twice, or not of rows above it")

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


@cache
def axioms() -> list[tuple[list[list[str]], str, str]]:
    """The axioms: letters of terms, their operations and their arguments; conditions; what follows."""
    found = list[tuple[list[list[str]], str, str]]()
    for block in re.split(r"\n(?=\S)", Path(__file__).with_name("axioms.txt").read_text("utf-8")):
        head, *lines = block.splitlines()
        terms = [[*each] for each in re.findall(r"(\w) = ([\w|]+)\((.+?)\)", head)]
        found += [(terms, when, then) for when, arrow, then in (x.partition("->") for x in lines) if arrow]
    return found


def facts(text: str) -> Facts:
    """The facts written as ``x1 >= x2 + 1, x3 = 0``: on which side of zero differences lie."""
    found = Facts()
    for part in filter(str.strip, text.split(",")):
        left, relation, right = re.split(" ([<>=!]+) ", part.strip())
        less = [f"{'-' if term.isdecimal() else '-1*'}{term}" for term in right.split(" + ") if term != "0"]
        found.append((" + ".join([left, *less]), RELATIONS[relation]))
    return found


def axiom(terms: Terms, place: int, nodes: Sequence[int], i: int = 0, j: int = 0) -> tuple[Facts, Facts]:
    """The conditions of an axiom, and what follows, said of some terms and whole numbers."""
    patterns, when, then = axioms()[place]
    require(type(i) is type(j) is int, "an axiom is of whole numbers")
    values, made = {"t": terms("sym", "time", "t"), "i": i, "j": j}, []
    for (letter, ops, letters), node in zip(patterns, nodes, strict=True):
        op, *args = terms.rows[node]
        require(op in ops.split("|"), f"x{node} is no term of this axiom")
        values |= zip([letter, *letters.split(", ")], [node, *args], strict=True)
        made += args
    table = str.maketrans({c: f"{n}" if c in "ij" else f"x{n}" for c, n in values.items()})
    conditions, follows = facts(when.translate(table)), facts(then.translate(table))
    if "?" in when + then:
        return conditions, follows
    return [*exist(made), *conditions], [*exist(nodes), *follows]


def exist(nodes: Iterable[int], signs: Signs = PLUS) -> Facts:
    """That terms are defined; or that they are not."""
    return [(f"?x{node}", signs) for node in nodes]


def polynomials(products: Sequence[Sequence[str]]) -> list[fmpz_mpoly]:
    """Products of polynomials, e.g. ``3*x1*x1 + -1*x2^2``, in a ring with a generator for each name."""
    found = sorted({*re.findall(r"x\d+", str(products))})
    ring = fmpz_mpoly_ctx.get([f"x{i}" for i in range(len(found))], Ordering.lex)
    names, one = dict(zip(found, ring.gens(), strict=True)), ring.constant(1)

    def power(text: str) -> fmpz_mpoly:
        base, _, exponent = text.partition("^")
        return (names[base] if base in names else int(base) * one) ** int(exponent or 1)

    def polynomial(text: str) -> fmpz_mpoly:
        return sum((prod(map(power, part.split("*")), start=one) for part in text.split(" + ")), 0 * one)

    return [prod(map(polynomial, each), start=one) for each in products]


class Case:
    """The points where some facts hold."""

    def __init__(self, terms: Terms, domains: Domains, given: Facts) -> None:
        self.terms, self.domains, self.trusted = terms, domains, list[Facts]()
        self.known, self.possible = dict[str, Signs](), True
        self.learn(given)

    def fork(self, text: str, signs: Signs) -> Case:
        """Those of the points where a polynomial has such a sign."""
        other = copy(self)
        other.known = dict(self.known)
        other.learn([(text, signs)])
        return other

    def sign(self, text: str) -> Signs:
        """Signs that a polynomial can have."""
        number = text.removeprefix("-").isdecimal()
        return frozenset({sign(int(text))}) if number else self.known.get(text, ANY)

    def holds(self, facts: Facts) -> bool:
        """Whether all this is known."""
        return all(self.sign(f) <= signs for f, signs in facts)

    def learn(self, known: Facts) -> None:
        """Polynomials' signs lie in sets; where no sign is left, there are no such points."""
        for text, signs in known:
            self.known[text] = self.sign(text) & signs
            self.possible &= bool(self.known[text])

    def walk(self, tree: Mapping[str, Any], goals: Sequence[Facts]) -> None:
        """Check a proof: its lines, then every part of its split, or that a goal is reached in the end."""
        for line in tree["lines"]:
            if self.possible:
                self.apply(*line)
        if self.possible and "split" not in tree:
            require(any(map(self.holds, goals)), "what must hold in the end is not shown")
        elif self.possible:
            covered = frozenset(s for signs, _ in tree["cases"] for s in signs)
            require(self.sign(tree["split"]) <= covered, f"cases are missing for {tree['split']}")
            for signs, child in tree["cases"]:
                self.fork(tree["split"], frozenset(signs)).walk(child, goals)

    def apply(self, kind: str, *rest: Any) -> None:
        """One line of a proof: a symbol's domain, an axiom, a sum of products, what a solver is asked."""
        getattr(self, f"by_{kind}")(*rest)

    def by_leaf(self, node: int) -> None:
        """A number is that number; a symbol lies in its domain."""
        op, *name = self.terms.rows[node]
        own = name[:2] if name[0] == "sequence" else name
        bounds = [(ZERO, name[0])] if op == "num" else self.domains[tuple(own)]
        known = [(f"{end.denominator}*x{node} + {-end.numerator}", signs) for signs, end in bounds]
        self.learn([*exist([node]), *known])

    def by_axiom(self, place: int, nodes: Sequence[int], *numbers: int) -> None:
        """What follows from what is known of some terms."""
        conditions, follows = axiom(self.terms, place, nodes, *numbers)
        missing = [f for f, signs in conditions if not self.sign(f) <= signs]
        require(not missing, f"not shown is the sign of {', '.join(missing)}")
        self.learn(follows)

    def by_sum(self, f: str, scale: Sequence[str], *products: Sequence[str]) -> None:
        """The product of the scale and f is a sum of products of polynomials whose signs are known."""
        left, *right = polynomials([[*scale, f], *products])
        require(left == sum(right), f"an identity for {f} does not hold")
        scaled, signs = self.product(scale), ZERO
        require(0 not in scaled, f"what {f} is multiplied by may be zero")
        for each in map(self.product, products):
            signs = frozenset(z for s in signs for t in each for z in ({s or t} if s * t >= 0 else ANY))
        self.learn([(f, times([signs, scaled]))])

    def product(self, factors: Sequence[str]) -> Signs:
        """Signs of a product; a factor that comes twice is a square."""
        return times(frozenset(s**n for s in self.sign(f)) for f, n in Counter(factors).items())

    def by_solver(self, *used: str) -> None:
        """Trusted to a solver: no real numbers have the signs that are known of these polynomials."""
        self.trusted.append([(f, self.sign(f)) for f in used])
        self.possible = False
