"""Checks proofs about the values of terms; all that it computes is products and sums of polynomials.

Facts come from the meaning of the operations, from identities, from the law of powers, and by splits into
cases. Where a term is undefined, nothing is learnt of its value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.checker.meaning import ANY, PLUS, UP, ZERO, Facts, Signs, Terms, require, rule, sign

RING = fmpz_mpoly_ctx.get([f"x{i}" for i in range(96)], Ordering.lex)
Domains = dict[tuple[Any, ...], list[tuple[Signs, Fraction]]]
"""Symbols that may be read, and on which sides of which numbers they lie."""
NIL, ONE, GENERATORS = RING.constant(0), RING.constant(1), RING.gens()


def polynomial(text: str, names: Mapping[str, fmpz_mpoly]) -> fmpz_mpoly:
    """The polynomial, e.g. ``3*x1*x1 + -1*x2``; each new name is given a generator."""
    parts = (part.split("*") for part in text.split(" + "))
    return sum((prod((names[f] if f[0] == "x" else int(f) * ONE for f in p), start=ONE) for p in parts), NIL)


def times(factors: Iterable[Signs]) -> Signs:
    """The signs of a product."""
    return frozenset(map(prod, product(*factors)))


def law(terms: Terms, base: int | None, powers: Sequence[tuple[int, int]]) -> tuple[Facts, str, str]:
    """What powers need; the sum of exponents, each some times; the powers' product less 1, 0 as that is.

    The powers are of the base, which may be one itself; without a base they are ``exp(e)``, ``a**b`` with
    the exponent ``b*log(a)``, or a number whose exponent is its ``log``.
    """
    needed, exponents, sides = Facts(), list[str](), (["1"], ["1"])
    for node, k in powers:
        op, *args = terms.rows[node]
        is_power = node == base or op == "pow" if base is not None else op in ("exp", "log", "pow")
        require(is_power and type(k) is int, f"x{node} is no such power")
        needed.append((f"?x{node}", PLUS))
        factor, exponent = node, "1" if node == base else f"x{args[-1]}"
        if base is None and op != "exp":
            log = terms.numbers["log", args[0]]
            needed.append((f"?x{log}", PLUS))
            factor, exponent = (node, f"{exponent}*x{log}") if op == "pow" else (args[0], f"x{log}")
        elif op == "pow" and base not in (node, args[0]):
            needed.append((f"x{args[0]} + -1*x{base}", ZERO))
        exponents.append(f"{k}*{exponent}")
        sides[k < 0].extend([f"x{factor}"] * abs(k))
    return needed, " + ".join(exponents), " + -1*".join("*".join(side) for side in sides)


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

    def conclude(self, needed: Facts, then: Facts) -> None:
        """Learn what follows from what is known."""
        missing = [f for f, signs in needed if not self.sign(f) <= signs]
        require(not missing, f"not shown is the sign of {', '.join(missing)}")
        self.learn(then)

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
        """One line of a proof."""
        require(kind in ("value", "leaf", "sum", "law", "solver"), f"there is no rule '{kind}'")
        getattr(self, f"by_{kind}")(*rest)

    def by_leaf(self, node: int, *places: int) -> None:
        """A number; a symbol, which lies in its domain, and the step between no two whole numbers."""
        op, *name = self.terms.rows[node]
        own = name[:2] if name[0] == "sequence" else name
        bounds = [(ZERO, name[0])] if op == "num" else self.domains[tuple(own)]
        known = [(f"{end.denominator}*x{node} + {-end.numerator}", signs) for signs, end in bounds]
        for k in places if name[0] == "time" else ():
            known.append((f"x{node}*x{node} + {-2 * k - 1}*x{node} + {k * k + k}", UP))
        self.learn([(f"?x{node}", PLUS), *known])

    def by_value(self, node: int, place: int, *numbers: int) -> None:
        """What a term is, by a rule; or that it is undefined."""
        self.conclude(*rule(self.terms, node, place, *numbers))

    def by_law(self, base: int | None, *powers: tuple[int, int]) -> None:
        """Powers of one base multiply as their exponents add up; exponents of one number are one number."""
        needed, one, other = law(self.terms, base, powers)
        if base is None and self.sign(other) == ZERO:  # none of the factors is 0
            one, other = other, one
        self.conclude([*needed, (one, ZERO)], [(other, ZERO)])

    def by_sum(self, f: str, scale: Sequence[str], *products: Sequence[str]) -> None:
        """The product of the scale and f is a sum of products of polynomials whose signs are known."""
        names = defaultdict[str, fmpz_mpoly](iter(GENERATORS).__next__)
        sides = [prod((polynomial(g, names) for g in each), start=ONE) for each in ([*scale, f], *products)]
        require(sides[0] == sum(sides[1:], NIL), f"an identity for {f} does not hold")
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
