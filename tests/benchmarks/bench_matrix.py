"""How much work the matrix of frameworks is, and one comparison of two, beyond importing the frameworks.

The matrix in its two parts, each in a fresh process: what is read out of the running frameworks, with nothing
kept, and the comparisons of what was read and kept. In seconds of the processors, the processes of both
counted, so that a busy machine changes little, and in seconds on the wall. Each line is shown when it is
known. Not part of the tests:

    python -m pytest tests/benchmarks/bench_matrix.py -n 0 -s
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import pytest

from verifier import files

ROOT = Path(__file__).parent.parent.parent
CORES = 2
IMPORTS = "import keras, jax, optax", "import torch", "import optax"
"""What the processes import that read one framework each."""
READ = (
    "from verifier import catalogue; "
    "catalogue.readings(call for calls in catalogue.implementations().values() for call in calls)"
)
MATRIX = "from verifier.matrix import matrix; matrix()"
COMPARE = "from verifier import compare; compare('keras:Adam()', 'torch:Adam()')"
COMPARE_GOAL, MATRIX_GOAL = 2.0, 30.0

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch", "optax")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)


@dataclass(frozen=True)
class Taken:
    """Seconds: of the processors, and on the wall."""

    processors: float
    wall: float

    def __sub__(self, other: Taken) -> Taken:
        return Taken(self.processors - other.processors, self.wall - other.wall)

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.processors + other.processors, self.wall + other.wall)


def work(what: str, program: str, cache: Path) -> Taken:
    """What a program and its processes take."""
    settings = {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax", files.ENVIRONMENT: str(cache)}
    used, begun = _used(), monotonic()
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], env=os.environ | settings, check=True)
    taken = Taken(_used() - used, monotonic() - begun)
    print(f"{what}: {taken.processors:.1f} s of the processors, {taken.wall:.1f} s on the wall", flush=True)
    return taken


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imports(cache: Path, count: int) -> Taken:
    """What it takes to import so many frameworks, one after the other."""
    found = [work(each, each, cache) for each in IMPORTS[:count]]
    return sum(found[1:], start=found[0])


def test_one_comparison_beyond_imports(tmp_path: Path) -> None:
    print()
    alone = imports(tmp_path, 2)
    anew = work("compared, read anew", COMPARE, tmp_path)
    work("compared, with readings that were kept", COMPARE, tmp_path)
    print(f"beyond imports {(anew - alone).processors:.1f} s of the processors (goal {COMPARE_GOAL:g} s)")


def test_the_matrix_beyond_imports(tmp_path: Path) -> None:
    print()
    alone = imports(tmp_path, 3)
    read = work("read anew", READ, tmp_path)
    judged = work("compared, with readings that were kept", MATRIX, tmp_path)
    for name, taken in (
        ("with nothing kept", read - alone + judged),
        ("with readings that were kept", judged),
    ):
        each = taken.processors / CORES
        print(f"the matrix {name}: {each:.1f} s of each of {CORES} cores (goal {MATRIX_GOAL:g} s)")
