"""Identities between closed forms, decided exactly.

Every term becomes a fraction of integer polynomials over generators. A generator stands for a
letter, for a power ``b**n`` with a natural exponent, or for a finite sum, product or maximum up to
``n``; larger bounds are peeled off (``Σ_{i=1}^{n+1} = Σ_{i=1}^{n} + last``), constant factors are
taken out of sums, and ``b**(n+1)`` is ``b * b**n``, which is true for ``b = 0`` also. Two terms
whose fractions agree are equal wherever both are defined; the converse is not claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as Rational

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.factoring import factored
from verifier.algebra.fraction import Fraction
from verifier.algebra.ring import CAPACITY, REALS, STRICT, WEAK, Range, Ring, Unsupported
from verifier.algebra.signs import NOT_NEGATIVE, NOT_ZERO, POSITIVE, Signs, signs_of
from verifier.closed_form.bound import BINDERS, COUNT, affine, line, multiply, replace, tidy, value_of_numbers
from verifier.closed_form.bound import add as add_terms
from verifier.closed_form.factored import Factored
from verifier.closed_form.ranges import letter, range_of
from verifier.domain import Domain
from verifier.term import STEP, Term, term

Bounds = Mapping[Term, tuple[Term, Term]]
LONGEST_SHIFT = 2
"""Sums that start at a later step than this are not told by exponents."""
MAX_POWER = 64
DEEPEST = 120
"""Terms with larger powers, or nested deeper, are refused: nobody could read what came out."""


class Identities:
    """Normal forms of terms over the letters of one recurrence.

    Parameters
    ----------
    domains : mapping of str to Domain
        Where hyperparameters and the elements of sequences lie; a name that is not there is real.
    first : int
        The least value of `COUNT`.
    """

    def __init__(self, domains: Mapping[str, Domain], first: int = 0) -> None:
        self.ring = Ring()
        self.domains, self.first = domains, first
        self.factored = Factored(self.ring)
        self._known: dict[tuple[Term, frozenset[tuple[Term, tuple[Term, Term]]]], Fraction] = {}

    @property
    def crowded(self) -> bool:
        """Whether the ring is getting full, so that a fresh one should be taken."""
        return len(self.ring.generators) > CAPACITY // 2

    def equal(self, left: Term, right: Term) -> bool:
        """Whether the two are equal as fractions, hence wherever both are defined."""
        return fr.difference(self.ring, self.fraction(left), self.fraction(right)).is_zero()

    def signs(self, value: Term, bounds: Bounds | None = None) -> Signs:
        """Signs that the value can have when it is defined."""
        above, below = self.fraction(value, bounds)
        return signs_of(self.ring, above * below, ())

    def simplest(self, value: Term, bounds: Bounds | None = None) -> Term:
        """The normal form as a term, in factors."""
        return self.term(self.fraction(value, bounds or {}))

    def fraction(self, value: Term, bounds: Bounds | None = None) -> Fraction:
        """The normal form of a term; ``bounds`` tells between what its free indices lie."""
        if value.depth > DEEPEST:
            raise Unsupported(f"an expression of more than {DEEPEST} nested operations")
        within = bounds or {}
        key = (value, frozenset(within.items()))
        if key not in self._known:
            self._known[key] = self._convert(value, within)
        return self._known[key]

    def _convert(self, value: Term, bounds: Bounds) -> Fraction:
        match value.op:
            case "num":
                ring, number = self.ring, value.value
                return Fraction(ring.constant(number.numerator), ring.constant(number.denominator))
            case "add" | "mul" | "div":
                left, right = (self.fraction(x, bounds) for x in value.terms)
                if value.op == "div" and right.numerator.is_zero():
                    raise ZeroDivisionError("division by zero")
                combine = {"add": fr.add, "mul": fr.multiply, "div": fr.divide}[value.op]
                return combine(self.ring, left, right)
            case "pow":
                return self._power(value, bounds)
            case "sum":
                return self._sum(value, bounds)
            case "product":
                return self._product(value, bounds)
        key = self._canonical(value, bounds)
        known = value_of_numbers(key)
        return self._generator(key, bounds) if known is None else self.fraction(term(known), bounds)

    def _canonical(self, value: Term, bounds: Bounds) -> Term:
        """An opaque term with its arguments in normal form."""
        if value.op == "sym":
            return value
        if value.op == "element":
            return Term("element", value.terms[0], tidy(value.terms[1]))
        return Term(value.op, *(self.simplest(x, bounds) for x in value.terms))

    def _generator(self, key: Term, bounds: Bounds) -> Fraction:
        return fr.whole(self.ring, self.ring.generator(("term", key), self._range(key, bounds)))

    def _range(self, key: Term, bounds: Bounds) -> Range:
        if key.op in ("sym", "element"):
            if key == STEP or key in bounds or (key == COUNT and self.first > 0):
                return STRICT
            return WEAK if key == COUNT else range_of(self.domains.get(letter(key)))
        if key.op == "pow" and self._root(key):
            return STRICT if self.positive(key.terms[0], bounds) else WEAK
        if key.op == "abs":
            return WEAK
        if key.op == "pow":
            return self._power_range(key, bounds)
        return WEAK if self._never_negative(key, bounds) else REALS

    def _never_negative(self, key: Term, bounds: Bounds) -> bool:
        if key.op in ("max", "min"):
            return (any if key.op == "max" else all)(self.non_negative(x, bounds) for x in key.terms)
        if key.op in BINDERS:
            body, i, low, high = key.terms
            return self.non_negative(body, {**bounds, i: (low, high)})
        return False

    @staticmethod
    def _root(key: Term) -> bool:
        exponent = key.terms[1]
        return exponent.op == "num" and exponent.value.denominator % 2 == 0

    def _power_range(self, key: Term, bounds: Bounds) -> Range:
        base, exponent = key.terms
        if base.op == "num" and 0 < base.value < 1 and self.non_negative(exponent, bounds):
            return Range("unit", above=True, below=self.positive(exponent, bounds))
        range_ = range_of(self.domains.get(letter(base))) if base.op == "sym" else REALS
        below = range_.below and self.natural(tidy(exponent - 1), bounds)
        return range_._replace(below=below) if range_.kind != "real" else REALS

    def natural(self, value: Term, bounds: Bounds) -> bool:
        """Whether a term is proved to be one of 0, 1, 2, … for every value of its indices."""
        parts = affine(value)
        for _ in range(len(bounds) + 1):
            if parts is None or any(c.denominator != 1 for c in parts[0].values()):
                return False
            inner = next((s for s in parts[0] if s in bounds), None)
            if inner is None:
                break
            low, high = bounds[inner]
            parts = affine(replace(line(*parts), {inner: low if parts[0][inner] > 0 else high}))
        return parts is not None and self._least_is_natural(*parts)

    def _least_is_natural(self, coefficients: dict[Term, Rational], constant: Rational) -> bool:
        least = constant
        for symbol, coefficient in coefficients.items():
            if symbol not in (COUNT, STEP) or coefficient < 0:
                return False
            least += coefficient * (1 if symbol == STEP else self.first)
        return least >= 0 and least.denominator == 1

    def _power(self, value: Term, bounds: Bounds) -> Fraction:
        base, exponent = value.terms
        parts = affine(exponent)
        if parts is not None and not parts[0] and parts[1].denominator == 1:
            return self._whole_power(base, int(parts[1]), bounds)
        kept = None if parts is None else self._kept(parts[0], parts[1], bounds)
        if parts is None or kept is None:
            return self._root_or_real(base, exponent, bounds)
        head = self._whole_power(base, int(parts[1]) - kept, bounds)
        rest = Term("pow", self.simplest(base, bounds), line(parts[0], Rational(kept)))
        return fr.multiply(self.ring, head, self._generator(rest, bounds))

    def _kept(self, coefficients: dict[Term, Rational], constant: Rational, bounds: Bounds) -> int | None:
        """What stays of the constant in an exponent: as little as makes it natural; None where it is not."""
        if constant < 0 or constant.denominator != 1:
            return None
        shifts = range(min(int(constant), LONGEST_SHIFT) + 1)
        return next((k for k in shifts if self.natural(line(coefficients, Rational(k)), bounds)), None)

    def _root_or_real(self, base: Term, exponent: Term, bounds: Bounds) -> Fraction:
        key = Term("pow", self.simplest(base, bounds), tidy(exponent))
        known = value_of_numbers(key)
        return self._generator(key, bounds) if known is None else self.fraction(term(known), bounds)

    def _whole_power(self, base: Term, exponent: int, bounds: Bounds) -> Fraction:
        if abs(exponent) > MAX_POWER:
            raise Unsupported(f"the power {exponent}")
        if base.op == "abs" and exponent % 2 == 0:
            base = base.terms[0]
        result = fr.power(self.ring, self.fraction(base, bounds), abs(exponent))
        if exponent >= 0:
            return result
        if result.numerator.is_zero():
            raise ZeroDivisionError("a negative power of zero")
        if not self.non_zero(base, bounds):
            raise Unsupported("a negative power of what may be zero")
        return Fraction(result.denominator, result.numerator)

    def _sum(self, value: Term, bounds: Bounds) -> Fraction:
        body, i, low, high = value.terms
        length = affine(tidy(high - low + 1))
        if length is not None and not length[0]:
            items = [replace(body, {i: tidy(low + k)}) for k in range(int(length[1]))]
            return self.fraction(add_terms(items), bounds)
        if self._beyond(high) and self.natural(tidy(high - low), bounds):
            last = replace(body, {i: high})
            rest = Term("sum", body, i, low, tidy(high - 1))
            return fr.add(self.ring, self.fraction(last, bounds), self.fraction(rest, bounds))
        return self._spread(value, {**bounds, i: (low, high)}, bounds)

    def _spread(self, value: Term, inner: Bounds, bounds: Bounds) -> Fraction:
        """A sum as a combination of sums of monomials: a finite sum is linear."""
        body, i, low, high = value.terms
        above, below = self.fraction(body, inner)
        outer, under = self._parted(below, i)
        total = fr.whole(self.ring, 0)
        for exponents, coefficient in above.to_dict().items():
            inside = tuple(e if e and self._depends(k, i) else 0 for k, e in enumerate(exponents))
            outside = tuple(e - f for e, f in zip(exponents, inside, strict=True))
            monomial = self.factored.polynomial(self.ring.context.from_dict({inside: 1}))
            term_ = monomial if under.is_one() else monomial / self.factored.polynomial(under)
            key = self._generator(Term("sum", term_, i, low, high), bounds)
            factor = fr.whole(self.ring, self.ring.context.from_dict({outside: coefficient}))
            total = fr.add(self.ring, total, fr.multiply(self.ring, factor, key))
        return fr.divide(self.ring, total, fr.whole(self.ring, outer))

    def _parted(self, polynomial: fmpz_mpoly, i: Term) -> tuple[fmpz_mpoly, fmpz_mpoly]:
        """A polynomial as the product of one that is free of an index and one that is not."""
        content, found = factored(polynomial)
        free, bound = self.ring.constant(content), self.ring.one
        for factor, exponent in found:
            if any(d > 0 and self._depends(k, i) for k, d in enumerate(factor.degrees())):
                bound *= factor**exponent
            else:
                free *= factor**exponent
        return free, bound

    def _depends(self, place: int, i: Term) -> bool:
        return i in self.factored.inside(place)

    @staticmethod
    def _beyond(high: Term) -> bool:
        parts = affine(high)
        return parts is not None and parts[1] > 0

    def _product(self, value: Term, bounds: Bounds) -> Fraction:
        body, j, low, high = value.terms
        length = affine(tidy(high - low + 1))
        if length is not None and not length[0]:
            items = [replace(body, {j: tidy(low + k)}) for k in range(int(length[1]))]
            return self.fraction(multiply(items), bounds)
        if self._beyond(high) and self.natural(tidy(high - low), bounds):
            last = self.fraction(replace(body, {j: high}), bounds)
            rest = self.fraction(Term("product", body, j, low, tidy(high - 1)), bounds)
            return fr.multiply(self.ring, last, rest)
        inner = self.simplest(body, {**bounds, j: (low, high)})
        return self._generator(Term("product", inner, j, low, high), bounds)

    def place(self, symbol: Term) -> int | None:
        """The place of a symbol's generator, if it has been met."""
        return self.ring.find(("term", symbol))

    def hides(self, polynomial: fmpz_mpoly, symbol: Term) -> bool:
        """Whether the symbol stands inside a generator of the polynomial that it is not itself."""
        places = [
            k for k, degree in enumerate(polynomial.degrees()) if degree > 0 and k != self.place(symbol)
        ]
        return any(symbol in self.factored.inside(k) for k in places)

    def term(self, value: Fraction) -> Term:
        """A fraction as a term, in factors."""
        return self.factored.term(value)

    def non_negative(self, value: Term, bounds: Bounds | None = None) -> bool:
        """Whether the value is proved to be at least 0 where it is defined."""
        return self.signs(value, bounds) <= NOT_NEGATIVE

    def positive(self, value: Term, bounds: Bounds | None = None) -> bool:
        """Whether the value is proved to be greater than 0 where it is defined."""
        return self.signs(value, bounds) <= POSITIVE

    def non_zero(self, value: Term, bounds: Bounds | None = None) -> bool:
        """Whether the value is proved not to be 0 where it is defined."""
        return self.signs(value, bounds) <= NOT_ZERO
