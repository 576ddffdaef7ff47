"""What a step keeps outside of its states is found by looking, however late it would tell."""

from __future__ import annotations

import datetime
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from os import environ
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from verifier import InputError
from verifier.lift.numpy_kernel import trace
from verifier.lift.reachable import Kept

LATE = 50_000
"""Calls: more than are ever tried."""
TOTAL = 0
COUNTED: dict[str, int] = {}
TURNS = count()
HELD = SimpleNamespace(calls=0)
DRAWER = np.random.default_rng(7)
TABLE: list[float] = []


class Clock:
    """Counts in a class attribute, or in one of its own."""

    calls = 0

    def __init__(self) -> None:
        self.own = 0

    def __call__(self, w, g, *, lr=0.1):
        self.own += 1
        return w - lr * g * (1 if self.own < LATE else 2)


def in_a_global() -> int:
    global TOTAL
    TOTAL += 1
    return TOTAL


def in_a_dictionary() -> int:
    COUNTED["calls"] = COUNTED.get("calls", 0) + 1
    return COUNTED["calls"]


def in_an_iterator() -> int:
    return next(TURNS)


def in_an_object() -> int:
    HELD.calls += 1
    return HELD.calls


def in_a_class() -> int:
    Clock.calls += 1
    return Clock.calls


def in_a_default(calls: list[int] = [0]) -> int:  # noqa: B006
    calls[0] += 1
    return calls[0]


def in_an_attribute() -> int:
    in_an_attribute.calls = getattr(in_an_attribute, "calls", 0) + 1  # type: ignore[attr-defined]
    return int(in_an_attribute.calls)  # type: ignore[attr-defined]


def by_chance() -> int:
    return int(random.random() * LATE)


def by_own_chance() -> int:
    return int(DRAWER.random() * LATE)


def by_the_clock() -> int:
    return int(time.time() > 1e10) * LATE


def by_the_calendar() -> int:
    return LATE if datetime.datetime.now().year > 2400 else 0


def by_an_import() -> int:
    from time import monotonic_ns as ticks

    return int(ticks() < 0) * LATE


def by_the_environment() -> int:
    return len(environ.get("OF_NO_STEP", "")) * LATE


def in_a_branch() -> int:
    return TOTAL and max(int(os.getenv("OF_NO_STEP", "0")) for _ in range(1))


def slowed(calls: Callable[[], int]) -> Callable[..., Any]:
    def step(w, g, *, lr=0.1):
        return w - lr * g * (1 if calls() < LATE else 2)

    return step


def in_a_closure() -> Callable[[], int]:
    calls = 0

    def call() -> int:
        nonlocal calls
        calls += 1
        return calls

    return call


def in_a_generator() -> Iterator[int]:
    calls = 0
    while True:
        calls += 1
        yield calls


KEPT = {
    "`TOTAL`": slowed(in_a_global),
    "`COUNTED['calls']`": slowed(in_a_dictionary),
    "`TURNS`": slowed(in_an_iterator),
    "`HELD.calls`": slowed(in_an_object),
    "`Clock.calls`": slowed(in_a_class),
    "`calls of in_a_default[0]`": slowed(in_a_default),
    "`in_an_attribute.calls`": slowed(in_an_attribute),
    "`calls of in_a_closure.<locals>.call`": slowed(in_a_closure()),
    "`calls of in_a_generator`": slowed(in_a_generator().__next__),
    "`self.own`": Clock(),
    "`by_the_clock` reads `time.time`": slowed(by_the_clock),
    "`by_the_calendar` reads `datetime.now`": slowed(by_the_calendar),
    "`by_an_import` reads `time.monotonic_ns`": slowed(by_an_import),
    "`by_the_environment` reads `os.environ`": slowed(by_the_environment),
    "`in_a_branch` reads `os.getenv`": slowed(in_a_branch),
    "draws random numbers": slowed(by_chance),
    "`DRAWER`": slowed(by_own_chance),
}


@pytest.mark.parametrize("place", KEPT)
def test_what_is_kept_outside_of_the_states_is_named(place: str) -> None:
    with pytest.raises(InputError) as error:
        trace(KEPT[place])
    assert place in str(error.value)
    assert TOTAL == Clock.calls == HELD.calls == 0  # it ran in another process


@lru_cache
def twice(x: float) -> float:
    return 2 * x


def prepared(w, g, *, lr=0.1):
    if not TABLE:
        TABLE.append(twice(1.5))
    return w - lr * g * TABLE[0]


def timed(w, g, *, lr=0.1, time=1.0):
    self = SimpleNamespace(time=time, environ=1.0)
    time_of = datetime.timedelta(seconds=1).total_seconds()
    return w - lr * g * self.environ * time_of


def test_a_name_is_no_clock_because_a_clock_has_it() -> None:
    assert [h.name for h in trace(timed).hypers] == ["lr", "time"]


def test_what_is_made_once_is_no_state() -> None:
    assert trace(prepared).states == ()


def test_a_look_sees_arrays_that_are_written_and_things_that_are_put_in_another_place() -> None:
    array, things = np.zeros(3), [object(), object()]
    before = Kept.of([("array", array), ("things", things)])
    assert before.changed(Kept.of([("array", array), ("things", things)])) == []
    array[1] = 1
    things.reverse()
    found = before.changed(Kept.of([("array", array), ("things", things)]))
    assert found == ["array", "things[0]", "things[1]"]
