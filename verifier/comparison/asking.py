"""Sides read where they ask for gradients: maps of look-ahead methods are searched for among these."""

from __future__ import annotations

from dataclasses import replace

from verifier.comparison.guesses import Guesses
from verifier.comparison.mapping import mapped
from verifier.comparison.translations import Translation
from verifier.comparison.unknowns import problem
from verifier.prove.readings import linear
from verifier.system import System, map_terms
from verifier.term import ONE, WEIGHT, ZERO, Term, shift, state, substitute


def read_where_they_ask(one: System, two: System) -> tuple[System, System] | None:
    """Both sides with the points of their next gradients as weights; None where nothing is gained or known.

    The two ask at the same points if and only if these have the same weights.
    """
    if one.query is two.query is WEIGHT:
        return None
    left, right = _read_ahead(one), _read_ahead(two)
    return None if left is None or right is None else (left, right)


def of_these(one: System, two: System, found: Translation, guesses: Guesses) -> Translation | None:
    """The same map of the sides as they are, where that is proved."""
    fixed, moved = (one, two) if found.to == "right" else (two, one)
    sides = mapped(problem(fixed, moved, found.to), found.map)
    if sides is None:
        return None
    judgement = guesses.judged(sides.left, sides.right)
    return replace(found, sides=(sides.left, sides.right), judgement=judgement) if judgement.proof else None


def _read_ahead(system: System) -> System | None:
    """With the weight ``w`` and what its query adds: linear in the states, nothing at the start."""
    form = linear(system.query)
    if form is None or form.pop(WEIGHT, ZERO) is not ONE:
        return None
    starts = {state(s.name): s.initial for s in system.states}
    if any(each is ONE or starts[each] is not ZERO for each in form):
        return None
    ahead = substitute([system.query], {WEIGHT: ZERO})[0]
    moved = map_terms(system, {WEIGHT: WEIGHT - ahead}, {})
    new: dict[Term, Term] = {state(s.name): s.update for s in moved.states}
    return replace(moved, weight=moved.weight + substitute(shift([ahead], 1), new)[0], query=WEIGHT, lets=())
