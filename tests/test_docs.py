"""What the guide says is so: its examples are run, and its pages name what exists."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(("page", "command", "said"), EXAMPLES)
def test_the_guide_shows_what_the_program_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, command: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, source in re.findall(r"```python\n# (\S+\.py)\n(.*?)```", PAGES[page], re.DOTALL):
        (tmp_path / path).write_text(source, encoding="utf-8")
    assert run(*command.split()).out.splitlines()[0] == " ".join(said.split())


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
    assert {path for path in named if "NAME" not in path and not (ROOT / path).exists()} == set()
