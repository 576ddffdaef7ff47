"""Notebooks of experiments: written, executed, and turned into pages with their figures."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from typing import Any

from verifier.errors import InputError
from verifier.experiments.cells import cells
from verifier.experiments.record import Curves, Experiment
from verifier.experiments.spread import Held
from verifier.kernel import digest
from verifier.system import System

CELLS: Any = import_module("nbformat.v4")
"""nbformat's makers, which have no types."""

MISSING = (
    "an experiment is a notebook that is executed: python -m pip install 'optimizer-verifier[experiments]'"
)
SECONDS = 1200
"""How long a cell may take."""

SCHEMA = 1
LIBRARIES = ("numpy", "keras", "jax", "scikit-learn", "matplotlib")


def written(experiment: Experiment, place: str) -> Any:
    """The notebook, not yet executed."""
    makers = {"markdown": CELLS.new_markdown_cell, "code": CELLS.new_code_cell}
    made = [makers[kind](text) for kind, text in cells(experiment, place)]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return CELLS.new_notebook(cells=made, metadata=kernel)


def executed(book: Any, environment: Mapping[str, str]) -> Any:
    """The notebook with its outputs.

    Raises
    ------
    InputError
        When what executes notebooks is not installed.
    """
    try:
        from nbclient import NotebookClient
    except ImportError:
        raise InputError(MISSING) from None
    client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", record_timing=False)
    client.execute(env=dict(environment))
    return book


def pages(experiment: Experiment, book: Any) -> dict[str, str]:
    """The notebook, its page, its figures and its numbers, by file name."""
    name, figures, told = experiment.name, dict[str, str](), list[str]()
    for cell in book.cells:
        if cell.cell_type == "markdown":
            told.append(cell.source)
        for output in cell.get("outputs", ()):
            told.append(_shown(name, output.get("data", {}), figures))
    kept = [f"[{name}{end}]({name}{end})" for end in (".ipynb", ".json")]
    told.append(f"Measured, on one machine. The notebook: {kept[0]}. The numbers: {kept[1]}.")
    text = "\n\n".join(part for part in told if part) + "\n"
    return {
        f"{name}.ipynb": str(CELLS.writes(book)) + "\n",
        f"{name}.md": text,
        f"{name}.json": numbers(book),
        **figures,
    }


def _shown(name: str, data: Mapping[str, Any], figures: dict[str, str]) -> str:
    """An output as Markdown; a figure becomes a file."""
    if "image/svg+xml" in data:
        file = f"{name}-{len(figures) + 1}.svg"
        figures[file] = _text(data["image/svg+xml"])
        return f"![{name}]({file})"
    return _text(data.get("text/markdown", ""))


def _text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def numbers(book: Any) -> str:
    """What the last cell of a notebook gives, as JSON text."""
    *_, last = (o for cell in book.cells for o in cell.get("outputs", ()))
    return json.dumps(last["data"]["application/json"], ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def results(
    experiment: Experiment, curves: Curves, rulings: Iterable[Held], systems: Mapping[str, System]
) -> dict[str, Any]:
    """The numbers of an experiment as JSON data: of what they are, the end of each curve, the rulings."""
    return {
        "schema": SCHEMA,
        "name": experiment.name,
        "experiment": mark(experiment),
        "specifications": {name: digest(system) for name, system in systems.items()},
        "versions": {"python": platform.python_version(), **versions()},
        "ends": {name: [_finite(x) for x in run[:, -1]] for name, run in curves.runs.items()},
        "rulings": [
            {"line": r.conclusion.line, "says": r.conclusion.says, "held": r.held, "of": r.of}
            for r in rulings
        ],
    }


def mark(experiment: Experiment) -> str:
    """What tells the settings and conclusions of an experiment from others."""
    return sha256(repr(experiment).encode()).hexdigest()


def _finite(x: float) -> float | None:
    return float(x) if isfinite(x) else None


def versions() -> dict[str, str]:
    """The versions of the libraries that are installed."""
    found = {}
    for library in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[library] = version(library)
    return found
