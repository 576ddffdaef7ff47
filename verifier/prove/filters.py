"""Linear equations between the states of both sides from which none of them can be told.

Two filters give the same numbers from states of other kinds and of another count: what the one keeps of past
gradients, the other keeps of past outputs. Then a difference of what the two add is zero at every step though
no state of one side is a function of the other's, and solved for a state it would ask for coefficients that
are not zero. A step carries such a difference to another one, and that to a further one, until one comes that
is a sum of multiples of those before it. Where all of these are zero at the start, and no gradient enters any
of them, they are zero at every step, whatever the hyperparameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction as Rational
from functools import cached_property, reduce
from itertools import islice, product
from math import prod

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.in_front import sign_in_front
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Ring, Unsupported
from verifier.algebra.signs import factor_signs
from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.system import System
from verifier.term import WEIGHT, Term, postorder, state, substitute, symbols

MOST = 12
"""So many differences are tried, and so many steps each of them is followed."""
LONGEST = 200
"""How many terms a difference may have."""
NOTHING = Domain(Rational(0), Rational(0))


def with_filters(pair: Pair) -> Pair | None:
    """The pair with linear terms that are zero before every step; None where none are found and proved.

    They are as long as both weights are one number, which is left to be proved of the step.
    """
    found: list[Term] = []
    plain = {x: domain for x, domain in pair.domains.items() if x.args[0] != "state"}
    if pair.ways != ({},):
        return None
    with suppress(Unsupported):
        filters = _Filters(pair, replace(pair, domains=plain).path(1))
        for difference in islice(filters.differences(), MOST):
            found += filters.carried(difference)
    return replace(pair, ways=(dict.fromkeys(found, NOTHING),)) if found else None


@dataclass(frozen=True)
class _Filters:
    """The states of both sides that the steps carry on linearly, with coefficients that never change."""

    pair: Pair
    path: Path

    @property
    def ring(self) -> Ring:
        return self.path.ring

    def _value(self, each: Term) -> Fraction | None:
        """A term without cases and conditions, both weights being one number."""
        evaluation = Evaluation(self.path)
        try:
            value = evaluation.value(substitute([each], {RIGHT_WEIGHT: WEIGHT})[0])
        except (Split, Unsupported):
            return None
        return value if isinstance(value, Fraction) and not evaluation.conditions else None

    @cached_property
    def _updates(self) -> dict[Term, Fraction]:
        """What follows linearly from what does so, and from the gradient."""
        updates = {each: value for each, value in self.pair.updates.items() if each is not RIGHT_WEIGHT}
        values = {each: self._value(update) for each, update in updates.items()}
        found = {each: value for each, value in values.items() if value is not None}
        while odd := [each for each, value in found.items() if not self._is_linear(value, found)]:
            found = {each: value for each, value in found.items() if each not in odd}
        return found

    def _is_linear(self, value: Fraction, known: Iterable[Term]) -> bool:
        """Whether a value is linear in some quantities, with coefficients in the hyperparameters alone."""
        above, below = (self._read(part) for part in value)
        free = {x for x in above if x is not None and x.args[0] != "hyper"}
        if None in above or not free <= {*known, *symbols(self.pair.updates.values(), "gradient")}:
            return False
        if any(x is None or x.args[0] != "hyper" for x in below):
            return False
        degrees, quantities = value.numerator.degrees(), {*known}
        own, given = (
            [i for i, d in enumerate(degrees) if d and (self._at(i) in quantities) == kept and self._moves(i)]
            for kept in (True, False)
        )
        products = [[sum(m[i] for i in places) for places in (own, given)] for m in value.numerator.to_dict()]
        return all(times == 0 or (times == 1 and not others) for times, others in products)

    def _moves(self, index: int) -> bool:
        symbol = self._at(index)
        return symbol is not None and symbol.args[0] != "hyper"

    def _read(self, polynomial: fmpz_mpoly) -> set[Term | None]:
        """The symbols that a polynomial reads; None for what is no symbol."""
        return {self._at(i) for i, degree in enumerate(polynomial.degrees()) if degree}

    def _at(self, index: int) -> Term | None:
        return self.ring.symbol_of(index)

    def differences(self) -> Iterator[Fraction]:
        """What may be the same on both sides: all that is added to the weights, or a part of that."""
        other = self._value(self.pair.updates[RIGHT_WEIGHT])
        if WEIGHT in self._updates and other is not None:
            yield fr.subtract(self.ring, self._updates[WEIGHT], other)
            return
        left, right = (list(self._parts(side)) for side in (self.pair.left, self.pair.right))
        for one, other in product(left, right):
            yield fr.subtract(self.ring, one, other)

    def _parts(self, side: System) -> Iterator[Fraction]:
        """The largest linear terms of a side's steps that read states."""
        own = [s.update for s in side.states if state(s.name) not in self._updates]
        seen: set[Term] = set()
        for node in reversed(postorder([side.weight, *own])):
            if node in seen:
                seen.update(node.terms)
                continue
            value = self._value(node) if node.op in ("add", "mul", "div") else None
            reads = symbols([node], "state")
            if value is not None and reads and self._is_linear(value, self._updates):
                seen.update(node.terms)
                yield value

    def carried(self, difference: Fraction) -> list[Term]:
        """A difference and those that the steps carry it to; none where one is not zero, or they do not end.

        Of each only what is no multiple of those before it is kept, and carried on.
        """
        found: list[fmpz_mpoly] = []
        rest = self._simplest(difference.numerator)
        while not rest.is_zero():
            if len(found) == MOST or not self._may_vanish(rest):
                return []
            found.append(rest)
            moved = self._moved(rest, self._updates)
            rest = reduce(_without_multiple, [*found, *reversed(found)], moved)
        told = (term_of_fraction(self.path, fr.whole(self.ring, each)) for each in found)
        return [sign_in_front(each)[1] for each in told]

    def _may_vanish(self, linear: fmpz_mpoly) -> bool:
        """Whether a difference is zero at the start, linear, and read from no gradient."""
        if len(linear) > LONGEST or self._reads_gradients(linear):
            return False
        is_linear = self._is_linear(fr.whole(self.ring, linear), self._updates)
        return is_linear and bool(self._moved(linear, self._starts).is_zero())

    def _reads_gradients(self, polynomial: fmpz_mpoly) -> bool:
        return any(x is not None and x.args[0] == "gradient" for x in self._read(polynomial))

    def _simplest(self, polynomial: fmpz_mpoly) -> fmpz_mpoly:
        """The polynomial without factors that are never zero."""
        if polynomial.is_zero():
            return polynomial
        kept = (f for f, _ in self.ring.factors(polynomial)[1] if 0 in factor_signs(self.ring, f, ()))
        return prod(kept, start=self.ring.one)

    @cached_property
    def _starts(self) -> dict[Term, Fraction]:
        """The first values, both weights being one number."""
        first = self.pair.starting_at(WEIGHT)
        found = {each: self._value(first[each]) for each in self._updates}
        if None in found.values():
            raise Unsupported("a start that is not always defined")
        return {each: value for each, value in found.items() if value is not None}

    def _moved(self, linear: fmpz_mpoly, values: dict[Term, Fraction]) -> fmpz_mpoly:
        """What is linear in the quantities, these having other values, without what it is over."""
        rest, total = linear, fr.whole(self.ring, 0)
        for index, degree in enumerate(linear.degrees()):
            each = self._at(index) if degree else None
            if each in values:
                parts = self.ring.coefficients(rest, index)
                rest = parts.get(0, self.ring.zero)
                slope = fr.whole(self.ring, parts.get(1, self.ring.zero))
                total = fr.add(self.ring, total, fr.multiply(self.ring, slope, values[each]))
        return fr.add(self.ring, total, fr.whole(self.ring, rest)).numerator


def _without_multiple(rest: fmpz_mpoly, each: fmpz_mpoly) -> fmpz_mpoly:
    """What is left of a polynomial, so many times another one taken away that it is shortest."""
    for pivot, scale in each.to_dict().items():
        shares = {
            tuple(a - b for a, b in zip(m, pivot, strict=True)): c / scale
            for m, c in rest.to_dict().items()
            if c % scale == 0 and all(a >= b for a, b in zip(m, pivot, strict=True))
        }
        left = rest - rest.context().from_dict(shares) * each
        rest = left if len(left) < len(rest) else rest
    return rest
