"""The definitions for pre-commit and for GitHub name commands that there are, and do what they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from verifier import cli

ROOT = Path(__file__).parents[1]
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
WRONG = "m = beta*m + (1 - beta)*g\nw = w + lr*m\n"


def script(step: str) -> str:
    """The shell script of a step of the action."""
    found = re.search(rf"- name: {step}\n.*?run: (?:\|\n((?: {{8}}[^\n]*\n)+)|([^\n]*)\n)", ACTION, re.S)
    assert found is not None
    return dedent(found.group(1) or found.group(2))


def ran(step: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a step does where `verifier` is on the path, in GitHub's shell."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    program = programs / "verifier"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m verifier "$@"\n')
    program.chmod(0o755)
    given = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "VERIFIER_CACHE": ""} | environment
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(step)]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


def test_the_commands_and_options_that_are_named_exist() -> None:
    named = re.findall(r"verifier (\w+)", script("Audit") + HOOKS)
    assert set(named) == {"audit"}
    options = {o for p in cli.verifier.commands["audit"].params for o in p.opts}
    assert set(re.findall(r"--[\w-]+", script("Audit"))) <= options
    read = set(re.findall(r"\$\{\{ inputs\.([\w-]+)", ACTION))
    assert read == set(re.findall(r"^  ([\w-]+):\n    description", ACTION, re.M))


@pytest.mark.skipif(sys.platform == "win32", reason="the action's shell is bash")
def test_the_action_writes_sarif_and_fails_after_it_has_annotated(tmp_path: Path) -> None:
    (tmp_path / "my notes.md").write_text(f"# Momentum\n\n```python\n{WRONG}```\n")
    (tmp_path / "other.md").write_text("# Nothing\n")
    output = tmp_path / "output"
    given = {
        "FILES": "other.md\n*notes.md",
        "FAIL_ON": "wrong",
        "SARIF": "found.sarif",
        "GITHUB_OUTPUT": str(output),
    }
    done = ran("Audit", tmp_path, **given)
    assert done.returncode == 0, done.stderr
    sarif = json.loads((tmp_path / "found.sarif").read_text())
    assert sarif["version"] == "2.1.0"
    results = sarif["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["wrong"]
    assert output.read_text() == "status=1\n"
    assert ran("Verdict", tmp_path, STATUS="1").returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the action's shell is bash")
def test_the_action_stops_where_a_file_is_not_there(tmp_path: Path) -> None:
    given = {
        "FILES": "nowhere.md",
        "FAIL_ON": "wrong",
        "SARIF": "s",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    assert ran("Audit", tmp_path, **given).returncode != 0
