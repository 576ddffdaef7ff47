"""What is tried: gradients of every size of the format, and settings near the ends of the domains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.hazards.formats import Array, Format
from verifier.system import Hyper, System

SHORT, BRIEF_RUN, LONG_RUN = 12, 400, 2100
"""How many steps runs have; a counter in float16 stops at 2048."""

SIZES = 40
"""About how many sizes of gradients are tried between the format's ends."""

SETTLING = Fraction(9, 10)
"""Averages with this factor have settled within a hundred steps."""

NEARBY = 31
"""At how many inputs like a trigger a rewriting must help too."""

Pattern = Callable[[int, np.random.Generator], Array]

PATTERNS: dict[str, Pattern] = {
    "constant": lambda steps, rng: np.ones(steps),
    "zero": lambda steps, rng: np.zeros(steps),
    "first zero": lambda steps, rng: np.arange(steps) > 0,
    "one, then zeros": lambda steps, rng: np.arange(steps) == 0,
    "one large, then small": lambda steps, rng: np.where(np.arange(steps) == 0, 1.0, 2.0**-8),
    "alternating": lambda steps, rng: np.where(np.arange(steps) % 2 == 0, 1.0, -1.0),
    "normal": lambda steps, rng: rng.standard_normal(steps),
}
"""Sequences of gradients up to their size, the simplest first."""

LASTING = ("constant", "normal")
"""The sequences over which long runs are taken."""


@dataclass(frozen=True)
class Columns:
    """Gradient sequences side by side.

    Attributes
    ----------
    gradients : array, shape (steps, columns)
        Numbers of the format.
    weights : array, shape (columns,)
        The first weights.
    labels : tuple of (str, float)
        The pattern and the size of each.
    """

    gradients: Array
    weights: Array
    labels: tuple[tuple[str, float], ...]

    def first(self, steps: int) -> Columns:
        """The same, cut off after some steps."""
        return Columns(self.gradients[:steps], self.weights, self.labels)

    def only(self, column: int, steps: int) -> Columns:
        """One column, cut off after some steps."""
        chosen = slice(column, column + 1)
        return Columns(self.gradients[:steps, chosen], self.weights[chosen], self.labels[chosen])

    def repeated(self, times: int) -> Columns:
        """The first column several times, each with a label of its own."""
        labels = tuple((str(i), size) for i, (_, size) in enumerate(self.labels[:1] * times))
        return Columns(
            np.repeat(self.gradients[:, :1], times, axis=1), self.weights[:1].repeat(times), labels
        )


def columns(
    fmt: Format,
    patterns: Sequence[str],
    steps: int,
    sizes: Sequence[float],
    weights: Sequence[float],
    seed: int,
) -> Columns:
    """Every pattern in every size from every first weight."""
    rng = np.random.default_rng(seed)
    made: list[tuple[Array, float, tuple[str, float]]] = []
    for name in patterns:
        shape = np.asarray(PATTERNS[name](steps, rng), dtype=np.float64)
        for size in sizes if name != "zero" else sizes[:1]:
            with np.errstate(over="ignore"):  # what overflows is left out below
                made += [(fmt.round(shape * size), weight, (name, size)) for weight in weights]
    finite = [m for m in made if np.isfinite(m[0]).all()]
    return Columns(
        np.stack([g for g, _, _ in finite], axis=1),
        np.array([w for _, w, _ in finite], dtype=np.float64),
        tuple(label for _, _, label in finite),
    )


def nearby(fmt: Format, given: Columns, seed: int) -> Columns:
    """One column, and the same with its gradients made larger and smaller."""
    factors = 2.0 ** np.random.default_rng(seed).uniform(-1, 1, NEARBY)
    others = fmt.round(given.gradients * factors)
    return Columns(
        np.concatenate([given.gradients, others], axis=1),
        np.repeat(given.weights, 1 + NEARBY),
        given.labels * (1 + NEARBY),
    )


def sizes(fmt: Format) -> list[float]:
    """Powers of ten that the format holds, those near one first."""
    low, high = int(np.floor(np.log10(fmt.tiny))) + 1, int(np.floor(np.log10(fmt.largest)))
    stride = max(1, (high - low) // SIZES)
    chosen = {*range(-4, 5), *range(low, high + 1, stride), low, high}
    powers = sorted((k for k in chosen if low <= k <= high), key=abs)
    return [float(fmt.round(np.array(10.0**k))) for k in powers]


def common_sizes(count: int, seed: int) -> list[float]:
    """Sizes as gradients have them: powers of ten near one, and numbers drawn between them."""
    drawn = 10.0 ** np.random.default_rng(seed).uniform(-3, 3, count)
    return [1.0, *(10.0**k for k in range(-4, 5) if k), *drawn.tolist()]


def usual_setting(system: System) -> dict[str, Fraction]:
    """The usual value of each hyperparameter; a number inside the domain where none is known."""
    return {h.name: _usual(h) for h in system.hypers}


def brief_setting(system: System) -> dict[str, Fraction]:
    """The usual setting, but that averages settle within a hundred steps."""
    usual = usual_setting(system)
    brief = dict(usual)
    for h in system.hypers:
        if h.domain.lower is not None and h.domain.upper is not None:
            brief[h.name] = min(usual[h.name], h.domain.lower + (h.domain.upper - h.domain.lower) * SETTLING)
    return brief


def settings(system: System) -> Iterator[dict[str, Fraction]]:
    """The usual setting, then others with one hyperparameter changed."""
    usual = usual_setting(system)
    yield usual
    for h in system.hypers:
        yield from ({**usual, h.name: value} for value in _others(h) if value != usual[h.name])


def _usual(h: Hyper) -> Fraction:
    if h.usual is not None:
        return h.usual
    low, high = h.domain.lower, h.domain.upper
    if low is not None and high is not None:
        return low + (high - low) * Fraction(9, 10)
    return Fraction(1, 100) if low is None else low + Fraction(1, 100)


def _others(h: Hyper) -> list[Fraction]:
    """Numbers of the domain close to its ends, as they are chosen in practice."""
    low, high = h.domain.lower, h.domain.upper
    tens = [Fraction(1, 10**k) for k in (2, 3, 4, 5, 8)]
    if low is not None and high is not None:
        return [high - (high - low) * x for x in tens[:4]]
    return [] if low is None else [low + x for x in (tens[4], tens[1])]


def number(value: Any) -> Any:
    """An exact number in the longest format."""
    return np.longdouble(value.numerator) / np.longdouble(value.denominator)
