"""What both sides do in floating-point runs, after the steps that a guess looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import tee
from typing import Any, TypeVar

import numpy as np

from verifier.prove.fit import fits, misses
from verifier.prove.named import Dictionary, dictionary
from verifier.prove.relation import Pair
from verifier.prove.trace import GENERIC, Trace, evaluate, far_apart, setting, trace
from verifier.prove.vectors import Array
from verifier.system import System
from verifier.term import ONE, STEP, WEIGHT, Term

T = TypeVar("T")

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
        return self.once(("traces",), lambda: self._chosen(trace(self.pair, self._last, point=self.point)))

    def once(self, what: tuple[object, ...], make: Callable[[], T]) -> T:
        """What these numbers alone say: made once for all pairs that have them."""
        if what not in self._made:
            self._made[what] = make()
        found: T = self._made[what]
        return found

    def each_once(self, what: tuple[object, ...], make: Callable[[], Iterator[T]]) -> Iterator[T]:
        """As `once`, of several, each of them made when it is first asked for."""
        return copy(self.once(what, lambda: tee(make(), 1)[0]))

    @cached_property
    def _made(self) -> dict[tuple[object, ...], Any]:
        bounds = tuple((symbol, d.lower, d.upper) for symbol, d in self.pair.domains.items())
        return _of_the_same(self.pair.left, self.pair.right, bounds, self.point, self.turn)

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

    def columns(self, features: Sequence[Term]) -> list[Array]:
        """The features' values after each of the later steps, a column a feature."""
        return self.once(
            ("columns", *features),
            lambda: [np.stack([_feature(t.values, f) for f in features], axis=1) for t in self.later],
        )

    @cached_property
    def known(self) -> Dictionary:
        """The coefficients that stand in the texts, at the later steps."""
        return self.once(
            ("known",), lambda: dictionary(self.pair, [self.numbers(t.step) for t in self.later])
        )

    def numbers(self, step: int) -> dict[Term, Any]:
        """The hyperparameters, the rates and the number of a step."""
        return self._setting(step) | {STEP: np.float64(step)}

    @cached_property
    def _setting(self) -> Callable[[int], dict[Term, Any]]:
        return setting(self.pair, None, self.point)

    def gives(self, each: Term, candidate: Term) -> bool:
        """Whether the candidate gives the state's value after later steps; elsewhere, if it exists there."""
        return self.once(("gives", each, candidate), lambda: self._gives(each, candidate))

    def _gives(self, each: Term, candidate: Term) -> bool:
        return all(fits(*_both(t, each, candidate, self.numbers(t.step))) for t in self.later) and not any(
            misses(*_both(t, each, candidate, given)) for t, given in self._elsewhere
        )

    @cached_property
    def _elsewhere(self) -> list[tuple[Trace, dict[Term, Any]]]:
        """Runs at many other settings, and what was given there, after a step and a late one."""
        return self.once(("elsewhere",), self._far_apart)

    def _far_apart(self) -> list[tuple[Trace, dict[Term, Any]]]:
        given = far_apart(self.pair)
        at, runs = setting(self.pair, given), self._chosen(trace(self.pair, self._last, given))
        return [(t, at(t.step) | {STEP: np.float64(t.step)}) for t in runs[-2:]]


@lru_cache(maxsize=16)
def _of_the_same(
    left: System, right: System, bounds: tuple[object, ...], point: int, turn: tuple[int, int]
) -> dict[tuple[object, ...], Any]:
    """What was made of the runs of two systems; of the domains, their bounds alone decide the numbers."""
    return {}


def _feature(values: dict[Term, Array], feature: Term) -> Array:
    if feature is ONE:
        return np.ones_like(values[WEIGHT])
    if feature.op == "sym":
        return values[feature]
    if feature.op == "mul" and all(part in values for part in feature.terms):
        left, right = feature.terms
        with np.errstate(over="ignore"):  # rows that are not finite are left out
            return values[left] * values[right]
    return evaluate({feature: feature}, values)[feature]


def _both(found: Trace, each: Term, candidate: Term, given: dict[Term, Any]) -> tuple[Array, Array]:
    """The candidate's value and the state's."""
    with np.errstate(all="ignore"):
        value = evaluate({each: candidate}, found.values | given)[each]
    one, other = np.broadcast_arrays(value, found.values[each])
    return one, other
