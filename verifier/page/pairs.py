"""What the page shows: every pair that was judged, with its verdict and what that rests on, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from verifier import catalogue
from verifier.check import CheckResult
from verifier.comparison.record import by_themselves
from verifier.findings import Finding
from verifier.page.forms import Compared
from verifier.page.mathml import mathml
from verifier.show import Display, of_form, shown

Pair = dict[str, Any]

SAME, TRANSLATED, ONLY_IF, DIFFERENT, OPEN = "same", "translated", "conditional", "different", "open"
"""The cells: same; same after translation; same only if …; different; not decided or not judged."""

OF_COMPARISON = {"equal": SAME, "translated": TRANSLATED, "conditional": ONLY_IF, "different": DIFFERENT}
OF_CLAIM = {"equal": SAME, "equal when": ONLY_IF, "different": DIFFERENT}

SCOPE = "every step, every sequence of gradients"
NOT_JUDGED = "nothing is judged here: what is printed is no whole recurrence, or has several readings"
KEPT = ("translation", "constant_translation", "conditions", "weight_map", "defaults_differ", "reason")
"""Of a comparison, what is shown as it is."""


@dataclass(frozen=True)
class Formulas:
    """Formulas as MathML, each once; a pair names them by their numbers."""

    numbers: dict[str, int] = field(default_factory=dict)

    def __call__(self, latex: str) -> int:
        return self.numbers.setdefault(latex, len(self.numbers))

    def markup(self) -> list[str]:
        """The formulas by number."""
        return [mathml(latex) for latex in self.numbers]


def pairs(
    results: Sequence[CheckResult], forms: Mapping[str, Compared], matrix: Mapping[str, Any]
) -> dict[str, Any]:
    """Every printed form beside its specification, and every pair of implementations of the matrix.

    Parameters
    ----------
    results : sequence of CheckResult
        With the findings about printed forms.
    forms : mapping
        The comparisons of the forms that are recurrences, by name.
    matrix : mapping
        What `report` wrote to ``measured/frameworks.json``; empty where frameworks were not read.

    Returns
    -------
    dict
        ``pairs``, and the ``formulas`` that they name by number.
    """
    formulas = Formulas()
    found = [*_printed(results, forms, formulas), *_run(matrix, formulas)]
    return {"pairs": found, "formulas": formulas.markup()}


def _printed(
    results: Iterable[CheckResult], forms: Mapping[str, Compared], formulas: Formulas
) -> Iterator[Pair]:
    for result in results:
        known = catalogue.forms(result.name)
        for finding in (f for f in result.findings if f.kind == "printed form"):
            form = known[finding.subject]
            printed = of_form(form, catalogue.citation(form.source))
            yield _form(result.name, printed, finding, forms.get(finding.subject), formulas)


def _form(name: str, printed: Display, finding: Finding, found: Compared | None, formulas: Formulas) -> Pair:
    """A printed form; what is claimed of it is proved too, and shown beside what was found."""
    met = finding.details["obligations"]
    source = finding.subject.partition("/")[2].partition("~")[0].rstrip("-0123456789")
    pair = {
        "id": f"{finding.subject}~{name}".replace("/", "."),
        "optimizer": name,
        "sources": [source],
        "left": finding.subject,
        "right": name,
        "verdict": _verdict(finding, found),
        "why": finding.summary,
        "cited": printed.source,
        "printed": [formulas(line.latex) for line in (*printed.equations, *printed.initial)],
        "proofs": [{"of": each["sentence"], "steps": list(each["proof"])} for each in met if each["proof"]],
        "command": f"verifier compare {finding.subject} {name}",
    }
    return pair | (_judged(found, name, formulas) if found else {"scope": NOT_JUDGED, "sentence": ""})


def _verdict(finding: Finding, found: Compared | None) -> str:
    """The comparison's verdict; where that is weaker than what was proved of the claim, the claim's."""
    if not (finding.as_claimed and found):
        return OPEN
    order = (SAME, TRANSLATED, ONLY_IF, DIFFERENT, OPEN)
    searched = OF_COMPARISON.get(found["verdict"], OPEN)
    claimed = OF_CLAIM.get(finding.details["claim"], OPEN)
    return min(searched, claimed, key=order.index)


def _run(matrix: Mapping[str, Any], formulas: Formulas) -> Iterator[Pair]:
    """What frameworks run, of every optimizer in the matrix."""
    for family in matrix.get("optimizers", ()):
        known = {each["call"]: each for each in family["implementations"]}
        for found in family["comparisons"]:
            left, right = found["left"], found["right"]
            versions = [known[side]["version"] for side in (left, right) if side in known]
            yield {
                "id": f"{left}~{right}".replace("/", "."),
                "optimizer": family["name"],
                "sources": [side.partition(":")[0] for side in (left, right) if ":" in side],
                "left": left,
                "right": right,
                "verdict": OF_COMPARISON.get(found["verdict"], OPEN),
                "cited": f"read out of the running code of {'; '.join(dict.fromkeys(versions))}",
                "proofs": [],
                "command": f'verifier compare "{left}" "{right}"',
            } | _judged(found, family["name"], formulas)


def _judged(found: Compared, name: str, formulas: Formulas) -> Pair:
    """What every comparison has."""
    side_by_side, proof = found["beside"], found["proof"]
    alone = by_themselves(found["conditions"], found["translation"])
    rows = [
        [*(formulas(row[s]) if row[s] else None for s in ("left", "right")), row["same"]]
        for row in side_by_side["rows"]
    ]
    return {
        **{name: value for name, value in ({**found, "conditions": alone}).items() if name in KEPT and value},
        "sentence": found["sentence"],
        "scope": f"{found['scope']}; {SCOPE}{_varying(found['schedules'])}",
        "rows": rows,
        "letters": _letters(side_by_side["letters"], name, formulas),
        "calls": side_by_side["calls"],
        "sketch": side_by_side["sketch"],
        "witness": found["witness"],
        "worked": side_by_side["worked"],
        "proof": proof and {"method": proof["method"], "steps": proof["steps"]},
    }


def _varying(schedules: Mapping[str, str]) -> str:
    """Whether the verdict survives when a hyperparameter varies from step to step."""
    words = {"proved": "it holds too", "refuted": "it fails", "undecided": "it is not known whether it holds"}
    by = {word: [n for n, said in schedules.items() if said == key] for key, word in words.items()}
    told = [f"{word} where {' or '.join(names)} varies with the step" for word, names in by.items() if names]
    return "".join(f"; {each}" for each in told)


def _letters(letters: Iterable[Mapping[str, Any]], name: str, formulas: Formulas) -> list[Pair]:
    """What each letter of the rows stands for."""
    specified = shown(name).letters if name in catalogue.names() else ()
    meanings = {letter.name: letter.meaning for letter in specified}
    return [
        {
            "symbol": formulas(each["symbol"]),
            "left": each["left"],
            "right": each["right"],
            "meaning": meanings.get(each["right"]) or meanings.get(each["left"]) or "",
            "domain": each["domain"],
        }
        for each in letters
    ]
