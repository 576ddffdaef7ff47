"""Inequalities between states that hold at every step, found in runs and proved by induction.

A state at least the square of another (a second moment and a mean), at least another (a running
maximum), or bounded by one, by a hyperparameter, by what it starts from (an average of signs), or by what
its own update holds it against (a clipped step size).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE
from verifier.algebra.smt import infeasible
from verifier.domain import Domain
from verifier.prove.relation import Pair
from verifier.prove.trace import evaluate, setting, trace
from verifier.system import System
from verifier.term import ONE, ZERO, Term, postorder, state, substitute, symbols

STEPS = 6
WORK = 100_000
"""What the search may take; a fact that is not found by then is not used."""


def with_facts(pair: Pair) -> Pair:
    """The pair with every inequality that was found and proved: terms that are never negative."""
    found: list[Term] = []
    known = tuple(pair.domains.items())
    for side in (pair.left, pair.right):
        if pair.effort.work > WORK:
            facts, work = _kept(side, known, pair.gradients)
            found += facts
            pair.effort.work -= work
    return replace(pair, facts=tuple(found))


@lru_cache(maxsize=128)
def _kept(
    system: System, known: tuple[tuple[Term, Domain], ...], gradients: tuple[Domain, ...]
) -> tuple[tuple[Term, ...], float]:
    """The greatest set of candidates that the start has and each step keeps, given all of them.

    Also what was spent on it: a set that is remembered costs as much as one that is not, so that
    nothing depends on what was asked before.
    """
    alone = Pair(system, system, dict(known), Effort(WORK), gradients)
    facts = tuple(f for f in _seen(alone) if _starts(alone, f))
    while facts:
        kept = tuple(f for f in facts if _stays(replace(alone, facts=facts), f))
        if kept == facts:
            break
        facts = kept
    return facts, WORK - alone.effort.work


def _seen(pair: Pair) -> Iterator[Term]:
    """The candidates that no run contradicts, and that do not follow from the signs of states."""
    traces = trace(pair, STEPS)
    candidates = {c: c for c in _candidates(pair) if not _known(pair, c)}
    with np.errstate(all="ignore"):
        values = [evaluate(candidates, t.values | setting(pair)(t.step)) for t in traces]
    for candidate in candidates:
        if all(np.all(v[candidate][np.isfinite(v[candidate])] >= 0) for v in values):
            yield candidate


def _known(pair: Pair, candidate: Term) -> bool:
    """Whether the signs of what a candidate is made of give its own; one that needs cases is no such one."""
    path = pair.path(1)
    try:
        value = Evaluation(path).value(candidate)
    except (Split, Unsupported):
        return False
    return isinstance(value, Fraction) and path.signs(value) <= NOT_NEGATIVE


def _candidates(pair: Pair) -> Iterator[Term]:
    states = [state(s.name) for s in pair.left.states]
    starts = [
        s.initial for s in pair.left.states if s.initial is not ZERO and not symbols([s.initial], "weight")
    ]
    bounds = dict.fromkeys([ONE, *(s for s in pair.domains if s.args[0] == "hyper"), *starts])
    for x in states:
        for y in states:
            if x is not y:
                yield x - y * y
                yield x - y
        for bound in bounds | dict.fromkeys(_held_against(pair.updates[x])):
            yield bound - x
            yield bound + x
            yield x - bound


def _held_against(update: Term) -> Iterator[Term]:
    """What no state, weight, gradient or step enters and the update takes a maximum or a minimum with."""
    for node in postorder([update]):
        if node.op in ("max", "min"):
            yield from (a for a in node.terms if all(s.args[0] == "hyper" for s in symbols([a])))


def _starts(pair: Pair, fact: Term) -> bool:
    return never_negative(pair, substitute([fact], pair.starts(0))[0])


def _stays(pair: Pair, fact: Term) -> bool:
    return never_negative(pair, substitute([fact], pair.updates)[0])


def never_negative(pair: Pair, value: Term, first: int = 1) -> bool:
    """Whether a term is proved never to be negative from a step on, wherever it is defined."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        if not isinstance(result, Fraction) or evaluation.path.signs(result) <= NOT_NEGATIVE:
            return True
        return infeasible(evaluation.path, [(result.numerator * result.denominator, NEGATIVE)])

    try:
        return pair.always(first, task)
    except Unsupported:
        return False
