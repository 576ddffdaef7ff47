"""One case of a proof while it is written: the checker's case, and values as quotients beside it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from verifier.algebra.ring import Hashed, coefficients
from verifier.certificate.axioms import of_operation
from verifier.certificate.known import factored, monomials
from verifier.checker.proof import ANY, APART, PLUS, ZERO, Case, Signs, Terms, axiom, times

CAPACITY = 64
RING = fmpz_mpoly_ctx.get([f"{letter}{i}" for letter in "xuv" for i in range(CAPACITY)], Ordering.lex)
"""Generators, and for each two more, in which sums of products are written."""
X = RING.gens()
ONE, NIL = RING.constant(1), RING.constant(0)

MOST_TERMS = 3000

Quotient = tuple[fmpz_mpoly, fmpz_mpoly]
Product = list[str]


class Uncertified(Exception):
    """The writer knows no line of proof for this; the message says for what."""


class Impossible(Exception):
    """The case holds no point: nothing is left to be shown."""


class Split(Exception):
    """A polynomial's sign must be known: one branch for every part."""

    def __init__(self, polynomial: fmpz_mpoly, parts: Sequence[Signs]) -> None:
        super().__init__("a sign that is not known")
        self.polynomial, self.parts = polynomial, parts


@dataclass(frozen=True)
class Root:
    """A generator with ``generator**order == radicand``, a fact of the certificate under this text."""

    index: int
    order: int
    radicand: fmpz_mpoly
    text: str


class Branch:
    """The lines of one case, and what they have shown.

    Attributes
    ----------
    case : Case
        The checker's case after these lines.
    tree : dict
        The proof so far; ``here`` is its part to which lines are added.
    told : dict of int to list of int
        For a state, the terms that it is known to be equal to; first those that say so of some steps alone.
    parted : bool
        Whether powers of products are products of powers.
    first : int
        The least step, from which exponents are counted.
    nodes : list of int
        The terms that are generators: symbols, and powers that are not products of others.
    values : dict of int to (polynomial, polynomial)
        Terms' values over the generators.
    zeros : dict of int to str
        For a term that is no generator, the fact that says its value.
    facts : list of polynomial
        Polynomials of which a sign is known that does not follow from their generators'.
    ranges : dict of int to (number, number)
        Between which numbers a generator lies, where domains or facts say so.
    """

    def __init__(self, case: Case, *, parted: bool = False) -> None:
        self.case, self.parted = case, parted
        self.tree: dict[str, Any] = {"lines": []}
        self.here, self.first, self.told = self.tree, 1, dict[int, list[int]]()
        self.nodes: list[int] = []
        self.values: dict[int, Quotient] = {}
        self.zeros: dict[int, str] = {}
        self.roots: list[Root] = []
        self.made: dict[tuple[Any, ...], int] = {}
        self.facts: list[fmpz_mpoly] = []
        self.ranges: dict[int, tuple[Fraction | None, Fraction | None]] = {}
        self.tried: set[tuple[Hashed, int]] = set()

    @property
    def terms(self) -> Terms:
        """The table of terms."""
        return self.case.terms

    def fork(self, text: str, signs: Signs) -> Branch:
        """The branch on which a polynomial has such a sign, its lines still to come."""
        other = copy(self)
        other.case, other.tree, other.tried = self.case.fork(text, signs), {"lines": []}, set()
        other.here = other.tree
        for name in ("nodes", "values", "zeros", "roots", "made", "facts", "ranges"):
            setattr(other, name, copy(getattr(self, name)))
        return other

    def add(self, *line: Any) -> None:
        """One more line, which the checker must accept."""
        self.case.apply(*line)
        self.here["lines"].append(list(line))
        if not self.case.possible:
            raise Impossible

    def narrow(self, text: str, signs: Signs, others: Sequence[tuple[Signs, list[Any]]]) -> None:
        """Go on where a polynomial has such signs: lines show that it has none of the others."""
        cases = list[Any]()
        for each, lines in others:
            dead, used = self.case.fork(text, each), list[Any]()
            for line in lines:
                if dead.possible:
                    dead.apply(*line)
                    used.append(line)
            if dead.possible:
                raise Uncertified("a sign that is not shown")
            cases.append([sorted(each), {"lines": used}])
        self.case, rest = self.case.fork(text, signs), {"lines": list[Any]()}
        self.here |= {"split": text, "cases": [*cases, [sorted(signs), rest]]}
        self.here = rest

    def meaning(self, node: int, *numbers: int) -> None:
        """Lines for what a term is: the axioms whose conditions are known and that teach something."""
        for place in of_operation(self.terms.rows[node][0]):
            conditions, then = axiom(self.terms, place, [node], *numbers)
            if not self.case.holds(then) and self.case.holds(conditions):
                self.add("axiom", place, [node], *numbers)
        if self.exists(node) is None:
            raise Uncertified("whether a term is defined")

    def exists(self, node: int) -> bool | None:
        """Whether a term is known to be defined; None where nothing is."""
        return {PLUS: True, ZERO: False}.get(self.case.sign(f"?x{node}"))

    def generator(self, node: int) -> fmpz_mpoly:
        """The term as a new generator."""
        if len(self.nodes) == CAPACITY:
            raise Uncertified(f"more than {CAPACITY} quantities")
        self.nodes.append(node)
        self.values[node] = X[len(self.nodes) - 1], ONE
        return X[len(self.nodes) - 1]

    def text(self, p: fmpz_mpoly, *names: str) -> str:
        """A polynomial, times some names, as the certificate writes it."""
        parts = []
        for c, generators in monomials(p):
            factors = [*(f"x{self.nodes[i]}" for i in generators), *names]
            parts.append("*".join(([] if c == 1 and factors else [str(c)]) + factors))
        return " + ".join(parts) or "0"

    def factors(self, p: fmpz_mpoly) -> Product:
        """The polynomial as a product of numbers and irreducible polynomials."""
        content, factors = factored(p)
        number = [] if content == 1 else [str(content)]
        return number + [self.text(f) for f, e in factors for _ in range(e)]

    def known(self, p: fmpz_mpoly) -> Signs:
        """What is known of the sign of a polynomial that is an irreducible factor."""
        return self.case.sign(self.text(p))

    def sum(self, f: str, scale: Product, products: Sequence[Product]) -> None:
        """The line that says that a multiple of ``f`` is a sum of products."""
        self.add("sum", f, scale, *([g for g in p if g != "1"] or ["1"] for p in products if "0" not in p))

    def reduce(self, p: fmpz_mpoly) -> tuple[fmpz_mpoly, list[Product]]:
        """The polynomial with roots below their order, less multiples of what is zero, and these."""
        made_up = []
        if len(p) > MOST_TERMS:
            raise Uncertified(f"a polynomial of {len(p)} terms")
        for root in reversed(self.roots):
            quotient = NIL
            while p.degrees()[root.index] >= root.order:
                parts = coefficients(p, root.index, X[root.index])
                above = (c * X[root.index] ** (k - root.order) for k, c in parts.items() if k >= root.order)
                top = sum(above, NIL)
                quotient += top
                p = p - top * (X[root.index] ** root.order - root.radicand)
            if not quotient.is_zero():
                made_up.append([self.text(quotient), root.text])
        for zero in self.facts:
            if not p.is_zero() and self.known(zero) == ZERO:
                quotient, p = divmod(p, zero)
                made_up += [] if quotient.is_zero() else [[self.text(quotient), self.text(zero)]]
        return p, made_up

    def lowest(self, p: fmpz_mpoly, q: fmpz_mpoly) -> Quotient:
        """A quotient reduced by the roots, without common factors.

        A denominator is reduced only where its factors are still known not to be zero: ``(r + 1)**2``
        stays, where ``r**2 = x`` would make it ``2*r + x + 1``.
        """
        p, q = _without_common(p, q)
        p, reduced = self.reduce(p)[0], self.reduce(q)[0]
        if reduced.is_zero():
            raise Uncertified("a denominator that vanishes")
        if reduced.is_constant() or all(0 not in self.known(f) for f, _ in factored(reduced)[1]):
            q = reduced
        return _without_common(p, q)

    def vanishing(self, p: fmpz_mpoly) -> list[Product]:
        """The polynomial as a sum of products of zeros.

        Raises
        ------
        Uncertified
            When it is not one, as far as this can tell.
        """
        rest, products = self.reduce(p)
        for x in X[: len(self.nodes)] if not rest.is_zero() else ():
            if self.known(x) == ZERO:
                quotient, rest = divmod(rest, x)
                products.append([self.text(quotient), self.text(x)])
        if not rest.is_zero():
            raise Uncertified("an identity does not hold")
        return products

    def zero_of(self, node: int) -> list[str]:
        """The fact that says a term's value; none for a generator."""
        return [self.zeros[node]] if node in self.zeros else ["0"]

    def establish(
        self, node: int, value: Quotient, scale: Product, products: list[Product], rest: fmpz_mpoly
    ) -> None:
        """A term's value: ``scale * (q*y - p)`` is a sum of products of zeros and of what must vanish."""
        p, q = value
        known = f"{self.text(q, f'x{node}')} + {self.text(-p)}"
        self.sum(known, scale, [*products, *self.vanishing(rest)])
        if self.case.sign(known) != ZERO:
            raise Uncertified("a value does not follow")
        self.values[node], self.zeros[node] = value, known

    def scale(self, *polynomials: fmpz_mpoly) -> Product:
        """Factors that are not zero, as a scale."""
        for p in polynomials:
            for f, _ in factored(p)[1]:
                if 0 in self.known(f):
                    raise Uncertified("a denominator is not known not to be zero")
        return [t for p in polynomials for t in self.factors(p)]

    def show_sign(self, text: str, value: Quotient, zeros: list[Product]) -> None:
        """The sign of a polynomial in terms' values: ``q*f = p + zeros``, the sign of p*q being known."""
        p, q = value
        rest, made_up = self.reduce(p)
        if not self.product_sign(rest) <= self.product_sign(p):  # more is known of what is not reduced
            rest, made_up = p, []
        scale = self.scale(q)
        square = [t for t in scale if "x" in t and len(self.case.sign(t)) > 1]
        products = [*zeros, *made_up, *([self.factors(rest)] if not rest.is_zero() else [])]
        self.sum(text, [*scale, *square], [[*product, *square] for product in products])

    def product_sign(self, p: fmpz_mpoly) -> Signs:
        """The sign of a polynomial by what is known of its factors."""
        if p.is_zero():
            return ZERO
        content, factors = factored(p)
        signs = [frozenset({1 if content > 0 else -1})]
        signs += [frozenset(s ** int(e) for s in self.known(f)) for f, e in factors]
        return times(signs)


def _without_common(p: fmpz_mpoly, q: fmpz_mpoly) -> Quotient:
    """The quotient in lowest terms, the denominator's leading coefficient positive."""
    common = p.gcd(q)
    if q.leading_coefficient() < 0:
        common = -common
    return (p, q) if common.is_zero() else (p / common, q / common)


__all__ = ["ANY", "APART", "NIL", "ONE", "RING", "Branch", "Product", "Quotient", "Split", "Uncertified", "X"]
