"""How much work the matrix of frameworks is, and one comparison of two, beyond importing the frameworks.

In seconds of the processors, the processes of both counted, so that a busy machine changes little. Not part
of the tests:

    python -m pytest tests/benchmarks/bench_matrix.py -n 0 -s
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from verifier import files

ROOT = Path(__file__).parent.parent.parent
CORES = 2
IMPORTS = "import keras, jax, optax", "import torch", "import optax"
"""What the processes import that read one framework each."""
MATRIX = "from verifier.matrix import matrix; matrix()"
COMPARE = "from verifier import compare; compare('keras:Adam()', 'torch:Adam()')"

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch", "optax")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)


def work(program: str, cache: Path) -> float:
    """Seconds of the processors that a program and its processes take."""
    settings = {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax", files.ENVIRONMENT: str(cache)}
    before = _used()
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], env=os.environ | settings, check=True)
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(("program", "goal"), [(COMPARE, 2.0), (MATRIX, 30.0)], ids=["compare", "matrix"])
def test_work_beyond_imports(program: str, goal: float, tmp_path: Path) -> None:
    imports = sum(work(each, tmp_path) for each in IMPORTS[: 2 if program is COMPARE else 3])
    anew, kept = work(program, tmp_path), work(program, tmp_path)
    cores = CORES if program is MATRIX else 1
    print(f"\n{program}: imports alone {imports:.1f} s of CPU")
    for name, taken in (("read anew", anew - imports), ("with readings that were kept", kept)):
        print(f"  {name}: {taken / cores:.1f} s of each of {cores} cores (goal {goal:g} s beyond imports)")
