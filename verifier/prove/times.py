"""States that depend on the step alone: solved, and the solution proved by induction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain

import numpy as np

from verifier.algebra import fraction as fr
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import vanishes
from verifier.prove.limits import capped, held_against, settled, thresholds
from verifier.prove.recurrences import Anchor, affine, divides, simplified, times, turned
from verifier.prove.relation import Pair, at_step
from verifier.prove.trace import RUNS, evaluate, setting
from verifier.system import State
from verifier.term import (
    ONE,
    STEP,
    Term,
    sequence,
    shift,
    state,
    substitute,
    symbols,
    term,
    where,
)


def closed_form(pair: Pair, each: State) -> tuple[Term, Term] | None:
    """The state after step t, and before it; None where no form is found and proved."""
    others = [s for s in symbols([each.update], "state") if s.name != each.name]
    if others or symbols([each.initial], "weight") or not _unmoved(pair, each.update):
        return None
    each = replace(each, update=_at_one(each.update))
    if not symbols([each.update], "state"):  # carried from the step before: only the start may differ
        return each.update, where(Term("eq", STEP, ONE), *shift([each.initial, each.update], -1))
    if symbols([each.update], "sequence"):
        return _scaled_by_rate(pair, each)
    return _solved(pair, each)


def _scaled_by_rate(pair: Pair, each: State) -> tuple[Term, Term] | None:
    """The state as a given sequence, or one over it, times what depends on the step alone.

    Of ``x = c*z`` follows ``z_0 = x_0/c_0``, and ``z_t`` is the update of ``c*z`` at ``t - 1``, over ``c_t``;
    these quotients must exist and be free of rates, and then ``z`` is solved and proved as any state.
    """
    own, names = state(each.name), {s.name: sequence(s.name, 0) for s in symbols([each.update], "sequence")}
    for scale in (c for rate in names.values() for c in (rate, ONE / rate)):
        (before,) = shift([scale], -1)
        with suppress(Unsupported, Split):
            start = simplified(pair, each.initial / scale, 0)
            update = simplified(pair, substitute([each.update], {own: own * before})[0] / scale, 1)
            form = None
            if not symbols([start, update], "sequence"):
                form = _solved(pair, replace(each, initial=start, update=update))
            if form is not None:
                return times(form[0], scale), times(form[1], before)
    return None


def _solved(pair: Pair, each: State) -> tuple[Term, Term] | None:
    """As `closed_form`, of a state that reads no given sequence."""
    first = at_step(substitute([each.update], {state(each.name): each.initial})[0], 1)
    begun, later = Anchor(0, each.initial), Anchor(1, first)
    kinds = ((a, _candidates(pair, each, a)) for a in (begun, later))
    for anchor, candidates in chain(kinds, [(begun, _piecewise(pair, each))]):
        form = next((c for c in candidates if _holds(pair, each, c, anchor)), None)
        if form is not None:
            (before,) = shift([form], -1)
            return form, before if anchor.step == 0 else where(Term("eq", STEP, ONE), each.initial, before)
    return None


def _unmoved(pair: Pair, update: Term) -> bool:
    """Whether no gradient and no weight changes the value, though they may be read: a square of a sign."""
    given = _given(update)
    if not given:
        return True
    with np.errstate(all="ignore"):
        spread = {s: np.linspace(-1.7, 2.9, RUNS) for s in given}
        here = {s: np.float64(0.7) for s in symbols([update], "state")} | {STEP: np.float64(3)}
        value = evaluate({update: update}, setting(pair)(3) | here | spread)[update]
    steady = bool(np.all(np.abs(value - value[0]) <= 1e-9 * np.abs(value[0])))
    return steady and equal_everywhere(pair, update, _at_one(update), first=1)


def _given(update: Term) -> list[Term]:
    return [s for kind in ("gradient", "weight") for s in symbols([update], kind)]


def _at_one(update: Term) -> Term:
    """The value at the gradient one and the weight one."""
    return substitute([update], dict.fromkeys(_given(update), ONE))[0]


def _candidates(pair: Pair, each: State, anchor: Anchor) -> Iterator[Term]:
    """What the state may be from the anchor on.

    What it is there, the other side of a maximum that it keeps, a solution of ``x = a*x + b``, which may
    have a cap or a floor, or one over such a solution.
    """
    yield anchor.value
    yield from held_against(each.update, state(each.name))
    with suppress(Unsupported, Split):
        yield from affine(pair, each, anchor)
    if divides(each):
        with suppress(Unsupported, Split):
            yield from turned(pair, each, anchor)
    bounded = capped(each.update)
    if bounded is not None:
        op, own, bound = bounded
        with suppress(Unsupported, Split):
            for form in affine(pair, replace(each, update=own), anchor):
                yield Term(op, form, bound)


def _piecewise(pair: Pair, each: State) -> Iterator[Term]:
    """The state between steps at which its update takes another branch: a solution of each, from the last."""
    start, value, pieces, steps = 0, each.initial, list[Term](), thresholds(each.update)
    for end in (*steps, None):
        own, here = replace(each, update=settled(each.update, start + 1)), Anchor(start, value)
        form = next((c for c in _candidates(pair, own, here) if _holds(pair, own, c, here)), None)
        if form is None or not steps:
            return
        pieces.append(form)
        if end is not None:
            start, value = end, at_step(form, end)
    *early, late = pieces
    for end, form in zip(reversed(steps), reversed(early), strict=True):
        late = where(Term("le", STEP, term(end)), form, late)
    yield late


def _holds(pair: Pair, each: State, form: Term, anchor: Anchor) -> bool:
    """Base case at the anchor and induction step of ``x_t = form(t)``."""
    if not equal_everywhere(pair, at_step(form, anchor.step), anchor.value, first=1):
        return False
    stepped = substitute([each.update], {state(each.name): shift([form], -1)[0]})[0]
    return equal_everywhere(pair, stepped, form, first=anchor.step + 1)


def always_defined(pair: Pair, value: Term) -> bool:
    """Whether the term is defined at every input after the first step."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        return isinstance(evaluation.value(value), Fraction) and not evaluation.conditions

    try:
        return pair.always(1, task)
    except Unsupported:
        return False


def equal_everywhere(pair: Pair, a: Term, b: Term, first: int) -> bool:
    """Whether two terms are defined and equal at every input."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        x, y = evaluation.value(a), evaluation.value(b)
        if evaluation.conditions or not isinstance(x, Fraction) or not isinstance(y, Fraction):
            return False
        return vanishes(path.ring, fr.difference(path.ring, x, y), evaluation.path.assumptions)

    try:
        return pair.always(first, task)
    except Unsupported:
        return False
