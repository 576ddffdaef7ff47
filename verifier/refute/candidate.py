"""Candidates: the numbers at which two systems are run side by side, from simple to complex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property

from verifier.domain import REAL, UNIT, Domain
from verifier.evaluate import Given
from verifier.refute.cells import interval
from verifier.system import System

_WITHIN_UNIT = tuple(map(Fraction, ("1/2", "3/4", "1/4", "15/16", "9/10", "1/3", "3/5", "99/100")))
_POSITIVE = tuple(map(Fraction, ("1", "2", "3", "1/2", "3/5", "4", "1/10", "5/3")))
_REST = tuple(map(Fraction, ("0", "-1", "-2", "-1/2", "100")))

PATTERNS: tuple[tuple[Fraction, ...], ...] = tuple(
    tuple(map(Fraction, text.split()))
    for text in (
        "1 2 -1 0 3 1/2 -2 1",
        "2 1 -3 1/2 0 0 1 -1",
        "0 1 -1 2 0 -3 1/2 1",
        "-1 -1 3 -2 1/2 0 4 -1",
        "1 1 1 1 1 1 1 1",
        "3 -1/2 0 5/3 -2 1 7 -1/4",
        "0 0 1 0 2 -1 0 1/3",
        "1 -1 1 -1 2 -2 0 1",
    )
)
"""Gradients: zeros, repeats and changes of sign; each is gone through again and again."""


@dataclass(frozen=True)
class Candidate:
    """Numbers that may show a difference.

    Attributes
    ----------
    hypers : mapping
        A number for each hyperparameter; a tuple from index 0 for one that is read with ``[t]``.
    w0 : number
    gradients : tuple of numbers
    """

    hypers: Mapping[str, Given | tuple[Given, ...]]
    w0: Given = Fraction(0)
    gradients: tuple[Given, ...] = PATTERNS[0][:5]

    @property
    def is_algebraic(self) -> bool:
        """Whether some number is not rational."""
        numbers = (*self.hypers.values(), self.w0, *self.gradients)
        return any(not isinstance(x, Fraction | int | tuple) for x in numbers)

    def with_hyper(self, name: str, value: Given | tuple[Given, ...]) -> Candidate:
        """The candidate with another value of a hyperparameter; a tuple is one that varies."""
        return replace(self, hypers={**self.hypers, name: value})

    def with_gradient(self, index: int, value: Given) -> Candidate:
        """The candidate with another gradient, where it has that one."""
        if index >= len(self.gradients):
            return self
        return replace(self, gradients=(*self.gradients[:index], value, *self.gradients[index + 1 :]))


@dataclass(frozen=True)
class Choice:
    """A hyperparameter to be chosen: its domain on both sides, and simple numbers of it."""

    name: str
    domain: Domain
    varies: bool
    menu: tuple[Fraction, ...]

    def constant(self, value: Given) -> Given | tuple[Given, ...]:
        """A number as this hyperparameter's value at every step."""
        return (value,) if self.varies else value

    @cached_property
    def group(self) -> bool:
        """Whether the numbers lie between 0 and 1; numbers of one group should be told apart."""
        return self.domain.intersect(UNIT) == self.domain

    def holds(self, value: Given) -> bool:
        """Whether a number belongs to the domain; of an algebraic one, its interval."""
        return all(map(self.domain.contains, interval(value)))


def choices(left: System, right: System) -> tuple[Choice, ...]:
    """The hyperparameters of both systems.

    One that both have lies in both domains, and varies only if both read it with ``[t]``.
    """
    names = dict.fromkeys(h.name for h in (*left.hypers, *right.hypers))
    found = []
    for name in names:
        owners = [h for h in (left.hyper(name), right.hyper(name)) if h is not None]
        domain = REAL
        for owner in owners:
            domain = domain.intersect(owner.domain)
        found.append(Choice(name, domain, all(h.varies for h in owners), simple_numbers(domain)))
    return tuple(found)


@cache
def simple_numbers(domain: Domain) -> tuple[Fraction, ...]:
    """Some numbers of a domain, the simplest first, those on its boundary last."""
    unit = domain.intersect(UNIT) == domain
    numbers = [*_WITHIN_UNIT, *_POSITIVE, *_REST] if unit else [*_POSITIVE, *_WITHIN_UNIT, *_REST]
    if domain.lower is None:  # then what differs below zero alone is seen as early as what differs above
        numbers = [signed for x in numbers for signed in (x, -x)]
    low, high = domain.lower, domain.upper
    if low is not None and high is not None:
        numbers += [low + (high - low) * x for x in _WITHIN_UNIT]
    elif low is not None:
        numbers += [low + x for x in _POSITIVE]
    elif high is not None:
        numbers += [high - x for x in _POSITIVE]
    ends = [end for end in (low, high) if end is not None]
    inside = [x for x in dict.fromkeys(numbers) if domain.contains(x) and x not in ends]
    return (*inside, *(end for end in dict.fromkeys(ends) if domain.contains(end)))


def assignment(options: Sequence[Choice], shift: int) -> dict[str, Given | tuple[Given, ...]]:
    """Simple numbers for all hyperparameters, different ones within a group."""
    counts = {True: 0, False: 0}
    chosen: dict[str, Given | tuple[Given, ...]] = {}
    for option in options:
        value = option.menu[(counts[option.group] + shift) % min(len(option.menu), 8)]
        chosen[option.name] = option.constant(value)
        counts[option.group] += 1
    return chosen


def varying(options: Sequence[Choice], candidate: Candidate, shift: int) -> Candidate:
    """The candidate with given sequences that change from step to step."""
    length = len(candidate.gradients) + 3
    for option in options:
        if option.varies:
            size = min(len(option.menu), 4)
            values = tuple(option.menu[(i + shift) % size] for i in range(length))
            candidate = candidate.with_hyper(option.name, values)
    return candidate


def pattern(index: int, length: int) -> tuple[Fraction, ...]:
    """A row of gradients of that length."""
    row = PATTERNS[index % len(PATTERNS)]
    return tuple(row[i % len(row)] for i in range(length))
