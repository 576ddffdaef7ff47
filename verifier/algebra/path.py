"""A path: what is assumed while terms are evaluated, and how a question of sign splits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.conjugates import conjugate_product
from verifier.algebra.counting import runs
from verifier.algebra.fraction import Fraction
from verifier.algebra.monotone import of_one_sign
from verifier.algebra.ring import STRICT, WEAK, Generator, Hashed, Range, Ring, Unsupported
from verifier.algebra.signs import (
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    POSITIVE,
    ZERO,
    Assumption,
    Signs,
    factor_signs,
    signs_of,
    step_bounds,
    turning_in,
)
from verifier.algebra.substitution import inside_others, moves, put, put_into
from verifier.domain import REAL, Domain
from verifier.term import STEP, Term, fold


class Split(Exception):
    """The sign of a polynomial is needed and not known: follow each part on a path of its own."""

    def __init__(self, polynomial: fmpz_mpoly, parts: tuple[Signs, ...]) -> None:
        super().__init__("a sign that is not known")
        self.polynomial, self.parts = polynomial, parts


@dataclass(frozen=True)
class Path:
    """What is assumed: signs of polynomials, and values of symbols that follow from them.

    Attributes
    ----------
    ring : Ring
    domains : mapping of Term to Domain
        Where each symbol lies; a symbol that is not named is any real number.
    first : int
        The number of the earliest step that the path is about; the step is ``first + n``.
    only : bool
        Whether the path is about that step alone.
    variants : mapping of Term to Signs
        The sign of a symbol's generator, where a split has settled it.
    values : mapping of Term to Fraction
        Symbols that an equation of the path has been solved for.
    known : dict of Term to object
        Terms that were evaluated under no other condition than the assumptions: they have the same
        values on every path that assumes more.
    """

    ring: Ring
    domains: Mapping[Term, Domain]
    first: int = 1
    assumptions: tuple[Assumption, ...] = ()
    variants: Mapping[Term, Signs] | None = None
    values: Mapping[Term, Fraction] | None = None
    only: bool = False
    known: dict[Term, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    _further: dict[Any, Path] = field(init=False, default_factory=dict, compare=False, repr=False)

    def leaf(self, symbol: Term) -> Fraction:
        """The value of a symbol: its domain's affine image of a generator, or a solved value."""
        if self.values and symbol in self.values:
            return self.values[symbol]
        if symbol.args[0] == "time" and self.only:
            return fr.whole(self.ring, self.first)
        if symbol.args[0] == "time":
            return fr.whole(self.ring, self.ring.generator(("step",), WEAK) + self.first)
        return self._affine(symbol, self.domains.get(symbol, REAL))

    def _affine(self, symbol: Term, domain: Domain) -> Fraction:
        ring = self.ring
        if domain.lower is None and domain.upper is None:
            return self._signed(symbol, Range("real"))
        if domain.lower is None or domain.upper is None:
            bound = domain.lower if domain.lower is not None else domain.upper
            strict = domain.lower_open if domain.lower is not None else domain.upper_open
            assert bound is not None
            distance = self._signed(symbol, STRICT if strict else WEAK)
            side = distance if domain.lower is not None else fr.negate(distance)
            return fr.add(ring, fr.rational(ring, bound.numerator, bound.denominator), side)
        low, width = domain.lower, domain.upper - domain.lower
        place = self._signed(symbol, Range("unit", domain.lower_open, domain.upper_open))
        scaled = fr.multiply(ring, fr.rational(ring, width.numerator, width.denominator), place)
        return fr.add(ring, fr.rational(ring, low.numerator, low.denominator), scaled)

    def _signed(self, symbol: Term, range_: Range) -> Fraction:
        signs = (self.variants or {}).get(symbol)
        if signs == ZERO:
            return fr.whole(self.ring, 0)
        if signs in (NEGATIVE, NOT_POSITIVE):
            flipped = STRICT if signs == NEGATIVE else WEAK
            return fr.whole(self.ring, -self.ring.generator(("symbol", symbol, -1, flipped.above), flipped))
        if signs in (POSITIVE, NOT_NEGATIVE):
            above = signs == POSITIVE or range_.above
            kind = "unit" if range_.kind == "unit" else "half"
            range_ = Range(kind, above, range_.below)
        return fr.whole(self.ring, self.ring.generator(("symbol", symbol, *range_), range_))

    def signs(self, value: Fraction) -> Signs:
        """Signs that a value can take on this path."""
        product = value.numerator * value.denominator if not value.denominator.is_one() else value.numerator
        key = (self._key, Hashed(product))
        found = self.ring.signs_on_path.get(key)
        if found is None:
            found = self.ring.signs_on_path[key] = signs_of(self.ring, product, self.assumptions)
        return found

    @cached_property
    def _key(self) -> tuple[tuple[Hashed, Signs], ...]:
        """The assumptions as something that can be looked up."""
        return tuple(a.key for a in self.assumptions)

    def decide(self, value: Fraction, *parts: Signs) -> Signs:
        """The part that holds the value's sign.

        Raises
        ------
        Split
            When the sign may lie in several of the parts.
        """
        signs = self.signs(value)
        for part in parts:
            if signs <= part:
                return part
        raise self._split(value, weak=NOT_NEGATIVE in parts and NOT_POSITIVE in parts)

    def _split(self, value: Fraction, weak: bool) -> Split:
        product = value.numerator * value.denominator
        for factor, _ in self.ring.factors(product)[1]:
            signs = factor_signs(self.ring, factor, self.assumptions)
            if len(signs) > 1:
                return self._split_factor(factor, signs, weak)
        raise Unsupported("a sign that no factor explains")

    def _split_factor(self, factor: fmpz_mpoly, signs: Signs, weak: bool) -> Split:
        turning = turning_in(self.ring, factor)
        if turning is not None and len(factor_signs(self.ring, turning, self.assumptions)) > 1:
            return Split(turning, (POSITIVE, NEGATIVE))
        if runs(self.ring, factor) is not None:
            return _into_signs(factor, signs, weak)
        generator = self.ring.single(factor)
        if generator is not None and generator.radicand is not None:
            return self._split(fr.whole(self.ring, generator.radicand), weak)
        if generator is not None and generator.key[0] == "power" and 0 in self.signs(generator.base):
            return self._split(generator.base, weak)
        conjugated = conjugate_product(self.ring, factor)
        if conjugated is not None:
            return self._split(fr.whole(self.ring, conjugated[0]), weak)
        other = of_one_sign(self.ring, factor)
        if other is not None:
            return self._split(other, weak)
        return _into_signs(factor, signs, weak)

    def child(self, polynomial: fmpz_mpoly, signs: Signs) -> Path | None:
        """The path on which the polynomial has one of these signs; None where there is none."""
        generator = self.ring.single(polynomial)
        if generator is not None and generator.key[0] == "symbol":
            return self._with_variant(generator, signs)
        if generator is not None and turning_in(self.ring, polynomial) is not None:
            return self.assuming(Assumption(polynomial - (1 if signs == POSITIVE else -1), ZERO))
        if signs == ZERO:
            solved = self._solve(polynomial)
            if solved is not None:
                generator, value = solved
                symbol: Term = generator.key[1]
                values = {**(self.values or {}), symbol: _of_symbol(generator, value)}
                carried = replace(self, values=values)._carry(generator.index, value)
                return self._inherited(carried and carried._remember(symbol, values[symbol]), symbol)
        path = self.assuming(Assumption(polynomial, signs))
        low, high = step_bounds(self.ring, path.assumptions)
        return None if high is not None and high < low else path._counted_from(low, high)

    def _counted_from(self, low: int, high: int | None) -> Path:
        """The path, its steps counted from the earliest left, unless something is assumed of their powers."""
        place = self.ring.find(("step",))
        assumed = (a.polynomial for a in self.assumptions)
        solved = (p for value in (self.values or {}).values() for p in value)
        if place is None or low == 0 != high or any(moves(self.ring, p, place) for p in (*assumed, *solved)):
            return self
        value = fr.whole(self.ring, self.ring.constant(low) + (0 if low == high else self.ring.gens[place]))
        carried = self._carry(place, value)
        counted = carried and replace(carried, first=self.first + low, only=low == high)
        return self._inherited(counted, STEP) or self

    def _with_variant(self, generator: Generator, signs: Signs) -> Path | None:
        """The path on which a symbol's generator is replaced by one of known sign."""
        symbol, negative = generator.key[1], generator.key[2] == -1
        own = frozenset(-s for s in signs) if negative else signs
        path = replace(self, variants={**(self.variants or {}), symbol: own})
        value = path._signed(symbol, Range("real") if negative else generator.range)
        return self._inherited(path._carry(generator.index, _of_symbol(generator, value)), symbol)

    def _inherited(self, child: Path | None, symbol: Term) -> Path | None:
        """The child, with what is known here of terms that read no symbol whose value is another there."""
        if child is not None:
            there = child.values or {}
            moved = {symbol, *(s for s, value in (self.values or {}).items() if there[s] != value)}
            stale = fold(self.known, lambda node, below: node in moved or any(below))
            child.known.update((node, value) for node, value in self.known.items() if not stale[node])
        return child

    def assuming(self, assumption: Assumption) -> Path:
        """The path with one more assumption; the same one each time, with all that is known on this one."""
        key = assumption.key
        if key not in self._further:
            self._further[key] = replace(self, assumptions=(*self.assumptions, assumption))
        self._further[key].known.update(self.known)
        return self._further[key]

    def _solve(self, polynomial: fmpz_mpoly) -> tuple[Generator, Fraction] | None:
        """A symbol for which ``polynomial = 0`` can be solved: its slope is known not to vanish."""
        ring, best = self.ring, None
        for index, degree in enumerate(polynomial.degrees()):
            symbol = ring.symbol_of(index)
            if degree != 1 or symbol is None or inside_others(ring, polynomial, index):
                continue
            rank = ("gradient", "state", "weight", "hyper", "sequence").index(str(symbol.args[0]))
            if best is None or rank < best[0]:
                best = (rank, index, symbol)
        if best is None:
            return None
        _, index, symbol = best
        parts = ring.coefficients(polynomial, index)
        generator = ring.at(index)
        if generator is None or self.domains.get(symbol, REAL) != REAL:
            return None
        if 0 in signs_of(ring, parts[1], self.assumptions):
            return None
        return generator, fr.lowest(ring, -parts.get(0, ring.zero), parts[1])

    def _remember(self, symbol: Term, value: Fraction) -> Path | None:
        """The path with the sign that the solved symbol had, now of the expression put in."""
        known = (self.variants or {}).get(symbol)
        if known is None:
            return self
        signs = self.signs(value)
        if not signs & known:
            return None
        polynomial = value.numerator * value.denominator
        return replace(self, assumptions=(*self.assumptions, Assumption(polynomial, known)))

    def _carry(self, index: int, value: Fraction) -> Path | None:
        """The path with a generator's value put into its assumptions and its solved symbols."""
        kept = []
        for assumption in self.assumptions:
            polynomial = put(self.ring, assumption.polynomial, index, value)
            signs = signs_of(self.ring, polynomial, ())
            if not signs & assumption.signs:
                return None
            if not signs <= assumption.signs:
                kept.append(Assumption(polynomial, assumption.signs))
        values = {s: put_into(self.ring, v, index, value) for s, v in (self.values or {}).items()}
        return replace(self, assumptions=tuple(kept), values=values)


def _into_signs(factor: fmpz_mpoly, signs: Signs, weak: bool) -> Split:
    if len(signs) == 3 and weak:
        return Split(factor, (NOT_NEGATIVE, NEGATIVE))
    return Split(factor, tuple(frozenset({s}) for s in sorted(signs, reverse=True)))


def _of_symbol(generator: Generator, value: Fraction) -> Fraction:
    """The symbol's value from its generator's, or the reverse: a negative variant's is the negative."""
    return fr.negate(value) if generator.key[2] == -1 else value
