"""Guessing a relation between two systems from runs, then solving for its coefficients.

A guess costs nothing in soundness: only what the induction proves is used. Which quantities enter
an equation is read off floating-point runs by least squares; the coefficients, functions of the
hyperparameters and of the step, are solved for exactly from a few steps taken symbolically.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np

from verifier.prove.coefficients import (
    constant_in_symbols,
    solve_coefficients,
    solved_by_step,
    steady_offset,
)
from verifier.prove.decode import decoded
from verifier.prove.fit import fits, rational, supports
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.prove.times import always_defined
from verifier.prove.trace import Trace, evaluate, setting, trace
from verifier.prove.vectors import Array
from verifier.term import ONE, STEP, WEIGHT, Term, sqrt, state, term

STEPS = 6
LAST = 14
"""A late step, at which a warm-up is over: what fits the first steps only is no relation."""
FIRST_STACKED = 2
"""Runs from this step on are looked at together; the first step may follow another rule."""


class Shape(NamedTuple):
    """A power of the solved state that is linear in the features, and how it is undone."""

    exponent: int

    def apply(self, y: Array) -> Array:
        """The power's value."""
        with np.errstate(all="ignore"):
            result: Array = y**self.exponent
        return result

    def invert(self, value: Term, negative: bool) -> Term:
        """The state, given the value of the power."""
        root = sqrt(value) if abs(self.exponent) == 2 else value
        root = ONE / root if self.exponent < 0 else root
        return -root if negative else root


SHAPES = (Shape(1), Shape(2), Shape(-1), Shape(-2))


def guess_relations(pair: Pair) -> Iterator[Relation]:
    """Relations that the runs suggest: the left's states in terms of the right's, then the reverse."""
    whole = trace(pair, LAST)
    traces = [*whole[:STEPS], whole[-1]]
    left = [state(s.name) for s in pair.left.states]
    right = [state(s.name) for s in pair.right.states]
    seen: list[Relation | None] = [None]
    direct = _direct(pair, traces, left, right)
    if direct is not None:
        seen.append(direct)
        yield direct
    for order in ([*right, *left], [*left, *right]):
        relation = _guess(pair, traces, order)
        if relation not in seen:
            assert relation is not None
            seen.append(relation)
            yield relation


def _direct(
    pair: Pair, traces: Sequence[Trace], left: Sequence[Term], right: Sequence[Term]
) -> Relation | None:
    """Each of the left's states equal to one of the right's: the commonest relation, seen without fits."""
    if not (_same_weights(traces) or asks_at_weights(pair)):
        return None
    solved: dict[Term, Term] = {}
    for each in left:
        same = next(_same(traces, each, [r for r in right if r not in solved.values()]), None)
        if same is None:
            return None
        solved[each] = same
    return Relation(solved | {RIGHT_WEIGHT: WEIGHT}) if len(solved) == len(right) else None


def guess_relation(pair: Pair) -> Relation | None:
    """The first relation that the runs suggest."""
    return next(guess_relations(pair), None)


def _guess(pair: Pair, traces: Sequence[Trace], order: Sequence[Term]) -> Relation | None:
    free: list[Term] = []
    solved: dict[Term, Term] = {}
    for each in [*order, RIGHT_WEIGHT]:
        if each is RIGHT_WEIGHT and (_same_weights(traces) or asks_at_weights(pair)):
            solved[each] = WEIGHT
            continue
        value = next(_expressions(pair, traces, each, free), None)
        if value is None:
            free.append(each)
        else:
            solved[each] = value
    return Relation(solved) if RIGHT_WEIGHT in solved else None


def asks_at_weights(pair: Pair) -> bool:
    """Whether each side asks for the gradient at its own weight."""
    return pair.left.query is WEIGHT and pair.right.query is RIGHT_WEIGHT


def _same_weights(traces: Sequence[Trace]) -> bool:
    return all(
        np.allclose(t.values[WEIGHT], t.values[RIGHT_WEIGHT], rtol=1e-9, atol=1e-9, equal_nan=True)
        for t in traces
    )


def _expressions(pair: Pair, traces: Sequence[Trace], each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Expressions of the state in the free ones that give its value in all runs, simplest first."""
    for candidate in _candidates(pair, traces, each, free):
        if candidate.op == "sym" or (
            _gives(pair, traces, each, candidate) and always_defined(pair, candidate)
        ):
            yield candidate


def _candidates(pair: Pair, traces: Sequence[Trace], each: Term, free: Sequence[Term]) -> Iterator[Term]:
    yield from _same(traces, each, free)
    for shape, features in _attempts([*free, WEIGHT, ONE], free):
        negative = bool(np.nanmax(traces[-1].values[each], initial=-np.inf) < 0)
        for coefficients, support in _combinations(pair, traces, each, shape, features):
            yield shape.invert(combination(coefficients, support), negative)
        if shape == SHAPES[0] and features[-1] is ONE:
            yield from decoded(pair, traces, each, free)


def _same(traces: Sequence[Trace], each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Free states that have the same values: the commonest relation, seen without a fit."""
    for other in free:
        if all(fits(t.values[other], t.values[each]) for t in traces[FIRST_STACKED:]):
            yield other


def _attempts(linear: list[Term], free: Sequence[Term]) -> Iterator[tuple[Shape, list[Term]]]:
    yield SHAPES[0], linear
    squares = [a * b for a, b in combinations_with_replacement(free, 2)] if len(free) <= 4 else []
    bent = [Term(op, a) for a in free for op in ("sign", "abs")]
    for shape in SHAPES:
        yield shape, [*squares, *linear, *bent]


def _combinations(
    pair: Pair, traces: Sequence[Trace], each: Term, shape: Shape, features: Sequence[Term]
) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """Coefficients and features: the same at every step first, then varying with the step."""
    stacked = [_columns(t.values, each, shape, features) for t in traces[FIRST_STACKED:STEPS]]
    together = np.concatenate(stacked)
    found = list(supports(together))
    for support, numbers in found:
        exact = [rational(c) for c in numbers]
        if all(exact):
            yield [term(c) for c in exact if c], [features[i] for i in support]
    for support, _ in found:
        yield from constant_in_symbols(pair, each, shape.exponent, [features[i] for i in support])
    for support, _ in supports(stacked[-1]):
        chosen = [features[i] for i in support]
        offset = steady_offset(stacked, support, features)
        solved = solve_coefficients(pair, each, shape.exponent, chosen, varying=True, offset=offset)
        if solved is not None:
            yield solved, chosen
        interpolated = solved_by_step(stacked, support, FIRST_STACKED + 1)
        if interpolated is not None:
            yield interpolated, chosen


def _columns(values: dict[Term, Array], each: Term, shape: Shape, features: Sequence[Term]) -> Array:
    """The features' values and, last, the target's; one row a run."""
    columns = [_feature(values, f) for f in features]
    table = np.stack([*columns, shape.apply(values[each])], axis=1)
    return table[np.all(np.isfinite(table), axis=1)]


def _feature(values: dict[Term, Array], feature: Term) -> Array:
    if feature is ONE:
        return np.ones_like(values[WEIGHT])
    if feature.op == "mul":
        left, right = feature.terms
        return values[left] * values[right]
    if feature.op in ("sign", "abs"):
        return evaluate({feature: feature}, values)[feature]
    return values[feature]


def combination(coefficients: Sequence[Term], features: Sequence[Term]) -> Term:
    """The sum of products, without factors of one."""
    total: Term | None = None
    for c, f in zip(coefficients, features, strict=True):
        part = f if c is ONE else (c if f is ONE else c * f)
        total = part if total is None else total + part
    assert total is not None
    return total


def _gives(pair: Pair, traces: Sequence[Trace], each: Term, candidate: Term) -> bool:
    """Whether the candidate gives the state's value in the later steps' runs."""
    return all(_gives_at(pair, t, each, candidate) for t in traces[FIRST_STACKED:])


def _gives_at(pair: Pair, found: Trace, each: Term, candidate: Term) -> bool:
    given = found.values | setting(pair)(found.step) | {STEP: np.float64(found.step)}
    with np.errstate(all="ignore"):
        value = evaluate({each: candidate}, given)[each]
    return fits(value, found.values[each])
