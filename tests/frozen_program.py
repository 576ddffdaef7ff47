"""A copy of the program that stays as it is, whoever edits the sources while processes come and go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

ROOT = Path(__file__).parents[1]


def frozen(folder: Path) -> Path:
    """The folder, with what a process needs that does the units of the tests."""
    for package in ("verifier", "specs"):
        copytree(ROOT / package, folder / package, ignore=ignore_patterns("__pycache__"))
    (folder / "tests").mkdir()
    for name in ("__init__.py", "work_units.py"):
        copy(ROOT / "tests" / name, folder / "tests" / name)
    return folder


def program_of(folder: Path) -> dict[str, str]:
    """What that program says of itself."""
    code = "import json; from verifier.work.program import program; print(json.dumps(program()))"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-c", code]
    said = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
    versions: dict[str, str] = json.loads(said.stdout)
    return versions
