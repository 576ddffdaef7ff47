"""Sides read where they ask for gradients: maps of look-ahead methods are searched for among these."""

from __future__ import annotations

from dataclasses import replace

from verifier.comparison.guesses import Guesses
from verifier.comparison.mapping import mapped
from verifier.comparison.translations import Translation
from verifier.comparison.unknowns import problem
from verifier.prove.readings import linear
from verifier.system import State, System, map_terms
from verifier.term import ONE, WEIGHT, ZERO, Term, shift, state, substitute

KEPT = "w kept"
"""The weight as a state: no name that a user's state can have."""


def read_where_they_ask(one: System, two: System) -> tuple[System, System]:
    """Both sides with the points of their next gradients as weights, where those are not their weights.

    Two sides ask at the same points, after the first, if and only if these have the same weights.
    """
    return (one, two) if one.query is two.query is WEIGHT else (_read_ahead(one), _read_ahead(two))


def of_these(one: System, two: System, found: Translation, guesses: Guesses) -> Translation | None:
    """The same map of the sides as they are, where that is proved."""
    fixed, moved = (one, two) if found.to == "right" else (two, one)
    sides = mapped(problem(fixed, moved, found.to), found.map)
    if sides is None:
        return None
    judgement = guesses.judged(sides.left, sides.right)
    return replace(found, sides=(sides.left, sides.right), judgement=judgement) if judgement.proof else None


def _read_ahead(system: System) -> System:
    """The system whose weight is where it asks next: ``w`` and what is linear in the states, or anything."""
    form = linear(system.query)
    if form is None or form.get(WEIGHT) is not ONE:
        return _beside_its_weight(system)
    ahead = substitute([system.query], {WEIGHT: ZERO})[0]
    moved = map_terms(system, {WEIGHT: WEIGHT - ahead}, {})
    return replace(moved, weight=moved.weight + _next(ahead, moved), query=WEIGHT, lets=())


def _beside_its_weight(system: System) -> System:
    """The weight a state, and the point of the next gradient in its place."""
    kept = state(KEPT)
    moved = map_terms(system, {WEIGHT: kept}, {})
    moved = replace(moved, states=(*moved.states, State(KEPT, WEIGHT, moved.weight)))
    return replace(moved, weight=_next(moved.query, moved), query=WEIGHT, lets=())


def _next(value: Term, system: System) -> Term:
    """What a term in states is at the next step."""
    new: dict[Term, Term] = {state(s.name): s.update for s in system.states}
    return substitute(shift([value], 1), new)[0]
