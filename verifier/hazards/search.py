"""The search: which inputs of the domain the machine answers wrongly although the exact answer is fine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import numpy as np

from verifier.hazards.arithmetic import ACCUMULATED, EVERYTHING, KERNEL, Arithmetic, Setup, roots
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
from verifier.hazards.machine import Machine
from verifier.hazards.shadow import Shadow
from verifier.hazards.watch import KINDS, Watch
from verifier.system import System
from verifier.term import Term

WEIGHTS = (0.0, 1.0)
"""The first weights: at 0 every step is seen, at 1 small ones are lost."""

AT_ONCE = 32
"""How many steps are taken before they are looked at."""

DRAWN = 24
"""How many sizes of gradients are drawn for the long runs, beside powers of ten."""


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
        exact = Course(setup(system, fmt, KERNEL, setting), tried)
        for arithmetic in arithmetics(fmt):
            made = setup(system, fmt, arithmetic, setting)
            for kind, place, column, steps in wrong(made, tried, exact=exact.steps()):
                yield Trigger(kind, place, arithmetic, setting, changed, tried.only(column, steps))


class Course:
    """At each step the new weight and states without rounding, which are the same in every arithmetic.

    Parameters
    ----------
    made : Setup
    tried : Columns
    """

    def __init__(self, made: Setup, tried: Columns) -> None:
        self._ends, self._known = roots(made.system), list[Mapping[Term, Array]]()
        self._more = Shadow(made, tried.weights).run(tried.gradients)

    def steps(self) -> Iterator[Mapping[Term, Array]]:
        """From the first step on, each computed when it is first asked for."""
        for t in count():
            if t == len(self._known):
                known = next(self._more, None)
                if known is None:
                    return
                self._known.append({root: known[root] for root in self._ends})
            yield self._known[t]


def wrong(
    made: Setup,
    tried: Columns,
    repaired: Mapping[Term, Array] | None = None,
    exact: Iterable[Mapping[Term, Array]] | None = None,
) -> Iterator[tuple[str, Term, int, int]]:
    """For each kind, result and pattern the column in which it happens first: kind, result, column, step.

    Parameters
    ----------
    made : Setup
    tried : Columns
    repaired : mapping of Term to array of bool, optional
        Operations that are not rounded, and in which columns.
    exact : iterable of mapping, optional
        What the run without rounding gives at each step, if that is known.
    """
    machine = Machine(made, tried.weights, repaired, exact)
    watch = Watch(made.fmt, machine.shadow)
    pattern = np.unique([label for label, _ in tried.labels], return_inverse=True)[1]
    waiting = np.ones((len(KINDS), len(watch.places), len(tried.labels)), dtype=bool)
    for begun in range(0, len(tried.gradients), AT_ONCE):
        taken = [machine.take(gradient) for gradient in tried.gradients[begun : begun + AT_ONCE]]
        found = watch.look(*zip(*taken, strict=True))
        for step in np.flatnonzero(np.any([bad.any(axis=(1, 2)) for _, bad in found], axis=0)):
            for kind, bad in found:
                mine = waiting[KINDS.index(kind)]
                while (new := bad[step] & mine).any():
                    row, column = map(int, np.argwhere(new)[0])
                    mine[row, pattern == pattern[column]] = False
                    yield kind, watch.places[row], column, begun + int(step) + 1
