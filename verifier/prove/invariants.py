"""Signs of states that hold at every step, found and proved by induction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Signs
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair
from verifier.system import State, System
from verifier.term import Term, state

_RANGES: tuple[tuple[Signs, Domain], ...] = (
    (POSITIVE, POSITIVE_DOMAIN),
    (NEGATIVE, Domain(None, NON_NEGATIVE.lower, upper_open=True)),
    (NOT_NEGATIVE, NON_NEGATIVE),
    (NOT_POSITIVE, Domain(None, NON_NEGATIVE.lower)),
)

WORK = 500_000
"""What the search for signs may take; what is not found by then is not used."""

Ranks = tuple[int, ...]
"""The sign ranges that are still thought to hold, strongest first, by their places in `_RANGES`."""


def with_invariants(pair: Pair) -> Pair:
    """The pair with the domain of every state whose sign is proved to be kept."""
    found: dict[Term, Domain] = {}
    known = tuple(pair.domains.items())
    for side in (pair.left, pair.right):
        found |= dict(_kept_signs(side, known, pair.gradients))
    return replace(pair, domains=pair.domains | found)


@lru_cache(maxsize=128)
def _kept_signs(
    system: System, known: tuple[tuple[Term, Domain], ...], gradients: tuple[Domain, ...]
) -> tuple[tuple[Term, Domain], ...]:
    """The states' domains.

    All candidates are assumed together; those that the start or the step breaks are weakened or
    dropped, until all that are left carry each other. Remembered, since one side is often judged
    against many others.
    """
    alone = Pair(system, system, dict(known), Effort(WORK), gradients)
    candidates = {s.name: _at_start(alone, s) for s in system.states}
    while True:
        kept = _domains(candidates)
        guess = replace(alone, domains=alone.domains | kept)
        weakened = {s.name: _weakened(guess, s, candidates[s.name]) for s in system.states}
        if weakened == candidates:
            return tuple(kept.items())
        candidates = weakened


def _domains(candidates: Mapping[str, Ranks]) -> dict[Term, Domain]:
    return {state(name): _RANGES[ranks[0]][1] for name, ranks in candidates.items() if ranks}


def _at_start(pair: Pair, each: State) -> Ranks:
    """The sign ranges that hold the initial value."""
    return tuple(rank for rank, (signs, _) in enumerate(_RANGES) if _within(pair, each.initial, signs))


def _weakened(pair: Pair, each: State, ranks: Ranks) -> Ranks:
    """The ranges, without the first where the step leaves it."""
    return ranks if not ranks or _within(pair, each.update, _RANGES[ranks[0]][0]) else ranks[1:]


def _within(pair: Pair, value: Term, signs: Signs) -> bool:
    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        return not isinstance(result, Fraction) or evaluation.path.signs(result) <= signs

    try:
        return pair.always(1, task)
    except Unsupported:
        return False
