"""From numbers at several settings to quotients of polynomials, found as null vectors of a linear system.

A value ``u = N/D`` at settings ``s`` gives the equations ``N(s) - u*D(s) = 0``, which are linear in the
coefficients. Where they have one solution, its coefficients are small numbers or the guess is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

import numpy as np

from verifier.prove.vectors import Array
from verifier.term import ONE, Term, sqrt, term

NULL, ALONE = 1e-9, 1e3
"""How small the least singular value must be beside the largest, and how much larger the next one."""

ROUNDING = 1e-13
"""What a singular value that is zero comes to, beside the largest."""

Model = tuple[int, int, int]
"""How many symbols enter, and the degrees of numerator and denominator."""

MODELS: tuple[tuple[Model, tuple[Model, ...]], ...] = (
    (
        (3, 2, 2),
        (
            *((1, above, below) for above, below in ((1, 0), (1, 1), (2, 0), (2, 1), (1, 2), (2, 2))),
            *((2, above, below) for above, below in ((1, 0), (1, 1), (2, 0), (2, 1), (1, 2), (2, 2))),
            *((3, above, below) for above, below in ((1, 0), (1, 1), (2, 0), (2, 1), (2, 2))),
        ),
    ),
    ((3, 3, 0), ((2, 3, 0), (3, 3, 0))),
    ((2, 3, 1), ((2, 3, 1),)),
)
"""Large models, and what they hold, simple ones first: these are fitted where the large one fits."""

SMALLEST, CLOSE = 1e-5, 1e-5
"""Coefficients below the first are none; one that is no small number up to the second spoils the guess."""

TINY = 1e-3
"""Smaller numbers were solved for with fewer digits than their logarithms need."""

SPARE = 3
"""So many settings more than coefficients keep a fit by chance away."""

Exponents = tuple[int, ...]

SHAPES: tuple[tuple[Callable[[Array], Array], Callable[[Term], Term]], ...] = (
    (lambda u: u, lambda q: q),
    (lambda u: u * u, sqrt),
    (np.log, lambda q: Term("exp", q)),
    (np.log2, lambda q: term(2) ** q),
    (np.exp, lambda q: Term("log", q)),
)
"""Functions of the value that may be quotients, and what undoes them."""


def of_a_quotient(values: Array, symbols: Sequence[Term], points: Array) -> Term | None:
    """The simplest quotient of polynomials, its root, an exponential of it or its logarithm that fits.

    Parameters
    ----------
    values : Array, shape (points,)
    symbols : sequence of Term
    points : Array, shape (points, symbols)
        The symbols' values at each setting.
    """
    for shape, inverse in SHAPES:
        exact = np.abs(values) > TINY if shape in (np.log, np.log2) else np.full(len(values), True)
        with np.errstate(all="ignore"):
            target = shape(values[exact])
        if not np.isfinite(target).all() or (inverse is sqrt and np.any(values < 0)):
            continue
        for used, above, below in _models(target, points[exact]):
            found = _fitted(target, [symbols[i] for i in used], points[exact][:, used], above, below)
            if found is not None:
                return inverse(found)
    return None


def _models(target: Array, points: Array) -> Iterator[tuple[list[int], list[Exponents], list[Exponents]]]:
    """Which symbols enter, and the exponents of the monomials of both polynomials, where they may fit."""
    rows, symbols = points.shape
    for (count, *degrees), small in MODELS:
        several = min(count, symbols)
        above, below = (_monomials(several, degree) for degree in degrees)
        if len(above) + len(below) + SPARE > rows:
            continue
        for chosen in combinations(range(symbols), several):
            if _singular_values(_table(target, points[:, chosen], above, below))[-1] < NULL:
                for fewer, *smaller in small:
                    above, below = (_monomials(fewer, degree) for degree in smaller)
                    yield from (([*used], above, below) for used in combinations(chosen, fewer))


def _monomials(count: int, degree: int) -> list[Exponents]:
    """The exponents of all monomials up to a degree, the constant first."""
    chosen = [c for d in range(degree + 1) for c in combinations_with_replacement(range(count), d)]
    return [tuple(c.count(i) for i in range(count)) for c in chosen]


def _fitted(
    target: Array, symbols: list[Term], points: Array, above: list[Exponents], below: list[Exponents]
) -> Term | None:
    vector = _null_vector(_table(target, points, above, below))
    numbers = None if vector is None else _small_numbers(vector, len(above))
    if numbers is None:
        return None
    numerator = _polynomial(numbers[: len(above)], symbols, above)
    denominator = _polynomial(numbers[len(above) :], symbols, below)
    if numerator is None or denominator is None:
        return None
    return numerator if denominator is ONE else numerator / denominator


def _table(target: Array, points: Array, above: list[Exponents], below: list[Exponents]) -> Array:
    """The equations, a row a setting, a column a coefficient."""
    table = np.concatenate([_values(points, above), -target[:, None] * _values(points, below)], axis=1)
    return np.asarray(table / np.abs(table).max(axis=1, keepdims=True), np.float64)


def _values(points: Array, exponents: list[Exponents]) -> Array:
    return np.asarray(np.prod(points[:, None, :] ** np.array(exponents), axis=2), np.float64)


def _singular_values(table: Array) -> Array:
    """Beside the largest one, which is first."""
    sizes: Array = np.linalg.svd(table / np.abs(table).max(axis=0), compute_uv=False)
    return np.asarray(sizes / sizes[0], np.float64)


def _null_vector(table: Array) -> Array | None:
    """What the table maps to zero; None where that is nothing, or more than multiples of one vector."""
    scale = np.abs(table).max(axis=0)
    _, sizes, vectors = np.linalg.svd(table / scale, full_matrices=False)
    noise = max(float(sizes[-1]), ROUNDING * float(sizes[0]))
    if sizes[-1] > NULL * sizes[0] or sizes[-2] < ALONE * noise:
        return None
    found: Array = vectors[-1] / scale
    return found


def _small_numbers(vector: Array, above: int) -> list[Fraction] | None:
    """The vector as small numbers, the first coefficient of the denominator being 1."""
    first = next((x for x in vector[above:] if abs(x) > SMALLEST * np.abs(vector).max()), None)
    if first is None:
        return None
    scaled = vector / first
    numbers = [Fraction(float(x)).limit_denominator(24) for x in scaled]
    fits = all(abs(float(n) - x) <= CLOSE * max(1.0, abs(x)) for n, x in zip(numbers, scaled, strict=True))
    return numbers if fits else None


def _polynomial(numbers: Sequence[Fraction], symbols: list[Term], exponents: list[Exponents]) -> Term | None:
    """The sum of the monomials, or None where there is none."""
    total: Term | None = None
    for number, powers in zip(numbers, exponents, strict=True):
        if not number:
            continue
        part = _monomial(abs(number), symbols, powers)
        if total is None:
            total = part if number > 0 else -part
        else:
            total = total + part if number > 0 else total - part
    return total


def _monomial(number: Fraction, symbols: list[Term], powers: Exponents) -> Term:
    result: Term | None = None if number == 1 else term(number)
    for symbol, power in zip(symbols, powers, strict=True):
        if power:
            factor = symbol if power == 1 else symbol ** term(power)
            result = factor if result is None else result * factor
    return ONE if result is None else result
