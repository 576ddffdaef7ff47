"""Signs of states that hold at every step, seen in runs and proved by induction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import ANY, NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Signs
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair
from verifier.prove.trace import trace
from verifier.prove.vectors import Array
from verifier.system import State, System, map_terms
from verifier.term import WEIGHT, Term, state, symbols

_RANGES: tuple[tuple[Signs, Domain], ...] = (
    (POSITIVE, POSITIVE_DOMAIN),
    (NEGATIVE, Domain(None, NON_NEGATIVE.lower, upper_open=True)),
    (NOT_NEGATIVE, NON_NEGATIVE),
    (NOT_POSITIVE, Domain(None, NON_NEGATIVE.lower)),
)

STEPS = 3
BEYOND = 1e-6
"""How far past zero a run must be, so that no rounding has brought it there."""

WORK = 500_000
"""What the search for signs may take; what is not found by then is not used."""

Ranks = tuple[int, ...]
"""The sign ranges that are still thought to hold, strongest first, by their places in `_RANGES`."""


def with_invariants(pair: Pair) -> Pair:
    """The pair with the domain of every state whose sign is proved to be kept."""
    found: dict[Term, Domain] = {}
    for side in (pair.left, pair.right):
        alone, names = _renamed(side)
        known = tuple((new, pair.domains[old]) for old, new in names.items() if old in pair.domains)
        kept = dict(_kept_signs(alone, known, pair.gradients))
        found |= {old: kept[new] for old, new in names.items() if new in kept}
    return replace(pair, domains=pair.domains | found)


def _renamed(side: System) -> tuple[System, dict[Term, Term]]:
    """The states of a side under other names, and what is called what: one system for any names of letters.

    The weight does not change the signs of states that read none: its rule is then left out.
    """
    roots = [value for s in side.states for value in (s.initial, s.update)]
    weight = side.weight if symbols(roots, "weight") else WEIGHT
    read = symbols([*roots, weight])
    letters = [s for s in read if s.args[0] in ("hyper", "sequence")]
    numbers = {name: str(number) for number, name in enumerate(dict.fromkeys(s.name for s in letters))}
    names: dict[Term, Term] = {state(s.name): state(str(number)) for number, s in enumerate(side.states)}
    names |= {s: WEIGHT for s in read if s.args[0] == "weight"}
    names |= {s: Term("sym", s.args[0], numbers[s.name], *s.args[2:]) for s in letters}
    moved = map_terms(System("", (), side.states, weight), names, names)
    states = tuple(replace(s, name=names[state(s.name)].name) for s in moved.states)
    return replace(moved, states=states), names


@lru_cache(maxsize=128)
def _kept_signs(
    system: System, known: tuple[tuple[Term, Domain], ...], gradients: tuple[Domain, ...]
) -> tuple[tuple[Term, Domain], ...]:
    """The states' domains.

    All candidates are assumed together; those that the start or the step breaks are weakened or
    dropped, until all that are left carry each other. Remembered, since the same states are often judged
    with other weights, other names and against many others.
    """
    alone = Pair(system, system, dict(known), Effort(WORK), gradients)
    candidates = _unbroken(alone, {s.name: _at_start(alone, s) for s in system.states})
    while True:
        kept = _domains(candidates)
        guess = replace(alone, domains=alone.domains | kept)
        weakened = {s.name: _weakened(guess, s, candidates[s.name]) for s in system.states}
        if weakened == candidates:
            return tuple(kept.items())
        candidates = weakened


def _unbroken(pair: Pair, candidates: Mapping[str, Ranks]) -> dict[str, Ranks]:
    """The candidates that no run contradicts: a sign that changes there need not be tried to be proved."""
    traces = trace(pair, STEPS) if any(candidates.values()) else []
    seen = {name: [t.values[state(name)] for t in traces] for name in candidates}
    return {
        name: tuple(rank for rank in ranks if not _broken(seen[name], _RANGES[rank][0]))
        for name, ranks in candidates.items()
    }


def _broken(values: Sequence[Array], signs: Signs) -> bool:
    """Whether some value lies beyond zero on a side that is none of the signs'."""
    with np.errstate(invalid="ignore"):
        above = any(np.any(each > BEYOND) for each in values)
        below = any(np.any(each < -BEYOND) for each in values)
    return (above and 1 not in signs) or (below and -1 not in signs)


def _domains(candidates: Mapping[str, Ranks]) -> dict[Term, Domain]:
    return {state(name): _RANGES[ranks[0]][1] for name, ranks in candidates.items() if ranks}


def _at_start(pair: Pair, each: State) -> Ranks:
    """The sign ranges that hold the initial value."""
    found = _signs(pair, each.initial)
    return tuple(rank for rank, (signs, _) in enumerate(_RANGES) if found <= signs)


def _weakened(pair: Pair, each: State, ranks: Ranks) -> Ranks:
    """The ranges, without the first where the step leaves it."""
    if not ranks:
        return ranks
    wanted, _ = _RANGES[ranks[0]]
    return ranks if _signs(pair, each.update, wanted) <= wanted else ranks[1:]


def _signs(pair: Pair, value: Term, wanted: Signs = ANY) -> Signs:
    """The signs that a value can take where it is defined; of those beyond what is wanted some are enough."""

    def task(path: Path) -> Signs:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        return evaluation.path.signs(result) if isinstance(result, Fraction) else frozenset()

    try:
        return frozenset[int]().union(*pair.cases(1, task, enough=lambda signs: not signs <= wanted))
    except Unsupported:
        return ANY
