"""Where the generators of normal forms lie."""

from __future__ import annotations

from verifier.algebra.ring import REALS, Range
from verifier.domain import Domain
from verifier.term import Term


def range_of(domain: Domain | None) -> Range:
    """The range of a generator that stands for a number of the domain."""
    if domain is None or domain.lower is None or domain.lower < 0:
        return REALS
    above = domain.lower > 0 or domain.lower_open
    if domain.upper is None or domain.upper > 1:
        return Range("half", above)
    return Range("unit", above, domain.upper < 1 or domain.upper_open)


def letter(key: Term) -> str:
    """The name of a letter, or of the sequence of which a generator is an element; else empty."""
    return key.name if key.op == "sym" else key.terms[0].name if key.op == "element" else ""
