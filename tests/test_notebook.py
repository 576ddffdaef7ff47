"""Notebooks are executed when they are written, and run again from top to bottom elsewhere."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from verifier.errors import InputError

module = import_module("verifier.report.notebook")  # the function of that name hides it
SKIPPED = "python -m pip install '.[notebook]'"


@pytest.mark.campaign
def test_a_notebook_is_executed_without_errors_and_runs_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbclient = pytest.importorskip("nbclient", reason=SKIPPED)
    pytest.importorskip("ipykernel", reason=SKIPPED)
    pytest.importorskip("matplotlib", reason=SKIPPED)
    book = nbformat.reads(module.notebook("sgd"), as_version=4)
    nbformat.validate(book)
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert "proved: " in outputs[0]["text"]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not any(output["output_type"] == "error" for output in outputs)
    monkeypatch.chdir(tmp_path)
    nbclient.NotebookClient(book, timeout=300).execute()


def test_every_cell_of_code_is_python_and_names_what_it_shows() -> None:
    cells = list(module._cells("momentum"))
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    for source in code:
        compile(source, "<cell>", "exec")
    assert "'momentum/keras'" in code[3]
    assert "# " in cells[0].source


def test_without_what_executes_notebooks_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbclient", None)
    with pytest.raises(InputError, match=r"pip install 'optimizer-verifier\[notebook\]'"):
        module.notebook("sgd")
