"""What is wrong in the frameworks: each script shows one thing against the framework alone."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.frameworks.mends import MENDS

SCRIPTS = sorted((Path(__file__).parent / "defects").glob("*_*.py"))
MENDING = Path(__file__).parent / "mending"
of_each = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


def ran(script: Path, mends: tuple[tuple[str, str, str], ...] = ()) -> subprocess.CompletedProcess[str]:
    framework = script.stem.split("_")[0]
    if find_spec(framework) is None:
        pytest.skip(f"needs {framework}: python -m pip install 'optimizer-verifier[frameworks]'")
    environment = os.environ | {"PYTHONPATH": str(MENDING), "VERIFIER_MEND": json.dumps(mends)}
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment | {"JAX_PLATFORMS": "cpu"},
    )


@of_each
def test_the_script_shows_what_it_says(script: Path) -> None:
    shown = ran(script)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.strip()


@of_each
def test_the_script_fails_where_the_defect_is_mended(script: Path) -> None:
    shown = ran(script, MENDS[script.stem])
    assert shown.returncode == 1, shown.stdout + shown.stderr
    assert shown.stderr.strip().splitlines()[-1].startswith("AssertionError"), shown.stderr


@of_each
def test_the_script_needs_the_framework_alone(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not any(name.startswith("verifier") for name in imported)


def test_a_mend_of_what_is_not_there_is_no_control() -> None:
    shown = ran(SCRIPTS[-1], (("torch.optim.adam", "no such text", ""),))
    assert shown.returncode == 3
    assert "has no 'no such text'" in shown.stderr
