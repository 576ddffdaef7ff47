"""What is wrong with a result: the machine's run is held against the one without rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from verifier.hazards.formats import Array, Format
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
    """Compares machine and shadow, several steps at a time.

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
        self._past = np.full((STILL, *shape), np.nan, dtype=np.longdouble)

    def look(
        self, machine: Sequence[Mapping[Term, Array]], shadow: Sequence[Mapping[Term, Array]]
    ) -> list[tuple[str, Array]]:
        """Of every kind, when which results are wrong: by steps, places and columns.

        Parameters
        ----------
        machine, shadow : sequence of mapping of Term to array
            Weight and states after each of the next steps, as the machine has them and without rounding.
        """
        with np.errstate(all="ignore"):
            return list(self._wrong(self._stacked(machine), self._stacked(shadow)))

    def _stacked(self, steps: Sequence[Mapping[Term, Array]]) -> Array:
        return np.stack([np.array([step[place] for step in steps]) for place in self.places], axis=1)

    def _wrong(self, value: Array, exact: Array) -> Iterator[tuple[str, Array]]:
        way = self._ways(exact[:, 0])
        defined, size = np.isfinite(way), np.abs(exact)
        fine = defined[:, None] & (size <= self._fmt.largest / 4)
        yield "not a number", fine & np.isnan(value)
        yield "infinite", fine & np.isinf(value)
        yield "no longer moving", fine & self._still(value, exact)
        most = np.fmax.accumulate([self._most, *size])[1:]
        self._most = most[-1]
        zero = fine & (value == 0)
        zero[:, 0] = False
        if zero.any():
            zero &= size >= np.maximum(self._fmt.normal, LEADING * most)
        yield "stuck at zero", zero
        for kind, bad in self._moved(value[:, 0], exact[:, 0], way, defined):
            rows = np.zeros(value.shape, dtype=bool)
            rows[:, 0] = bad
            yield kind, rows

    def _ways(self, exact: Array) -> Array:
        """How far the weight has gone by each step."""
        gone = np.abs(np.diff([self._last, *exact], axis=0))
        ways = np.add.accumulate([self._way, *gone])[1:]
        self._way, self._last = ways[-1], exact[-1]
        return ways

    def _moved(self, value: Array, exact: Array, way: Array, defined: Array) -> Iterator[tuple[str, Array]]:
        """How wrong the way of the weight is, where it began at zero and nothing of it is absorbed."""
        seen = defined & (self._first == 0) & (way > self._fmt.normal) & np.isfinite(value)
        seen &= np.abs(exact) <= self._fmt.largest / 4
        off = np.abs(value - exact) / way
        clear = seen & (np.abs(exact) > LEADING * way)
        yield "wrong sign", clear & (value * exact < 0)
        yield "stuck at zero", clear & (value == 0)
        clear &= value != 0
        yield "wrong in the leading digit", clear & (off > LEADING)
        yield (
            "wrong in more than half of its digits",
            clear & (off > np.sqrt(self._fmt.unit)) & (off <= LEADING),
        )

    def _still(self, value: Array, exact: Array) -> Array:
        """Where a value stands still while the exact one moves by more than a few spacings."""
        course, at = np.concatenate([self._past, exact]), np.arange(len(value))[:, None, None]
        moves = value != np.concatenate([self._before[None], value[:-1]])
        since = np.maximum.accumulate(np.where(moves, at, -1))
        stood = np.where(since < 0, self._stood + at + 1, at - since)
        self._stood, self._before, self._past = stood[-1], value[-1], course[-STILL:]
        still = np.asarray((stood >= STILL) & (value != 0))
        if not still.any():
            return still
        moved = np.abs(exact - course[: len(value)])
        return np.asarray(still & (moved > 4 * self._fmt.spacing(value)))
