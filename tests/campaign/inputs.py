"""Hyperparameters and gradients to try: simple numbers, ends of domains, patterns."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count

from tests.campaign.unroller import Value
from verifier.domain import Domain
from verifier.system import System

UNIT_VALUES = [
    Fraction(1, 2),
    Fraction(9, 10),
    Fraction(3, 4),
    Fraction(1, 3),
    Fraction(99, 100),
    Fraction(2, 7),
]


LINE_VALUES = [Fraction(1), Fraction(1, 2), Fraction(3), Fraction(1, 10), Fraction(7, 5), Fraction(1, 1000)]


Hypers = dict[str, list[Value]]
"""The value of a hyperparameter at each index; a constant is a list of length one."""


EXTREMES = [Fraction(100), Fraction(10**4), Fraction(1, 10**9)]


def draw(domain: Domain, rng: random.Random) -> Fraction:
    """A number of the domain, an end of it now and then."""
    ends = [x for x in (domain.lower, domain.upper) if x is not None and domain.contains(x)]
    if ends and rng.random() < 0.12:
        return rng.choice(ends)
    low = domain.lower if domain.lower is not None else Fraction(-3)
    if domain.upper is None and rng.random() < 0.15:
        return low + rng.choice(EXTREMES)
    if domain.upper is not None:
        return low + (domain.upper - low) * rng.choice([*UNIT_VALUES, Fraction(rng.randint(1, 96), 97)])
    return low + rng.choice([*LINE_VALUES, Fraction(rng.randint(1, 400), 97)])


def draw_hypers(left: System, right: System, rng: random.Random, length: int) -> Hypers:
    """Values of all hyperparameters of both sides; sequences for those that vary on both."""
    values: Hypers = {}
    for one in (*left.hypers, *right.hypers):
        if one.name in values:
            continue
        other = right.hyper(one.name) or one
        domain, varies = one.domain.intersect(other.domain), one.varies and other.varies
        count = length + 3 if varies and rng.random() < 0.7 else 1
        values[one.name] = [draw(domain, rng) for _ in range(count)]
    return values


def same_where_possible(hypers: Hypers, domains: dict[str, Domain], rng: random.Random) -> Hypers:
    """The values with two constants below one set equal."""
    constants = [n for n, v in hypers.items() if len(v) == 1 and v[0] < 1]
    if len(constants) < 2:
        return hypers
    first, second = rng.sample(constants, 2)
    return {**hypers, first: hypers[second]} if domains[first].contains(hypers[second][0]) else hypers


def some(rng: random.Random) -> Fraction:
    """A number that is not zero."""
    return Fraction(rng.choice([-1, 1]) * rng.randint(1, 60), rng.choice([1, 2, 3, 5, 7, 10]))


PATTERNS: dict[str, Callable[[random.Random, int, Fraction], Fraction]] = {
    "random": lambda rng, t, last: some(rng),
    "sparse": lambda rng, t, last: Fraction(0) if rng.random() < 0.5 else some(rng),
    "fading": lambda rng, t, last: some(rng) / 4**t,
    "constant": lambda rng, t, last: last,
    "repeats": lambda rng, t, last: last if rng.random() < 0.5 else some(rng),
    "alternating": lambda rng, t, last: -last,
    "late": lambda rng, t, last: Fraction(0) if t < 3 else some(rng),
    "once": lambda rng, t, last: last if t == 1 else Fraction(0),
    "units": lambda rng, t, last: Fraction(rng.choice([-1, 0, 1])),
    "twins": lambda rng, t, last: Fraction(rng.choice([1, 1, 1, -1, 2])),
    "wild": lambda rng, t, last: some(rng) * Fraction(10) ** rng.randint(-15, 15),
}
"""Gradients by what they look like: the next one from the step number and the last one."""


def gradients(kind: str, rng: random.Random) -> Iterator[Fraction]:
    """An endless sequence of gradients."""
    last = some(rng)
    for t in count(1):
        last = PATTERNS.get(kind, PATTERNS["wild"])(rng, t, last)
        yield last
