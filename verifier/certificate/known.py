"""What is found out of a polynomial once: its factors and its monomials."""

from __future__ import annotations

from functools import lru_cache

from flint import fmpz_mpoly

from verifier.algebra import factoring
from verifier.algebra.factoring import Factors
from verifier.algebra.ring import Hashed

Monomials = tuple[tuple[int, tuple[int, ...]], ...]


def factored(p: fmpz_mpoly) -> Factors:
    """The content and the irreducible factors with their exponents."""
    return _factored(Hashed(p))


def monomials(p: fmpz_mpoly) -> Monomials:
    """Coefficients, and the generators of which each monomial is the product."""
    return _monomials(Hashed(p))


@lru_cache(maxsize=4096)
def _factored(known: Hashed) -> Factors:
    return factoring.factored(known.polynomial)


@lru_cache(maxsize=4096)
def _monomials(known: Hashed) -> Monomials:
    return tuple(
        (int(c), tuple(i for i, e in enumerate(exponents) if e for _ in range(e)))
        for exponents, c in known.polynomial.to_dict().items()
    )
