"""Whether polynomial equations in unknowns have solutions for more than thin sets of settings.

The unknowns are eliminated one by one: by substitution where an equation is linear in one of them, by a
resultant where none is. Where in every case something is left that speaks of the settings alone, and
is not zero, solutions exist at most where that vanishes: in no open set of settings. (Cox, Little,
O'Shea, *Ideals, Varieties, and Algorithms*, chapter 3: what is eliminated lies in the ideal.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpz_mpoly

from verifier.algebra.ring import Ring, Unsupported
from verifier.algebra.signs import Assumption, factor_signs
from verifier.term import Term

LONGEST = 300
"""Equations with more terms are eliminated from no more."""

RESULTANT = 40
"""The work of each pair of terms of a resultant."""


@dataclass(frozen=True)
class Elimination:
    """What is known while unknowns are eliminated.

    Attributes
    ----------
    ring : Ring
    settings : frozenset of int
        The generators that stand for the settings and for roots of these; all others are unknowns.
    assumptions : tuple of Assumption
        What the signs of factors may be read off.
    """

    ring: Ring
    settings: frozenset[int]
    assumptions: tuple[Assumption, ...] = ()

    @classmethod
    def of(cls, ring: Ring, known: frozenset[Term], assumptions: tuple[Assumption, ...]) -> Elimination:
        """All is eliminated but the generators of the known symbols and of roots of them."""
        own = {
            g.index for g in ring.generators if g is not None and g.key[0] == "symbol" and g.key[1] in known
        }
        for root in ring.roots:  # a radicand holds earlier roots only
            if all(i in own for i, d in enumerate(root.radicand.degrees()) if d):
                own.add(root.index)
        return cls(ring, frozenset(own), assumptions)

    def relations(self, polynomials: Sequence[fmpz_mpoly]) -> list[fmpz_mpoly]:
        """What holds of the unknown roots in the polynomials, and of the roots inside these."""
        found: list[fmpz_mpoly] = []
        for root in reversed(self.ring.roots):
            if root.index not in self.settings and any(
                p.degrees()[root.index] for p in (*polynomials, *found)
            ):
                found.append(self.ring.gens[root.index] ** root.order - root.radicand)
        return found

    def inconsistent(self, equations: Sequence[fmpz_mpoly], nonzero: tuple[fmpz_mpoly, ...] = ()) -> bool:
        """Whether no open set of settings has unknowns that make all polynomials zero; False says nothing.

        Raises
        ------
        Unsupported
            When that would take too long.
        """
        told = [self._telling(e, nonzero) for e in equations if not e.is_zero()]
        if not all(told) or any(n.is_zero() for n in nonzero):
            return True
        single = [factors[0] for factors in told if len(factors) == 1]
        pivot = self._pivot(single)
        if pivot is None or pivot[0] > 1:
            several = min((f for f in told if len(f) > 1), key=len, default=None)
            if several is not None:
                rest = [_product(f) for f in told if f is not several]
                return all(self.inconsistent([factor, *rest], nonzero) for factor in several)
        if pivot is None:
            return False
        _, _, index, equation = pivot
        rest = [_product(f) for f in told if f != [equation]]
        return self._without(equation, index, rest, nonzero)

    def _telling(self, equation: fmpz_mpoly, nonzero: Sequence[fmpz_mpoly]) -> list[fmpz_mpoly]:
        """The factors that may vanish: all but those in settings alone and those of a known sign."""
        return [
            factor
            for factor, _ in self.ring.factors(equation)[1]
            if not self._only_settings(factor)
            and factor not in nonzero
            and 0 in factor_signs(self.ring, factor, self.assumptions)
        ]

    def _only_settings(self, factor: fmpz_mpoly) -> bool:
        """Whether a factor is a function of the settings, which then vanishes for few of them."""
        if self._unknowns(factor):
            return False
        norm = factor
        for root in reversed(self.ring.roots):
            if norm.degrees()[root.index]:
                norm = self._resultant(
                    norm, self.ring.gens[root.index] ** root.order - root.radicand, root.index
                )
        if norm.is_zero():
            raise Unsupported("roots of the settings that depend on each other")
        return True

    def _unknowns(self, polynomial: fmpz_mpoly) -> list[int]:
        return [i for i, d in enumerate(polynomial.degrees()) if d and i not in self.settings]

    def _pivot(self, equations: Sequence[fmpz_mpoly]) -> tuple[int, int, int, fmpz_mpoly] | None:
        """Degree, length, unknown and equation of the simplest elimination."""
        ways = [(e.degrees()[i], len(e), i, e) for e in equations for i in self._unknowns(e)]
        return min(ways, key=lambda way: way[:3], default=None)

    def _without(
        self, pivot: fmpz_mpoly, index: int, rest: Sequence[fmpz_mpoly], nonzero: tuple[fmpz_mpoly, ...]
    ) -> bool:
        """As `inconsistent`, an unknown of the pivot being eliminated from the others."""
        parts = self.ring.coefficients(pivot, index)
        others = [self._resultant(e, pivot, index) for e in rest]
        if max(parts) > 1:
            return self.inconsistent(others, tuple(n for n in nonzero if not n.degrees()[index]))
        slope, constant = parts[1], parts.get(0, self.ring.zero)
        if self._telling(slope, nonzero) and not self.inconsistent([slope, constant, *rest], nonzero):
            return False
        kept = (slope, *nonzero, *self._off_the_ends(index, slope, constant))
        return self.inconsistent(others, self._factors([self._resultant(n, pivot, index) for n in kept]))

    def _off_the_ends(self, index: int, slope: fmpz_mpoly, constant: fmpz_mpoly) -> list[fmpz_mpoly]:
        """What is not zero because ``-constant/slope`` is no end of the generator's range."""
        generator = self.ring.at(index)
        if generator is None:
            return []
        ends = ((generator.range.above, constant), (generator.range.below, slope + constant))
        return [distance for open_, distance in ends if open_]

    def _factors(self, polynomials: Sequence[fmpz_mpoly]) -> tuple[fmpz_mpoly, ...]:
        """The factors of what is not zero; zero where that is a contradiction."""
        if any(p.is_zero() for p in polynomials):
            return (self.ring.zero,)
        return tuple(f for p in polynomials for f, _ in self.ring.factors(p)[1] if self._unknowns(f))

    def _resultant(self, equation: fmpz_mpoly, pivot: fmpz_mpoly, index: int) -> fmpz_mpoly:
        degree = int(equation.degrees()[index])
        if not degree:
            return equation
        if max(len(equation), len(pivot)) > LONGEST:
            raise Unsupported("a long elimination")
        self.ring.effort.spend(RESULTANT * len(equation) * len(pivot) * degree)
        return self._reduced(equation.resultant(pivot, index))

    def _reduced(self, polynomial: fmpz_mpoly) -> fmpz_mpoly:
        """The polynomial with the roots of settings below their orders."""
        for root in reversed(self.ring.roots):
            if root.index in self.settings and polynomial.degrees()[root.index] >= root.order:
                polynomial = self.ring.reduced_by(polynomial, root)
        return polynomial


def _product(factors: Sequence[fmpz_mpoly]) -> fmpz_mpoly:
    first, *others = factors
    for factor in others:
        first = first * factor
    return first
