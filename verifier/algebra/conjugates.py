"""Polynomials without one root that have the sign of one with it."""

from __future__ import annotations

from flint import fmpz_mpoly

from verifier.algebra.positivity import NOT_NEGATIVE, by_coefficients
from verifier.algebra.ring import Generator, Ring

SHORT = 4
"""What has more terms is not raised to a root's order."""


def conjugate_product(ring: Ring, factor: fmpz_mpoly) -> tuple[fmpz_mpoly, int] | None:
    """A polynomial without one root that has the factor's sign, times the sign returned.

    For ``f = a + b*r`` it is ``f*(a - b*r)``, where the conjugate's monomials all have one sign. Where
    the conjugate vanishes all its monomials do, and so does ``f``, which has the same ones. Where the root is
    of higher order and ``f = x - y``, with ``x`` and ``y`` never negative, it is the difference of powers.
    """
    degrees = factor.degrees()
    for root in ring.roots:
        if degrees[root.index] != 1 or root.range.kind == "unit":
            continue
        found = (_multiplied if root.order == 2 else _raised)(ring, factor, root)
        if found is not None and found[0].degrees()[root.index] <= 0:  # else another root has brought it back
            return found
    return None


def _multiplied(ring: Ring, factor: fmpz_mpoly, root: Generator) -> tuple[fmpz_mpoly, int] | None:
    parts = ring.coefficients(factor, root.index)
    conjugate = parts.get(0, ring.zero) - parts[1] * ring.gens[root.index]
    signs = by_coefficients(ring, conjugate)
    sign = next((sign for sign in (1, -1) if signs <= frozenset({0, sign})), 0)
    return (ring.reduce(factor * conjugate), sign) if sign else None


def _raised(ring: Ring, factor: fmpz_mpoly, root: Generator) -> tuple[fmpz_mpoly, int] | None:
    parts = ring.coefficients(factor, root.index)
    rest, slope = parts.get(0, ring.zero), parts[1]
    if root.range.kind != "half" or max(len(rest), len(slope)) > SHORT:
        return None
    for sign in (1, -1):
        above, below = slope * sign, -rest * sign
        if all(by_coefficients(ring, each) <= NOT_NEGATIVE for each in (above, below)):
            return ring.reduce(above**root.order * root.radicand - below**root.order), sign
    return None
