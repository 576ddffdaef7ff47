"""States that nothing reads any more once the step has passed a bound.

A method that goes over from one rule to another at a step may go on with the states of the first rule or
leave them as they are. Where nothing reads them any more, that makes no difference to the weights: they are
taken to keep their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor
from typing import NamedTuple

from verifier.prove.relation import Pair
from verifier.prove.stillness import bounds
from verifier.system import System, live_states
from verifier.term import RELATIONS, STEP, Term, fold, state, where


class Idle(NamedTuple):
    """States that keep their values after the steps with ``early``, as nothing reads them there."""

    early: Term
    states: frozenset[Term]


def with_idle(pair: Pair) -> Iterator[tuple[Pair, Idle]]:
    """The pair with states that keep their values from a step on, for each bound after which some may."""
    for early in dict.fromkeys(bounds(pair)):
        left, right = (_idle(side, early) for side in (pair.left, pair.right))
        if left or right:
            kept = replace(pair, left=_kept(pair.left, left, early), right=_kept(pair.right, right, early))
            yield kept, Idle(early, left | right)


def _kept(side: System, idle: frozenset[Term], early: Term) -> System:
    states = (
        replace(s, update=where(early, s.update, state(s.name))) if state(s.name) in idle else s
        for s in side.states
    )
    return replace(side, states=tuple(states))


def _idle(side: System, early: Term) -> frozenset[Term]:
    """The states on which no weight and no query point depends at the steps past the bound."""
    late = replace(
        side,
        weight=_late(side.weight, early),
        query=_late(side.query, early),
        states=tuple(replace(s, update=_late(s.update, early)) for s in side.states),
    )
    read = {s.name for s in live_states(late)}
    return frozenset(state(s.name) for s in side.states if s.name not in read)


def _late(value: Term, early: Term) -> Term:
    """The value at steps past the bound: of a branch on the step what is taken there."""
    return fold([value], lambda node, args: _taken(node, args, early))[value]


def _taken(node: Term, args: tuple[Term, ...], early: Term) -> Term:
    if node.op == "where" and (holds := _holds(node.terms[0], early)) is not None:
        return args[1] if holds else args[2]
    return Term(node.op, *args) if args else node


def _holds(condition: Term, early: Term) -> bool | None:
    """Whether a condition holds at every step past the bound; None where that is not known."""
    if condition.op == "not":
        inner = _holds(condition.terms[0], early)
        return None if inner is None else not inner
    if condition.op in ("and", "or"):
        return _read_in_order(condition, early)
    if condition.op not in RELATIONS or STEP not in condition.terms:
        return None
    low, high = condition.terms
    order = _order(early, low if high is STEP else high)
    if order is None or not (order or condition.op == _weak(condition)):
        return None
    above = high is STEP
    return {"lt": above, "le": above, "eq": False, "ne": True}[condition.op]


def _read_in_order(condition: Term, early: Term) -> bool | None:
    """The same of parts that are read until one decides: one that is read may be undefined."""
    decisive = condition.op == "or"
    for part in condition.terms:
        if (holds := _holds(part, early)) is None or holds == decisive:
            return holds
    return not decisive


def _weak(condition: Term) -> str:
    """The relation that tells a step at a bound as it does one past it."""
    return "le" if condition.terms[1] is STEP else "lt"


def _order(early: Term, bound: Term) -> int | None:
    """1 where every step past ``early`` is greater than a bound, 0 where it is at least that."""
    own = early.terms[1]
    if own is bound:
        return 1 if early.op == "le" else 0
    if own.op != "num" or bound.op != "num":
        return None
    first = floor(own.value) + 1 if early.op == "le" else ceil(own.value)
    return 1 if bound.value < first else 0 if bound.value == first else None
