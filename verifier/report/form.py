"""The section of one printed form: both formulas side by side, the verdict, proof or witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verifier.findings import Finding
from verifier.judged import NOTHING_TO_JUDGE
from verifier.report.markdown import code, formula, sentence, table
from verifier.show import Display
from verifier.worked import Working

Side = tuple[str, Working | None]
"""A side's name, and its run of a witness."""

Sides = Sequence[Side]
"""The left and the right."""

Workings = Sequence[Sides]
"""The sides of each obligation."""


def section(finding: Finding, specification: Display, printed: Display, workings: Workings) -> Iterator[str]:
    """The Markdown lines of one printed form."""
    yield from (f"### {finding.subject}", "", f"{sentence(printed.source)}.", "")
    yield from (f"Claim: {sentence(finding.summary)}.", "")
    if printed.equations:
        yield from _side_by_side(specification, printed)
    yield from _notes(printed)
    for obligation, working in zip(finding.details["obligations"], workings, strict=True):
        yield from _obligation(obligation, working)
    if finding.details["claim"] not in NOTHING_TO_JUDGE:
        command = f"python -m verifier compare {printed.name} {specification.name}"
        yield from (f"To reproduce: {code(command)}", "")


def _side_by_side(specification: Display, printed: Display) -> Iterator[str]:
    head = (f"specification {code(specification.name)}", f"as printed, {code(printed.name)}")
    yield from table(head, [[_formulas(side) for side in (specification, printed)]])


def _formulas(side: Display) -> str:
    return "<br>".join(formula(line.latex) for line in (*side.equations, *side.initial))


def _notes(printed: Display) -> Iterator[str]:
    quotes = [f"- {place}: {code(text)}" for place, text in printed.quotes]
    notes = [f"- {sentence(note)}" for note in printed.notes]
    if quotes or notes:
        yield from (*quotes, *notes, "")


def _obligation(met: Mapping[str, Any], working: Sides) -> Iterator[str]:
    mark = {True: "as claimed", False: "**not as claimed**", None: "**undecided**"}[met["as_claimed"]]
    constant = f" (at constant {' and '.join(met['constant'])})" if met["constant"] else ""
    yield from (f"**{met['verdict']}**, {mark}: {sentence(met['sentence'] + constant)}.", "")
    if met["proof"]:
        left, right = (code(name) for name, _ in working)
        yield from (f"The left is {left}, the right {right}.", "")
        yield from (f"{number}. {sentence(step)}" for number, step in enumerate(met["proof"], start=1))
        yield ""
    if met["witness"]:
        yield from _witness(met["witness"], working)
    if met["reason"] and met["verdict"] == "undecided":
        yield from (f"Why undecided: {sentence(met['reason'])}.", "")


def _witness(witness: Mapping[str, Any], worked: Sides) -> Iterator[str]:
    numbers = [f"{name} = {_number(value)}" for name, value in witness["hyperparameters"].items()]
    setting = ", ".join([*numbers, f"first weight {_number(witness['w0'])}"])
    gradients = ", ".join(map(_number, witness["gradients"]))
    yield from (f"Witness: {sentence(setting)}; gradients {sentence(gradients)}.", "")
    for side, working in worked:
        if working:
            yield from (f"{code(side)}, step by step:", "")
            yield from table(("t", "g", *map(code, working.names)), working.rows)
    what = "asks for the gradient at" if witness["queries"] else "has the weight"
    left, right = (sentence(witness[side]) for side in ("left", "right"))
    first, second = (code(side) for side, _ in worked)
    yield from (f"At step {witness['t']}, {first} {what} {left}, and {second} {what} {right}.", "")


def _number(value: Any) -> str:
    if isinstance(value, list):
        same = all(each == value[0] for each in value)
        return _number(value[0]) if same else f"[{', '.join(map(_number, value))}]"
    if isinstance(value, Mapping):
        return f"the root of {value['polynomial']} in {value['interval']}"
    return str(value)
