"""Polynomials over the integers as products of irreducible ones."""

from __future__ import annotations

from math import lcm

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly

Factors = tuple[int, tuple[tuple[fmpz_mpoly, int], ...]]
"""The content of a polynomial, and its irreducible factors with their exponents."""


def factored(polynomial: fmpz_mpoly) -> Factors:
    """The content and the irreducible factors, whose leading coefficients are positive.

    flint puts factors over the integers in order by numbers of the machine, and fails where their
    coefficients are none (``1e-12`` squared is enough). Over the rational numbers it does not.
    """
    try:
        content, factors = polynomial.factor()
    except OverflowError:
        return _over_rationals(polynomial)
    return int(content), tuple((factor, int(exponent)) for factor, exponent in factors)


def _over_rationals(polynomial: fmpz_mpoly) -> Factors:
    rationals = fmpq_mpoly_ctx.get(polynomial.context().names(), Ordering.lex)
    found = rationals.from_dict({e: int(c) for e, c in polynomial.to_dict().items()}).factor()[1]
    factors = tuple((_primitive(polynomial, factor), int(exponent)) for factor, exponent in found)
    content = int(polynomial.leading_coefficient())
    for factor, exponent in factors:
        content //= int(factor.leading_coefficient()) ** exponent
    return content, factors


def _primitive(polynomial: fmpz_mpoly, factor: fmpq_mpoly) -> fmpz_mpoly:
    """The multiple of a factor over the rational numbers that is one over the integers, without content."""
    terms = factor.to_dict()
    common = lcm(*(int(c.q) for c in terms.values()))
    whole = polynomial.context().from_dict({e: int(c.p) * (common // int(c.q)) for e, c in terms.items()})
    whole = whole.primitive()[1]
    return whole if whole.leading_coefficient() > 0 else -whole
