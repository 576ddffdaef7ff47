"""What a check found, optimizer by optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from verifier.outcome import outcome
from verifier.terminal.screen import MARKS, Screen, console, counted

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from verifier.check import CheckResult
    from verifier.findings import Finding

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
    out.say(_last_line(results))


def _findings(out: Screen, name: str, findings: Iterable[Finding]) -> None:
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


def _summary(out: Screen, results: Sequence[CheckResult]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    kinds = [kind for kind in TITLES if any(f.kind == kind for r in results for f in r.findings)]
    for title in ("", "optimizer", *(TITLES[kind].lower() for kind in kinds)):
        justify: JustifyMethod = "right" if title and title != "optimizer" else "left"
        table.add_column(title, justify=justify, overflow="fold")
    for result in results:
        mark, style = MARKS[result.as_claimed]
        counts = (_count(result, kind) for kind in kinds)
        table.add_row(Text(mark, style), result.name, *counts)
    out.print(table)


def _count(result: CheckResult, kind: str) -> str:
    claims = [f.as_claimed for f in result.findings if f.kind == kind]
    good = sum(c is True for c in claims)
    return "" if not claims else str(good) if good == len(claims) else f"{good} of {len(claims)}"


def _skipped(out: Screen, results: Iterable[CheckResult]) -> None:
    reasons: dict[str, list[str]] = {}
    for skipped in dict.fromkeys(each for result in results for each in result.skipped):
        reasons.setdefault(skipped.reason, []).append(skipped.subject)
    for reason, subjects in reasons.items():
        out.say(Text(f"skipped: {', '.join(subjects)}: {reason}", "dim"))


def _last_line(results: Sequence[CheckResult]) -> Text:
    whole = outcome(r.as_claimed for r in results)
    mark, style = MARKS[whole]
    findings = [(r.name, f) for r in results for f in r.findings]
    if whole is True:
        found = [f.kind for _, f in findings]
        counts = ", ".join(counted(found.count(k), word) for k, word in MANY.items() if k in found)
        said = f"everything is as claimed: {counts}"
    else:
        culprits = [f"{name}: {f.subject}" for name, f in findings if f.as_claimed is whole]
        said = "NOT as claimed: " if whole is False else "nothing contradicts a claim, but undecided: "
        said += "; ".join(culprits)
    name = results[0].name if len(results) == 1 else f"{len(results)} optimizers"
    return Text.assemble((f"{mark} {name}: ", style), said)
