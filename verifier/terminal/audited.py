"""What an audit found, with the line of the source and the place marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from verifier.terminal.screen import console

if TYPE_CHECKING:
    from verifier.audit.finding import AuditFinding, FileAudit

VERDICT_STYLES = {
    "ok": "green",
    "variant": "cyan",
    "wrong": "bold red",
    "incomplete": "yellow",
    "unreadable": "dim",
}


def audit(files: Sequence[FileAudit]) -> None:
    """Every finding with its source line, the place marked, and what mends it; then how many there are."""
    from verifier.audit.command import source_line
    from verifier.audit.finding import summary

    out = console()
    for file in files:
        for finding in file.findings:
            _audited(out, file.path, finding, source_line(file.path, finding))
    counts = ", ".join(f"{n} {verdict}" for verdict, n in summary(files).items() if n)
    out.print(counts or "no optimizer formula was found", markup=False)


def _audited(out: Console, path: str, finding: AuditFinding, line: str) -> None:
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    style = VERDICT_STYLES[finding.verdict]
    head = Text(f"{path}:{cell}{finding.line}:{finding.column}: ")
    head.append(finding.verdict, style=style).append(f" {finding.optimizer or ''}")
    out.print(head, soft_wrap=True)
    if line.strip():
        width = finding.end_column - finding.column if finding.end_line == finding.line else len(line)
        start = finding.column - 1
        shown = line[max(0, start - 40) : start + 120]
        out.print(Text(f"    {shown}"), soft_wrap=True)
        marks = " " * min(start, 40) + "^" * max(1, min(width, len(shown) - min(start, 40)))
        out.print(Text(f"    {marks}", style=style), soft_wrap=True)
    for words in (
        finding.why,
        finding.reading and f"read as: {finding.reading}",
        finding.fix and f"fix: {finding.fix}",
    ):
        if words:
            out.print(Text(f"    {words}"), soft_wrap=True)
