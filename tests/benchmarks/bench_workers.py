"""How much sooner two workers finish the campaign than one: processes of this machine.

Not part of the tests, since time depends on the machine; nothing else should run on it meanwhile:

    python -m pytest tests/benchmarks/bench_workers.py -n 0 -s
"""

from __future__ import annotations

import time
from statistics import median

from pytest_benchmark.fixture import BenchmarkFixture

from tests.campaign.run import Referee, run_campaign
from verifier.work import Effort

GOAL = 1.7
"""How many times sooner."""
TRIALS = 300
"""Rewrites, and as many mutants."""
SECONDS = 3.0
"""For one verdict: the longest that one worker may wait for the other at the end."""
ROUNDS = 3


def seconds(jobs: int) -> float:
    """How long the campaign takes."""
    begun = time.perf_counter()
    run_campaign(Referee(SECONDS), None, TRIALS, TRIALS, seed=1, effort=Effort(jobs=jobs))
    return time.perf_counter() - begun


def test_two_workers_against_one(benchmark: BenchmarkFixture) -> None:
    run_campaign(Referee(SECONDS), None, 10, 10, effort=Effort(jobs=1))  # imported, and inherited by forks
    alone: list[float] = []
    together: list[float] = []
    benchmark.pedantic(
        lambda: together.append(seconds(2)), setup=lambda: alone.append(seconds(1)), rounds=ROUNDS
    )
    ratio = median(alone) / median(together)
    benchmark.extra_info |= {"one": alone, "two": together, "speed-up": round(ratio, 2), "goal": GOAL}
    times = f"{median(alone):.1f} s with one worker, {median(together):.1f} s with two"
    print(f"\n{2 * TRIALS} trials: {times}, {ratio:.2f} times sooner (goal {GOAL})")
