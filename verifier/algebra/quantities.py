"""What stands in an exponent: a monomial of generators, as it is written in the names of others."""

from __future__ import annotations

from math import prod
from typing import Any

from verifier.algebra.fraction import Fraction
from verifier.algebra.ring import Ring

Key = tuple[Any, ...]
"""A monomial of an exponent: (generator, power) pairs, then the denominator, "1" or a polynomial."""

FALLING = ("falling",)
"""Marks the generator of ``exp(-x)``, ``x`` never being negative."""


def quantity(ring: Ring, key: Key) -> Fraction:
    """A monomial of an exponent as a fraction."""
    parts = (ring.gens[_index(ring, name)] ** times for name, times in key[:-1])
    below = ring.one if key[-1:] in ((), ("1",)) else key[-1].polynomial
    return Fraction(prod(parts, start=ring.one), below)


def _index(ring: Ring, name: object) -> int:
    """The place of a generator that an exponent names."""
    found = ring.find(("step",)) if name == "step" else name
    assert isinstance(found, int)
    return found
