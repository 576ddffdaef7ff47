"""Signs of states that hold at every step, found and proved by induction."""

from __future__ import annotations

from dataclasses import replace

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Signs
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair
from verifier.system import State
from verifier.term import Term, state

_RANGES: tuple[tuple[Signs, Domain], ...] = (
    (POSITIVE, POSITIVE_DOMAIN),
    (NEGATIVE, Domain(None, NON_NEGATIVE.lower, upper_open=True)),
    (NOT_NEGATIVE, NON_NEGATIVE),
    (NOT_POSITIVE, Domain(None, NON_NEGATIVE.lower)),
)


def with_invariants(pair: Pair) -> Pair:
    """The pair with the domain of every state whose sign is proved to be kept.

    All candidates are assumed together; those that the start or the step breaks are weakened or
    dropped, until all that are left carry each other (the greatest inductive set).
    """
    states = (*pair.left.states, *pair.right.states)
    candidates = {s.name: _at_start(pair, s) for s in states}
    while True:
        guess = replace(pair, domains=pair.domains | _domains(candidates))
        weakened = {s.name: _weakened(guess, s, candidates[s.name]) for s in states}
        broken = {name: ranks for name, ranks in weakened.items() if ranks is not None}
        if not broken:
            return guess
        candidates |= broken


def _domains(candidates: dict[str, list[int]]) -> dict[Term, Domain]:
    return {state(name): _RANGES[ranks[0]][1] for name, ranks in candidates.items() if ranks}


def _at_start(pair: Pair, each: State) -> list[int]:
    """The sign ranges that hold the initial value, strongest first."""
    return [rank for rank, (signs, _) in enumerate(_RANGES) if _within(pair, each.initial, signs)]


def _weakened(pair: Pair, each: State, ranks: list[int]) -> list[int] | None:
    """The ranges without the first where the step leaves it; None where all is well."""
    if not ranks or _within(pair, each.update, _RANGES[ranks[0]][0]):
        return None
    return ranks[1:]


def _within(pair: Pair, value: Term, signs: Signs) -> bool:
    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        return not isinstance(result, Fraction) or evaluation.path.signs(result) <= signs

    try:
        return all(pair.cases(1, task))
    except Unsupported:
        return False
