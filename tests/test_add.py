"""The guide's example of adding an optimizer, done in a copy of the program as the guide says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tests.frozen_program import ROOT, frozen

GUIDE = (ROOT / "docs" / "add.md").read_text(encoding="utf-8")
BLOCKS = [
    dedent(block)
    for block in re.findall(r"^ *```(?:python|text)\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)
]


FIRST_WORK = """    Work(
        "robbins1951",
"""


def insert(path: Path, before: str, text: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(before) == 1
    path.write_text(source.replace(before, text + before), encoding="utf-8")


def follow(program: Path) -> None:
    """Whole files under the names in their first lines; the others where the guide says."""
    name, letters, work = (block for block in BLOCKS if not block.startswith("# "))
    insert(program / "specs" / "__init__.py", '    "adagrad",\n', f"    {name}")
    insert(program / "specs" / "alphabet.py", "# Hyperparameters.\n", letters)
    insert(program / "specs" / "sources.py", FIRST_WORK, work)
    for block in BLOCKS:
        if block.startswith("# "):
            path, _, source = block[2:].partition("\n")
            (program / path).write_text(source, encoding="utf-8")


def run(program: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(program), "COLUMNS": "100"}
    command = [sys.executable, "-P", "-m", "verifier", *arguments]
    said = subprocess.run(command, cwd=program, env=environment, capture_output=True, text=True, check=False)
    return f"{said.stdout}{said.stderr}status {said.returncode}"


def test_an_optimizer_is_added_as_the_guide_says(tmp_path: Path) -> None:
    program = frozen(tmp_path)
    assert run(program, "show", "aggmo").endswith("status 2")
    follow(program)
    assert "velocity that forgets late" in run(program, "show", "aggmo")
    checked = run(program, "check", "aggmo")
    assert "aggmo: everything is as claimed" in checked
    assert checked.endswith("status 0")
