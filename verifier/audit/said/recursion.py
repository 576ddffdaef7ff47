"""Averages and sums of gradients that a document defines step by step, run on numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifier.audit.equations.values import Dual, Numbers, value_of
from verifier.audit.pages.document import Region
from verifier.lift.reading import Index, Name, Node, parts

RATES = (Fraction(1, 3), Fraction(3, 5), Fraction(1, 5), Fraction(3, 4))
GRADIENTS = tuple(
    Fraction(n, d) for n, d in ((3, 1), (-2, 1), (5, 2), (1, 3), (-4, 1), (7, 1), (2, 5), (6, 1))
)
LAST = 7
"""Up to which step a recursion is run."""
FIRST = Fraction(11, 3)
"""A first value that is not 0."""


@dataclass(frozen=True)
class Recursion:
    """A letter at a step, made of itself one step before, of gradients, and of constants."""

    region: Region
    letter: str
    index: Index
    value: Node

    @property
    def constants(self) -> tuple[str, ...]:
        """The letters without an index."""
        return tuple(sorted({n.text for n in parts(self.value) if isinstance(n, Name) and n.index is None}))

    @property
    def inputs(self) -> frozenset[str]:
        """What has an index and is not the letter itself."""
        names = (n for n in parts(self.value) if isinstance(n, Name) and n.index is not None)
        return frozenset(n.text for n in names) - {self.letter}


@dataclass(frozen=True)
class Custom:
    """How steps are counted: the number of the first gradient, the value before it, and if gradients vary."""

    first: int
    start: Fraction = Fraction(0)
    constant: bool = False


CUSTOMS = (Custom(1), Custom(0), Custom(1, FIRST))
FROM_FIRST = tuple(Custom(n, GRADIENTS[n] ** power) for n in (0, 1) for power in (1, 2))
"""Averages that begin with their first value: the same as with it for what is before."""
EXPECTATIONS = (Custom(1, constant=True), Custom(0, constant=True))


def customs_of(known: Recursion) -> tuple[Custom, ...]:
    """How steps may be counted: from the first value on where the text says that it is a gradient."""
    given = "|".join(map(re.escape, known.inputs))
    begins = rf"(?<![A-Za-z]){re.escape(known.letter)}_\{{?[01]\}}?\s*=\s*(?:{given})_\{{?[01]"
    return (*CUSTOMS, *(FROM_FIRST if _has(known.region.source.text, begins) else ()))


@lru_cache(maxsize=256)
def _has(text: str, pattern: str) -> bool:
    """Whether a text has a place that fits."""
    return re.search(pattern, text) is not None


def values_of(
    known: Recursion, custom: Custom, same: Fraction = GRADIENTS[0], rates: Sequence[Fraction] = RATES
) -> Numbers:
    """The values of all letters at all steps: the gradients are given, the recursion is run.

    Where all gradients are the same, they are what is given for that.
    """
    numbers = {c: Dual(r) for c, r in zip(known.constants, rates, strict=False)}
    (given,) = known.inputs
    for step in range(-1, LAST + 1):
        value = same if custom.constant else GRADIENTS[step % len(GRADIENTS)]
        numbers |= _at(given, step, Dual(value if step >= custom.first else Fraction(0)))
    if custom.constant:
        numbers[given] = Dual(same)
    begin = custom.first - _lag(known, given)
    for step in range(-1, LAST + 1):
        now = {**numbers, known.index.letter: Dual(Fraction(step - known.index.offset))}
        value_ = value_of(known.value, now) if step >= begin else Dual(custom.start)
        numbers |= _at(known.letter, step, value_)
    return numbers


def _lag(known: Recursion, given: str) -> int:
    """By how much a gradient's index is larger than that of the letter into which it enters."""
    names = (n for n in parts(known.value) if isinstance(n, Name) and n.text == given)
    return next(n.index.offset for n in names if n.index is not None) - known.index.offset


def _at(letter: str, step: int, value: Dual) -> dict[str, Dual]:
    """A letter's value at a step, under both names that it may have."""
    return {f"{letter}[{step}]": value, f"{letter}_{step}": value}
