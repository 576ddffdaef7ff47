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
from verifier.prove.trace import GENERIC, Trace, evaluate, far_apart, setting, trace
from verifier.prove.vectors import Array
from verifier.term import STEP, Term

STEPS = 6
LAST = 14
"""A late step, at which a warm-up is over: what fits the first steps only is no relation."""
FIRST_STACKED = 2
"""Runs from this step on are looked at together; the first step may follow another rule."""


@dataclass(frozen=True)
class Runs:
    """Both sides at one setting of the hyperparameters, and what stands in their texts.

    Where there is a ``turn``, a step and a period, only that step is looked at and each a period later.
    """

    pair: Pair
    point: int = GENERIC
    turn: tuple[int, int] = (0, 1)

    @cached_property
    def traces(self) -> Sequence[Trace]:
        """The runs after the first steps, and after a late one."""
        return self._chosen(trace(self.pair, self._last, point=self.point))

    @property
    def _last(self) -> int:
        first, period = self.turn
        return first + LAST * period

    def _chosen(self, whole: Sequence[Trace]) -> Sequence[Trace]:
        first, period = self.turn
        looked_at = [t for t in whole[max(first - 1, 0) :] if (t.step - first) % period == 0]
        return (*looked_at[:STEPS], looked_at[-1])

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
        return all(fits(*_both(t, each, candidate, self.numbers(t.step))) for t in self.later) and not any(
            misses(*_both(t, each, candidate, given)) for t, given in self._elsewhere
        )

    @cached_property
    def _elsewhere(self) -> list[tuple[Trace, dict[Term, Any]]]:
        """Runs at many other settings, and what was given there, after a step and a late one."""
        given = far_apart(self.pair)
        at, runs = setting(self.pair, given), self._chosen(trace(self.pair, self._last, given))
        return [(t, at(t.step) | {STEP: np.float64(t.step)}) for t in runs[-2:]]


def _both(found: Trace, each: Term, candidate: Term, given: dict[Term, Any]) -> tuple[Array, Array]:
    """The candidate's value and the state's."""
    with np.errstate(all="ignore"):
        value = evaluate({each: candidate}, found.values | given)[each]
    one, other = np.broadcast_arrays(value, found.values[each])
    return one, other
