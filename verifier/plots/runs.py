"""Runs of generated kernels over standard sequences of gradients, many side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verifier import catalogue
from verifier.kernel import compile_numpy
from verifier.kernel.names import keywords
from verifier.numerics.settings import usual, usual_number
from verifier.numerics.steps import start
from verifier.system import Hyper, System

Array = NDArray[np.floating[Any]]

STEPS = 100
PATTERN = (1.0, -0.5, 2.0, -3.0, 0.25, 0.5, -1.0)
"""Gradients that change their sign and their size, over and over."""


def _sequences() -> dict[str, Array]:
    index = np.arange(STEPS)
    return {
        "constant gradient 1": np.ones(STEPS),
        "one gradient of 1, then 0": np.where(index == 0, 1.0, 0.0),
        "alternating 1, −1": np.where(index % 2 == 0, 1.0, -1.0),
        "changing sign and size": np.resize(PATTERN, STEPS),
    }


SEQUENCES: Mapping[str, Array] = _sequences()
"""The standard sequences, each of `STEPS` gradients; none begins with 0, where some rules are undefined."""


@dataclass(frozen=True)
class Runs:
    """The course of several runs, one in each column.

    Attributes
    ----------
    weights : array, shape (steps + 1, runs)
        From the first weight on. What is undefined is not finite.
    states : tuple of array, of the same shape
        In the order of the system.
    """

    weights: Array
    states: tuple[Array, ...]

    @property
    def moves(self) -> Array:
        """What each step adds to the weight, shape (steps, runs)."""
        found: Array = np.diff(self.weights, axis=0)
        return found


def values(*systems: System) -> dict[str, float]:
    """A number for each hyperparameter of several systems.

    The usual one, of the last system that has one. Where no source names one: the value that most
    specifications give to that name, else the closed end of its domain, which switches it off.
    """
    found = {h.name: _unnamed(h) for s in systems for h in s.hypers}
    return found | {h.name: float(h.usual) for s in systems for h in s.hypers if h.usual is not None}


def unusual(*systems: System) -> tuple[str, ...]:
    """The hyperparameters for which no source names a usual value."""
    named = {h.name for s in systems for h in s.hypers if h.usual is not None}
    return tuple(dict.fromkeys(h.name for s in systems for h in s.hypers if h.name not in named))


def _unnamed(h: Hyper) -> float:
    common = _common().get(h.name)
    if common is not None and h.domain.contains(common):
        return float(common)
    if h.domain.lower is not None and not h.domain.lower_open:
        return float(h.domain.lower)
    return usual_number(h)


@cache
def _common() -> dict[str, Fraction]:
    """What most specifications say is usual, by the name of the hyperparameter."""
    counts: dict[str, Counter[Fraction]] = {}
    for name in catalogue.names():
        for h in catalogue.system(name).hypers:
            if h.usual is not None:
                counts.setdefault(h.name, Counter())[h.usual] += 1
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}


def run(system: System, at: Mapping[str, float], gradients: Array, first: float = 0.0) -> Runs:
    """The generated kernel over each column of gradients, from one first weight.

    Parameters
    ----------
    system : System
    at : mapping of str to float
        For every hyperparameter of the system; given sequences are constant.
    gradients : array, shape (steps, runs)
    first : float
    """
    begun = _begun(system, at, first, gradients.shape[1])
    kernel, given = compile_numpy(system), arguments(system, at)
    course = [begun]
    with np.errstate(all="ignore"):
        for t, g in enumerate(gradients, start=1):
            w, *states = course[-1]
            course.append(list(kernel(w, g, t, *states, **given)))
    columns = [np.stack(each) for each in zip(*course, strict=True)]
    return Runs(columns[0], tuple(columns[1:]))


def arguments(system: System, at: Mapping[str, float]) -> dict[str, float]:
    """The kernel's keyword arguments."""
    return {name: at[term.name] for term, name in keywords(system).items()}


def _begun(system: System, at: Mapping[str, float], first: float, count: int) -> list[Any]:
    (states,) = start(system, usual(system, at), [first])
    return [np.full(count, x, dtype=np.float64) for x in (first, *states)]
