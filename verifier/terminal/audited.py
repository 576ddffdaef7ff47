"""What an audit found, with the line of the source and the place marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from verifier.terminal.screen import Screen, console

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


def _audited(out: Screen, path: str, finding: AuditFinding, line: str) -> None:
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    style = VERDICT_STYLES[finding.verdict]
    head = Text(f"{visible(path)}:{cell}{finding.line}:{finding.column}: ")
    head.append(finding.verdict, style=style).append(f" {finding.optimizer}" if finding.optimizer else "")
    out.print(head, soft_wrap=True)
    if line.strip():
        shown, marks = marked(line, finding, max(20, out.width - 4))
        out.print(Text(f"    {shown}"), soft_wrap=True)
        out.print(Text(f"    {marks}", style=style), soft_wrap=True)
    for words in (
        finding.why,
        finding.reading and f"read as: {finding.reading}",
        finding.fix and f"fix: {finding.fix}",
    ):
        if words:
            out.say(Text(f"    {visible(words)}"), hang=4)


def visible(text: str) -> str:
    """A text in which nothing commands a terminal: a point for what is not to be seen."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{MIDDLE DOT}" for c in text)


def marked(line: str, finding: AuditFinding, room: int) -> tuple[str, str]:
    """The part of a source line that a finding is about, no wider than the room, and the marks below it.

    Characters that are two columns wide count as two.
    """
    line, start = visible(line), finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    low = max(0, start - 40) if cell_len(line[:end]) > room else 0
    while low < start and cell_len(line[low:end]) > room:
        low += 1
    shown = line[low:]
    while cell_len(shown) > room:
        shown = shown[:-1]
    width = cell_len(shown[start - low : end - low])
    return shown, " " * cell_len(line[low:start]) + "^" * max(1, width)
