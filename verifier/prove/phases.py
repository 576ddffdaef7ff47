"""Relations by phases: a branch on the step ends one, and in the next the states are related another way.

A rule that keeps a moment of its own for each phase is one that keeps a single moment and sets it anew
between them: through the first phase it is the one moment, after it the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as Rational
from itertools import islice
from math import ceil, floor

from verifier.prove.guess import guess_relations
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, substituted
from verifier.prove.stillness import bounds
from verifier.system import System, map_terms
from verifier.term import ONE, STEP, WEIGHT, ZERO, Term, state, substitute, term, where

FEW = 3
"""How many ends of phases are looked at, and how many relations in each phase."""
BETWEEN = Rational(7, 5)
"""What states may be when a phase begins; the next ones are powers of it."""


def by_phases(pair: Pair) -> Iterator[Relation]:
    """Relations that the runs suggest before a step with a number, with those that they suggest after it."""
    for last in islice(dict.fromkeys(_last_steps(pair)), FEW):
        early = Term("le", STEP, term(last))
        for first in islice(guess_relations(_before(pair, last)), FEW):
            if WEIGHT not in first.solved:
                later = islice(guess_relations(_after(pair, first, last)), FEW)
                yield from filter(None, (_joined(first, then, early, last) for then in later))


def _last_steps(pair: Pair) -> Iterator[int]:
    """The last steps of phases that a comparison with a number ends."""
    for bound in bounds(pair):
        limit = bound.terms[1]
        if limit.op == "num" and limit.value >= 1:
            yield floor(limit.value) if bound.op == "le" else ceil(limit.value) - 1


def _before(pair: Pair, last: int) -> Pair:
    """The pair as if its first phase did not end."""
    held: dict[Term, Term] = {}
    for bound in bounds(pair):
        limit = bound.terms[1]
        if limit.op == "num" and limit.value >= last:
            always, never = Term("eq", ONE, ONE), Term("ne", ONE, ONE)
            other = "lt" if bound.op == "le" else "le"
            held |= {bound: always, Term(other, limit, STEP): never}
    return substituted(pair, held)


def _after(pair: Pair, first: Relation, last: int) -> Pair:
    """The pair as it goes on after a phase, from numbers that the phase's relation allows."""
    free = [x for x in pair.first_values if x not in first.solved]
    numbers: dict[Term, Term] = {x: term(BETWEEN**k) for k, x in enumerate(free, 1)}
    told = substitute(first.solved.values(), numbers | {STEP: term(last)})
    begin = numbers | dict(zip(first.solved, told, strict=True))
    left, right = (_from(side, begin, last) for side in (pair.left, pair.right))
    return replace(pair, left=left, right=map_terms(right, {}, {WEIGHT: RIGHT_WEIGHT}))


def _from(side: System, begin: dict[Term, Term], last: int) -> System:
    """A side that goes on after a step, its states being what they are given as."""
    states = tuple(replace(s, initial=begin[state(s.name)]) for s in side.states)
    return map_terms(replace(side, states=states), {STEP: STEP + last}, {})


def _joined(first: Relation, then: Relation, early: Term, last: int) -> Relation | None:
    """The first relation, and after its phase the next one, which counts steps from there."""
    if WEIGHT in then.solved:
        return None
    late = dict(zip(then.solved, substitute(then.solved.values(), {STEP: STEP - last}), strict=True))
    late = {x: x if _stands(value) else value for x, value in late.items()}
    both = {x: (first.solved.get(x, x), late.get(x, x)) for x in first.solved | late}
    return Relation({x: a if a is b else where(early, a, b) for x, (a, b) in both.items()})


def _stands(value: Term) -> bool:
    """Whether a state is told by a number, as one is that still has what it began the phase with."""
    return value.op == "num" and value not in (ZERO, ONE)
