"""Runs on a few gradients that numbers for one side's hyperparameters would have to make agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction as Rational
from functools import cache

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.evaluate import Evaluation, Value
from verifier.algebra.fraction import Fraction
from verifier.algebra.ring import Effort, Unsupported
from verifier.comparison.unknowns import Problem
from verifier.prove.relation import RIGHT_WEIGHT, Pair, pair_of
from verifier.system import fix_hypers, rename_hypers
from verifier.term import GRADIENT, STEP, WEIGHT, Term, substitute, term

ROWS = ((1,), (2,), (3,), (1, 1), (1, -1), (2, 1), (1, 0, 1), (1, 2, -1))
"""Gradients of the runs that are set equal, shortest first."""

Run = Callable[[int], tuple[Term, Term]]
"""Both weights after the run of this number."""


def posed(problem: Problem, setting: Mapping[str, Rational], effort: Effort) -> Pair:
    """Both sides, the fixed one at a setting, the hyperparameters of the other being unknowns."""
    fixed = fix_hypers(problem.fixed, {name: term(value) for name, value in setting.items()})
    moved = rename_hypers(problem.moved, {n: problem.unknown(n).name for n in problem.names})
    return pair_of(fixed, moved, effort)


def difference(evaluation: Evaluation, fixed: Value, moved: Term) -> fmpz_mpoly:
    """What is zero where the two agree: 1 where one alone is defined, 0 where neither is.

    Where the fixed side is defined the moved one must be, which is assumed from here on.
    """
    known = len(evaluation.conditions)
    value, ring = evaluation.value(moved), evaluation.ring
    if isinstance(fixed, Fraction) and isinstance(value, Fraction):
        return fr.difference(ring, fixed, value)
    if isinstance(value, Fraction) and len(evaluation.conditions) > known:
        raise Unsupported("a fixed side that is undefined, where the other may be so too")
    return ring.one if isinstance(fixed, Fraction) or isinstance(value, Fraction) else ring.zero


def runs(pair: Pair) -> Run:
    """The runs from weight 1 on each of the rows, taken when they are first asked for."""
    return cache(lambda number: _weights(pair, ROWS[number]))


def _weights(pair: Pair, gradients: tuple[int, ...]) -> tuple[Term, Term]:
    """Both weights after a run from weight 1."""
    values = pair.starting_at(term(1))
    for index, gradient in enumerate(gradients):
        given: dict[Term, Term] = {GRADIENT: term(gradient), STEP: term(index + 1)}
        values = dict(zip(pair.updates, substitute(pair.updates.values(), values | given), strict=True))
    return values[WEIGHT], values[RIGHT_WEIGHT]
