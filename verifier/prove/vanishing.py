"""States that vanish together: where a second moment is zero, so is the first, since no gradient was seen.

A guard such as ``if v > 0`` leaves a step out that would be none. For all steps: either the one state is
zero and the others are, or it is positive; that is so at the start, and each step keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import product

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import NOT_POSITIVE, POSITIVE, ZERO
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair, Way
from verifier.system import System
from verifier.term import RELATIONS, Term, postorder, state
from verifier.term import ZERO as NOTHING

WORK = 100_000
"""What the search may take; what is not found by then is not used."""
ASKING = (*RELATIONS, "div")
"""Where it matters that something is zero."""

AT_ZERO = Domain(NON_NEGATIVE.lower, NON_NEGATIVE.lower)


def with_vanishing(pair: Pair) -> Pair | None:
    """The pair with what vanishes together on its sides; None where nothing does, or nothing asks for it."""
    if not any(node.op in ASKING for node in postorder(pair.updates.values())):
        return None
    known = tuple(pair.domains.items())
    sides = [_together(side, known, pair.gradients) for side in (pair.left, pair.right)]
    ways = tuple(one | other for one, other in product(*sides))
    return replace(pair, ways=ways) if len(ways) > 1 else None


@lru_cache(maxsize=128)
def _together(
    system: System, known: tuple[tuple[Term, Domain], ...], gradients: tuple[Domain, ...]
) -> tuple[Way, ...]:
    """The two ways of the first state with which others vanish; one that says nothing where there is none."""
    alone = Pair(system, system, dict(known), Effort(WORK), gradients)
    start = [state(s.name) for s in system.states if s.initial is NOTHING]
    for each in start:
        if alone.domains.get(each) == NON_NEGATIVE:
            found = _largest(alone, each, [other for other in start if other is not each])
            if found:
                return ({each: AT_ZERO} | dict.fromkeys(found, AT_ZERO), {each: POSITIVE_DOMAIN})
    return ({},)


def _largest(pair: Pair, each: Term, others: list[Term]) -> list[Term]:
    """Of some states the most that vanish with one, given that they do before the step."""
    while others:
        ways = ({each: AT_ZERO} | dict.fromkeys(others, AT_ZERO), {each: POSITIVE_DOMAIN})
        held = replace(pair, ways=ways)
        kept = [other for other in others if _follows(held, each, other)]
        if kept == others:
            break
        others = kept
    return others


def _follows(pair: Pair, each: Term, other: Term) -> bool:
    """Whether after a step the other is zero wherever the one is, or the one does not exist."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        value = evaluation.value(pair.updates[each])
        if not isinstance(value, Fraction):
            return True
        if evaluation.path.decide(value, POSITIVE, NOT_POSITIVE) == POSITIVE:
            return True
        result = evaluation.value(pair.updates[other])
        return isinstance(result, Fraction) and evaluation.path.signs(result) == ZERO

    try:
        return pair.always(1, task)
    except Unsupported:
        return False
