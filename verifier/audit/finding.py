"""Findings of an audit: plain data, to and from JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

VERDICTS = ("ok", "variant", "wrong", "incomplete", "unreadable")


@dataclass(frozen=True)
class AuditFinding:
    """One formula of a document, and what it is.

    Attributes
    ----------
    line, column, end_line, end_column : int
        From 1; the end is the column behind the last character. In a notebook they count in the cell.
    cell : int or None
        The notebook's cell, from 0.
    optimizer : str or None
        What it is, or is meant to be.
    text : str
        The formula or assignment at fault, or all of the update.
    verdict : str
        One of `VERDICTS`.
    nearest : str or None
        The known form that it is, or to which it is nearest.
    fix : str or None
        The smallest change that mends it.
    reading : str
        The assumptions under which it was read.
    why : str
        One sentence.
    witness : dict
        The numbers that refute it.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None
    optimizer: str | None
    text: str
    verdict: str
    nearest: str | None = None
    fix: str | None = None
    reading: str = ""
    why: str = ""
    witness: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileAudit:
    """The findings of one file."""

    path: str
    findings: tuple[AuditFinding, ...]


def summary(files: Iterable[FileAudit]) -> dict[str, int]:
    """How many findings of each verdict there are."""
    counts = Counter(f.verdict for file in files for f in file.findings)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def to_json(files: Iterable[FileAudit]) -> dict[str, Any]:
    """The findings as JSON data."""
    every = list(files)
    return {
        "files": [{"path": f.path, "findings": [asdict(x) for x in f.findings]} for f in every],
        "summary": summary(every),
    }


def of_json(data: dict[str, Any]) -> FileAudit:
    """One file's findings, read back."""
    return FileAudit(str(data["path"]), tuple(AuditFinding(**each) for each in data["findings"]))
