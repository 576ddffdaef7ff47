"""The page of one optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from verifier import catalogue
from verifier.check import CheckResult
from verifier.findings import Finding
from verifier.judged import NOTHING_TO_JUDGE
from verifier.report.form import Workings, section
from verifier.report.markdown import anchor, code, display, formula, sentence, table
from verifier.show import Display, Letter, Line

SCOPE = (
    "Scope of every verdict: real numbers, each coordinate alone, all steps and all sequences of "
    "gradients, hyperparameters over the domains above and those of the form's own letters. The verdict "
    "of the table is on the form as it stands: what equals the specification under a condition alone is "
    "refuted. *At constant lr* means that the rate of the form does not change from step to step, and the "
    "specification's neither."
)
MARKS = {True: "✓", False: "✗ **not as claimed**", None: "? undecided"}


def page(
    result: CheckResult, shown: Display, forms: dict[str, Display], workings: dict[str, Workings]
) -> str:
    """The Markdown of one optimizer: the method, its closed forms, and every printed form judged.

    Parameters
    ----------
    result : CheckResult
    shown : Display
        The specification.
    forms : dict of str to Display
        What each source prints, by the name of the form.
    workings : dict of str to sequence
        The witnesses worked out, by the name of the form.
    """
    printed = _of_kind(result, "printed form")
    lines = [
        f"# {sentence(shown.title or shown.name)}",
        "",
        f"{sentence(shown.source)}",
        "",
        _conclusion(result),
        "",
        *_implemented(result.name),
        *_method(shown),
        *_units(_of_kind(result, "units")),
        *_closed_forms(result.name, _of_kind(result, "closed form")),
        *_overview(printed),
        *(line for f in printed for line in section(f, shown, forms[f.subject], workings[f.subject])),
        "## Kernels",
        "",
        "How far the generated and the hand-written kernel are from each other and from the exact step:",
        f"[measurements](measured/{result.name}.md).",
        "",
        "## To look at",
        "",
        "Responses to standard gradients, the effective rate, how far the printed forms go from it, paths",
        f"on two surfaces: [plots](measured/plots/{result.name}.md).",
        "",
        "## To reproduce this page",
        "",
        "```console",
        f"python -m verifier check {result.name}",
        f"python -m verifier derive {result.name}",
        f"python -m verifier report {result.name}",
        "```",
    ]
    return "\n".join(lines) + "\n"


def _of_kind(result: CheckResult, kind: str) -> list[Finding]:
    return [f for f in result.findings if f.kind == kind]


def _conclusion(result: CheckResult) -> str:
    mathematics = [f for f in result.findings if f.kind != "kernel"]
    faults = [code(f.subject) for f in mathematics if f.as_claimed is False]
    open_ = [code(f.subject) for f in mathematics if f.as_claimed is None]
    if faults:
        return f"**Not as claimed**: {', '.join(faults)}."
    if open_:
        return f"**Nothing contradicts a claim, but undecided**: {', '.join(open_)}."
    return "**Everything on this page is as claimed**: each proof was found, each difference has its witness."


def _implemented(name: str) -> Iterator[str]:
    """Where the question is answered with which most people come; which frameworks are said there."""
    if name in catalogue.implementations():
        pairs = f"[every pair](measured/frameworks.md#{name})"
        yield from (f"What frameworks run under this name, whether it is the same, what to set: {pairs}.", "")


def _method(shown: Display) -> Iterator[str]:
    yield from ("## The method", "", "One step, for t = 1, 2, 3, …", "")
    for line in shown.equations:
        yield from (display(line.latex), "")
    if shown.initial:
        yield from (f"At the start {_row(shown.initial)}.", "")
    if shown.query:
        yield from (f"The gradient {formula('g_{t}')} is asked for at {formula(shown.query.latex)}.", "")
    yield from table(("letter", "name", "domain", "usual", "unit", "meaning"), map(_letter, shown.letters))
    yield from ("Units: the weight is measured in θ, the loss in L; 1 is a pure number.", "")


def _row(lines: Iterable[Line]) -> str:
    return ", ".join(formula(line.latex) for line in lines)


def _letter(letter: Letter) -> Sequence[str]:
    symbol, usual = formula(letter.symbol.latex), letter.usual or ""
    return symbol, code(letter.name), sentence(letter.domain), usual, letter.unit, sentence(letter.meaning)


def _units(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield from ("## Units that do not fit", "")
        for finding in findings:
            yield f"- In the equation of {code(finding.subject)}: {sentence(finding.summary)}."
        yield ""


def _closed_forms(name: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield from ("## Closed forms", "", "Derived from the recurrence, then proved by induction.", "")
    yield from (f"What follows from them: [theorems](theorems/{name}.md).", "")
    for finding in findings:
        yield from (f"### {finding.subject}", "", display(finding.details["latex"]), "")
        hypotheses = finding.details["hypotheses"]
        given = f" if {'; '.join(map(sentence, hypotheses))}" if hypotheses else ", with no hypothesis"
        yield from (f"**{finding.verdict}**{given}.", "")
        for number, step in enumerate(finding.details["proof"], start=1):
            yield f"{number}. {sentence(step)}"
        yield ""


def _overview(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield from ("## What is printed", "", SCOPE, "")
    yield from table(("form", "claim", "verdict", "as claimed"), (_overview_row(f) for f in findings))


def _overview_row(finding: Finding) -> Sequence[str]:
    link = f"[{code(finding.subject)}](#{anchor(finding.subject)})"
    return link, sentence(finding.summary), verdict(finding), MARKS[finding.as_claimed]


def verdict(finding: Finding) -> str:
    """The verdict as a word; where nothing is to be judged, why."""
    return finding.details["claim"] if finding.details["claim"] in NOTHING_TO_JUDGE else str(finding.verdict)
