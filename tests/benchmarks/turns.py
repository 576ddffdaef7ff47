"""Steps measured by turns in one process, none disturbed by the threads of the one before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median

Step = Callable[[], object]

ROUNDS = 9
"""Turns of each step."""
TURN = 0.03
"""Seconds of a turn, in which a step is taken at least once."""


def by_turns(steps: Mapping[str, Step]) -> dict[str, float]:
    """Median seconds of every step, taken by turns, in another order each round.

    What a step finds in the caches, and which threads still spin, depends on the one before it: a turn
    begins when no thread of the last one works any more, with a step that is not counted."""
    for step in steps.values():
        step()  # compiled, allocated
    taken: dict[str, list[float]] = {label: [] for label in steps}
    order, shuffled = list(steps), random.Random(0)
    for _ in range(ROUNDS):
        shuffled.shuffle(order)
        for label in order:
            _wait_for_threads()
            steps[label]()
            taken[label] += _seconds(steps[label])
    return {label: median(seconds) for label, seconds in taken.items()}


def _seconds(step: Step) -> Iterator[float]:
    """How long a step takes, again and again during one turn."""
    end = time.perf_counter() + TURN
    while (begun := time.perf_counter()) < end:
        step()
        yield time.perf_counter() - begun


def _wait_for_threads() -> None:
    """Sleep until no thread of this process computes: those of OpenMP spin for a while after their work."""
    end = time.monotonic() + 2
    busy = True
    while busy and time.monotonic() < end:
        used = time.process_time()
        time.sleep(0.02)
        busy = time.process_time() - used > 0.002
