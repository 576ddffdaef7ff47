"""Exact coefficients of a relation, as functions of the hyperparameters and the step."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Ring, Unsupported
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, shift, substitute, term

GRADIENTS = ((1, 2, -4, 3, 7), (3, -1, 2, 5, -2), (-2, 5, 1, -3, 4), (4, 3, -5, 1, 2))
"""Rows of small numbers of which no square part is singular; nor are those of their squares."""

Row = list[Fraction]


def solve_coefficients(
    pair: Pair, each: Term, exponent: int, features: Sequence[Term], varying: bool
) -> list[Term] | None:
    """Coefficients ``c`` with ``each**exponent = c . features`` after every step.

    Where they may vary with the step, both sides are run symbolically for as many steps as there
    are features, from all states zero, up to step ``t``; else from their own starts.
    """
    if varying and (ONE in features or exponent < 0):
        return None
    try:
        return _solve(pair, each, exponent, list(features), varying)
    except (Unsupported, Split):
        return None


def _solve(pair: Pair, each: Term, exponent: int, features: list[Term], varying: bool) -> list[Term] | None:
    count = len(features)
    path = Path(Ring(), pair.domains, count + 1 if varying else 0)
    rows: list[Row] = []
    for row in range(count):
        values = _run(pair, GRADIENTS[row][:count], varying)
        evaluation = Evaluation(path)
        entries = [evaluation.value(e) for e in substitute((*features, each ** term(exponent)), values)]
        if not all(isinstance(e, Fraction) for e in entries):
            return None
        rows.append([e for e in entries if isinstance(e, Fraction)])
    solution = _eliminate(path.ring, rows)
    return None if solution is None else [term_of_fraction(path, c) for c in solution]


def _run(pair: Pair, gradients: Sequence[int], varying: bool) -> dict[Term, Term]:
    """All states and weights after some steps, the last of which is step ``t`` (or has its number)."""
    if varying:
        values: dict[Term, Term] = dict.fromkeys(pair.updates, ZERO)
    else:
        values = pair.starts(0) | {WEIGHT: term(1), RIGHT_WEIGHT: term(1)}
    for index, gradient in enumerate(gradients):
        moved = shift(pair.updates.values(), index + 1 - len(gradients))
        step = STEP + (index + 1 - len(gradients)) if varying else term(index + 1)
        given: dict[Term, Term] = {GRADIENT: term(gradient)}
        if not varying:
            moved = list(pair.updates.values())
            given[STEP] = step
        values = dict(zip(pair.updates, substitute(moved, values | given), strict=True))
    return values


def _eliminate(ring: Ring, rows: list[Row]) -> Row | None:
    """The solution of the square linear system whose rows end with the right-hand side."""
    count = len(rows)
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
