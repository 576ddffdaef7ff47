"""How far noise of the gradient keeps the weight from the minimum of a quadratic objective."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form.bound import add, element, multiply
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.system import hold_constant
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    state,
    substitute,
)
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.matrices import Matrix, solve
from verifier.theorems.quadratic import Quadratic, read_quadratic, regime, seen, setting, upper_edge

LARGEST = 3
"""How many numbers a step may map: the spread of more is beyond what a reader takes in."""


def theorems(study: Study) -> Iterator[Draft]:
    """The spread that noise causes on a quadratic objective."""
    found = read_quadratic(study)
    if found is not None:
        yield from noise(study, found)


def noise(study: Study, found: Quadratic) -> Iterator[Draft]:
    """How far noise of the gradient keeps the weight from the minimum."""
    identities, system = study.identities(), study.reading.system
    edge = upper_edge(study, found)
    if edge is None or len(found.matrix) > LARGEST:
        return
    held = seen(hold_constant(system, [found.rate]))
    variables = [WEIGHT, *(state(s.name) for s in held.states)]
    resting = dict.fromkeys(variables, ZERO) | {GRADIENT: ONE}
    b = [
        identities.simplest(substitute([u], resting)[0])
        for u in (held.weight, *(s.update for s in held.states))
    ]
    try:
        spread = lyapunov(identities, found.matrix, b)
    except ZeroDivisionError:
        return
    sigma = Term("variance", Term("sym", "hyper", "noise"))
    value = multiply([spread[0][0], sigma])
    write = study.plain.write
    matrix = found.matrix
    again = identities.simplest(
        add(
            multiply([matrix[0][i], spread[i][j], matrix[0][j]]) for i in range(len(b)) for j in range(len(b))
        )
        + b[0] ** 2
    )
    if not identities.equal(again, spread[0][0]):
        raise ArithmeticError("the variance on a quadratic is not the fixed point")
    yield Draft(
        WEIGHT.name,
        "noise-on-a-quadratic",
        say(Limit("t", Term("variance", element(WEIGHT.name, STEP))), " = ", value),
        (
            *setting(study, found),
            "each gradient has an additional noise, independent, with mean 0 and the same variance",
            f"{write(found.product)} < {write(edge)}",
        ),
        (
            "The covariance of weight and states obeys P ← M P Mᵀ + b bᵀ times the variance of the "
            "noise, with the matrix M of the step and "
            "the effect b of a unit of noise on it.",
            "Its fixed point is the solution of linear equations; its first entry is "
            f"{write(spread[0][0])}, and putting it in holds identically.",
            "The difference from the fixed point is multiplied by M from both sides at each step, and "
            "tends to 0 where the method is stable.",
        ),
        (Check(equals(again, spread[0][0]), regime(found), (1,)),),
    )


def lyapunov(identities: Identities, matrix: Matrix, b: list[Term]) -> Matrix:
    """The symmetric solution of ``P = M P Mᵀ + b bᵀ``."""
    size = len(matrix)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    rows, right = [], []
    for i, j in pairs:
        row = []
        for k, m in pairs:
            both = matrix[i][k] * matrix[j][m]
            if k != m:
                both = both + matrix[i][m] * matrix[j][k]
            row.append((ONE if (i, j) == (k, m) else ZERO) - both)
        rows.append(tuple(row))
        right.append(b[i] * b[j])
    values = dict(zip(pairs, solve(identities, tuple(rows), right), strict=True))
    return tuple(tuple(values[min(i, j), max(i, j)] for j in range(size)) for i in range(size))
