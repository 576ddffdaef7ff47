"""A step as a machine computes it, operation by operation, beside the same step without rounding.

Columns are computed side by side, one gradient sequence each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from verifier.hazards.arithmetic import Setup, places, roots
from verifier.hazards.formats import Array, format_of
from verifier.hazards.operations import LONG, TRUTHS, Operation, number, of_the_step, operation
from verifier.hazards.shadow import CONSTANT, Shadow, ahead, results, wide
from verifier.kernel.program import scalar_terms
from verifier.term import GRADIENT, STEP, WEIGHT, Term, postorder


@dataclass(frozen=True, eq=False)
class Handed:
    """A scalar, rounded to the format of the arrays that it is combined with; a machine has one of each."""

    term: Term


Key = Term | Handed

Line = tuple[Key, Operation, tuple[Key, ...]]
"""What is computed, how, and from what."""


class Machine:
    """The run of a setup over columns, machine and shadow in step.

    Parameters
    ----------
    setup : Setup
    weights : array
        The first weight of each column.
    repaired : mapping of Term to array of bool
        Operations that are not rounded at any step, and states that are stored as they are: in which columns.
    exact : iterable of mapping, optional
        What `Shadow` gives at each step; computed beside if it is not given.

    Attributes
    ----------
    setup : Setup
    t : int
        The number of steps taken.
    machine, shadow : dict of Term to array
        Weight and states now, as the machine has them and without rounding.
    exact : mapping of Term to array
        The values of the terms of the last step without rounding.
    """

    def __init__(
        self,
        setup: Setup,
        weights: Array,
        repaired: Mapping[Term, Array] | None = None,
        exact: Iterable[Mapping[Term, Array]] | None = None,
    ) -> None:
        self.setup, self.t, self._shape = setup, 0, weights.shape
        self._repaired = dict(repaired or {})
        self._own = partial(_rounding, setup, beside=LONG if self._repaired else None)
        self._roots, self._places = roots(setup.system), places(setup.system)
        self._scalar = scalar_terms(self._roots)
        self._handed = {term: Handed(term) for term in self._scalar}
        self._shadow = Shadow(setup, weights)
        self._replay = None if exact is None else iter(exact)
        self._in_scalars = self._own(setup.arithmetic.scalars)
        self._in_arrays = self._own(setup.arithmetic.arrays)
        self._kept = [self._keeping(p, r) for p, r in zip(self._places, self._roots, strict=True)]
        self._count = np.float64(0)
        self.exact: Mapping[Term, Array] = {}
        self._values: dict[Key, Array] = {}
        with np.errstate(all="ignore"):
            self.machine = self._start(weights)
            self.shadow = self._shadow.now
            known, lines = self._compiled()
        self._lines = [line for line in lines if not self._is_scalar(line[0])]
        self._scalars = ahead(known, [line for line in lines if self._is_scalar(line[0])], self._counts)

    @property
    def values(self) -> dict[Term, Array]:
        """What the machine had of every term of the last step."""
        return {key: value for key, value in self._values.items() if isinstance(key, Term)}

    @property
    def handed(self) -> dict[Term, Array]:
        """The scalars of the last step, as arrays were combined with them."""
        return {key.term: value for key, value in self._values.items() if isinstance(key, Handed)}

    def take(self, gradient: Array) -> tuple[Mapping[Term, Array], Mapping[Term, Array]]:
        """One step with this gradient: weight and states after it, in the machine and without rounding."""
        self.t += 1
        with np.errstate(all="ignore"):
            known = next(self._scalars)
            known.update(self.machine)
            known[GRADIENT] = gradient
            for key, compute, given in self._lines:
                known[key] = compute(*[known[a] for a in given])
            self._values = known
            self.machine = {place: keep(known[root]) for place, root, keep in self._kept}
        self._beside(gradient)
        return self.machine, self.shadow

    def _is_scalar(self, key: Key) -> bool:
        return isinstance(key, Handed) or key in self._scalar

    def _counts(self, first: int, many: int) -> Array:
        """The step numbers from this one on, as the machine counts them."""
        steps, counted = np.arange(first, first + many, dtype=np.float64), []
        for _ in steps:
            self._count = self._in_scalars(self._count + 1)
            counted.append(self._count)
        return self._mended(STEP, steps[:, None], np.array(counted)[:, None])

    def _beside(self, gradient: Array) -> None:
        if self._replay is None:
            self.exact = self._shadow.take(gradient)
            self.shadow = self._shadow.now
        else:
            self.exact = next(self._replay)
            self.shadow = results(self.exact, self._roots, self._places, self._shape)

    def _start(self, weights: Array) -> dict[Term, Array]:
        """The weight, and the states as they are stored at the start."""
        starts = [s.initial for s in self.setup.system.states]
        store = self._own(None)
        known: dict[Term, Array] = {WEIGHT: weights}
        for node in postorder(starts):
            if node is not WEIGHT:
                known[node] = self._leaf(node) if not node.terms else store(self._computed(node, known))
        found = {p: wide(store(known[x]), self._shape) for p, x in zip(self._places[1:], starts, strict=True)}
        return {WEIGHT: weights} | found

    @staticmethod
    def _computed(node: Term, known: Mapping[Term, Array]) -> Array:
        return operation(node)(*[known[a] for a in node.terms])

    def _leaf(self, node: Term) -> Array:
        """A hyperparameter or a number, as scalars are computed with."""
        exactly = number(node, LONG) if node.op == "num" else LONG(self.setup.hypers[node.name])
        value = number(node, np.float64) if node.op == "num" else np.float64(exactly)
        return self._mended(node, exactly, self._in_scalars(value))

    def _mended(self, node: Term, exactly: Array, rounded: Array) -> Array:
        """The value without rounding in the columns in which the term is not rounded."""
        return np.where(self._repaired[node], exactly, rounded) if node in self._repaired else rounded

    def _compiled(self) -> tuple[dict[Key, Array], list[Line]]:
        """What is the same in each step, and what is computed in each."""
        known: dict[Key, Array] = {}
        lines: list[Line] = []
        changing = of_the_step(self._roots, CONSTANT)
        combined = {a for n in changing if n not in self._scalar for a in n.terms if a in self._scalar}
        for node in postorder(self._roots):
            own = [self._line(node)] if node.terms else []
            if not node.terms and not changing[node]:
                known[node] = self._leaf(node)
            own += [self._handing(node)] if node in combined else []
            if changing[node]:
                lines += own
                continue
            for key, compute, given in own:
                known[key] = compute(*[known[a] for a in given])
        return known, lines

    def _line(self, node: Term) -> Line:
        """An operation on what it is given, rounded, and where it is repaired also neither."""
        compute, count = operation(node), len(node.terms)
        is_scalar = node in self._scalar
        rounding = _as_it_is if node.op in TRUTHS else self._in_scalars if is_scalar else self._in_arrays
        given = node.terms if is_scalar else tuple(self._handed.get(a, a) for a in node.terms)
        if node not in self._repaired:
            return node, compute if rounding is _as_it_is else _after(compute, rounding), given
        where = self._repaired[node]

        def both(*args: Array) -> Array:
            return np.where(where, compute(*map(_long, args[count:])), rounding(compute(*args[:count])))

        return node, both, given + node.terms

    def _handing(self, node: Term) -> Line:
        rounding = self._in_arrays
        if node not in self._repaired:
            return self._handed[node], rounding, (node,)
        where = self._repaired[node]
        return self._handed[node], lambda value: np.where(where, value, rounding(value)), (node,)

    def _keeping(self, place: Term, root: Term) -> tuple[Term, Term, Operation]:
        """How the new value of a weight or state is stored."""
        own = None if place is WEIGHT else self.setup.arithmetic.states
        rounding, shape = self._own(own), self._shape
        masks = [self._repaired[n] for n in (root, place) if n in self._repaired]
        mask = np.logical_or.reduce(masks) if masks else None

        def keep(value: Array) -> Array:
            full = wide(value, shape)
            return rounding(full) if mask is None else np.where(mask, full, rounding(full))

        return place, root, keep


def _rounding(setup: Setup, name: str | None, beside: Any = None) -> Operation:
    """Rounding to a format, or to that of the setup; numbers with more digits may stand beside."""
    fmt = setup.fmt if name is None else format_of(name)
    if fmt.name == "float64":
        return _as_it_is if beside is None else _to_double
    return fmt.round


def _to_double(value: Array) -> Array:
    return value if value.dtype == bool else value.astype(np.float64)


def _long(value: Array) -> Array:
    """A number with the most digits that there are; a truth value as it is."""
    return value if np.asarray(value).dtype == bool else np.asarray(value).astype(LONG)


def _as_it_is(value: Array) -> Array:
    return value


def _after(compute: Operation, rounding: Callable[[Array], Array]) -> Operation:
    return lambda *args: rounding(compute(*args))
