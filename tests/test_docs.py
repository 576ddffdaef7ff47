"""What the guide says is so: its examples are run, and its pages name what exists."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.command import Run

ROOT = Path(__file__).parent.parent
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
EXAMPLES = [
    (name, *example)
    for name, text in PAGES.items()
    for example in re.findall(r"```console\n\$ verifier ([^\n]*)\n(.*?)```", text, re.DOTALL)
]


FILE = re.compile(r"```\w+\n(?:# |<!-- )(\S+\.\w+)(?: -->)?\n(.*?)```", re.DOTALL)
"""A block that is a file says in its first line how it is called."""


@pytest.mark.parametrize(("page", "command", "said"), EXAMPLES)
def test_the_guide_shows_what_the_program_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, command: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, source in FILE.findall(PAGES[page]):
        (tmp_path / path).write_text(source, encoding="utf-8")
    out = run(*command.split()).out
    assert " ".join(out.split()).startswith(" ".join(said.split()))


# What is indented is a part of a file, which `test_add` puts into its place.
PYTHON = [
    (name, block)
    for name, text in PAGES.items()
    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    if not block.startswith("# ")
]


@pytest.mark.parametrize(("page", "block"), PYTHON)
def test_python_in_the_guide_runs(page: str, block: str) -> None:
    exec(compile(block, page, "exec"), {})


def test_what_the_python_interface_names_is_documented() -> None:
    named = re.findall(r"^::: (\S+)$", PAGES["api.md"], re.MULTILINE)
    assert {"verifier.compare.compare", "verifier.check.check", "verifier.derive"} <= set(named)
    for path in named:
        module, _, name = path.rpartition(".")
        assert getattr(import_module(module), name).__doc__


def test_there_are_examples_and_every_page_is_reached() -> None:
    assert len(EXAMPLES) >= 3
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [name for name in PAGES if f"- {name}\n" not in nav] == []
    linked = {link for text in PAGES.values() for link in re.findall(r"\]\((\w+\.md)\)", text)}
    assert linked | {"index.md"} == set(PAGES)


def test_every_command_of_the_guide_exists(run: Run) -> None:
    helped = run("--help").out
    named = {command for text in PAGES.values() for command in re.findall(r"(?:`|\$ )verifier (\w+)", text)}
    assert {"audit", "compare", "hazards", "kernel", "list", "port", "verify"} <= named
    assert [command for command in sorted(named) if f"\n  {command} " not in helped] == []


def test_every_file_that_the_guide_names_is_there() -> None:
    named = {
        path
        for text in PAGES.values()
        for path in re.findall(r"`((?:specs|verifier|reports)/[\w./]+\w)`", text)
    }
    made = {path for text in PAGES.values() for path in re.findall(r"```python\n *# (\S+\.py)", text)}
    assert {path for path in named - made if not (ROOT / path).exists()} == set()
