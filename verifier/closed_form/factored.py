"""Polynomials over generators as terms that are good to read: in factors, in a fixed order."""

from __future__ import annotations

from fractions import Fraction as Rational

from flint import fmpz_mpoly

from verifier.algebra.factoring import factored
from verifier.algebra.fraction import Fraction
from verifier.algebra.ring import Ring
from verifier.closed_form.bound import BINDERS, multiply
from verifier.closed_form.bound import add as add_terms
from verifier.term import GRADIENT, STEP, Term, postorder, term


class Factored:
    """From fractions back to terms.

    Parameters
    ----------
    ring : Ring
        Its generators' keys hold the terms that they stand for.
    """

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._ranks: dict[Term, int] = {}
        self._inside: dict[int, set[Term]] = {}

    def term(self, value: Fraction) -> Term:
        """A fraction as a quotient of products."""
        (top, above), (bottom, below) = self._factors(value.numerator), self._factors(value.denominator)
        number = Rational(top, bottom)
        key = self._late if below else self._rank
        above, below = sorted(above, key=key), sorted(below, key=key)
        numerator = multiply([*([term(number)] if number != 1 else []), *above])
        return numerator / multiply(below) if below else numerator

    def _factors(self, polynomial: fmpz_mpoly) -> tuple[int, list[Term]]:
        if polynomial.is_constant():
            return (0 if polynomial.is_zero() else int(polynomial.leading_coefficient())), []
        number, found = factored(polynomial)
        factors = []
        for factor, exponent in found:
            bracket = self.polynomial(factor)
            if _leads_with_minus(bracket):
                bracket, number = self.polynomial(-factor), number * (-1) ** exponent
            factors.append(bracket if exponent == 1 else bracket**exponent)
        return number, factors

    def polynomial(self, polynomial: fmpz_mpoly) -> Term:
        """A polynomial as a sum of monomials, the constant first."""
        monomials = []
        for exponents, coefficient in polynomial.to_dict().items():
            powers = [(self.letter(k), int(e)) for k, e in enumerate(exponents) if e]
            letters = sorted((b if e == 1 else b**e for b, e in powers), key=self._rank)
            number = [term(int(coefficient))] if coefficient != 1 or not letters else []
            monomials.append((sum(map(int, exponents)), multiply([*number, *letters])))
        return add_terms(m for _, m in sorted(monomials, key=lambda item: item[0]))

    def letter(self, place: int) -> Term:
        """What the generator at a place stands for."""
        generator = self.ring.at(place)
        assert generator is not None
        found = generator.key[1]
        assert isinstance(found, Term)
        return found

    def inside(self, place: int) -> set[Term]:
        """Everything that stands inside a generator."""
        if place not in self._inside:
            self._inside[place] = set(postorder([self.letter(place)]))
        return self._inside[place]

    def _late(self, value: Term) -> int:
        """The same above and below a line, where brackets stand last."""
        bracket = value.terms[0] if value.op == "pow" else value
        return 8 if bracket.op in ("add", "product") else self._rank(value)

    def _rank(self, value: Term) -> int:
        if value not in self._ranks:
            self._ranks[value] = _early(value)
        return self._ranks[value]


def _leads_with_minus(value: Term) -> bool:
    while value.op in ("add", "mul"):
        value = value.terms[0]
    return value.op == "num" and value.value < 0


def _early(value: Term) -> int:
    """Where a factor stands in a product: t, constants, brackets, sequences, gradients, sums."""
    if value == STEP:
        return 0
    nodes = set(postorder([value]))
    if value.op in BINDERS:
        return 9
    if any(n == GRADIENT or n.op == "expectation" for n in nodes):
        return 6
    if any(n.op == "element" for n in nodes):
        return 5 if value.op != "add" else 4
    return 3 if value.op == "add" else 1 if value.op == "sym" else 2
