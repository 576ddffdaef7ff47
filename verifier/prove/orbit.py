"""States that take finitely many values in turn, such as a counter that starts again, and relations by turns.

A state that reads no more than such states is a function of the step alone, and once all of them have the
values of an earlier step they repeat for ever: that is the whole proof that they take no other values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction as Rational
from functools import reduce
from typing import NamedTuple

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction, constant
from verifier.algebra.path import Split
from verifier.algebra.ring import Unsupported
from verifier.domain import Domain
from verifier.prove.boundary import either
from verifier.prove.guess import related_by
from verifier.prove.relation import Pair, Relation
from verifier.prove.runs import Runs
from verifier.term import STEP, Term, substitute, symbols, term

LONGEST = 24
"""How many steps are taken until all values have come up."""
TURNS = 8
"""How many turns a relation may have."""

Values = dict[Term, Term]


class Orbit(NamedTuple):
    """The values that states take together before the first step and after each, and to which they return."""

    values: tuple[Values, ...]
    back: int

    @property
    def period(self) -> int:
        """After how many steps the values are the same."""
        return len(self.values) - self.back

    def turn(self, k: int) -> Term:
        """That the states have the values of a turn."""
        equations = [Term("eq", each, value) for each, value in self.values[self.back + k].items()]
        return reduce(lambda a, b: Term("and", a, b), equations)


def with_orbit(pair: Pair) -> tuple[Pair, Orbit] | None:
    """The pair with the values that some of its states take in turn; None where no state takes several."""
    found = [_orbit(pair, _needed(pair, each)) for each in _alone(pair)]
    names = dict.fromkeys(each for orbit in found if orbit for each in orbit.values[0])
    joint = _orbit(pair, {each: pair.updates[each] for each in names})
    if joint is None or len(joint.values) == 1:
        return None
    held = [{x: Domain(n.value, n.value) for x, n in values.items()} for values in joint.values]
    for step, way in enumerate(held if joint.back else (), 1):  # what is left for good is there but once
        way[STEP] = Domain(
            Rational(min(step, joint.back + 1)), Rational(step) if step <= joint.back else None
        )
    return replace(pair, ways=tuple(held)), joint


def _alone(pair: Pair) -> list[Term]:
    """The states whose values no input changes."""
    alone = {each for each, value in pair.first_values.items() if not symbols([value])}
    while leaving := {each for each in alone if not set(symbols([pair.updates[each]])) <= alone}:
        alone -= leaving
    return [each for each in pair.first_values if each in alone]


def _needed(pair: Pair, each: Term) -> Mapping[Term, Term]:
    """The updates of a state and of all that it reads."""
    found, waiting = dict[Term, Term](), [each]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found[here] = pair.updates[here]
            waiting += symbols([found[here]])
    return found


def _orbit(pair: Pair, updates: Mapping[Term, Term]) -> Orbit | None:
    """The values that states take together; None where they do not return soon, or do not exist."""
    seen: list[Values] = []
    values = _numbers(pair, updates, (pair.first_values[each] for each in updates))
    while values is not None and len(seen) < LONGEST:
        if values in seen:
            return Orbit(tuple(seen), seen.index(values))
        seen.append(values)
        values = _numbers(pair, updates, substitute(updates.values(), values))
    return None


def _numbers(pair: Pair, names: Iterable[Term], values: Iterable[Term]) -> Values | None:
    """The values as numbers, where all of them are rational ones."""
    evaluation, found = Evaluation(pair.path(1)), Values()
    for name, value in zip(names, values, strict=True):
        try:
            number = evaluation.value(value)
        except (Split, Unsupported):
            return None
        if not isinstance(number, Fraction) or not all(part.is_constant() for part in number):
            return None
        found[name] = term(Rational(constant(number.numerator), constant(number.denominator)))
    return found


def by_turns(pair: Pair, orbit: Orbit) -> Iterator[Relation]:
    """Relations that are others at each turn: what the runs suggest of the steps of one turn alone."""
    if 1 < orbit.period <= TURNS:
        turns = [
            list(related_by(Runs(pair, turn=(orbit.back + k, orbit.period)))) for k in range(orbit.period)
        ]
        for told in zip(*turns, strict=True):
            known = [relation for relation in told if relation is not None]
            if len(known) == orbit.period:
                yield reduce(
                    lambda rest, k: either(orbit.turn(k), known[k], rest), range(1, orbit.period), known[0]
                )
