"""Hyperparameter settings: the usual one, the boundary of the domains, and others drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from verifier.domain import Domain
from verifier.system import Hyper, System
from verifier.term import Term

DEFAULT = 0.5
"""What stands for a usual value where the source names none, if it lies in the domain."""

_CYCLE = (1.0, 0.5, 0.25, 0.75)


@dataclass(frozen=True)
class Setting:
    """Values of the hyperparameters.

    Attributes
    ----------
    label : str
        ``usual``, ``boundary``, or ``drawn`` with a number.
    values : mapping of str to float
    varies : bool
        Whether the given sequences change from step to step; they are constant otherwise.
    """

    label: str
    values: Mapping[str, float]
    varies: bool = False

    def at(self, terms: Iterable[Term], t: int) -> dict[Term, float]:
        """The values of hyperparameters and given sequences at a step."""
        return {term: self._number(term, t) for term in terms}

    def _number(self, term: Term, t: int) -> float:
        value = self.values[term.name]
        if term.args[0] != "sequence" or not self.varies:
            return value
        return value * _CYCLE[(t + int(str(term.args[2]))) % len(_CYCLE)]


def settings(system: System, count: int, rng: np.random.Generator) -> tuple[Setting, ...]:
    """The usual setting, the closed ends of the domains, then drawn ones with varying rates."""
    boundary = {h.name: _boundary(h) for h in system.hypers}
    drawn = ({h.name: _drawn(h, rng) for h in system.hypers} for _ in range(count - 2))
    return (
        usual(system),
        Setting("boundary", boundary),
        *(Setting(f"drawn {i}", values, varies=True) for i, values in enumerate(drawn, start=1)),
    )


def usual(system: System, given: Mapping[str, float] | None = None) -> Setting:
    """The usual values, and numbers of the domains where no source names one; ``given`` ones come first."""
    return Setting("usual", {h.name: usual_number(h) for h in system.hypers} | dict(given or {}))


def usual_number(h: Hyper) -> float:
    """The usual value of a hyperparameter, or a number of its domain."""
    if h.usual is not None:
        return float(h.usual)
    low, high = _ends(h.domain)
    return DEFAULT if low < DEFAULT < high else (low + high) / 2


def _ends(domain: Domain) -> tuple[float, float]:
    low = None if domain.lower is None else float(domain.lower)
    high = None if domain.upper is None else float(domain.upper)
    if low is None:
        return (-1.0, 1.0) if high is None else (high - 2, high)
    return low, low + 2 if high is None else high


def _boundary(h: Hyper) -> float:
    """The closed end of the domain, below if there is one; the usual value if both are open."""
    if h.domain.lower is not None and not h.domain.lower_open:
        return float(h.domain.lower)
    if h.domain.upper is not None and not h.domain.upper_open:
        return float(h.domain.upper)
    return usual_number(h)


def _drawn(h: Hyper, rng: np.random.Generator) -> float:
    """A number of the domain: evenly in a bounded one half of the time, else close to an end."""
    low, high = _ends(h.domain)
    if h.domain.upper is None and h.domain.lower is not None:
        return low + float(2.0 ** rng.uniform(-24, 3))
    if rng.random() < 0.5:
        return float(rng.uniform(low, high))
    return high - (high - low) * float(2.0 ** -rng.uniform(1, 14))
