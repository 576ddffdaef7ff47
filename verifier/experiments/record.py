"""Experiments as data: what a document ran, what it concluded, and the curves of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from verifier.errors import InputError

Array = NDArray[np.floating[Any]]
Measure = Literal["value", "time", "rises"]


@dataclass(frozen=True)
class Quantity:
    """A number that is read off one curve.

    Attributes
    ----------
    of : str
        The run: the label of its curve.
    measure : str
        ``value``: the curve at ``at``, its end where that is None. ``time``: the first place at which it
        is at most ``at``, infinity where it never is. ``rises``: the share of the steps up to ``at``, or
        of all, at which it rises.
    at : float or None
    """

    of: str
    measure: Measure = "value"
    at: float | None = None


@dataclass(frozen=True)
class Conclusion:
    """What a document reads off a run: that one number is smaller than another.

    Attributes
    ----------
    line : int
        Of the document.
    says : str
        In our words.
    less, more : Quantity or float
        What is said to be smaller, and what larger.
    """

    line: int
    says: str
    less: Quantity | float
    more: Quantity | float


@dataclass(frozen=True)
class Curves:
    """The curves of several runs under several seeds.

    Attributes
    ----------
    value, step : str
        What is drawn, ``loss``, and over what, ``epoch``.
    runs : dict of str to array of shape (seeds, steps)
        By label. What is not finite counts as infinitely large.
    """

    value: str
    step: str
    runs: Mapping[str, Array]


@dataclass(frozen=True)
class Regression:
    """A line fitted to noisy points by the gradient of the mean squared error, for several rates.

    ``y = slope x + offset + noise`` with x uniform on [0, 1] and normal noise of the given deviation.
    """

    method: str
    rates: tuple[float, ...]
    samples: int
    slope: float
    offset: float
    deviation: float
    epochs: int
    shown: int


@dataclass(frozen=True)
class Velocity:
    """Steps under a constant gradient, by the rate and the gradient, for several coefficients."""

    method: str
    coefficient: str
    values: tuple[str, ...]
    steps: int


@dataclass(frozen=True)
class Surface:
    """A function of two variables, and where runs on it start.

    Attributes
    ----------
    name : str
    value : sympy expression
        In the variables, of which the gradient is taken.
    variables : tuple of sympy symbols
    minimum : tuple of float
        A point at which it is least; the least value is 0.
    start : tuple of float
        Of the first run; the others start at most ``spread`` away from it in each variable.
    window : tuple of float
        What is drawn: from and to, of the first variable, then of the second.
    """

    name: str
    value: Any
    variables: tuple[Any, Any]
    minimum: tuple[float, float]
    start: tuple[float, float]
    spread: float
    window: tuple[float, float, float, float]


@dataclass(frozen=True)
class Surfaces:
    """All optimizers on surfaces, each with the best rate of one grid, which is the same for all.

    Attributes
    ----------
    rate, norm : str
        The letters of the rate, and of the norm of the gradient, where a method is given it.
    rates : tuple of float
    steps : int
    near : float
        The share of the first value at which a run has arrived.
    drawn : tuple of str
        The methods whose ways are drawn.
    """

    surfaces: tuple[Surface, ...]
    rate: str
    norm: str
    rates: tuple[float, ...]
    steps: int
    near: float
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Training:
    """A training run.

    Attributes
    ----------
    label : str
    call : str
        The constructor call of Keras.
    epochs : int
    rate : float or None
        The learning rate, where it is not in the call.
    """

    label: str
    call: str
    epochs: int
    rate: float | None = None


@dataclass(frozen=True)
class Moons:
    """Two half moons, told apart by a small network."""

    samples: int
    noise: float
    state: int
    widths: tuple[int, ...]
    batch: int
    trainings: tuple[Training, ...]


@dataclass(frozen=True)
class Images:
    """Small pictures in ten classes, told apart by a convolutional network, for several rates."""

    widths: tuple[int, ...]
    dense: int
    batch: int
    optimizers: tuple[Training, ...]
    rates: tuple[float, ...]

    @property
    def trainings(self) -> tuple[Training, ...]:
        """Each optimizer at each rate."""
        return tuple(
            replace(o, label=f"{o.label} at {rate:g}", rate=rate)
            for o in self.optimizers
            for rate in self.rates
        )


Setting = Regression | Velocity | Surfaces | Moons | Images


@dataclass(frozen=True)
class Experiment:
    """An experiment of a document, or one that a sentence of it asks for.

    Attributes
    ----------
    name, title : str
    document : str
        The key of the work.
    line : int
    about : str
        What the document does there, and what is done here, in our words.
    seeds : int
    setting : Setting
    conclusions : tuple of Conclusion
    """

    name: str
    title: str
    document: str
    line: int
    about: str
    seeds: int
    setting: Setting
    conclusions: tuple[Conclusion, ...] = ()

    def __post_init__(self) -> None:
        if self.seeds < 2:
            raise InputError(f"experiment {self.name!r}: one seed is a single run; give two or more")
