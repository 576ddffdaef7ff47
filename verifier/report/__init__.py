"""Reports: what was found, for people to read. Mathematics here, measurements under ``measured/``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from verifier import catalogue
from verifier.check import CheckResult, mathematics
from verifier.errors import InputError
from verifier.findings import Finding
from verifier.lift.frameworks.call import INSTALL
from verifier.matrix import coverage, matrix, on_backends
from verifier.obligation import Library, obligations
from verifier.page import page as html_page
from verifier.report.claims import claims, judgements
from verifier.report.departures import departure_pages, departures
from verifier.report.files import write_all
from verifier.report.form import Side, Workings
from verifier.report.frameworks import frameworks
from verifier.report.golden_tests import golden_tests
from verifier.report.index import index
from verifier.report.measured import measured
from verifier.report.notebook import notebook
from verifier.report.optimizer import page
from verifier.report.plots import plots
from verifier.report.sources import sources
from verifier.report.theorems import theorem_index, theorem_pages, theorems
from verifier.show import of_form, shown
from verifier.strength import strengths
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results
from verifier.worked import worked

SCHEMA = 1
MATRIX = "measured/frameworks.json"
FORMATS = ("md", "json")
EVERY_FORMAT = (*FORMATS, "html", "ipynb", "svg")


def write(
    names: Sequence[str], out: Path, formats: Sequence[str] = FORMATS, effort: Effort = QUIET
) -> list[Path]:
    """Write the reports of some optimizers; of all of them, what is about several too.

    That is the index, the strength of golden tests, the departures of frameworks, and their matrix where
    they are installed (`left_out`).

    Everything is computed before anything is written, and files are replaced whole.

    Raises
    ------
    InputError
        When a name or a format is not known, or the folder cannot be written.
    """
    for wanted in formats:
        if wanted not in EVERY_FORMAT:
            raise InputError(f"there is no format '{wanted}'; the formats are {', '.join(EVERY_FORMAT)}")
    checked = mathematics(names, effort)
    texts = {name: text for result in checked for name, text in pages(result).items()}
    if set(names) == set(catalogue.names()):
        texts["index.md"] = index(checked)
        texts |= golden_tests(strengths(catalogue.golden_tests(), effort))
        texts |= _frameworks(effort)
    theory = results([Unit(f"theorems of {name}", theorems, (name,)) for name in names], effort)
    derived = dict(zip(names, theory, strict=True))
    texts |= theorem_pages(derived)
    if set(names) == set(catalogue.names()):
        texts |= theorem_index(derived) | claims(judgements()) | sources()
    for figures in results([Unit(f"rounding of {name}", measured, (name,)) for name in names], effort):
        texts |= figures
    if "ipynb" in formats:
        texts |= {f"{name}.ipynb": notebook(name) for name in names}
    if "html" in formats:
        texts["index.html"] = html_page(checked, _matrix(texts, out))
    kept = {name: t for name, t in texts.items() if name.rpartition(".")[2] in formats}
    if "svg" in formats:
        for drawn in results([Unit(f"plots of {name}", plots, (name,)) for name in names], effort):
            kept |= drawn
    return write_all(out, kept)


def _matrix(texts: Mapping[str, str], out: Path) -> dict[str, Any]:
    """The matrix of frameworks as it is written now, or as it was written before."""
    path = out / MATRIX
    text = texts.get(MATRIX) or (path.read_text(encoding="utf-8") if path.exists() else "{}")
    found: dict[str, Any] = json.loads(text)
    return found


def _frameworks(effort: Effort) -> dict[str, str]:
    found = departures()
    pages = departure_pages(found) if found else {}
    if left_out():
        return pages
    families = matrix(effort=effort)
    return pages | frameworks(families, on_backends(families), coverage())


def left_out() -> str:
    """Why the matrix of frameworks is not made here, so that one that was made before stays; else empty."""
    missing = [name for name, version in catalogue.frameworks().items() if version is None]
    return (
        f"the matrix of frameworks stays as it was, without {', '.join(missing)}: {INSTALL}"
        if missing
        else ""
    )


def pages(result: CheckResult) -> dict[str, str]:
    """The mathematics of one optimizer as files: a function of the sources alone, byte for byte."""
    forms, library = catalogue.forms(result.name), catalogue.library()
    displays = {name: of_form(form, catalogue.citation(form.source)) for name, form in forms.items()}
    workings = {f.subject: _workings(f, library) for f in result.findings if f.kind == "printed form"}
    specification = shown(result.name)
    data = {
        "schema": SCHEMA,
        "name": result.name,
        "as_claimed": result.as_claimed,
        "specification": asdict(specification),
        "findings": [asdict(f) for f in result.findings],
    }
    return {
        f"{result.name}.md": page(result, specification, displays, workings),
        f"{result.name}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _workings(finding: Finding, library: Library) -> Workings:
    """The two sides of each obligation, with its witness worked out where there is one."""
    form, found = library.forms[finding.subject], finding.details["obligations"]
    return [
        [_side(side, met["witness"]) for side in (obligation.left, obligation.right)]
        for obligation, met in zip(obligations(form, library), found, strict=True)
    ]


def _side(side: System, witness: Mapping[str, Any] | None) -> Side:
    return side.name.rstrip(","), None if witness is None else worked(side, witness)


__all__ = ["FORMATS", "left_out", "pages", "write"]
