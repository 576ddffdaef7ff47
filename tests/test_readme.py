"""What the README says is so: its examples are run, its formula file is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import Run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ verifier ([^\n]*)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "said"), EXAMPLES)
def test_the_readme_shows_what_the_program_says(run: Run, command: str, said: str) -> None:
    assert run(*command.split()).out.splitlines()[0] == " ".join(said.split())


def test_the_readme_has_the_two_commands_and_an_example() -> None:
    assert EXAMPLES
    assert "\npython -m pip install . && python -m verifier check adam\n" in README
    assert "\npython -m pip install '.[test]' && python -m pytest\n" in README


def test_the_formula_file_of_the_readme_is_the_method_that_it_says(run: Run, tmp_path: Path) -> None:
    (source,) = re.findall(r"```python\n(# step.py.*?)```", README, re.DOTALL)
    path = tmp_path / "step.py"
    path.write_text(source)
    for name in (str(path), f"numpy:{path}:mine"):
        assert run("compare", name, "adam", "--json").json["verdict"] == "equal"


def table(text: str, first: str) -> dict[str, dict[str, str]]:
    """The rows of the table whose first line so begins, by their first cells and the columns' titles."""
    lines = text[text.index(first) :].partition("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = {row[0].partition("]")[0].strip("[`"): row for row in cells[2:]}
    return {name: dict(zip(cells[0], row, strict=True)) for name, row in rows.items()}


def test_the_matrix_of_the_readme_is_that_of_the_reports() -> None:
    report = (ROOT / "reports" / "measured" / "frameworks.md").read_text(encoding="utf-8")
    measured = table(report, "| optimizer | specification")
    shown = table(README, "| method | ")
    assert len(shown) > 9
    for name, row in shown.items():
        for pair in list(row)[1:]:
            assert (name, pair, row[pair]) == (name, pair, measured[name][PAIRS[pair]] or "–")


PAIRS = {
    "Keras and PyTorch": "keras and torch",
    "Keras and Optax": "keras and optax",
    "PyTorch and Optax": "torch and optax",
}
"""The titles of the columns here, and there."""
