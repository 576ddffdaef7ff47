"""Checks proofs about the values of terms; all that it computes is products and sums of polynomials.

A fact is the sign of a polynomial in x0, x1, ..., the values of the terms in rows 0, 1, ... of a
table; where a term is undefined, it has no facts of its own and counts as 0. Facts come from the
meaning of the operations, from identities, from the law of powers, and by splits into cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from itertools import product
from math import prod
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.checker.meaning import ANY, ZERO, Signs, law, leaf, require, rule, whole
from verifier.checker.problem import problem
from verifier.checker.terms import LEAVES, Terms

RING = fmpz_mpoly_ctx.get([f"x{i}" for i in range(96)], Ordering.lex)
NIL, ONE, GENERATORS = RING.constant(0), RING.constant(1), RING.gens()


def polynomial(text: str, names: dict[str, fmpz_mpoly]) -> fmpz_mpoly:
    """The polynomial, e.g. ``3*x1*x1 + -1*x2``; each new name is given a generator."""
    parts = [part.split("*") for part in text.split(" + ")]
    for name in (f for factors in parts for f in factors if f[0] == "x"):
        names.setdefault(name, GENERATORS[len(names)])
    total = NIL
    for factors in parts:
        total += prod((names[f] if f[0] == "x" else int(f) for f in factors), start=ONE)
    return total


def times(factors: Iterable[Signs]) -> Signs:
    """The signs of a product."""
    return frozenset(prod(signs) for signs in product(*factors))


class Case:
    """The points where some facts hold, and which terms are defined there."""

    def __init__(self, terms: Terms, first: int, assumed: Mapping[int, Signs], domains: Any) -> None:
        self.terms, self.first, self.assumed, self.domains = terms, first, assumed, domains
        self.known: dict[str, Signs] = {}
        self.defined: dict[int, bool] = {}
        self.trusted: list[str] = []
        self.possible = True

    def fork(self, text: str, signs: Signs) -> Case:
        """Those of the points where a polynomial has such a sign."""
        other = copy(self)
        other.known, other.defined = dict(self.known), dict(self.defined)
        other.learn(text, signs)
        return other

    def sign(self, text: str) -> Signs:
        """Signs that a polynomial can have."""
        return self.known.get(text, ANY)

    def learn(self, text: str, signs: Signs) -> None:
        """A polynomial's sign lies in a set; where no sign is left, there are no such points."""
        self.known[text] = self.sign(text) & signs
        self.possible &= bool(self.known[text])

    def walk(self, tree: Mapping[str, Any], met: Callable[[Case], None]) -> None:
        """Check a proof: its lines, then every part of its split, or what must hold in the end."""
        for line in tree["lines"]:
            if self.possible:
                self.apply(*line)
        if self.possible and "split" not in tree:
            met(self)
        elif self.possible:
            covered = frozenset(s for signs, _ in tree["cases"] for s in signs)
            require(self.sign(tree["split"]) <= covered, f"cases are missing for {tree['split']}")
            for signs, child in tree["cases"]:
                self.fork(tree["split"], frozenset(signs)).walk(child, met)

    def apply(self, kind: str, *rest: Any) -> None:
        """One line of a proof."""
        require(kind in ("value", "leaf", "sum", "law", "show", "solver"), f"there is no rule '{kind}'")
        getattr(self, f"by_{kind}")(*rest)

    def by_leaf(self, node: int, *places: int) -> None:
        """A number, the step or another symbol."""
        require(self.terms.rows[node][0] in LEAVES and whole(*places), f"x{node} is no symbol")
        self.defined[node] = True
        self.learn(f"x{node}", self.assumed.get(node, ANY))
        for f, signs in leaf(self.terms.rows[node], f"x{node}", self.first, self.domains, *places):
            self.learn(f, signs)

    def by_value(self, node: int, place: int, *numbers: int) -> None:
        """What a term is, by a rule; or that it is undefined, as something is that it needs."""
        conditions, then = rule(self.terms, node, place, *numbers)
        op, *args = self.terms.rows[node]
        needed, at_once = (args, args) if op != "where" else ([args[0], args[1 + place]], args[:1])
        if all(self.defined[a] for a in at_once):
            for f, signs in conditions:
                require(self.sign(f) <= signs, f"the sign of {f}, which '{op}' asks for, is not shown")
        self.defined[node] = then is not None and all(self.defined[a] for a in needed)
        if self.defined[node]:
            for f, signs in (*(then or ()), (f"x{node}", self.assumed.get(node, ANY))):
                self.learn(f, signs)

    def by_law(self, base: int | None, *powers: tuple[int, int]) -> None:
        """Where all are defined, powers of one base multiply as their exponents add up."""
        exponents, product_ = law(self.terms, base, powers)
        for node, _ in powers:
            op, other, *_ = self.terms.rows[node]
            same = node == base or op != "pow" or other == base or self.sign(f"x{other} + -1*x{base}") == ZERO
            require(self.defined[node] and same, "another base, or an undefined power")
        if base is None and self.sign(product_) == ZERO:  # none of the factors is 0
            return self.learn(exponents, ZERO)
        require(self.sign(exponents) == ZERO, f"{exponents} is not shown to be 0")
        return self.learn(product_, ZERO)

    def by_sum(self, f: str, scale: Sequence[str], *products: Sequence[str]) -> None:
        """The product of the scale and f is a sum of products of polynomials whose signs are known."""
        names: dict[str, fmpz_mpoly] = {}
        every = ([*scale, f], *products)
        total, *parts = (prod((polynomial(g, names) for g in gs), start=ONE) for gs in every)
        require(total == sum(parts, NIL), f"an identity for {f} does not hold")
        scaled, each = self.product(scale), [self.product(gs) for gs in products]
        require(0 not in scaled, f"what {f} is multiplied by may be zero")
        signs = ZERO
        for other in each:
            signs = frozenset(z for s in signs for t in other for z in ({s or t} if s * t >= 0 else ANY))
        self.learn(f, times([signs, scaled]))

    def product(self, factors: Sequence[str]) -> Signs:
        """Signs of a product; a factor that comes twice is a square."""
        signs = []
        for f in dict.fromkeys(factors):
            number = f.removeprefix("-").isdecimal()
            own = frozenset({(int(f) > 0) - (int(f) < 0)}) if number else self.sign(f)
            signs.append(frozenset(s ** list(factors).count(f) for s in own))
        return times(signs)

    def by_show(self, f: str, signs: Sequence[int], tree: Mapping[str, Any]) -> None:
        """A sign that is shown in every case of a proof of its own."""
        wanted = frozenset(signs)
        self.fork(f, ANY).walk(
            tree, lambda case: require(case.sign(f) <= wanted, f"a sign of {f} is not shown")
        )
        self.learn(f, wanted)

    def by_solver(self, f: str, signs: Sequence[int], used: Sequence[str], text: str) -> None:
        """Trusted to a solver: no real numbers have the signs that are used and another sign of f."""
        stated = problem(f, frozenset(signs), [(g, self.sign(g)) for g in used])
        require(text == stated, "a solver's problem is not the one that is needed")
        self.trusted.append(text)
        self.learn(f, frozenset(signs))
