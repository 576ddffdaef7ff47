"""Surfaces of two variables, and the ways of optimizers on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sympy import diff, lambdify

from verifier.experiments.descent import Descent
from verifier.experiments.record import Array, Curves, Surface, Surfaces
from verifier.experiments.spread import first_at_most, number, spread
from verifier.system import System

NO_RATE = "has no rate"
"""What stands in the place of the best rate of a method that has none."""


@dataclass(frozen=True)
class Way:
    """The runs of one optimizer on one surface, at the rate of the grid that serves it best.

    Attributes
    ----------
    name : str
    rate : float or None
        None for a method without a rate.
    points : array of shape (steps + 1, seeds, 2)
    values : array of shape (seeds, steps + 1)
        Of the surface.
    """

    name: str
    rate: float | None
    points: Array
    values: Array


def compiled(surface: Surface) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """The surface and its gradient, which is derived from it, over points of shape (…, 2)."""
    value = lambdify(surface.variables, surface.value, "numpy")
    parts = [lambdify(surface.variables, diff(surface.value, x), "numpy") for x in surface.variables]

    def gradient(points: Array) -> Array:
        x, y = points[..., 0], points[..., 1]
        return np.stack([part(x, y) for part in parts], axis=-1)

    return (lambda points: value(points[..., 0], points[..., 1])), gradient


def starts(surface: Surface, seeds: int) -> Array:
    """The first start, and others about it, of shape (seeds, 2)."""
    offsets = np.random.RandomState(0).uniform(-surface.spread, surface.spread, size=(seeds, 2))
    offsets[0] = 0
    return np.array(surface.start) + offsets


def way(setting: Surfaces, surface: Surface, system: System, seeds: int) -> Way:
    """The runs of an optimizer at its best rate: the least middle value at the end."""
    descent = Descent.of(system)
    rates = setting.rates if descent.takes(setting.rate) else (None,)
    tried = [_at(setting, surface, system.name, descent, rate, seeds) for rate in rates]
    return min(tried, key=_merit)


def _merit(one: Way) -> tuple[float, float]:
    """The middle value at the end; of equal ones the sum on the way, which tells the faster."""
    total = np.asarray(np.sum(np.nan_to_num(one.values, nan=np.inf, posinf=np.inf), axis=1))
    return spread(one.values[:, -1]).middle, spread(total).middle


def _at(
    setting: Surfaces, surface: Surface, name: str, descent: Descent, rate: float | None, seeds: int
) -> Way:
    value, gradient = compiled(surface)
    given = {} if rate is None else {setting.rate: rate}
    first = starts(surface, seeds)
    if descent.takes(setting.norm):  # a norm is one number for a run
        alone = [descent.run(gradient, start, setting.steps, given, setting.norm) for start in first]
        points = np.stack(alone, axis=1)
    else:
        points = descent.run(gradient, first, setting.steps, given)
    with np.errstate(all="ignore"):
        return Way(name, rate, points, value(points).T)


def ways(setting: Surfaces, surface: Surface, systems: Mapping[str, System], seeds: int) -> dict[str, Way]:
    """The runs of all optimizers on a surface, by name."""
    return {name: way(setting, surface, system, seeds) for name, system in systems.items()}


def label(surface: Surface, name: str) -> str:
    """What the runs of an optimizer on a surface are called."""
    return f"{name}, {surface.name}"


def curves(found: Mapping[Surface, Mapping[str, Way]]) -> Curves:
    """The values on the way, by optimizer and surface."""
    runs = {label(s, name): one.values for s, ways in found.items() for name, one in ways.items()}
    return Curves("value", "step", runs)


def table(setting: Surfaces, found: Mapping[str, Way]) -> Iterator[tuple[str, str, str, str]]:
    """Name, best rate, steps until the value is near the least, and the last value, the best first."""
    rows = []
    for name, one in found.items():
        level = setting.near * one.values[:, :1]
        times = first_at_most(one.values - level, 0.0)
        rate = NO_RATE if one.rate is None else f"{one.rate:.3g}"
        rows.append((spread(times), spread(one.values[:, -1]), name, rate))
    for steps, last, name, rate in sorted(rows, key=lambda r: (r[0].middle, r[1].middle)):
        yield name, rate, str(steps), number(last.middle)
