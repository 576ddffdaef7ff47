"""Steps under a constant gradient: where they tend, and how fast."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from verifier.experiments.descent import Descent
from verifier.experiments.record import Array, Curves, Velocity
from verifier.experiments.regression import rate_name
from verifier.system import System


def label(setting: Velocity, value: str) -> str:
    """What a run is called."""
    return f"{setting.coefficient} {value}"


def curves(setting: Velocity, system: System, seeds: int) -> Curves:
    """The size of each step, by that of rate times gradient, for each coefficient and drawn gradient."""
    runs = {label(setting, value): _sizes(setting, system, value, seeds) for value in setting.values}
    return Curves("step by rate and gradient", "step", runs)


def _sizes(setting: Velocity, system: System, value: str, seeds: int) -> Array:
    descent, rate = Descent.of(system), rate_name(system)
    gradients = np.random.RandomState(0).normal(size=seeds)
    given = {setting.coefficient: float(Fraction(value))}
    way = descent.run(lambda w: gradients, np.zeros(seeds), setting.steps, given)
    first = np.abs(descent.usual[rate] * gradients)
    return np.abs(np.diff(way, axis=0)).T / first[:, None]
