"""What is wrong with a result: the machine's run is held against the one without rounding, step by step."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

import numpy as np

from verifier.hazards.formats import Array, Format
from verifier.hazards.machine import Machine
from verifier.term import Term

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

LEADING = 0.1
"""A weight that is off by more than this part of the way that it went is wrong in its leading digit."""

STILL = 16
"""Over how many steps a value must have stood still."""


class Watch:
    """Compares machine and shadow after every step.

    Parameters
    ----------
    fmt : Format
    start : mapping of Term to array
        The weight, then the states, before the first step and without rounding.
    """

    def __init__(self, fmt: Format, start: Mapping[Term, Array]) -> None:
        self.places = tuple(start)
        self._fmt, (self._first, *_) = fmt, start.values()
        self._way = np.zeros(self._first.shape, dtype=np.longdouble)
        self._last = self._first
        self._most = np.abs(np.stack(list(start.values())))
        shape = self._most.shape
        self._stood = np.zeros(shape, dtype=int)
        self._before = np.full(shape, np.nan)
        self._past: deque[Array] = deque(maxlen=STILL + 1)

    def look(self, machine: Machine) -> Iterator[tuple[str, Array]]:
        """Of every kind, which results are wrong now: an array with a row for each place."""
        value = np.stack([machine.machine[place] for place in self.places])
        exact = np.stack([machine.shadow[place] for place in self.places])
        with np.errstate(all="ignore"):
            self._way = self._way + np.abs(exact[0] - self._last)
            self._last = exact[0]
            defined, size = np.isfinite(self._way), np.abs(exact)
            fine = defined & (size <= self._fmt.largest / 4)
            yield "not a number", fine & np.isnan(value)
            yield "infinite", fine & np.isinf(value)
            yield "no longer moving", fine & self._still(value, exact)
            self._most = np.fmax(self._most, size)
            zero = fine & (value == 0)
            zero[0] = False
            if zero.any():
                zero &= size >= np.maximum(self._fmt.normal, LEADING * self._most)
            yield "stuck at zero", zero
            yield from self._moved(value[0], exact[0], defined)

    def _moved(self, value: Array, exact: Array, defined: Array) -> Iterator[tuple[str, Array]]:
        """How wrong the way of the weight is, where it began at zero and nothing of it is absorbed."""
        seen = defined & (self._first == 0) & (self._way > self._fmt.normal) & np.isfinite(value)
        seen &= np.abs(exact) <= self._fmt.largest / 4
        off = np.abs(value - exact) / self._way
        clear = seen & (np.abs(exact) > LEADING * self._way)
        yield "wrong sign", self._of_the_weight(clear & (value * exact < 0))
        yield "stuck at zero", self._of_the_weight(clear & (value == 0))
        clear &= value != 0
        yield "wrong in the leading digit", self._of_the_weight(clear & (off > LEADING))
        half = clear & (off > np.sqrt(self._fmt.unit)) & (off <= LEADING)
        yield "wrong in more than half of its digits", self._of_the_weight(half)

    def _of_the_weight(self, bad: Array) -> Array:
        rows = np.zeros(self._most.shape, dtype=bool)
        rows[0] = bad
        return rows

    def _still(self, value: Array, exact: Array) -> Array:
        """Where a value stands still while the exact one moves by more than a few spacings."""
        self._stood = np.where(value == self._before, self._stood + 1, 0)
        self._before = value
        self._past.append(exact)
        still = (self._stood >= STILL) & (value != 0)
        if not still.any():
            return still
        moved = np.abs(exact - self._past[0])
        return np.asarray(still & (moved > 4 * self._fmt.spacing(value)))
