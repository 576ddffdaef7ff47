"""Exact coefficients of a relation, as functions of the hyperparameters and the step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction as Rational

import numpy as np

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.concolic import at_a_point
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Unsupported
from verifier.prove.fit import rational
from verifier.prove.relation import Pair
from verifier.prove.vectors import Array
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, shift, substitute, symbols, term

GRADIENTS = ((1, 2, -4, 3, 7), (3, -1, 2, 5, -2), (-2, 5, 1, -3, 4), (4, 3, -5, 1, 2))
"""Rows of small numbers of which no square part is singular; nor are those of their squares."""

NOTHING = 1e-9
"""A fitted coefficient that small is none."""

Row = list[Fraction]


def constant_in_symbols(
    pair: Pair, each: Term, exponent: int, features: Sequence[Term]
) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """Coefficients that do not vary with the step, from the start and from any step."""
    for varying in (False, True):
        found = solve_coefficients(pair, each, exponent, features, varying)
        if found is not None and not symbols(found, "time"):
            yield found, features


def solve_coefficients(
    pair: Pair,
    each: Term,
    exponent: int,
    features: Sequence[Term],
    varying: bool,
    offset: Rational | None = None,
) -> list[Term] | None:
    """Coefficients ``c`` with ``each**exponent = c . features`` after every step.

    Where they may vary with the step, both sides are run symbolically for as many steps as there
    are features, from all states zero, up to step ``t``; else from their own starts. A constant
    among the features is then the ``offset``, at which the solved state starts. Where a sign is
    needed that symbols do not settle, one generic setting decides. Remembered with the pair, since runs at
    several settings suggest the same features.
    """
    known, key = pair.coefficients, (each, exponent, *features, varying, offset)
    if key not in known:
        known[key] = _coefficients(pair, each, exponent, features, varying, offset)
    return known[key]


def _coefficients(
    pair: Pair,
    each: Term,
    exponent: int,
    features: Sequence[Term],
    varying: bool,
    offset: Rational | None,
) -> list[Term] | None:
    moving = [f for f in features if f is not ONE] if varying else list(features)
    if varying and (exponent < 0 or (ONE in features and offset is None) or not moving):
        return None
    constant = term(offset) if varying and offset is not None and ONE in features else ZERO
    path = pair.path(len(moving) + 1 if varying else 0)
    try:
        found = at_a_point(path, lambda p: _solve(pair, p, each, exponent, moving, varying, constant))
    except (Unsupported, Split):
        return None
    if found is None or not varying:
        return found
    values = iter(found)
    return [constant if f is ONE else next(values) for f in features]


def _solve(
    pair: Pair, path: Path, each: Term, exponent: int, features: list[Term], varying: bool, constant: Term
) -> list[Term] | None:
    count = len(features)
    target = each ** term(exponent) if constant is ZERO else each - constant
    rows: list[Row] = []
    for row in range(count):
        values = _run(pair, GRADIENTS[row][:count], varying, {each: constant})
        evaluation = Evaluation(path)
        entries = [evaluation.value(e) for e in substitute((*features, target), values)]
        if not all(isinstance(e, Fraction) for e in entries):
            return None
        rows.append([e for e in entries if isinstance(e, Fraction)])
    solution = _eliminate(path, rows)
    return None if solution is None else [term_of_fraction(path, c) for c in solution]


def fits_by_step(tables: Sequence[Array], support: tuple[int, ...]) -> Array | None:
    """The coefficients of a fit at each step, a row a step; None where they are not determined."""
    rows = []
    for table in tables:
        solution, _, rank, _ = np.linalg.lstsq(table[:, support], table[:, -1], rcond=1e-12)
        if rank < len(support):
            return None
        rows.append(solution)
    return np.array(rows, np.float64)


def steady_offset(fitted: Array, features: Sequence[Term]) -> Rational | None:
    """The constant's coefficient, where it is one small number at every step."""
    if ONE not in features:
        return None
    values = {rational(float(c)) for c in fitted[:, list(features).index(ONE)]}
    return values.pop() if len(values) == 1 else None


def _run(pair: Pair, gradients: Sequence[int], varying: bool, begin: dict[Term, Term]) -> dict[Term, Term]:
    """All states and weights after some steps, the last of which is step ``t`` (or has its number)."""
    if varying:
        values: dict[Term, Term] = dict.fromkeys(pair.updates, ZERO) | begin
    else:
        values = pair.starting_at(term(1))
    for index, gradient in enumerate(gradients):
        moved = shift(pair.updates.values(), index + 1 - len(gradients))
        given: dict[Term, Term] = {GRADIENT: term(gradient)}
        if not varying:
            moved = list(pair.updates.values())
            given[STEP] = term(index + 1)
        values = dict(zip(pair.updates, substitute(moved, values | given), strict=True))
    return values


def _eliminate(path: Path, rows: list[Row]) -> Row | None:
    """The solution of the square linear system whose rows end with the right-hand side."""
    count, ring = len(rows), path.ring
    for column in range(count):
        pivot = next((i for i in range(column, count) if not rows[i][column].numerator.is_zero()), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [fr.divide(ring, e, head) for e in rows[column]]
        for i in range(count):
            if i != column and not rows[i][column].numerator.is_zero():
                factor = rows[i][column]
                rows[i] = [
                    fr.subtract(ring, e, fr.multiply(ring, factor, p))
                    for e, p in zip(rows[i], rows[column], strict=True)
                ]
    return [row[-1] for row in rows]


def solved_by_step(fitted: Array, first: int) -> list[Term] | None:
    """Coefficients that are quotients of linear functions of the step, from fits at each step."""
    found = [_in_the_step([_or_zero(float(c)) for c in column], first) for column in fitted.T]
    return [c for c in found if c is not None] if None not in found else None


def _or_zero(value: float) -> Rational | None:
    return Rational(0) if abs(value) < NOTHING else rational(value)


def _in_the_step(values: Sequence[Rational | None], first: int) -> Term | None:
    """``a + b*t``, or one over it, or ``t/(a + b*t)``, through the values from the step ``first`` on."""
    known = [v for v in values if v is not None]
    if len(known) < len(values) or len(known) < 3:
        return None
    steps = [Rational(first + i) for i in range(len(known))]
    lines: list[tuple[list[Rational], Callable[[Term], Term]]] = [(known, lambda a: a)]
    if all(known):
        lines.append(([1 / v for v in known], lambda a: ONE / a))
        lines.append(([t / v for t, v in zip(steps, known, strict=True)], lambda a: STEP / a))
    for line, build in lines:
        slope = line[1] - line[0]
        constant = line[0] - slope * first
        if all(constant + slope * t == v for t, v in zip(steps, line, strict=True)):
            return build(term(slope) * STEP + term(constant))
    return None
