"""What a single run concludes, held against several: in how many it holds, and by what numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf

import numpy as np

from verifier.errors import InputError
from verifier.experiments.record import Array, Conclusion, Curves, Quantity


@dataclass(frozen=True)
class Spread:
    """The middle and the ends of numbers from several seeds."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        low, middle, high = map(number, (self.low, self.middle, self.high))
        return middle if low == high else f"{middle} (from {low} to {high})"


@dataclass(frozen=True)
class Held:
    """In how many of the seeds a conclusion holds."""

    conclusion: Conclusion
    held: int
    of: int
    less: str
    more: str

    @property
    def chance(self) -> float:
        """How likely a count at least as uneven is where both orders are equally likely: the sign test."""
        uneven = max(self.held, self.of - self.held)
        tail = sum(comb(self.of, k) for k in range(uneven, self.of + 1)) / 2**self.of
        return float(min(1.0, 2 * tail))

    @property
    def ruling(self) -> str:
        """What the seeds say."""
        if self.held == self.of:
            return f"so in each of {self.of} runs"
        if self.held == 0:
            return f"so in none of {self.of} runs"
        return f"so in {self.held} of {self.of} runs: a single run does not tell"

    def sentence(self) -> str:
        """The conclusion, the ruling, and the numbers."""
        words, rival = self.conclusion, isinstance(self.conclusion.less, Quantity)
        rival = rival and isinstance(words.more, Quantity) and self.held > 0
        chance = f" (by chance alone with probability {number(self.chance)})" if rival else ""
        numbers = f"What should be less: {self.less}; what should be more: {self.more}"
        return f"line {words.line}: {words.says}: **{self.ruling}**{chance}. {numbers}."


def number(x: float) -> str:
    """A number as it stands in a sentence: three digits."""
    if np.isinf(x):
        return "never" if x > 0 else "-∞"
    return f"{x:.3g}"


def spread(values: Array) -> Spread:
    """The least, the middle and the largest of numbers; what is not finite is larger than all."""
    ordered = np.sort(np.where(np.isfinite(values), values, inf))
    return Spread(float(ordered[0]), float(ordered[len(ordered) // 2]), float(ordered[-1]))


def read(curves: Curves, quantity: Quantity) -> Array:
    """The number that is read off each seed's curve.

    Raises
    ------
    InputError
        When there is no such run.
    """
    if quantity.of not in curves.runs:
        raise InputError(f"there is no run '{quantity.of}'; there are {', '.join(curves.runs)}")
    run = curves.runs[quantity.of]
    run = np.where(np.isfinite(run), run, inf)
    match quantity.measure:
        case "value":
            return run[:, -1 if quantity.at is None else int(quantity.at)]
        case "time":
            return first_at_most(run, inf if quantity.at is None else quantity.at)
        case "rises":
            seen = run if quantity.at is None else run[:, : int(quantity.at) + 1]
            return np.asarray(np.mean(seen[:, 1:] > seen[:, :-1], axis=1))


def first_at_most(run: Array, level: float) -> Array:
    """The first step at which each curve is at most a level; infinity where it never is."""
    below = run <= level
    return np.where(below.any(axis=1), below.argmax(axis=1).astype(float), inf)


def described(curves: Curves, quantity: Quantity) -> str:
    """What is read off, in words."""
    match quantity.measure:
        case "value":
            last = curves.runs[quantity.of].shape[1] - 1
            at = last if quantity.at is None else int(quantity.at)
            return f"{curves.value} of {quantity.of} at {curves.step} {at}"
        case "time":
            return f"{curves.step} at which {quantity.of} is first at {number(quantity.at or 0)} or below"
        case "rises":
            until = "" if quantity.at is None else f" up to {curves.step} {int(quantity.at)}"
            return f"share of {curves.step}s{until} at which the {curves.value} of {quantity.of} rises"


def judge(conclusion: Conclusion, curves: Curves) -> Held:
    """In how many seeds the conclusion holds; two numbers that are equal do not bear it out."""
    (less, below), (more, above) = (_side(curves, side) for side in (conclusion.less, conclusion.more))
    holds = np.less(*np.broadcast_arrays(below, above))
    return Held(conclusion, int(holds.sum()), holds.size, less, more)


def _side(curves: Curves, side: Quantity | float) -> tuple[str, Array]:
    if not isinstance(side, Quantity):
        return number(side), np.array([float(side)])
    values = read(curves, side)
    return f"{described(curves, side)}, {spread(values)}", values
