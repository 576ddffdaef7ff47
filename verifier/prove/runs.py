"""What both sides do in floating-point runs, after the steps that a guess looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from verifier.prove.fit import fits, misses
from verifier.prove.named import Dictionary, dictionary
from verifier.prove.relation import Pair
from verifier.prove.trace import GENERIC, NEAR_ONE, Trace, evaluate, setting, trace
from verifier.prove.vectors import Array
from verifier.term import STEP, Term

STEPS = 6
LAST = 14
"""A late step, at which a warm-up is over: what fits the first steps only is no relation."""
FIRST_STACKED = 2
"""Runs from this step on are looked at together; the first step may follow another rule."""


@dataclass(frozen=True)
class Runs:
    """Both sides at one setting of the hyperparameters, and what stands in their texts."""

    pair: Pair
    point: int = GENERIC

    @cached_property
    def traces(self) -> Sequence[Trace]:
        """The runs after the first steps, and after a late one."""
        whole = trace(self.pair, LAST, point=self.point)
        return (*whole[:STEPS], whole[-1])

    @property
    def later(self) -> Sequence[Trace]:
        """The runs after the steps that may follow a rule of their own."""
        return self.traces[FIRST_STACKED:]

    @cached_property
    def known(self) -> Dictionary:
        """The coefficients that stand in the texts, at the later steps."""
        return dictionary(self.pair, [self.numbers(t.step) for t in self.later])

    def numbers(self, step: int) -> dict[Term, Any]:
        """The hyperparameters, the rates and the number of a step."""
        return self._setting(step) | {STEP: np.float64(step)}

    @cached_property
    def _setting(self) -> Callable[[int], dict[Term, Any]]:
        return setting(self.pair, None, self.point)

    def gives(self, each: Term, candidate: Term) -> bool:
        """Whether the candidate gives the state's value after later steps; elsewhere, if it exists there."""
        return all(fits(*self._both(t, each, candidate)) for t in self.later) and not misses(
            *self._elsewhere._both(self._elsewhere.traces[-1], each, candidate)
        )

    @cached_property
    def _elsewhere(self) -> Runs:
        return Runs(self.pair, NEAR_ONE if self.point == GENERIC else GENERIC)

    def _both(self, found: Trace, each: Term, candidate: Term) -> tuple[Array, Array]:
        """The candidate's value and the state's."""
        with np.errstate(all="ignore"):
            value = evaluate({each: candidate}, found.values | self.numbers(found.step))[each]
        return value, found.values[each]
