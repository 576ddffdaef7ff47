"""Checks proofs about the values of terms; all that it computes is products and sums of polynomials.

Where a term is undefined, it has no facts of its own and counts as 0. Facts come from the meaning of
the operations, from identities, from the law of powers, and by splits into cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from itertools import product
from math import prod
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.checker.meaning import ANY, LEAVES, UP, ZERO, Facts, Signs, Terms, require, rule

RING = fmpz_mpoly_ctx.get([f"x{i}" for i in range(96)], Ordering.lex)
NIL, ONE, GENERATORS = RING.constant(0), RING.constant(1), RING.gens()


def polynomial(text: str, names: dict[str, fmpz_mpoly]) -> fmpz_mpoly:
    """The polynomial, e.g. ``3*x1*x1 + -1*x2``; each new name is given a generator."""
    total = NIL
    for factors in (part.split("*") for part in text.split(" + ")):
        for name in (f for f in factors if f[0] == "x"):
            names.setdefault(name, GENERATORS[len(names)])
        total += prod((names[f] if f[0] == "x" else int(f) for f in factors), start=ONE)
    return total


def times(factors: Iterable[Signs]) -> Signs:
    """The signs of a product."""
    return frozenset(prod(signs) for signs in product(*factors))


def law(terms: Terms, base: int | None, powers: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """The sum of exponents, each some times, and what is 0 if it is: the product of the powers, less 1.

    The powers are of the base, which may be one itself; without a base they are ``exp(e)``, or a
    number whose exponent is its ``log``.
    """
    exponents, sides = list[str](), (["1"], ["1"])
    for node, k in powers:
        op, *args = terms.rows[node]
        is_power = node == base or op == "pow" if base is not None else op in ("exp", "log")
        require(is_power and type(k) is int, f"x{node} is no such power")
        factor, exponent = (args[0], node) if base is None and op == "log" else (node, args[-1])
        exponents.append(f"{k}" if node == base else f"{k}*x{exponent}")
        sides[k < 0].extend([f"x{factor}"] * abs(k))
    return " + ".join(exponents), " + -1*".join("*".join(side) for side in sides)


class Case:
    """The points where some facts hold, and which terms are defined there."""

    def __init__(
        self, terms: Terms, domains: Mapping[Any, Any], given: Facts, undefined: Iterable[int]
    ) -> None:
        self.terms, self.domains = terms, domains
        self.known: dict[str, Signs] = {}
        self.defined = dict.fromkeys(undefined, False)
        self.trusted: list[Facts] = []
        self.possible = True
        self.learn(given)

    def fork(self, text: str, signs: Signs) -> Case:
        """Those of the points where a polynomial has such a sign."""
        other = copy(self)
        other.known, other.defined = dict(self.known), dict(self.defined)
        other.learn([(text, signs)])
        return other

    def sign(self, text: str) -> Signs:
        """Signs that a polynomial can have."""
        return self.known.get(text, ANY)

    def learn(self, known: Facts) -> None:
        """Polynomials' signs lie in sets; where no sign is left, there are no such points."""
        for text, signs in known:
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
        require(kind in ("value", "leaf", "sum", "law", "solver"), f"there is no rule '{kind}'")
        getattr(self, f"by_{kind}")(*rest)

    def by_leaf(self, node: int, *places: int) -> None:
        """A number; a symbol, which lies in its domain, and the step between no two whole numbers."""
        op, *name = self.terms.rows[node]
        require(op in LEAVES and all(type(k) is int for k in places), f"x{node} is no symbol")
        self.defined.setdefault(node, True)
        for signs, bound in [(ZERO, name[0])] if op == "num" else self.domains[name[0], name[1]]:
            self.learn([(f"{bound.denominator}*x{node} + {-bound.numerator}", signs)])
        for k in places if name[0] == "time" else ():
            self.learn([(f"x{node}*x{node} + {-2 * k - 1}*x{node} + {k * k + k}", UP)])

    def by_value(self, node: int, place: int, *numbers: int) -> None:
        """What a term is, by a rule; or that it is undefined, as something is that it needs."""
        conditions, then = rule(self.terms, node, place, *numbers)
        op, *args = self.terms.rows[node]
        needed, at_once = (args, args) if op != "where" else ([args[0], args[1 + place]], args[:1])
        exist = [self.defined.get(a) for a in needed]
        require(False in exist or None not in exist, f"nothing shows whether what x{node} needs is defined")
        for f, signs in conditions if False not in map(self.defined.get, at_once) else ():
            require(self.sign(f) <= signs, f"the sign of {f}, which '{op}' asks for, is not shown")
        self.defined[node] = then is not None and False not in exist
        self.learn((then or []) if self.defined[node] else [])

    def by_law(self, base: int | None, *powers: tuple[int, int]) -> None:
        """Where all are defined, powers of one base multiply as their exponents add up."""
        exponents, product_ = law(self.terms, base, powers)
        for node, _ in powers:
            op, other, *_ = self.terms.rows[node]
            same = node == base or op != "pow" or other == base or self.sign(f"x{other} + -1*x{base}") == ZERO
            require(self.defined[node] and same, "another base, or an undefined power")
        if base is None and self.sign(product_) == ZERO:  # none of the factors is 0
            return self.learn([(exponents, ZERO)])
        require(self.sign(exponents) == ZERO, f"{exponents} is not shown to be 0")
        return self.learn([(product_, ZERO)])

    def by_sum(self, f: str, scale: Sequence[str], *products: Sequence[str]) -> None:
        """The product of the scale and f is a sum of products of polynomials whose signs are known."""
        names: dict[str, fmpz_mpoly] = {}
        total, *parts = (
            prod((polynomial(g, names) for g in gs), start=ONE) for gs in ([*scale, f], *products)
        )
        require(total == sum(parts, NIL), f"an identity for {f} does not hold")
        scaled, signs = self.product(scale), ZERO
        require(0 not in scaled, f"what {f} is multiplied by may be zero")
        for each in map(self.product, products):
            signs = frozenset(z for s in signs for t in each for z in ({s or t} if s * t >= 0 else ANY))
        self.learn([(f, times([signs, scaled]))])

    def product(self, factors: Sequence[str]) -> Signs:
        """Signs of a product; a factor that comes twice is a square."""
        signs = []
        for f in dict.fromkeys(factors):
            number = f.removeprefix("-").isdecimal()
            own = frozenset({(int(f) > 0) - (int(f) < 0)}) if number else self.sign(f)
            signs.append(frozenset(s ** list(factors).count(f) for s in own))
        return times(signs)

    def by_solver(self, *used: str) -> None:
        """Trusted to a solver: no real numbers have the signs that are known of these polynomials."""
        self.trusted.append([(f, self.sign(f)) for f in used])
        self.possible = False
