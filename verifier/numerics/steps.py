"""Single steps of kernels from the states that a run reaches.

Errors of single steps do not accumulate: both kernels take each step from the same numbers, the
ones that the generated kernel reached, and so does the 50-digit reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verifier.kernel.names import arrays, keywords
from verifier.numerics.gradients import draw
from verifier.numerics.precision import Array, Format
from verifier.numerics.reference import Reference
from verifier.numerics.settings import Setting
from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, state

Step = Callable[..., tuple[Any, ...]]

FIRST_WEIGHTS = (1.0, 0.0, -0.75, 1000.0)
"""The first weights, column after column."""


@dataclass(frozen=True)
class Steps:
    """Steps that were taken, one an element.

    Attributes
    ----------
    inputs : mapping of Term to array
        What a step was given: weight, gradient, states, step number, scalars.
    outputs : tuple of tuple of array
        For each kernel, the new weight and the new states.
    places : sequence of (str, str)
        The label of the setting and the kind of gradients.
    """

    inputs: Mapping[Term, Array]
    outputs: tuple[tuple[Array, ...], ...]
    places: Sequence[tuple[str, str]]


def roots(system: System) -> tuple[Term, ...]:
    """What a step computes: the new weight and the new states."""
    return (system.weight, *(s.update for s in system.states))


def start(system: System, setting: Setting, weights: Sequence[float]) -> list[list[float]]:
    """The initial states for each first weight; NaN where undefined."""
    given = setting.at(keywords(system), 0)
    reference = Reference([s.initial for s in system.states])
    rows = [reference.at(given | {WEIGHT: w}) for w in weights]
    return [[float("nan") if x is None else float(x) for x in row] for row in rows]


def zero_is_undefined(system: System, setting: Setting) -> bool:
    """Whether the first weight is undefined when the first gradient is zero, in exact arithmetic."""
    (first,) = start(system, setting, [1.0])
    if any(np.isnan(first)):
        return False
    states = {state(s.name): x for s, x in zip(system.states, first, strict=True)}
    given = setting.at(keywords(system), 1) | {WEIGHT: 1.0, GRADIENT: 0.0, STEP: 1.0}
    return Reference([system.weight]).at(states | given) == [None]


def attempt(
    kernel: Step, w: Any, g: Any, t: int, states: Sequence[Any], named: Mapping[str, float]
) -> tuple[Any, ...]:
    """What a kernel returns; not a number where Python's own floats raise an error instead."""
    try:
        return kernel(w, g, t, *states, **named)
    except ArithmeticError:
        return tuple(np.full_like(w, np.nan) for _ in (w, *states))


def take(
    system: System,
    kernels: Sequence[Step],
    setting: Setting,
    fmt: Format,
    numbers: Sequence[int],
    columns: int,
    rng: np.random.Generator,
) -> Steps:
    """One run of the first kernel for each gradient sequence; each step with every kernel.

    Parameters
    ----------
    system : System
    kernels : sequence of callable
    setting : Setting
    fmt : Format
    numbers : sequence of int
        The step numbers; jumps bring the corrections for the start near their limits.
    columns : int
        Sequences of each kind of gradients.
    rng : numpy.random.Generator
    """
    gradients, kinds = draw(rng, len(numbers), columns, fmt, not zero_is_undefined(system, setting))
    names, order = keywords(system), arrays(system)
    first = start(system, setting, FIRST_WEIGHTS)
    rows = np.resize(np.column_stack([FIRST_WEIGHTS, first]), (gradients.shape[1], 1 + len(system.states)))
    now = [column.astype(fmt.dtype) for column in rows.T]
    taken: list[tuple[dict[Term, Any], list[tuple[Array, ...]]]] = []
    for t, row in zip(numbers, gradients, strict=True):
        g, hypers = row.astype(fmt.dtype), setting.at(names, t)
        named = {name: hypers[term] for term, name in names.items()}
        results = [attempt(k, now[0], g, t, now[1:], named) for k in kernels]
        given = dict(zip(order, (now[0], g, *now[1:]), strict=True))
        taken.append((given | {STEP: t} | hypers, results))
        now = list(results[0])
    return _joined(taken, [(setting.label, kind) for kind in kinds] * len(numbers))


def _joined(taken: Sequence[tuple[dict[Term, Any], list[Any]]], places: Sequence[tuple[str, str]]) -> Steps:
    size = len(places) // len(taken)
    inputs = {term: _column([given[term] for given, _ in taken], size) for term in taken[0][0]}
    kernels, results = range(len(taken[0][1])), range(len(taken[0][1][0]))
    outputs = tuple(tuple(_column([r[k][i] for _, r in taken], size) for i in results) for k in kernels)
    return Steps(inputs, outputs, places)


def _column(values: Sequence[Any], size: int) -> Array:
    return np.concatenate([np.broadcast_to(np.asarray(v, dtype=np.float64), (size,)) for v in values])


def together(parts: Sequence[Steps]) -> Steps:
    """The steps of several runs in one, without those that start from a number that is not finite."""
    inputs = {term: np.concatenate([p.inputs[term] for p in parts]) for term in parts[0].inputs}
    outputs = [
        [np.concatenate(x) for x in zip(*kernels, strict=True)]
        for kernels in zip(*(p.outputs for p in parts), strict=True)
    ]
    finite = np.logical_and.reduce([np.isfinite(x) for x in inputs.values()])
    places = [place for p in parts for place in p.places]
    return Steps(
        {term: x[finite] for term, x in inputs.items()},
        tuple(tuple(x[finite] for x in kernel) for kernel in outputs),
        [place for place, kept in zip(places, finite, strict=True) if kept],
    )
