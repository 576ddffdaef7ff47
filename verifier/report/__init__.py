"""Reports: what was found, for people to read. Mathematics here, measurements under ``measured/``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from verifier import catalogue
from verifier.check import CheckResult, mathematics
from verifier.errors import InputError
from verifier.findings import Finding
from verifier.lift.frameworks.call import INSTALL
from verifier.matrix import coverage, matrix, on_backends
from verifier.obligation import Library, obligations
from verifier.page import compared_forms
from verifier.page import page as html_page
from verifier.report.claims import claims, judgements
from verifier.report.departures import departure_pages, departures
from verifier.report.files import must_be_writable, write_all
from verifier.report.form import Side, Workings
from verifier.report.frameworks import frameworks
from verifier.report.golden_tests import golden_tests
from verifier.report.index import index
from verifier.report.keeping import kept
from verifier.report.measured import measured
from verifier.report.notebook import notebook
from verifier.report.optimizer import page
from verifier.report.plots import plots
from verifier.report.sources import sources
from verifier.report.stored import matrix_in
from verifier.report.theorems import theorem_index, theorem_pages, theorems
from verifier.show import of_form, shown
from verifier.strength import strengths
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results
from verifier.worked import worked

SCHEMA = 1
PAGE = "index.html"
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
    must_be_writable(out)
    texts = kept("texts", names, partial(_texts, names, effort), whole=_whole)
    if "ipynb" in formats:
        for name in names:
            texts |= kept(f"notebook-{name}", [name], partial(_notebook, name))
    if "html" in formats:
        found = texts.get(MATRIX) or matrix_in(out / MATRIX)
        texts |= kept("page", names, partial(_page, names, found, effort), found)
    chosen = {name: text for name, text in texts.items() if name.rpartition(".")[2] in formats}
    if "svg" in formats:
        chosen |= kept("plots", names, partial(_plots, names, effort))
    return write_all(out, chosen)


def _texts(names: Sequence[str], effort: Effort) -> dict[str, str]:
    """The reports that are Markdown and JSON."""
    checked = mathematics(names, effort)
    texts = {name: text for result in checked for name, text in pages(result).items()}
    theory = results([Unit(f"theorems of {name}", theorems, (name,)) for name in names], effort)
    derived = dict(zip(names, theory, strict=True))
    if set(names) == set(catalogue.names()):
        texts["index.md"] = index(checked)
        texts |= golden_tests(strengths(catalogue.golden_tests(), effort)) | _frameworks(effort)
        texts |= theorem_index(derived) | claims(judgements()) | sources()
    texts |= theorem_pages(derived)
    for figures in results([Unit(f"rounding of {name}", measured, (name,)) for name in names], effort):
        texts |= figures
    return texts


def _whole(texts: Mapping[str, str]) -> bool:
    """Whether every search of the matrix was over in its time; on a busy machine one may not be."""
    families = json.loads(texts.get(MATRIX, "{}")).get("optimizers", ())
    return not any(
        each["verdict"] in ("different", "undecided") and each["constant_translation"] is None
        for family in families
        for each in family["comparisons"]
    )


def _notebook(name: str) -> dict[str, str]:
    return {f"{name}.ipynb": notebook(name)}


def _page(names: Sequence[str], found: str, effort: Effort) -> dict[str, str]:
    """The page, with the matrix of frameworks as it is written."""
    checked = mathematics(names, effort)
    return {PAGE: html_page(checked, compared_forms(checked, effort), json.loads(found or "{}"))}


def _plots(names: Sequence[str], effort: Effort) -> dict[str, str]:
    drawn = results([Unit(f"plots of {name}", plots, (name,)) for name in names], effort)
    return {name: text for each in drawn for name, text in each.items()}


def _frameworks(effort: Effort) -> dict[str, str]:
    found = departures()
    pages = departure_pages(found) if found else {}
    if left_out():
        return pages
    families = matrix(effort=effort)
    return pages | frameworks(families, on_backends(families), coverage(), effort)


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
