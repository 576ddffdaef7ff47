"""An objective descended by a generated kernel, the gradient asked where the recurrence asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from verifier.experiments.record import Array
from verifier.kernel import Kernel, compile_numpy
from verifier.system import System, hold_constant


@dataclass(frozen=True)
class Descent:
    """A recurrence with constant rates as kernels: of the step, the query point, the first states."""

    system: System
    step: Kernel
    query: Kernel
    initial: tuple[Kernel, ...]

    @classmethod
    def of(cls, system: System) -> Descent:
        """The kernels of a system, its given sequences being constants."""
        steady = hold_constant(system, [h.name for h in system.hypers if h.varies])
        bare = replace(steady, lets=())
        starts = tuple(compile_numpy(replace(bare, states=(), weight=s.initial)) for s in steady.states)
        return cls(steady, compile_numpy(steady), compile_numpy(replace(bare, weight=bare.query)), starts)

    @property
    def usual(self) -> dict[str, float]:
        """The usual values of the hyperparameters."""
        return {h.name: float(h.usual) for h in self.system.hypers if h.usual is not None}

    def takes(self, name: str) -> bool:
        """Whether there is a hyperparameter of that name."""
        return self.system.hyper(name) is not None

    def run(
        self,
        gradient: Callable[[Array], Array],
        start: Array,
        steps: int,
        given: Mapping[str, float],
        norm: str = "",
    ) -> Array:
        """The weights before the first step and after each.

        Parameters
        ----------
        gradient : callable
            Of points of the shape of ``start``.
        start : array of any shape
        steps : int
        given : dict of str to float
            Hyperparameters; the others have their usual values.
        norm : str, optional
            The hyperparameter that is the Euclidean norm of each step's gradient.

        Returns
        -------
        array of shape (steps + 1, *start.shape)
        """
        hypers = {**self.usual, **given}
        weights: list[Array] = [np.asarray(start, np.float64)]
        zero = np.zeros_like(weights[0])
        states = [first(start, zero, 1, **hypers)[0] for first in self.initial]
        with np.errstate(all="ignore"):
            for t in range(1, steps + 1):
                g = gradient(self.query(weights[-1], zero, t, *states, **hypers)[0])
                if self.takes(norm):
                    hypers[norm] = float(np.linalg.norm(g))
                new, *states = self.step(weights[-1], g, t, *states, **hypers)
                weights.append(new)
        return np.array(weights)
