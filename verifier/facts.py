"""Facts about the values of terms, and the few rules by which facts follow: a part of the checker.

A fact is the sign of a polynomial in x0, x1, ..., the values of the terms in rows 0, 1, ... of a
table; a term that is undefined at some point is 0 there and has no facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.rows import CONSTANT, LEAVES, Terms, number_of

Signs = frozenset[int]
ZERO, PLUS, MINUS = frozenset({0}), frozenset({1}), frozenset({-1})
UP, DOWN, APART, ANY = ZERO | PLUS, ZERO | MINUS, PLUS | MINUS, ZERO | PLUS | MINUS
RING = fmpz_mpoly_ctx.get([f"x{i}" for i in range(96)], Ordering.lex)
NIL, ONE, GENERATORS = RING.constant(0), RING.constant(1), RING.gens()
LARGEST = 300
RULES: dict[str, tuple[tuple[str, Signs, str | bool | None], ...]] = {
    "add": (("", ANY, "{y} + -1*{a} + -1*{b}"),),
    "mul": (("", ANY, "{y} + -1*{a}*{b}"),),
    "div": (("{b}", APART, "{b}*{y} + -1*{a}"), ("{b}", ZERO, None)),
    "abs": (("{a}", UP, "{y} + -1*{a}"), ("{a}", DOWN, "{y} + {a}")),
    "sign": (("{a}", PLUS, "{y} + -1"), ("{a}", ZERO, "{y}"), ("{a}", MINUS, "{y} + 1")),
    "max": (("{a} + -1*{b}", UP, "{y} + -1*{a}"), ("{a} + -1*{b}", DOWN, "{y} + -1*{b}")),
    "min": (("{a} + -1*{b}", UP, "{y} + -1*{b}"), ("{a} + -1*{b}", DOWN, "{y} + -1*{a}")),
    "lt": (("{a} + -1*{b}", MINUS, True), ("{a} + -1*{b}", UP, False)),
    "le": (("{a} + -1*{b}", DOWN, True), ("{a} + -1*{b}", PLUS, False)),
    "eq": (("{a} + -1*{b}", ZERO, True), ("{a} + -1*{b}", APART, False)),
    "ne": (("{a} + -1*{b}", APART, True), ("{a} + -1*{b}", ZERO, False)),
}
"""An operation y of a, b: where the first polynomial has such signs, the other is 0, or y is that."""
CONNECTIVES: dict[str, Callable[[Sequence[Any]], bool]] = {"and": all, "or": any, "not": lambda a: not a[0]}


class Rejected(Exception):
    """Something that the certificate says and that does not follow."""


def require(condition: object, otherwise: str) -> None:
    """Reject the certificate unless a condition holds."""
    if not condition:
        raise Rejected(otherwise)


def polynomial(text: str, names: dict[str, fmpz_mpoly]) -> fmpz_mpoly:
    """The polynomial, e.g. ``3*x1*x1 + -1*x2``; each new name is given a generator."""
    parts = [part.split("*") for part in text.split(" + ")]
    for name in (f for factors in parts for f in factors if f[0] == "x"):
        require(name[1:].isdecimal(), f"'{name}' is no name")  # it goes into the problems for a solver
        names.setdefault(name, GENERATORS[len(names)])
    total = NIL
    for factors in parts:
        total += prod((names[f] if f[0] == "x" else int(f) for f in factors), start=ONE)
    return total


def times(factors: Iterable[Signs]) -> Signs:
    """The signs of a product."""
    return frozenset(prod(signs) for signs in product(*factors))


class Case:
    """The points where some facts hold, and there each term's status: number, truth value or None."""

    def __init__(self, terms: Terms, first: int, assumed: Mapping[int, Signs], domains: Any) -> None:
        self.terms, self.first, self.assumed, self.domains = terms, first, assumed, domains
        self.known: dict[str, Signs] = {}
        self.status: dict[int, str | bool | None] = {}
        self.trusted: list[str] = []
        self.possible = True

    def fork(self, text: str, signs: Signs) -> Case:
        """Those of the points where a polynomial has such a sign."""
        other = copy(self)
        other.known, other.status = dict(self.known), dict(self.status)
        other.learn(text, signs)
        return other

    def sign(self, text: str) -> Signs:
        """Signs that a polynomial can have."""
        return self.known.get(text, ANY)

    def learn(self, text: str, signs: Signs) -> None:
        """A polynomial's sign lies in a set; where no sign is left, there are no such points."""
        self.known[text] = self.sign(text) & signs
        self.possible &= bool(self.known[text])

    def apply(self, kind: str, *rest: Any) -> None:
        """One line of a proof."""
        require(kind in ("value", "sum", "root", "whole", "law", "solver"), f"there is no rule '{kind}'")
        getattr(self, f"by_{kind}")(*rest)

    def by_value(self, node: int) -> None:
        """What a term is, once its arguments are known, and the signs that it asks for."""
        op, *args = self.terms.rows[node]
        then = self.leaf(f"x{node}", op, *args) if op in LEAVES else self.operation(f"x{node}", op, args)
        self.status[node] = "number" if isinstance(then, str) else then
        if isinstance(then, str):
            self.learn(then, ZERO)
            self.learn(f"x{node}", self.assumed.get(node, ANY))

    def leaf(self, y: str, op: str, *args: Any) -> str:
        """A number; the step, which is the first one or a later one; a symbol in its domain."""
        if op == "num":
            return f"{args[0].denominator}*{y} + {-args[0].numerator}"
        if args[0] == "time":
            self.learn(f"{y} + {-self.first}", UP)
        for low, low_open, high, high_open in self.domains.get(args[1], ()) if args[0] in CONSTANT else ():
            for bound, is_open, signs in ((low, low_open, UP), (high, high_open, DOWN)):
                if bound is not None:
                    n, d = number_of(bound).as_integer_ratio()
                    self.learn(f"{d}*{y} + {-n}", signs - ZERO if is_open else signs)
        return "0"

    def operation(self, y: str, op: str, args: Sequence[int]) -> str | bool | None:
        """A polynomial that is zero, a truth value, or undefined (None)."""
        if op == "where" and self.status[args[0]] is not None:
            require(self.status[args[0]] != "number", "a condition is a number")
            chosen = args[1] if self.status[args[0]] else args[2]
            return f"{y} + -1*x{chosen}" if self.status[chosen] == "number" else self.status[chosen]
        states = [self.status[a] for a in args if op != "where"]
        if op == "where" or None in states:
            return None
        require(
            states.count("number") == (0 if op in CONNECTIVES else len(args)), "a truth value as a number"
        )
        if op in CONNECTIVES:
            return CONNECTIVES[op](states)
        if op == "pow":
            return self.power(y, *args)
        a, b = f"x{args[0]}", f"x{args[-1]}"
        for condition, signs, then in RULES[op]:
            if not condition or self.sign(condition.format(a=a, b=b)) <= signs:
                return then.format(y=y, a=a, b=b) if isinstance(then, str) else then
        raise Rejected(f"a sign that '{op}' of {a} and {b} asks for is not shown")

    def power(self, y: str, a: int, b: int) -> str | None:
        """Whether a power is defined, and its sign; its value follows by `by_law`."""
        base, exponent, less = self.sign(f"x{a}"), self.sign(f"x{b}"), self.sign(f"x{a} + -1")
        whole = self.whole(b) and (exponent <= UP or base <= APART)
        if whole or base <= PLUS or (base <= UP and exponent <= PLUS):
            zero = base <= ZERO and exponent <= PLUS
            self.learn(y, ZERO if zero else next((s for s in (PLUS, UP) if base <= s), ANY))
            if base <= UP and exponent <= UP and less <= DOWN:
                self.learn(f"{y} + -1", MINUS if less <= MINUS and exponent <= PLUS else DOWN)
            return "0"
        fractional = (self.number(b) or Fraction(1)).denominator > 1
        undefined = (base <= ZERO and exponent <= MINUS) or (base <= MINUS and fractional)
        require(undefined, f"nothing shows that x{a}**x{b} is defined, nor that it is not")
        return None

    def whole(self, node: int) -> bool:
        """Whether a term is a whole number, by its form or by what is known of its value."""
        op, *args = self.terms.rows[node]
        if op in ("add", "mul", "where") and all(map(self.whole, args[-2:])):
            return True
        number, step = self.number(node), self.terms.numbers.get(("sym", "time", "t"))
        shifted = any(self.sign(f"x{node} + -1*x{step} + {k}") == ZERO for k in range(-9, 10))
        return node == step or shifted or (number is not None and number.denominator == 1)

    def number(self, node: int) -> Fraction | None:
        """The number that a term is known to be, if it is a simple one."""
        op, *args = self.terms.rows[node]
        simple = ((n, d) for d in range(1, 9) for n in range(-50, 51))
        found = (Fraction(n, d) for n, d in simple if self.sign(f"{d}*x{node} + {-n}") == ZERO)
        return args[0] if op == "num" else next(found, None)

    def by_law(self, base: int, exponents: str, *powers: tuple[int, int]) -> None:
        """Powers of one base (or it itself) to whole numbers: their product is 1 if the exponents cancel."""
        rows, names = {n: self.terms.rows[n] for n, _ in powers if n != base}, dict[str, fmpz_mpoly]()
        require(all(row[0] == "pow" for row in rows.values()), "this is no power")
        same = all(row[1] == base or self.sign(f"x{row[1]} + -1*x{base}") == ZERO for row in rows.values())
        defined = all(self.status[n] == "number" and abs(k) <= LARGEST for n, k in powers)
        require(same and defined, "other bases, or undefined powers")
        total = sum((k * (polynomial(f"x{rows[n][2]}", names) if n in rows else ONE) for n, k in powers), NIL)
        require(self.sign(exponents) == ZERO and polynomial(exponents, names) == total, "unequal exponents")
        signs, whole = self.sign(f"x{base}"), all(self.whole(row[2]) for row in rows.values())
        positive = all(self.sign(f"x{row[2]}") <= PLUS for row in rows.values())
        require(signs <= PLUS or (signs <= UP and positive) or whole, "the base may be negative")
        above, below = ("*".join(["1", *(f"x{n}" for n, k in powers for _ in range(s * k))]) for s in (1, -1))
        self.learn(f"{above} + -1*{below}", ZERO)

    def by_sum(self, f: str, scale: Sequence[str], *products: Sequence[str]) -> None:
        """The product of the scale and f is a sum of products of polynomials whose signs are known."""
        names: dict[str, fmpz_mpoly] = {}
        every = ([*scale, f], *products)
        whole, *parts = (prod((polynomial(g, names) for g in gs), start=ONE) for gs in every)
        require(whole == sum(parts, NIL), f"an identity for {f} does not hold")
        scaled, each = self.product(scale), [self.product(gs) for gs in products]
        require(0 not in scaled, f"what {f} is multiplied by may be zero")
        total = next((s for s in (ZERO, UP, DOWN) if all(e <= s for e in each)), ANY)
        self.learn(f, times([total - ZERO if any(e <= total - ZERO for e in each) else total, scaled]))

    def product(self, factors: Sequence[str]) -> Signs:
        """Signs of a product; a factor that comes twice is a square."""
        signs = []
        for f in dict.fromkeys(factors):
            number = f.removeprefix("-").isdecimal()
            own = frozenset({(int(f) > 0) - (int(f) < 0)}) if number else self.sign(f)
            signs.append(frozenset(s ** list(factors).count(f) for s in own))
        return times(signs)

    def by_root(self, d: str, f: str, a: str, b: str, k: int) -> None:
        """Numbers that are not negative are equal if their powers are: d = a - b, f = a**k - b**k."""
        names: dict[str, fmpz_mpoly] = {}
        p, q, less, powers = (polynomial(text, names) for text in (a, b, d, f))
        same = 0 < k <= LARGEST and less == p - q and powers == p**k - q**k
        require(same, f"an identity for {d} does not hold")
        require(self.sign(a) | self.sign(b) <= UP and self.sign(f) == ZERO, f"{d} is not shown to be 0")
        self.learn(d, ZERO)

    def by_whole(self, f: str) -> None:
        """A whole number is not negative if one more is positive."""
        names: dict[str, fmpz_mpoly] = {}
        polynomial(f, names)
        whole = all(self.whole(int(name[1:])) for name in names)
        require(whole and self.sign(f"{f} + 1") <= PLUS, f"{f} is not shown to be whole and above -1")
        self.learn(f, UP)

    def by_solver(self, f: str, signs: Sequence[int], used: Sequence[str], text: str) -> None:
        """Trusted to a solver: no real numbers have the signs that are used and another sign of f."""
        stated = problem(f, frozenset(signs), [(g, self.sign(g)) for g in used])
        require(text == stated, "a solver's problem is not the one that is needed")
        self.trusted.append(text)
        self.learn(f, frozenset(signs))


def problem(f: str, signs: Signs, used: Sequence[tuple[str, Signs]]) -> str:
    """The SMT-LIB problem that has no solution where f has one of the signs."""
    names: dict[str, fmpz_mpoly] = {}
    lines = []
    for text, possible in (*used, (f, ANY - signs)):
        polynomial(text, names)
        parts = [part.replace("-", "-1*", part[0] == "-").split("*") for part in text.split(" + ")]
        factors = [" ".join("(- 1)" if g == "-1" else g for g in part) for part in parts]
        total = f"(+ 0 {' '.join(f'(* 1 {part})' for part in factors)})"
        relations = " ".join(f"({'<=>'[s + 1]} {total} 0)" for s in sorted(possible))
        lines.append(f"(assert (or false {relations}))")
    constants = [f"(declare-const {name} Real)" for name in names]
    return "\n".join(["(set-logic QF_NRA)", *constants, *lines, "(check-sat)"])
