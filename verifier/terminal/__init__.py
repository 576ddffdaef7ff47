"""What a person sees in the terminal. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from verifier.terminal.audited import audit
from verifier.terminal.checked import checks
from verifier.terminal.screen import MARKS, Screen, console, counted, lines

if TYPE_CHECKING:
    from verifier.closed_form import Derivation
    from verifier.comparison import Comparison
    from verifier.show import Display

__all__ = ["audit", "checks", "comparison", "derivation", "derivations", "display", "inventory", "written"]


def display(shown: Display) -> None:
    """The equations of an optimizer, its first values, its letters, its source."""
    out = console()
    out.say(Text.assemble((shown.name, "bold"), f"  {shown.title}" if shown.title else ""))
    if shown.source:
        out.say(Text(shown.source, "dim"))
    lines(out, "One step, t = 1, 2, 3, …", [line.text for line in shown.equations])
    lines(out, "First values", [line.text for line in shown.initial])
    lines(out, "The gradient is asked for at", [shown.query.text] if shown.query else [])
    if shown.letters:
        out.print()
        out.print(_letters(shown))
    lines(out, "As it stands there", [f"{place}: {text}" for place, text in shown.quotes])
    lines(out, "Notes", shown.notes)


def _letters(shown: Display) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("  ", "name", "domain", "usual", "unit", "meaning"):
        table.add_column(title, no_wrap=title in ("name", "usual"), overflow="fold")
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


def derivation(out: Screen, found: Derivation) -> None:
    """Every theorem with its hypotheses and the steps of its proof."""
    for theorem in found.theorems:
        mark = {"proved": True, "refuted": False}.get(str(theorem.verdict))
        verdict = f"{theorem.verdict}  "
        out.say(Text.assemble((verdict, MARKS[mark][1]), (theorem.statement, "bold")), hang=len(verdict))
        for hypothesis in theorem.hypotheses:
            out.say(Text(f"    if    {hypothesis}"), hang=10)
        for number, step in enumerate(theorem.proof, start=1):
            out.say(Text(f"    {number}.".ljust(10) + step, "dim"), hang=10)
        for remark in theorem.sharp:
            out.say(Text(f"    else  {remark}"), hang=10)
    for unsolved in found.unsolved:
        out.say(Text(f"not solved  {unsolved.name}: {unsolved.reason}"), hang=12)


def comparison(found: Comparison) -> None:
    """One sentence to send to a colleague, then what it rests on."""
    out = console()
    style = {"equal": "bold green", "different": "bold red"}.get(found.verdict, "bold yellow")
    out.say(Text(f"{found.left} and {found.right}: {found.sentence()}", style))
    rows = {
        "verdict": f"{found.verdict}; as given {found.as_given}",
        "scope": found.scope,
        "unmatched": ", ".join(found.unmatched),
        "states": _assignments(found.state_map or {}),
        "relations": "; ".join(found.relations),
        "weights": _weights(found),
        "constant translation": found.constant_translation or "",
        "schedules": _schedules(found),
        **found.partings(),
        "defaults that differ": _assignments(
            {k: f"{a} and {b}" for k, (a, b) in found.defaults_differ.items()}
        ),
        "certificate": _certificate(found.proof or {}),
        "reason": found.reason or "",
    }
    for title, text in rows.items():
        if text:
            out.say(Text.assemble((f"{title:>20}  ", "dim"), text), hang=22)
    lines(out, "Proof", (found.proof or {}).get("steps", ()))


def _weights(found: Comparison) -> str:
    """How the weights are to be read; of sides that differ, only where that is not as they are."""
    readings = found.weight_map or {}
    return _assignments(readings) if found.as_given == "proved" or {*readings.values()} != {"w"} else ""


def _schedules(found: Comparison) -> str:
    """Whether the verdict survives them; of several conditions, which the proofs are about."""
    under = found.conditions[:1] if found.translation is None and len(found.conditions) > 1 else []
    return _assignments(found.schedules) + "".join(f" (where {condition})" for condition in under)


def _certificate(proof: Mapping[str, Any]) -> str:
    """The file, and under what it says that the two are the same."""
    return ": ".join(filter(None, (proof.get("certificate"), "; ".join(proof.get("supposed", ())))))


def _assignments(pairs: Mapping[str, object]) -> str:
    texts = {k: " and ".join(map(str, v)) if isinstance(v, list) else v for k, v in pairs.items()}
    return ", ".join(f"{name}: {text}" for name, text in texts.items())


def _names(found: dict[str, Any]) -> Iterator[tuple[Text, Text]]:
    """Each specification, and below it its printed forms."""
    for specification in found["specifications"]:
        yield Text(specification["name"], "bold"), Text(specification["title"])
        for form in found["printed_forms"]:
            if form["of"] == specification["name"]:
                yield Text(f"  {form['name']}"), Text(form["source"], "dim")


def inventory(found: dict[str, Any]) -> None:
    """What can be named; on a narrow terminal with its title or source below it."""
    out, rows = console(), list(_names(found))
    aligned = max(len(name) for name, _ in rows) + 2
    hang = aligned if out.width > 2 * aligned else 6
    for name, text in rows:
        out.say(Text.assemble(name, " " * max(2, hang - len(name)), text), hang)
    for name, version in found["frameworks"].items():
        out.print(Text(f"{name} {version}" if version else f"{name} is not installed", "dim"))


def written(folder: Path, files: Sequence[Path], skipped: Iterable[str]) -> None:
    """How many files were written, and where; and what was not."""
    out = console()
    out.say(Text(f"{counted(len(files), 'file')} in {folder}"))
    for reason in skipped:
        out.say(Text(f"skipped: {reason}", "dim"))
