"""Guessing a relation between two systems from runs, then solving for its coefficients.

A guess costs nothing in soundness: only what the induction proves is used. Which quantities enter
an equation is read off floating-point runs by least squares; the coefficients, functions of the
hyperparameters and of the step, are solved for exactly from a few steps taken symbolically.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction as Rational
from itertools import combinations, combinations_with_replacement
from typing import NamedTuple

import numpy as np

from verifier.prove.coefficients import solve_coefficients
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.prove.trace import Array, Trace, evaluate, setting, trace
from verifier.term import ONE, STEP, WEIGHT, Term, sqrt, state, term

STEPS = 6
TOLERANCE = 1e-8


class Shape(NamedTuple):
    """A function of the solved state that is linear in the features, and its inverse's form."""

    exponent: int

    def apply(self, y: Array) -> Array:
        """The function's value."""
        result: Array = y**self.exponent
        return result

    def invert(self, value: Term, negative: bool) -> Term:
        """The state, given the value of the function."""
        root = sqrt(value) if abs(self.exponent) == 2 else value
        root = ONE / root if self.exponent < 0 else root
        return -root if negative else root


SHAPES = (Shape(1), Shape(2), Shape(-1), Shape(-2))


def guess_relation(pair: Pair) -> Relation | None:
    """The relation that the runs suggest, each state in terms of those before it."""
    traces = trace(pair, STEPS)
    free: list[Term] = []
    solved: dict[Term, Term] = {}
    same = pair.left.query is WEIGHT and pair.right.query is RIGHT_WEIGHT
    for each in [*(state(s.name) for s in (*pair.right.states, *pair.left.states)), RIGHT_WEIGHT]:
        if each is RIGHT_WEIGHT and same:
            solved[each] = WEIGHT
            continue
        value = _express(pair, traces, each, free)
        if value is None:
            free.append(each)
        else:
            solved[each] = value
    return Relation(solved) if RIGHT_WEIGHT in solved else None


def _express(pair: Pair, traces: Sequence[Trace], each: Term, free: Sequence[Term]) -> Term | None:
    last = _usable(traces, [each, *free, WEIGHT])
    if last is None:
        return None
    linear = [*free, WEIGHT, ONE]
    for shape, features in _attempts(linear, free):
        for support, numbers in _supports(last, each, shape, features):
            for coefficients in _exact(pair, each, shape, support, numbers):
                candidate = shape.invert(combination(coefficients, support), bool(np.all(last[each] < 0)))
                if _fits(pair, traces[-1], each, candidate):
                    return candidate
    return None


def _usable(traces: Sequence[Trace], needed: Sequence[Term]) -> dict[Term, Array] | None:
    values = traces[-1].values
    keep = np.all([np.isfinite(values[k]) for k in needed], axis=0)
    if keep.sum() < 8:
        return None
    return {k: v[keep] for k, v in values.items()}


def _attempts(linear: list[Term], free: Sequence[Term]) -> Iterator[tuple[Shape, list[Term]]]:
    yield SHAPES[0], linear
    squares = [a * b for a, b in combinations_with_replacement(free, 2)] if len(free) <= 4 else []
    for shape in SHAPES:
        yield shape, [*linear, *squares]


def _supports(
    values: dict[Term, Array], each: Term, shape: Shape, features: Sequence[Term]
) -> Iterator[tuple[tuple[Term, ...], Array]]:
    """Small sets of features of which the state is a combination in every run."""
    with np.errstate(all="ignore"):
        target = shape.apply(values[each])
    if not np.all(np.isfinite(target)):
        return
    columns = [_feature(values, f) for f in features]
    scale = np.abs(target).max() or 1.0
    for size in (1, 2, 3):
        for chosen in combinations(range(len(features)), size):
            matrix = np.stack([columns[i] for i in chosen], axis=1)
            solution, _, rank, _ = np.linalg.lstsq(matrix, target, rcond=1e-10)
            if rank == size and np.abs(matrix @ solution - target).max() <= TOLERANCE * scale:
                yield tuple(features[i] for i in chosen), np.asarray(solution, np.float64)
                return


def _feature(values: dict[Term, Array], feature: Term) -> Array:
    if feature is ONE:
        return np.ones_like(values[WEIGHT])
    if feature.op == "mul":
        left, right = feature.terms
        return values[left] * values[right]
    return values[feature]


def _exact(
    pair: Pair, each: Term, shape: Shape, support: tuple[Term, ...], guess: Array
) -> Iterator[list[Term]]:
    """Exact coefficients: small numbers as they are, else solved for, varying with the step or not."""
    numbers = [Rational(float(c)).limit_denominator(12) for c in guess]
    if all(n and abs(float(n) - c) <= TOLERANCE for n, c in zip(numbers, guess, strict=True)):
        yield [term(n) for n in numbers]
        return
    for varying in (True, False):
        found = solve_coefficients(pair, each, shape.exponent, support, varying)
        if found is not None:
            yield found


def combination(coefficients: Sequence[Term], features: Sequence[Term]) -> Term:
    """The sum of products, without factors of one."""
    total: Term | None = None
    for c, f in zip(coefficients, features, strict=True):
        part = f if c is ONE else (c if f is ONE else c * f)
        total = part if total is None else total + part
    assert total is not None
    return total


def _fits(pair: Pair, last: Trace, each: Term, candidate: Term) -> bool:
    """Whether the candidate gives the state's value in the last step's runs."""
    given = last.values | setting(pair)(last.step) | {STEP: np.float64(last.step)}
    with np.errstate(all="ignore"):
        value = evaluate({each: candidate}, given)[each]
    wanted = last.values[each]
    keep = np.isfinite(value) & np.isfinite(wanted)
    close = np.abs(value - wanted) <= 1e-6 * (np.abs(wanted) + np.abs(wanted).max(initial=0.0, where=keep))
    return bool(keep.sum() >= 8 and np.all(close[keep]))
