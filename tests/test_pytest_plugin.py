"""The example project, tested as its author would: pytest in a process of its own, the plugin found by it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "tests" / "example_project"
GUIDE = (ROOT / "docs" / "test.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder that says of this package what its installation says: where pytest finds the plugin."""
    folder: Path = tmp_path_factory.mktemp("site")
    info = folder / "optimizer_verifier-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: optimizer-verifier\nVersion: 0\n")
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    lines = [
        f"[{group}]\n" + "\n".join(f"{k} = {v}" for k, v in each.items()) for group, each in groups.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return os.pathsep.join([str(folder), str(ROOT)])


def run_pytest(path: str, *arguments: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """What pytest says in the project."""
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_example_project_passes(installed: str) -> None:
    found = run_pytest(installed, "-v")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "tests/test_steps.py::adam PASSED" in found.stdout
    assert "tests/test_steps.py::test_momentum PASSED" in found.stdout
    assert "7 passed" in found.stdout


@cache
def mistaken(path: str) -> str:
    found = run_pytest(path, "mistaken", "-q")
    assert found.returncode == 1, found.stdout + found.stderr
    return found.stdout


SAID = {
    "wrong_at_zero": [
        "(conditional)",
        "same if g != 0",
        "and gradients 0, after 1 step",
        "first differing step: t = 1",
    ],
    "wrong_after_a_thousand": ["first differing step: t = 1001", "(1001 of them)"],
    "not_decided": ["it was not decided", "nothing was shown either way"],
    "not_known": ["did you mean", "'adam'"],
    "test_averaged": ["(translated)", "is replaced by", "not the same: with"],
    "another_optimizer": ["nearest known form: momentum", "first differing step: t = 2"],
    "test_nothing_is_returned": ["return the step or the optimizer"],
    "without_a_reference": ['write @pytest.mark.optimizer("NAME")'],
}


@pytest.mark.parametrize("name", SAID)
def test_a_failure_says_what_is_wrong_and_shows_no_traceback(name: str, installed: str) -> None:
    sections = dict(
        re.findall(r"^_+ (\w+) _+\n(.*?)(?=^_+ \w+ _+$|^=+ short)", mistaken(installed), re.M | re.S)
    )
    assert set(sections) == set(SAID)
    for text in SAID[name]:
        assert text in sections[name]
    assert "Traceback" not in sections[name]
    assert "During handling" not in sections[name]


def test_the_guide_shows_how_a_failure_reads(installed: str) -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    assert shown in mistaken(installed)


def test_the_tests_of_the_guide_pass(installed: str, tmp_path: Path) -> None:
    files = re.findall(r"```python\n# (test_\w+\.py)\n(.*?)```", GUIDE, re.DOTALL)
    for name, source in files:
        (tmp_path / name).write_text(source, encoding="utf-8")
    found = run_pytest(installed, "-q", folder=tmp_path)
    assert (len(files), found.returncode, "3 passed" in found.stdout) == (2, 0, True), found.stdout


def test_the_plugin_imports_nothing_heavy() -> None:
    code = (
        "import sys, verifier.pytest_plugin; "
        "print([m for m in ('sympy', 'numpy', 'flint', 'z3', 'rich', 'click', 'specs') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"


def test_a_project_that_marks_nothing_is_left_alone(installed: str, tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("w = 1\nclass TestIt:\n    def test_one(self):\n        assert w\n")
    found = run_pytest(installed, "-q", folder=tmp_path)
    assert (found.returncode, "1 passed" in found.stdout) == (0, True)
