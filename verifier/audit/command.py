"""The command `audit`: many files, a progress bar, what is printed, when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from verifier import __version__
from verifier.audit.audit import files
from verifier.audit.cache import audited, key_of
from verifier.audit.finding import VERDICTS, AuditFinding, FileAudit, to_json
from verifier.audit.formats import junit, markdown, sarif
from verifier.audit.pages.document import Source, with_line_ends
from verifier.audit.pages.notebook import content, whole_cells
from verifier.audit.pages.reading import decoded, opened
from verifier.errors import InputError
from verifier.work import QUIET, Effort, Unit, results


def audit_all(names: Iterable[str], *, anew: bool = False, effort: Effort = QUIET) -> list[FileAudit]:
    """The findings of all files that the names name; each is kept, by its content, when it is done.

    Raises
    ------
    InputError
        When a name names nothing.
    """
    units = [Unit(path.name, _audited, (path, anew, key_of(path))) for path in files(names)]
    return results(units, effort)


def _audited(path: Path, anew: bool, key: str | None) -> FileAudit:
    """The findings in the file that is meant, which a worker must see under the same path."""
    if key_of(path) != key:
        raise InputError(f"{path}: it has changed meanwhile, or is another one or none on that machine")
    return audited(path, anew=anew)


def failing(text: str) -> tuple[str, ...]:
    """The verdicts of ``--fail-on``; ``none`` is no verdict at all.

    Raises
    ------
    InputError
        When one is unknown.
    """
    words = tuple(word.strip() for word in text.split(",") if word.strip() and word.strip() != "none")
    for word in words:
        if word not in VERDICTS:
            raise InputError(
                f"--fail-on: there is no verdict '{word}'; there are {', '.join(VERDICTS)}, or none"
            )
    return words


def printed(found: Sequence[FileAudit], form: str, fail_on: Sequence[str]) -> str:
    """The findings in the form of another program."""
    if form == "sarif":
        return json.dumps(sarif(found, __version__), ensure_ascii=False, indent=2) + "\n"
    return junit(found, fail_on) if form == "junit" else markdown(found)


def _cells(text: str) -> list[Any]:
    """The cells of a notebook, as the findings count them."""
    try:
        cells = json.loads(text)["cells"]
    except ValueError:
        return whole_cells(text)
    return list(cells)


def source_line(path: str, finding: AuditFinding) -> str:
    """The line of a document at which a finding begins."""
    try:
        text = decoded(opened(Path(path)))
        if "\0" in text:
            return ""
        if finding.cell is not None:
            text = content(_cells(text)[finding.cell])[1] or ""
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return ""
    return Source(with_line_ends(text)).line(finding.line)


__all__ = ["audit_all", "failing", "printed", "source_line", "to_json"]
