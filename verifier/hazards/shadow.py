"""The run without rounding, beside which a machine's run is held.

It is computed in NumPy's longest format, whose errors are far below those of the formats in question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np

from verifier.hazards.arithmetic import Setup, places, roots
from verifier.hazards.formats import Array
from verifier.hazards.operations import LONG, Operation, number, of_the_step, strictly
from verifier.kernel.program import scalar_terms
from verifier.term import GRADIENT, STEP, WEIGHT, Term, postorder

AHEAD = 32
"""For how many steps at once what depends on the step number alone is computed."""

CONSTANT = frozenset({"hyper", "sequence"})
"""The symbols that do not change from step to step here."""


class Shadow:
    """The run of a setup without rounding.

    Parameters
    ----------
    setup : Setup
    weights : array
        The first weight of each column.

    Attributes
    ----------
    now : dict of Term to array
        Weight and states.
    """

    def __init__(self, setup: Setup, weights: Array) -> None:
        self._roots, self._places, self._shape = roots(setup.system), places(setup.system), weights.shape
        starts = [s.initial for s in setup.system.states]
        known, _ = _exact_lines(setup, starts, CONSTANT | {"weight"}, {WEIGHT: weights.astype(LONG)})
        self.now = {WEIGHT: known[WEIGHT]}
        self.now |= {p: wide(known[x], self._shape) for p, x in zip(self._places[1:], starts, strict=True)}
        known, lines = _exact_lines(setup, self._roots, CONSTANT, {})
        scalar = scalar_terms(self._roots)
        self._lines = [line for line in lines if line[0] not in scalar]
        self._scalars = ahead(known, [line for line in lines if line[0] in scalar], _counts)

    def take(self, gradient: Array) -> Mapping[Term, Array]:
        """One step with this gradient: the values of all its terms."""
        with np.errstate(all="ignore"):
            known = next(self._scalars)
            known.update(self.now)
            known[GRADIENT] = gradient.astype(LONG)
            for node, compute, given in self._lines:
                known[node] = compute(*[known[a] for a in given])
        self.now = results(known, self._roots, self._places, self._shape)
        return known

    def run(self, gradients: Array) -> Iterator[Mapping[Term, Array]]:
        """The steps, one after the other."""
        return map(self.take, gradients)


def results(
    known: Mapping[Term, Array], ends: Sequence[Term], where: Sequence[Term], shape: tuple[int, ...]
) -> dict[Term, Array]:
    """The new value of each place, one for each column."""
    return {place: wide(known[root], shape) for place, root in zip(where, ends, strict=True)}


def _exact_lines(
    setup: Setup, ends: Sequence[Term], constant: frozenset[str], given: Mapping[Term, Array]
) -> tuple[dict[Term, Array], list[tuple[Term, Operation, tuple[Term, ...]]]]:
    """The values below these terms that stay the same, and how the others are computed."""
    known, lines = dict(given), []
    changing = of_the_step(ends, constant)
    with np.errstate(all="ignore"):
        for node in postorder(ends):
            if changing[node]:
                lines += [(node, strictly(node), node.terms)] if node.terms else []
            elif node.terms:
                known[node] = strictly(node)(*[known[a] for a in node.terms])
            elif node not in known:
                known[node] = number(node, LONG) if node.op == "num" else LONG(setup.hypers[node.name])
    return known, lines


def _counts(first: int, many: int) -> Array:
    return np.arange(first, first + many).astype(LONG)[:, None]


def ahead(
    known: Mapping[Any, Array],
    lines: Sequence[tuple[Any, Operation, tuple[Any, ...]]],
    counts: Callable[[int, int], Array],
) -> Iterator[dict[Any, Array]]:
    """Step by step what does not depend on arrays: computed for many steps at once.

    Parameters
    ----------
    known : mapping
        What is the same in each step.
    lines : sequence
        What is computed from that and the step number, how, and from what; all under keys of one kind.
    counts : callable
        The step numbers from one on, so many, in rows.
    """
    for first in count(1, AHEAD):
        found = {**known, STEP: counts(first, AHEAD)}
        for key, compute, given in lines:
            found[key] = compute(*[found[a] for a in given])
        new = [key for key in found if key not in known]
        for row in zip(*[found[key] for key in new], strict=True):
            yield {**known, **dict(zip(new, row, strict=True))}


def wide(value: Array, shape: tuple[int, ...]) -> Array:
    """A value as one of each column."""
    return value if np.shape(value) == shape else np.broadcast_to(value, shape)
