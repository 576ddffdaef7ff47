"""What the page shows: every pair that was judged, with its verdict and what that rests on, as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from latex2mathml.converter import convert

from verifier import catalogue
from verifier.check import CheckResult
from verifier.findings import Finding
from verifier.show import Display, of_form, shown

Pair = dict[str, Any]

SAME, TRANSLATED, ONLY_IF, DIFFERENT, OPEN = "same", "translated", "conditional", "different", "open"
"""The cells: same; same after translation; same only if …; different; not decided or not judged."""

OF_COMPARISON = {
    "equal": SAME,
    "translated": TRANSLATED,
    "conditional": ONLY_IF,
    "different": DIFFERENT,
}
OF_CLAIM = {"equal": SAME, "equal when": ONLY_IF, "different": DIFFERENT}

SCOPE = "real numbers, each coordinate alone, all steps and all sequences of gradients"


def pairs(results: Sequence[CheckResult], matrix: Mapping[str, Any]) -> list[Pair]:
    """Every printed form beside its specification, and every pair of implementations of the matrix.

    Parameters
    ----------
    results : sequence of CheckResult
        With the findings about printed forms.
    matrix : mapping
        What `report` wrote to ``measured/frameworks.json``; empty where frameworks were not read.
    """
    found = [pair for result in results for pair in _printed(result)]
    return found + [pair for family in matrix.get("optimizers", ()) for pair in _run(family)]


def _printed(result: CheckResult) -> Iterator[Pair]:
    specification, forms = shown(result.name), catalogue.forms(result.name)
    for finding in result.findings:
        if finding.kind == "printed form":
            form = forms[finding.subject]
            yield _form(result.name, specification, of_form(form, catalogue.citation(form.source)), finding)


def _form(name: str, specification: Display, printed: Display, finding: Finding) -> Pair:
    met = finding.details["obligations"]
    witness = next((each for each in met if each["witness"]), None)
    return {
        "id": f"{finding.subject}~{name}".replace("/", "."),
        "optimizer": name,
        "source": finding.subject.partition("/")[2].partition("~")[0].rstrip("-0123456789"),
        "left": finding.subject,
        "right": name,
        "verdict": OF_CLAIM.get(finding.details["claim"], OPEN) if finding.as_claimed else OPEN,
        "sentence": finding.summary,
        "cited": printed.source,
        "scope": SCOPE,
        "formulas": [formulas(printed), formulas(specification)],
        "letters": letters(specification),
        "proofs": [{"of": each["sentence"], "steps": list(each["proof"])} for each in met if each["proof"]],
        "witness": witness and {"of": witness["sentence"], **witness["witness"]},
        "defaults": {},
        "command": f"verifier compare {finding.subject} {name}",
    }


def _run(family: Mapping[str, Any]) -> Iterator[Pair]:
    known = {each["call"]: each for each in family["implementations"]}
    for found in family["comparisons"]:
        left, right = found["left"], found["right"]
        yield {
            "id": f"{left}~{right}".replace("/", "."),
            "optimizer": family["name"],
            "source": " ".join(
                dict.fromkeys(side.partition(":")[0] for side in (left, right) if ":" in side)
            ),
            "left": left,
            "right": right,
            "verdict": OF_COMPARISON.get(found["verdict"], OPEN),
            "sentence": found["sentence"],
            "cited": "; ".join(known[side]["version"] for side in (left, right) if side in known),
            "scope": found["scope"],
            "formulas": [_of_side(side, known) for side in (left, right)],
            "letters": letters(shown(family["name"])) if family["name"] in catalogue.names() else [],
            "proofs": [{"of": found["sentence"], "steps": found["proof"]["steps"]}] if found["proof"] else [],
            "witness": found["witness"] and {"of": "", **found["witness"]},
            "defaults": found["defaults_differ"],
            "command": f'verifier compare "{left}" "{right}"',
        }


def _of_side(side: str, known: Mapping[str, Any]) -> list[str]:
    return [mathml(line) for line in known[side]["latex"]] if side in known else formulas(shown(side))


def formulas(display: Display) -> list[str]:
    """The equations and first values as MathML."""
    return [mathml(line.latex) for line in (*display.equations, *display.initial)]


def letters(display: Display) -> list[dict[str, str]]:
    """What each letter stands for."""
    return [
        {"symbol": mathml(each.symbol.latex), "meaning": each.meaning or each.name, "domain": each.domain}
        for each in display.letters
    ]


def mathml(latex: str) -> str:
    """A formula that a browser renders by itself."""
    escaped = re.sub(r"\\text\{([^{}]*)\}", lambda text: rf"\text{{{escape(text[1])}}}", latex)
    return str(convert(escaped.replace(r"\thinspace", r"\,")))
