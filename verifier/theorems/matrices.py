"""Small matrices of terms: what a linear recurrence is on a quadratic objective."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from verifier.closed_form.bound import add, multiply
from verifier.closed_form.identities import Identities
from verifier.term import MINUS_ONE, ONE, ZERO, Term, substitute

Matrix = tuple[tuple[Term, ...], ...]


def linear_map(identities: Identities, updates: Sequence[Term], variables: Sequence[Term]) -> Matrix | None:
    """The matrix of updates that are linear in the variables; None where they are not."""
    rows = []
    for update in updates:
        row = [_coefficient(identities, update, variables, v) for v in variables]
        whole = add(multiply([c, v]) for c, v in zip(row, variables, strict=True) if c != ZERO)
        if not identities.equal(update, whole):
            return None
        rows.append(tuple(row))
    return tuple(rows)


def _coefficient(identities: Identities, update: Term, variables: Sequence[Term], one: Term) -> Term:
    at_unit = {v: ONE if v == one else ZERO for v in variables}
    return identities.simplest(substitute([update], at_unit)[0])


def characteristic(identities: Identities, matrix: Matrix) -> tuple[Term, ...]:
    """The coefficients of ``det(z - M)`` from the constant on: signed sums of principal minors."""
    size = len(matrix)
    found = []
    for order in range(size, -1, -1):
        minors = (determinant(_minor(matrix, rows)) for rows in combinations(range(size), order))
        value = add(minors) if order else ONE
        found.append(identities.simplest(value if order % 2 == 0 else MINUS_ONE * value))
    return tuple(found)


def _minor(matrix: Matrix, rows: Sequence[int]) -> Matrix:
    return tuple(tuple(matrix[i][j] for j in rows) for i in rows)


def determinant(matrix: Matrix) -> Term:
    """The determinant, developed along the first row."""
    if len(matrix) == 1:
        return matrix[0][0]
    terms = []
    for j, entry in enumerate(matrix[0]):
        if entry == ZERO:
            continue
        rest = tuple(tuple(x for k, x in enumerate(row) if k != j) for row in matrix[1:])
        signed = entry if j % 2 == 0 else MINUS_ONE * entry
        terms.append(multiply([signed, determinant(rest)]))
    return add(terms)


def solve(identities: Identities, matrix: Matrix, right: Sequence[Term]) -> tuple[Term, ...]:
    """The solution of linear equations, by Cramer's rule.

    Raises
    ------
    ZeroDivisionError
        When the determinant is identically zero.
    """
    whole = identities.simplest(determinant(matrix))
    if whole == ZERO:
        raise ZeroDivisionError("linear equations without a single solution")
    columns = range(len(matrix))
    replaced = (
        tuple(tuple(right[i] if k == j else x for k, x in enumerate(row)) for i, row in enumerate(matrix))
        for j in columns
    )
    return tuple(identities.simplest(determinant(m) / whole) for m in replaced)
