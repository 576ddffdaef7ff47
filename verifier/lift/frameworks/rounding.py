"""A recurrence in float64, operation for operation: what rounding alone does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from verifier.evaluate.floating import OPERATIONS
from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, fold


def value_of(roots: Sequence[Term], symbol: Callable[[Term], Any]) -> list[Any]:
    """Terms computed in float64, given the values of their symbols."""

    def computed(node: Term, args: tuple[Any, ...]) -> Any:
        if node.op == "num":
            return np.float64(node.value)
        return symbol(node) if node.op == "sym" else OPERATIONS[node.op](*args)

    with np.errstate(all="ignore"):
        values = fold(roots, computed)
    return [values[root] for root in roots]


def in_float64(
    system: System, hypers: Mapping[str, float], w0: Any, gradients: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    """The weight and the states after each step; of numbers, or of arrays for several coordinates at once."""
    names = tuple(s.name for s in system.states)
    constants: dict[Term, Any] = {}

    def symbol(node: Term) -> Any:
        if node in constants:
            return constants[node]
        return states[node.name] if node.args[0] == "state" else np.float64(hypers[node.name])

    constants[WEIGHT] = np.float64(w0)
    states: dict[str, Any] = {}
    states = dict(zip(names, value_of([s.initial for s in system.states], symbol), strict=True))
    for t, gradient in enumerate(gradients, start=1):
        constants[STEP], constants[GRADIENT] = np.float64(t), np.float64(gradient)
        weight, *new = value_of((system.weight, *(s.update for s in system.states)), symbol)
        constants[WEIGHT], states = weight, dict(zip(names, new, strict=True))
        yield dict(zip(("w", *names), (weight, *new), strict=True))
