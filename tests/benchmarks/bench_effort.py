"""How long hostile numbers and a search without a find take.

Not part of the tests, since time depends on the machine:

    python -m pytest tests/benchmarks/bench_effort.py -n 0
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.evaluated import value
from tests.sample_systems import g, radam
from verifier.algebra.ring import Effort
from verifier.refute import refute
from verifier.term import Term, term

GOAL = 1.0
"""Seconds that each may take at most."""


def squared_again_and_again() -> Term:
    """A number of 2**60 digits, if it were written."""
    x = g + Fraction(1, 3)
    for _ in range(60):
        x = x * x + Fraction(1, 7)
    return x


HOSTILE: dict[str, Callable[[], object]] = {
    "a huge power": lambda: value(term(2) ** 10**9),
    "a huge power of a fraction": lambda: value(term(Fraction(1, 3)) ** -(10**30)),
    "a tower of squares": lambda: value(squared_again_and_again()),
    "a search of a twentieth of a second": lambda: refute(radam(5), radam(5), effort=Effort(50_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_numbers_end_in_time(benchmark: BenchmarkFixture, name: str) -> None:
    benchmark.pedantic(HOSTILE[name], rounds=3)
    assert benchmark.stats.stats.max < GOAL
