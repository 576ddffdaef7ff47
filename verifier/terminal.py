"""What a person sees in the terminal. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifier.outcome import outcome

if TYPE_CHECKING:
    from verifier.audit.finding import AuditFinding, FileAudit
    from verifier.check import CheckResult
    from verifier.closed_form import Derivation
    from verifier.comparison import Comparison
    from verifier.findings import Finding
    from verifier.show import Display

WIDTH_OF_A_FILE = 120
"""The width of lines where standard output is no terminal that has one."""

MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("?", "yellow")}
TITLES = {
    "units": "Units",
    "closed form": "Closed forms",
    "kernel": "Kernels",
    "printed form": "Printed forms",
    "framework": "Frameworks",
}
MANY = {
    "units": "units finding",
    "closed form": "closed form",
    "kernel": "kernel check",
    "printed form": "printed form",
    "framework": "framework",
}


class Screen(Console):
    """Standard output; that its reader has gone is for the command line to deal with."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """Standard output, with a fixed width where it is a file or a pipe."""
    screen = Screen(highlight=False)
    return screen if screen.is_terminal else Screen(highlight=False, width=WIDTH_OF_A_FILE)


def checks(results: Sequence[CheckResult]) -> None:
    """One optimizer in full; several in a line each, with what is not as claimed in full."""
    out = console()
    if len(results) == 1:
        _findings(out, results[0].name, results[0].findings)
        _skipped(out, results)
    else:
        _summary(out, results)
        for result in results:
            faults = [f for f in result.findings if f.as_claimed is not True]
            if faults:
                _findings(out, result.name, faults)
        _skipped(out, results)
    out.print(_last_line(results), soft_wrap=True)


def _findings(out: Console, name: str, findings: Iterable[Finding]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title=Text(name, "bold"), title_justify="left")
    table.add_column("", width=1)
    for title in ("what", "verdict", "reason"):
        table.add_column(title, overflow="fold", no_wrap=title == "verdict")
    kind = None
    for finding in findings:
        if finding.kind != kind:
            kind = finding.kind
            table.add_section()
            table.add_row("", Text(TITLES[kind], "bold"))
        mark, style = MARKS[finding.as_claimed]
        subject = finding.subject.removeprefix(f"{name}: ")
        table.add_row(Text(mark, style), subject, _verdict(finding), Text(finding.summary))
    out.print(table)


def _verdict(finding: Finding) -> str:
    if finding.kind == "printed form":
        from verifier.judged import NOTHING_TO_JUDGE

        if finding.details["claim"] in NOTHING_TO_JUDGE:
            return "–"
    if finding.kind == "framework":  # no claim, but the whole result: the same once something is replaced
        return str(finding.details["verdict"])
    return str(finding.verdict)


def _summary(out: Console, results: Sequence[CheckResult]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    kinds = [kind for kind in TITLES if any(f.kind == kind for r in results for f in r.findings)]
    for title in ("", "optimizer", *(TITLES[kind].lower() for kind in kinds)):
        table.add_column(title, justify="right" if title and title != "optimizer" else "left")
    for result in results:
        mark, style = MARKS[result.as_claimed]
        counts = (_count(result, kind) for kind in kinds)
        table.add_row(Text(mark, style), result.name, *counts)
    out.print(table)


def _count(result: CheckResult, kind: str) -> str:
    claims = [f.as_claimed for f in result.findings if f.kind == kind]
    good = sum(c is True for c in claims)
    return "" if not claims else str(good) if good == len(claims) else f"{good} of {len(claims)}"


def _skipped(out: Console, results: Iterable[CheckResult]) -> None:
    reasons: dict[str, list[str]] = {}
    for skipped in dict.fromkeys(each for result in results for each in result.skipped):
        reasons.setdefault(skipped.reason, []).append(skipped.subject)
    for reason, subjects in reasons.items():
        out.print(Text(f"skipped: {', '.join(subjects)}: {reason}", "dim"), soft_wrap=True)


def _last_line(results: Sequence[CheckResult]) -> Text:
    whole = outcome(r.as_claimed for r in results)
    mark, style = MARKS[whole]
    findings = [(r.name, f) for r in results for f in r.findings]
    if whole is True:
        found = [f.kind for _, f in findings]
        counts = ", ".join(_counted(found.count(k), word) for k, word in MANY.items() if k in found)
        said = f"everything is as claimed: {counts}"
    else:
        culprits = [f"{name}: {f.subject}" for name, f in findings if f.as_claimed is whole]
        said = "NOT as claimed: " if whole is False else "nothing contradicts a claim, but undecided: "
        said += "; ".join(culprits)
    name = results[0].name if len(results) == 1 else f"{len(results)} optimizers"
    return Text.assemble((f"{mark} {name}: ", style), said)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def display(shown: Display) -> None:
    """The equations of an optimizer, its first values, its letters, its source."""
    out = console()
    out.print(Text.assemble((shown.name, "bold"), f"  {shown.title}" if shown.title else ""), soft_wrap=True)
    if shown.source:
        out.print(Text(shown.source, "dim"), soft_wrap=True)
    _lines(out, "One step, t = 1, 2, 3, …", [line.text for line in shown.equations])
    _lines(out, "First values", [line.text for line in shown.initial])
    _lines(out, "The gradient is asked for at", [shown.query.text] if shown.query else [])
    if shown.letters:
        out.print()
        out.print(_letters(shown))
    _lines(out, "As it stands there", [f"{place}: {text}" for place, text in shown.quotes])
    _lines(out, "Notes", shown.notes)


def _lines(out: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(f"\n{title}", style="bold")
        for line in lines:
            out.print(Text(f"  {line}"), soft_wrap=True)


def _letters(shown: Display) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("  ", "name", "domain", "usual", "unit", "meaning"):
        table.add_column(title)
    for letter in shown.letters:
        domain, usual = letter.domain, letter.usual or ""
        table.add_row(f"  {letter.symbol.text}", letter.name, domain, usual, letter.unit, letter.meaning)
    return table


def derivations(found: Sequence[Derivation]) -> None:
    """One after the other, where there are several under their names."""
    out = console()
    for each in found:
        if len(found) > 1:
            out.rule(Text(each.name, "bold"), align="left")
        derivation(out, each)


def derivation(out: Console, found: Derivation) -> None:
    """Every theorem with its hypotheses and the steps of its proof."""
    for theorem in found.theorems:
        mark = {"proved": True, "refuted": False}.get(str(theorem.verdict))
        out.print(
            Text.assemble((f"{theorem.verdict}  ", MARKS[mark][1]), (theorem.statement, "bold")),
            soft_wrap=True,
        )
        for hypothesis in theorem.hypotheses:
            out.print(Text(f"    if    {hypothesis}"), soft_wrap=True)
        for number, step in enumerate(theorem.proof, start=1):
            out.print(Text(f"    {number}.    {step}", "dim"), soft_wrap=True)
        for remark in theorem.sharp:
            out.print(Text(f"    else  {remark}"), soft_wrap=True)
    for unsolved in found.unsolved:
        out.print(Text(f"not solved  {unsolved.name}: {unsolved.reason}"), soft_wrap=True)


def comparison(found: Comparison) -> None:
    """One sentence to send to a colleague, then what it rests on."""
    out = console()
    style = {"equal": "bold green", "different": "bold red"}.get(found.verdict, "bold yellow")
    out.print(Text(f"{found.left} and {found.right}: {found.sentence()}", style), soft_wrap=True)
    rows = {
        "verdict": f"{found.verdict}; as given {found.as_given}",
        "scope": found.scope,
        "unmatched": ", ".join(found.unmatched),
        "states": _assignments(found.state_map or {}),
        "relations": "; ".join(found.relations),
        "weights": _assignments(found.weight_map or {}) if found.as_given == "proved" else "",
        "constant translation": found.constant_translation or "",
        "schedules": _assignments(found.schedules),
        "defaults that differ": _assignments(
            {k: f"{a} and {b}" for k, (a, b) in found.defaults_differ.items()}
        ),
        "certificate": _certificate(found.proof or {}),
        "reason": found.reason or "",
    }
    for title, text in rows.items():
        if text:
            out.print(Text.assemble((f"{title:>20}  ", "dim"), text), soft_wrap=True)
    _lines(out, "Proof", (found.proof or {}).get("steps", ()))


def _certificate(proof: Mapping[str, Any]) -> str:
    """The file, and under what it says that the two are the same."""
    return ": ".join(filter(None, (proof.get("certificate"), "; ".join(proof.get("supposed", ())))))


def _assignments(pairs: Mapping[str, object]) -> str:
    texts = {k: " and ".join(map(str, v)) if isinstance(v, list) else v for k, v in pairs.items()}
    return ", ".join(f"{name}: {text}" for name, text in texts.items())


def inventory(found: dict[str, Any]) -> None:
    """What can be named."""
    out = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(2):
        table.add_column()
    for specification in found["specifications"]:
        table.add_row(Text(specification["name"], "bold"), specification["title"])
        for form in found["printed_forms"]:
            if form["of"] == specification["name"]:
                table.add_row(f"  {form['name']}", Text(form["source"], "dim"))
    out.print(table)
    for name, version in found["frameworks"].items():
        out.print(Text(f"{name} {version}" if version else f"{name} is not installed", "dim"))


def written(folder: Path, files: Sequence[Path], skipped: Iterable[str]) -> None:
    """How many files were written, and where; and what was not."""
    out = console()
    out.print(Text(f"{_counted(len(files), 'file')} in {folder}"), soft_wrap=True)
    for reason in skipped:
        out.print(Text(f"skipped: {reason}", "dim"), soft_wrap=True)


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
