"""The run without rounding, beside which a machine's run is held.

It is computed in NumPy's longest format, whose errors are far below those of the formats in question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from verifier.hazards.arithmetic import Setup, places, roots
from verifier.hazards.formats import Array
from verifier.hazards.operations import LONG, Operation, number, of_the_step, strictly
from verifier.term import GRADIENT, STEP, WEIGHT, Term, postorder

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
        self._known, self._lines = _exact_lines(setup, self._roots, CONSTANT, {})
        self._t = 0

    def take(self, gradient: Array) -> Mapping[Term, Array]:
        """One step with this gradient: the values of all its terms."""
        self._t += 1
        known = {**self._known, **self.now, GRADIENT: gradient.astype(LONG), STEP: LONG(self._t)}
        with np.errstate(all="ignore"):
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


def wide(value: Array, shape: tuple[int, ...]) -> Array:
    """A value as one of each column."""
    return value if np.shape(value) == shape else np.broadcast_to(value, shape)
