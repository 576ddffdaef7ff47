"""From numbers at several settings to an expression: constants and products of natural factors.

A recognised expression is a guess; only the referee's proof makes it a translation.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log

import numpy as np
from numpy.typing import NDArray

from verifier.comparison.quotients import of_a_quotient
from verifier.prove.vectors import Array
from verifier.term import HALF, ONE, Term, sqrt, term

EXACT = 1e-7
AT_ONCE = tuple(Fraction(e, 2) for e in (2, -2, 1, -1, 4, -4))
"""The powers that one setting may tell."""

FEW_IN = 8
"""Of so many solutions one may be of another kind than the rest."""

Factor = tuple[Term, float]
TWO, LOG_TWO = (term(2), 2.0), (Term("log", term(2)), log(2.0))
"""Numbers that may be factors: a half-life has the second."""


def recognised(values: Array, symbols: Sequence[Term], points: Array) -> Term | None:
    """The simplest of a constant, a multiple of one symbol, a product of factors, and a quotient.

    Parameters
    ----------
    values : Array, shape (points,)
    symbols : sequence of Term
        The other side's hyperparameters.
    points : Array, shape (points, symbols)
        Their values at each setting.
    """
    found = constant(values)
    for i, symbol in enumerate(symbols):
        ratio = None if found is not None or np.any(points[:, i] == 0) else constant(values / points[:, i])
        if ratio is not None:
            return _multiple(ratio.value, symbol)
    if found is None:
        found = product_of_factors(values, symbols, points)
    if found is None:
        found = of_a_quotient(values, symbols, points)
    ways = (product_of_factors(values, symbols, points, number, logarithms=True) for number in (TWO, LOG_TWO))
    return found or next((way for way in ways if way is not None), None)


def _multiple(ratio: Fraction, symbol: Term) -> Term:
    above = symbol if ratio.numerator == 1 else term(ratio.numerator) * symbol
    return above if ratio.denominator == 1 else above / ratio.denominator


def constant(values: Array) -> Term | None:
    """The small rational number that all values are."""
    number = Fraction(float(values[0])).limit_denominator(24)
    return term(number) if np.all(np.abs(values - float(number)) < EXACT) else None


def product_of_factors(
    values: Array, symbols: Sequence[Term], points: Array, number: Factor = TWO, logarithms: bool = False
) -> Term | None:
    """The product of powers of ``x``, ``1 - x``, ``1 + x``, a number, and perhaps ``log(x)`` that gives all.

    Parameters
    ----------
    values : Array, shape (points,)
    symbols : sequence of Term
        The other side's hyperparameters.
    points : Array, shape (points, symbols)
        Their values at each setting.
    number : Factor
        A number that may be a factor, with its value.
    logarithms : bool
        Whether the symbols' logarithms, of whichever sign they are, are among the factors.
    """
    if not _of_one_sign(values):
        return None
    factors = _all_factors(symbols, points, number, logarithms)
    exponents, _, rank, _ = np.linalg.lstsq(_logs(factors), np.log(np.abs(values)), rcond=1e-9)
    halves = np.round(2 * exponents) / 2
    if rank < len(factors) or np.abs(exponents - halves).max() > 1e-4 or np.abs(halves).max() > 4:
        return None
    result = _written([(f, Fraction(float(e))) for (f, _), e in zip(factors, halves, strict=True) if e])
    return -result if values[0] < 0 else result


def product_at_once(value: float, symbols: Sequence[Term], numbers: Sequence[float]) -> Term | None:
    """The product of at most two powers of natural factors that gives a value at one generic setting."""
    pairs = zip(symbols, numbers, strict=True)
    factors = [(f, float(v[0])) for s, x in pairs for f, v in _factors(s, np.array([x])) if v[0] > 0]
    ways = [(f, e, v ** float(e)) for f, v in factors for e in AT_ONCE]
    if value <= 0 or not ways:
        return None
    table = np.array([1.0, *(v for _, _, v in ways)])
    near = np.abs(np.multiply.outer(table, table) / value - 1) < EXACT
    found = sorted((int((i > 0) + (j > 0)), int(i), int(j)) for i, j in zip(*np.nonzero(near), strict=True))
    if not found:
        return None
    return _written([(f, e) for f, e, _ in (ways[i - 1] for i in found[0][1:] if i)])


def without_others(values: Array, symbols: Sequence[Term], points: Array) -> NDArray[np.intp] | None:
    """Which of the values one product of factors gives, where it gives all but few; None where it does not.

    Where weights move in pieces, a setting may have a solution of another piece, which is of no expression.
    """
    if not _of_one_sign(values):
        return None
    matrix, logs = _logs(_all_factors(symbols, points, TWO, False)), np.log(np.abs(values))
    kept: NDArray[np.intp] = np.arange(len(values))
    for _ in range(len(values) // FEW_IN + 1):
        basis = np.linalg.qr(matrix[kept])[0]
        apart = logs[kept] - basis @ (basis.T @ logs[kept])
        if np.abs(apart).max() < EXACT:
            return kept if len(kept) > matrix.shape[1] else None
        free = np.maximum(1 - np.square(basis).sum(axis=1), EXACT)
        kept = np.delete(kept, np.argmax(np.square(apart) / free))
    return None


def _of_one_sign(values: Array) -> bool:
    return bool(np.all(values > 0) or np.all(values < 0))


def _all_factors(
    symbols: Sequence[Term], points: Array, number: Factor, logarithms: bool
) -> list[tuple[Term, Array]]:
    ways = (_factors, _logarithms) if logarithms else (_factors,)
    factors = [f for i, s in enumerate(symbols) for way in ways for f in way(s, points[:, i])]
    return [(f, v) for f, v in factors if np.all(v > 0)] + [(number[0], np.full(len(points), number[1]))]


def _logs(factors: Sequence[tuple[Term, Array]]) -> Array:
    logs: Array = np.log(np.stack([v for _, v in factors], axis=1))
    return logs


def _factors(symbol: Term, values: Array) -> list[tuple[Term, Array]]:
    return [(symbol, values), (ONE - symbol, 1 - values), (ONE + symbol, 1 + values)]


def _logarithms(symbol: Term, values: Array) -> list[tuple[Term, Array]]:
    if np.any(values <= 0):
        return []
    logarithm, seen = Term("log", symbol), np.log(values)
    return [(logarithm, seen), (-logarithm, -seen)]


def _written(factors: list[tuple[Term, Fraction]]) -> Term:
    above = _multiplied([(f, e) for f, e in factors if e > 0])
    below = _multiplied([(f, -e) for f, e in factors if e < 0])
    if below is None:
        return ONE if above is None else above
    return (ONE if above is None else above) / below


def _multiplied(factors: list[tuple[Term, Fraction]]) -> Term | None:
    result: Term | None = None
    for factor, exponent in factors:
        power = (
            factor if exponent == 1 else sqrt(factor) if exponent == HALF.value else factor ** term(exponent)
        )
        result = power if result is None else result * power
    return result
