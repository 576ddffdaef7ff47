"""Paths on two objectives of two variables: a bowl, and Rosenbrock's valley."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from verifier.kernel import compile_numpy
from verifier.numerics.settings import usual
from verifier.numerics.steps import start
from verifier.plots.figure import Figure, Levels, Panel, curve, said
from verifier.plots.responses import setting
from verifier.plots.runs import Array, arguments, values
from verifier.system import System
from verifier.term import WEIGHT, state

STEPS = 200
RATES = tuple(float(f"{m}e{k}") for k in range(-5, 2) for m in (1, 3))
"""The rates among which each path has the best."""
GRID = 49


@dataclass(frozen=True)
class Objective:
    """A function of two variables, with its gradient; its least value is 0.

    Attributes
    ----------
    title : str
    value : callable
        Of arrays ``x`` and ``y``.
    gradient : callable
        Of a point, shape (2,); of the same shape.
    begin : tuple of float
    window : tuple of float
        Of the drawing: the least and largest x, the least and largest y.
    levels : tuple of float
    """

    title: str
    value: Callable[[Array, Array], Array]
    gradient: Callable[[Array], Array]
    begin: tuple[float, float]
    window: tuple[float, float, float, float]
    levels: tuple[float, ...]


OBJECTIVES = (
    Objective(
        "bowl (x² + 10 y²)/2",
        lambda x, y: (x * x + 10 * y * y) / 2,
        lambda p: np.array([p[0], 10 * p[1]]),
        (-2.0, 1.0),
        (-2.5, 1.5, -1.5, 1.5),
        (0.05, 0.25, 1.0, 2.5, 5.0, 10.0),
    ),
    Objective(
        "Rosenbrock (1 − x)² + 100 (y − x²)²",
        lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        lambda p: np.array([-2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)]),
        (-1.2, 1.0),
        (-1.8, 1.8, -0.8, 2.2),
        (0.5, 4.0, 25.0, 100.0, 400.0),
    ),
)
"""The second is Rosenbrock's function with the start that he gives (1960)."""


@dataclass(frozen=True)
class Path:
    """The points of a run, shape (steps + 1, 2), the objective at them, and the rate; nan for none."""

    points: Array
    values: Array
    rate: float


def figures(system: System) -> Iterator[Figure]:
    """The path on each objective, at the best of the rates."""
    walk = _Walk(system)
    found = [(objective, _best(walk, objective)) for objective in OBJECTIVES]
    panels = tuple(_panel(*each) for each in found)
    rest = {n: v for n, v in walk.at.items() if n not in walk.rates}
    caption = " ".join(_seen(*each, walk.rates) for each in found) + setting(rest)
    yield Figure("paths", "Paths", caption, panels)


class _Walk:
    """A system's kernels, compiled once: the step, and the point at which it asks for the gradient."""

    def __init__(self, system: System) -> None:
        self.system, self.at = system, values(system)
        self.rates = [h.name for h in system.hypers if h.varies]
        held = tuple(replace(s, update=state(s.name)) for s in system.states)
        asked = replace(system, weight=system.query, query=WEIGHT, states=held, lets=())
        self.step = compile_numpy(system)
        self.ask = None if system.query == WEIGHT else compile_numpy(asked)

    def __call__(self, objective: Objective, rate: float) -> Path:
        at = self.at | dict.fromkeys(self.rates, rate)
        given = arguments(self.system, at)
        now = self._begun(objective.begin, at)
        points = [now[0]]
        with np.errstate(all="ignore"):
            for t in range(1, STEPS + 1):
                w, *states = now
                asked = w if self.ask is None else self.ask(w, np.zeros(2), t, *states, **given)[0]
                now = list(self.step(w, objective.gradient(asked), t, *states, **given))
                points.append(now[0])
            course = np.array(points)
            return Path(course, objective.value(course[:, 0], course[:, 1]), rate)

    def _begun(self, first: tuple[float, float], at: Mapping[str, float]) -> list[Array]:
        rows = start(self.system, usual(self.system, at), first)
        return [np.array(first), *(np.array(column) for column in zip(*rows, strict=True))]


def _best(walk: _Walk, objective: Objective) -> Path:
    """The path that ends lowest; of one without a rate, the only one."""
    paths = [walk(objective, rate) for rate in (RATES if walk.rates else (float("nan"),))]
    finite = [path for path in paths if np.all(np.isfinite(path.values))]
    return min(finite or paths, key=lambda path: path.values[-1])


def _panel(objective: Objective, path: Path) -> Panel:
    left, right, low, high = objective.window
    x, y = np.linspace(left, right, GRID), np.linspace(low, high, GRID)
    levels = Levels(x, y, objective.value(*np.meshgrid(x, y)), objective.levels)
    return Panel(objective.title, "x", "y", (curve("", path.points[:, 0], path.points[:, 1]),), "", levels)


def _seen(objective: Objective, path: Path, rates: list[str]) -> str:
    """How low the path comes, in words."""
    first, last, least = map(float, (path.values[0], path.values[-1], np.nanmin(path.values)))
    chosen = f", {' and '.join(rates)} = {path.rate:g} being the best of {len(RATES)} tried" if rates else ""
    lowest = f"; it was at {said(least)} before" if least < last / 2 else ""
    fall = f"from {said(first)} to {said(last)} in {STEPS} steps"
    return f"{objective.title.partition(' ')[0].capitalize()}: {fall}{chosen}{lowest}."
