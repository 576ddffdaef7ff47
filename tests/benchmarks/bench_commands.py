"""How long whole commands take, as a multiple of ``python -c "import sympy"`` in the same run.

Not part of the tests, since time depends on the machine:

    python -m pytest tests/benchmarks/bench_commands.py -n 0
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parent.parent.parent

COMMANDS = {
    ("check", "adam"): 3,
    ("check", "--all"): 20,
    ("show", "adam"): 3,
    ("list",): 3,
    ("compare", "adam", "adam/keras"): 3,
}
"""Each command, and the most that it should take."""


def process(*arguments: str) -> float:
    """Seconds of a whole process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_as_a_multiple_of_importing_sympy(
    benchmark: BenchmarkFixture, command: tuple[str, ...]
) -> None:
    imports: list[float] = []
    taken: list[float] = []

    def run() -> None:
        taken.append(process("-m", "verifier", *command))

    benchmark.pedantic(run, setup=lambda: imports.append(process("-c", "import sympy")), rounds=7)
    multiple = median(taken) / median(imports)
    benchmark.extra_info |= {"multiple of import sympy": round(multiple, 2), "goal": COMMANDS[command]}
    print(f"\n{' '.join(command)}: {multiple:.2f} times import sympy (goal {COMMANDS[command]})")
