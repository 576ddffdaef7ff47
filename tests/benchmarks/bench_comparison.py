"""How long whole comparisons take in a warm process, and where: the pairs of the campaign, one after another.

Processor time, so that what else a machine does counts little. Not part of the tests, since time
depends on the machine:

    python -m pytest tests/benchmarks/bench_comparison.py -n 0 -s
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from statistics import median
from time import process_time
from typing import Any

import pytest

from tests.campaign.pairs import PAIRS, Pair
from verifier import referee
from verifier.comparison import Found, Question, answered, pairwise, searched
from verifier.lift.formula import read_source

MEDIAN, NEARLY_ALL, MOST = 0.040, 0.300, 4.0
"""Goals, in seconds: the median, the 95th percentile, and every single pair."""

SECONDS = 10_000.0
"""So long that counted work alone ends the searches."""

PHASES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "proof": (referee, ("prove", "prove_with_letters")),
    "refutation": (referee, ("refute", "parts")),
    "conditions": (pairwise, ("conditions",)),
    "translations": (pairwise, ("any_translation", "switched")),
    "impossible": (pairwise, ("_impossible",)),
    "maps": (pairwise, ("maps",)),
    "schedules": (pairwise, ("schedules",)),
}
"""Functions of one phase, and from which module they are called."""


@dataclass
class Clock:
    """Seconds by phase, what a phase calls of another one counted there."""

    taken: dict[str, float] = field(default_factory=dict)
    inner: list[float] = field(default_factory=list)

    def around(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time written down."""

        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.measured(phase):
                return function(*arguments, **named)

        return timed

    @contextmanager
    def measured(self, phase: str) -> Iterator[None]:
        """The time of a block, written down."""
        begun = process_time()
        self.inner.append(0.0)
        try:
            yield
        finally:
            whole = process_time() - begun
            self.taken[phase] = self.taken.get(phase, 0.0) + whole - self.inner.pop()
            if self.inner:
                self.inner[-1] += whole


def compared(pair: Pair, clock: Clock) -> float:
    """Seconds of a whole comparison, from the texts to the result."""
    begun = process_time()
    with clock.measured("reading"):
        left, right = read_source(pair.left), read_source(pair.right)
    with clock.measured("the rest"):
        answer = answered(Question(left, right, ("left", "right"), pair.rename, {}), SECONDS)
        answer.comparison((Found() if answer.settled else searched(answer, SECONDS)).fields, 0.0)
    return process_time() - begun


def percentile(numbers: list[float], share: float) -> float:
    """The number that so large a share of them is not above."""
    return sorted(numbers)[min(len(numbers) - 1, int(share * len(numbers)))]


def test_whole_comparisons_in_a_warm_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for pair in PAIRS[:3]:
        compared(pair, Clock())
    clock = Clock()
    for phase, (module, names) in PHASES.items():
        for name in names:
            monkeypatch.setattr(module, name, clock.around(phase, getattr(module, name)))
    taken = {pair.id: compared(pair, clock) for pair in PAIRS}
    seconds = list(taken.values())
    print(
        f"\n{len(seconds)} pairs: median {1e3 * median(seconds):.0f} ms (goal {1e3 * MEDIAN:.0f}), ", end=""
    )
    print(f"95 % at most {1e3 * percentile(seconds, 0.95):.0f} ms (goal {1e3 * NEARLY_ALL:.0f})")
    for phase, each in sorted(clock.taken.items(), key=lambda item: -item[1]):
        print(f"  {phase:13} {1e3 * each / len(seconds):7.1f} ms a pair")
    for name in sorted(taken, key=lambda name: -taken[name])[:5]:
        print(f"  {taken[name]:.2f} s  {name}")
    assert max(seconds) < MOST
