"""A line fitted by gradient descent: the data, the runs, and what theory says of the rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verifier.closed_form.draft import Study
from verifier.closed_form.numeric import Run, value_at
from verifier.closed_form.structure import read
from verifier.experiments.descent import Descent
from verifier.experiments.record import Array, Curves, Regression
from verifier.system import System
from verifier.theorems.quadratic import read_quadratic, upper_edge


@dataclass(frozen=True)
class Fit:
    """Points, the first weights, and the weights after each epoch for each rate.

    Attributes
    ----------
    x : array of shape (samples, 2)
        The second column is 1.
    y : array of shape (samples, 1)
    ways : dict of float to array of shape (epochs + 1, 2, 1)
    """

    x: Array
    y: Array
    ways: dict[float, Array]

    def gradient(self, w: Array) -> Array:
        """Of the mean squared error."""
        return gradient(self.x, self.y, w)

    @property
    def curvatures(self) -> Array:
        """The eigenvalues of the Hessian of the mean squared error, from the least on."""
        return np.linalg.eigvalsh(2 / len(self.x) * self.x.T @ self.x)

    def excess(self, rate: float) -> Array:
        """The mean squared error above the least one, after each epoch."""
        best, *_ = np.linalg.lstsq(self.x, self.y)
        away = self.ways[rate] - best
        return np.asarray(np.sum((self.x @ away) ** 2, axis=(1, 2)) / len(self.x))


def gradient(x: Array, y: Array, w: Array) -> Array:
    """Of the mean squared error at the weights."""
    return 2 / len(x) * x.T @ (x @ w - y)


def fit(setting: Regression, system: System, seed: int) -> Fit:
    """The data of a seed, drawn in the order of the document's cells, and a run for each rate."""
    random = np.random.RandomState(seed)
    x = np.c_[random.uniform(0, 1, size=(setting.samples, 1)), np.ones((setting.samples, 1))]
    noise = random.normal(loc=0.0, scale=setting.deviation, size=(setting.samples, 1))
    y = x @ np.array([[setting.slope], [setting.offset]]) + noise
    start = random.randn(2, 1)
    descent = Descent.of(system)
    rate = rate_name(system)
    ways = {
        lr: descent.run(lambda w: gradient(x, y, w), start, setting.epochs, {rate: lr})
        for lr in setting.rates
    }
    return Fit(x, y, ways)


def rate_name(system: System) -> str:
    """The hyperparameter that stands with the curvature in the theorem on the stable rates."""
    found = read_quadratic(Study(read(system)))
    if found is None:
        raise ValueError(f"{system.name}: no theorem on quadratics has its rate")
    return found.rate


def largest_rate(system: System, curvature: float) -> float:
    """The end of the stable rates, from the theorem on quadratics, at a curvature."""
    study = Study(read(system))
    found = read_quadratic(study)
    edge = None if found is None else upper_edge(study, found)
    if edge is None:
        raise ValueError(f"{system.name}: no theorem says where it is stable")
    return float(value_at(edge, Run({}, {}), {})) / curvature


def label(rate: float) -> str:
    """What a run is called."""
    return f"learning rate {rate:g}"


def curves(setting: Regression, fits: list[Fit]) -> Curves:
    """The excess of the error over its least value, for each rate and seed."""
    runs = {label(rate): np.array([f.excess(rate) for f in fits]) for rate in setting.rates}
    return Curves("excess error", "epoch", runs)
