"""No constant map holds throughout an open set of settings: the unknown numbers are eliminated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flint import fmpz_mpoly

from verifier.algebra.evaluate import Evaluation, Value
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import NOT_ZERO, ZERO
from verifier.comparison.elimination import Elimination
from verifier.comparison.rows import ROWS, Run, difference, posed, runs
from verifier.comparison.unknowns import Problem
from verifier.term import Term, hyper


def holds_nowhere_open(problem: Problem, fewest: int, effort: Effort) -> bool:
    """Whether so many of the runs, or more, all agree for no more than a thin set of settings.

    No fewer than seem to contradict each other at one setting are asked about.
    """
    pair = posed(problem, {}, effort)
    known = frozenset(hyper(h.name) for h in problem.fixed.hypers)
    try:
        return pair.always(1, partial(_thin, known=known, run=runs(pair), fewest=fewest))
    except Unsupported:
        return False


def _thin(path: Path, known: frozenset[Term], run: Run, fewest: int) -> bool:
    """Whether, on a path, some numbers give the same weights for no more than a thin set of settings."""
    if any(signs == ZERO for symbol, signs in (path.variants or {}).items() if symbol in known):
        return True
    evaluation = Evaluation(path)
    equations: list[fmpz_mpoly] = []
    for count in range(1, len(ROWS) + 1):
        fixed, moved = run(count - 1)
        equations.append(difference(evaluation, _defined(evaluation, fixed), moved))
        if count >= fewest and _eliminated(evaluation.path, known, equations):
            return True
    return False


def _defined(evaluation: Evaluation, fixed: Term) -> Value:
    """The weight of the fixed side, which exists for almost all settings.

    Raises
    ------
    Unsupported
        When it does not.
    """
    before = len(evaluation.conditions)
    value = evaluation.value(fixed)
    if any(needed.signs != NOT_ZERO for needed in [*evaluation.conditions.values()][before:]):
        raise Unsupported("a fixed side that is undefined for many settings")
    return value


def _eliminated(path: Path, known: frozenset[Term], equations: Sequence[fmpz_mpoly]) -> bool:
    """Whether the equations and what the path assumes have solutions for few settings only."""
    found = [*equations, *(a.polynomial for a in path.assumptions if a.signs == ZERO)]
    elimination = Elimination.of(path.ring, known, path.assumptions)
    return elimination.inconsistent([*found, *elimination.relations(found)])
