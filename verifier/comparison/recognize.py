"""From numbers at several settings to an expression: constants and products of natural factors.

A recognised expression is a guess; only the referee's proof makes it a translation.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log

import numpy as np

from verifier.comparison.quotients import of_a_quotient
from verifier.prove.vectors import Array
from verifier.term import HALF, ONE, Term, sqrt, term

EXACT = 1e-7

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
    if np.any(values == 0) or not (np.all(values > 0) or np.all(values < 0)):
        return None
    ways = (_factors, _logarithms) if logarithms else (_factors,)
    factors = [f for i, s in enumerate(symbols) for way in ways for f in way(s, points[:, i])]
    factors = [(f, v) for f, v in factors if np.all(v > 0)] + [(number[0], np.full(len(values), number[1]))]
    matrix = np.log(np.stack([v for _, v in factors], axis=1))
    exponents, _, rank, _ = np.linalg.lstsq(matrix, np.log(np.abs(values)), rcond=1e-9)
    halves = np.round(2 * exponents) / 2
    if rank < len(factors) or np.abs(exponents - halves).max() > 1e-4 or np.abs(halves).max() > 4:
        return None
    result = _written([(f, Fraction(float(e))) for (f, _), e in zip(factors, halves, strict=True) if e])
    return -result if values[0] < 0 else result


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
