"""States that are positive once a step was taken: a second moment, where gradients are never zero.

A test of whether such a state is still zero is one of whether the step is the first. Before the first step
each is zero; after it each is positive, since the first step makes it so and later ones keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction as Rational
from functools import lru_cache

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import POSITIVE
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair, Way
from verifier.prove.vanishing import ASKING, AT_ZERO
from verifier.system import System
from verifier.term import STEP, ZERO, Term, postorder, state, substitute, term

WORK = 100_000
"""What the search may take; what is not found by then is not used."""

FIRST, LATER = Domain(None, Rational(1)), Domain(Rational(2), None)


def with_onset(pair: Pair) -> Pair | None:
    """The pair with the states that are zero before the first step alone; None where there are none."""
    if not any(node.op in ASKING for node in postorder(pair.updates.values())):
        return None
    known = tuple(pair.domains.items())
    found = [each for side in (pair.left, pair.right) for each in _begun(side, known, pair.gradients)]
    first, later = dict.fromkeys(found, AT_ZERO), dict.fromkeys(found, POSITIVE_DOMAIN)
    return replace(pair, ways=({STEP: FIRST} | first, {STEP: LATER} | later)) if found else None


@lru_cache(maxsize=128)
def _begun(
    system: System, known: tuple[tuple[Term, Domain], ...], gradients: tuple[Domain, ...]
) -> tuple[Term, ...]:
    """The most states that the first step makes positive and later ones keep so, given all of them."""
    alone = Pair(system, system, dict(known), Effort(WORK), gradients)
    starts = alone.starts(1) | {STEP: term(1)}
    begun = [state(s.name) for s in system.states if s.initial is ZERO]
    begun = [each for each in begun if alone.domains.get(each) == NON_NEGATIVE]
    begun = [each for each in begun if _is_positive(alone, _updated(alone, each, starts))]
    while begun:
        later: Way = {STEP: LATER} | dict.fromkeys(begun, POSITIVE_DOMAIN)
        held = replace(alone, ways=(later,))
        kept = [each for each in begun if _is_positive(held, alone.updates[each])]
        if kept == begun:
            break
        begun = kept
    return tuple(begun)


def _updated(pair: Pair, each: Term, given: Mapping[Term, Term]) -> Term:
    return substitute([pair.updates[each]], given)[0]


def _is_positive(pair: Pair, value: Term) -> bool:
    """Whether a value is positive wherever it is defined."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        return not isinstance(result, Fraction) or evaluation.path.signs(result) <= POSITIVE

    try:
        return pair.always(1, task)
    except Unsupported:
        return False
