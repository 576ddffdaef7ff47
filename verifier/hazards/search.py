"""The search: which inputs of the domain the machine answers wrongly although the exact answer is fine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from verifier.hazards.formats import Array, Format
from verifier.hazards.inputs import (
    BRIEF_RUN,
    LASTING,
    LONG_RUN,
    PATTERNS,
    SHORT,
    Columns,
    brief_setting,
    columns,
    common_sizes,
    number,
    settings,
    sizes,
)
from verifier.hazards.machine import ACCUMULATED, EVERYTHING, KERNEL, Arithmetic, Machine, Setup
from verifier.system import System
from verifier.term import WEIGHT, Term

KINDS = (
    "not a number",
    "infinite",
    "wrong sign",
    "stuck at zero",
    "no longer moving",
    "wrong in the leading digit",
    "wrong in more than half of its digits",
)
"""What can be wrong with a result, the worst first."""

WEIGHTS = (0.0, 1.0)
"""The first weights: at 0 every step is seen, at 1 small ones are lost."""

LEADING = 0.1
"""A weight that is off by more than this part of the way that it went is wrong in its leading digit."""

DRAWN = 24
"""How many sizes of gradients are drawn for the long runs, beside powers of ten."""

STILL = 16
"""Over how many steps a value must have stood still."""


@dataclass(frozen=True)
class Trigger:
    """An input that the machine answers wrongly.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    place : Term
        The weight or the state that is wrong.
    arithmetic : Arithmetic
    setting : dict of str to Fraction
    changed : int
        How many hyperparameters are not at their usual value.
    columns : Columns
        One column, as long as needed.
    """

    kind: str
    place: Term
    arithmetic: Arithmetic
    setting: Mapping[str, Fraction]
    changed: int
    columns: Columns

    @property
    def steps(self) -> int:
        """The number of steps."""
        return len(self.columns.gradients)

    @property
    def simplicity(self) -> tuple[object, ...]:
        """Smaller is simpler."""
        (pattern, size), *_ = self.columns.labels
        order = list(PATTERNS)
        far = abs(np.log10(size)) if pattern != "zero" else 0.0
        return self.changed, self.steps, order.index(pattern), round(float(far), 6), self.columns.weights[0]


def setup(system: System, fmt: Format, arithmetic: Arithmetic, setting: Mapping[str, Fraction]) -> Setup:
    """What is run at exact hyperparameters."""
    return Setup(system, fmt, arithmetic, {name: number(value) for name, value in setting.items()})


def arithmetics(fmt: Format) -> tuple[Arithmetic, ...]:
    """The ways in which numbers of the format are computed with."""
    return (KERNEL, EVERYTHING, ACCUMULATED) if fmt.dtype.itemsize == 2 else (KERNEL, EVERYTHING)


def search(system: System, fmt: Format, seed: int) -> Iterator[Trigger]:
    """Everything wrong that is found, once for each kind, result, arithmetic and setting."""
    short = columns(fmt, tuple(PATTERNS), SHORT, sizes(fmt), WEIGHTS, seed)
    long_run = LONG_RUN if fmt.dtype.itemsize == 2 else LONG_RUN * 2 // 3
    lasting = columns(fmt, LASTING, long_run, common_sizes(DRAWN, seed), WEIGHTS, seed)
    usual, *others = settings(system)
    plans = [(short, setting) for setting in (usual, *others)]
    plans += [(lasting, usual), (lasting.first(BRIEF_RUN), brief_setting(system))]
    for tried, setting in plans:
        changed = sum(setting[name] != usual[name] for name in setting)
        for arithmetic in arithmetics(fmt):
            made = setup(system, fmt, arithmetic, setting)
            for kind, place, column, steps in wrong(made, tried):
                yield Trigger(kind, place, arithmetic, setting, changed, tried.only(column, steps))


def wrong(
    made: Setup,
    tried: Columns,
    repaired: frozenset[Term] = frozenset(),
    replay: Sequence[Mapping[Term, Array]] = (),
) -> list[tuple[str, Term, int, int]]:
    """For each kind, result and pattern the column in which it happens first: kind, result, column, step."""
    machine, watch = Machine(made, tried.weights, repaired, replay), Watch(made.fmt, tried.weights)
    found: dict[tuple[str, Term, str], tuple[int, int]] = {}
    for gradient in tried.gradients:
        machine.take(gradient)
        for kind, place, bad in watch.look(machine):
            for column in np.flatnonzero(bad):
                found.setdefault((kind, place, tried.labels[column][0]), (int(column), machine.t))
    return [(kind, place, column, t) for (kind, place, _), (column, t) in found.items()]


class Watch:
    """Compares machine and shadow after every step.

    Parameters
    ----------
    fmt : Format
    weights : array
        The first weights.
    """

    def __init__(self, fmt: Format, weights: Array) -> None:
        self._fmt = fmt
        self._first = weights
        self._way = np.zeros(weights.shape, dtype=np.longdouble)
        self._before: dict[Term, list[tuple[Array, Array]]] = {}
        self._last = weights.astype(np.longdouble)
        self._most: dict[Term, Array] = {}

    def look(self, machine: Machine) -> Iterator[tuple[str, Term, Array]]:
        """Of every kind and result, in which columns it is wrong now."""
        with np.errstate(all="ignore"):
            self._way = self._way + np.abs(machine.shadow[WEIGHT] - self._last)
            self._last = machine.shadow[WEIGHT]
            defined = np.isfinite(self._way)
            for place, value in machine.machine.items():
                exact = machine.shadow[place]
                fine = defined & np.isfinite(exact) & (np.abs(exact) <= self._fmt.largest / 4)
                yield "not a number", place, fine & np.isnan(value)
                yield "infinite", place, fine & np.isinf(value)
                yield "no longer moving", place, fine & self._still(place, value, exact)
                if place is not WEIGHT:
                    most = self._most[place] = np.fmax(self._most.get(place, 0.0), np.abs(exact))
                    large = np.abs(exact) >= np.maximum(self._fmt.normal, LEADING * most)
                    yield "stuck at zero", place, fine & (value == 0) & large
            yield from self._moved(machine, defined)

    def _moved(self, machine: Machine, defined: Array) -> Iterator[tuple[str, Term, Array]]:
        """How wrong the way of the weight is, where it began at zero and nothing of it is absorbed."""
        value, exact = machine.machine[WEIGHT], machine.shadow[WEIGHT]
        seen = defined & (self._first == 0) & (self._way > self._fmt.normal) & np.isfinite(value)
        seen &= np.abs(exact) <= self._fmt.largest / 4
        part = np.abs(value - exact) / self._way
        clear = seen & (np.abs(exact) > LEADING * self._way)
        yield "wrong sign", WEIGHT, clear & (value * exact < 0)
        yield "stuck at zero", WEIGHT, clear & (value == 0)
        leading = clear & (part > LEADING) & (value != 0)
        yield "wrong in the leading digit", WEIGHT, leading
        half = clear & (part > np.sqrt(self._fmt.unit)) & (part <= LEADING) & (value != 0)
        yield "wrong in more than half of its digits", WEIGHT, half

    def _still(self, place: Term, value: Array, exact: Array) -> Array:
        """Where the value stands still while the exact one moves by more than a few spacings."""
        past = self._before.setdefault(place, [])
        past.append((value, exact))
        if len(past) <= STILL:
            return np.zeros(value.shape, dtype=bool)
        still = np.logical_and.reduce([value == old for old, _ in past[:-1]])
        moved = np.abs(exact - past.pop(0)[1])
        return np.asarray(still & (value != 0) & (moved > 4 * self._fmt.spacing(value)))
