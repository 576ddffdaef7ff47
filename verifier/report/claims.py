"""What the documents say in words, sentence by sentence, with the ruling and its grounds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from verifier import catalogue
from verifier.assertions.judge import Court, Judged, Ruling, court, judge
from verifier.assertions.record import Document
from verifier.report.markdown import prose, sentence, table
from verifier.theorems import derive

SCHEMA = 1
NAME = "claims"

LEGEND = """
Sentences of the documents that mathematics, arithmetic or a comparison of methods can decide, and some that
nothing can, in our words; a quotation has at most a few words. A ruling is no opinion: it follows from
theorems that are derived from the recurrences ([all](theorems.md)), from verdicts on pairs of methods, from
runs in exact numbers and from arithmetic, all of which are looked at anew when this page is made.

- **proved**: what is said follows from the evidence.
- **refuted**: the evidence is against it.
- **true under a condition**: it holds where the condition does; with evidence against it, not elsewhere.
- **not decidable**: nothing that is printed decides it, and why.
""".strip()

Judgements = Sequence[tuple[Document, Sequence[Judged]]]


def judgements(at: Court | None = None) -> Judgements:
    """Every document with its sentences judged, in the order of the document."""
    chosen = at or court(catalogue.system, derive)
    return [
        (each, [judge(a, chosen) for a in sorted(each.assertions, key=lambda a: a.line)])
        for each in catalogue.documents()
    ]


def claims(found: Judgements) -> dict[str, str]:
    """The report as files, a function of the sources alone."""
    data = {"schema": SCHEMA, "documents": [_data(d, js) for d, js in found]}
    return {
        f"{NAME}.md": "\n".join(_page(found)) + "\n",
        f"{NAME}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _data(document: Document, judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "document": document.key,
        "assertions": [
            {
                document.unit: j.assertion.line,
                "says": j.assertion.says,
                "quote": j.assertion.quote,
                "ruling": str(j.ruling),
                "when": j.assertion.when,
                "because": j.assertion.because or j.assertion.undecided,
                "supports": list(j.supports),
                "contradicts": list(j.contradicts),
                "evidence": [
                    {"kind": type(e).__name__.lower(), **asdict(e)}
                    for e in (*j.assertion.supports, *j.assertion.contradicts)
                ],
            }
            for j in judged
        ],
    }


def _page(found: Judgements) -> Iterator[str]:
    yield from ("# What the documents say", "", LEGEND, "")
    rulings = [r for r in Ruling if r is not Ruling.UNSETTLED]
    rows = [[_title(d), *_counts(js, rulings)] for d, js in found]
    everything = [j for _, js in found for j in js]
    head = ("document", *map(str, rulings), "all")
    yield from table(head, [*rows, ["all", *_counts(everything, rulings)]])
    for document, judged in found:
        yield from (f"## {_title(document)}", "")
        for each in judged:
            yield from _section(document, each)
    yield "To reproduce: `python -m verifier report --all`"


def _title(document: Document) -> str:
    return sentence(catalogue.works()[document.key].title)


def _counts(judged: Sequence[Judged], rulings: Sequence[Ruling]) -> list[str]:
    count = Counter(j.ruling for j in judged)
    return [*(str(count[r]) for r in rulings), str(len(judged))]


def _section(document: Document, judged: Judged) -> Iterator[str]:
    said = judged.assertion
    quote = f" (“{sentence(said.quote)}”)" if said.quote else ""
    yield f"{document.unit} {said.line}: {sentence(said.says)}{quote}"
    yield ""
    condition = f": {prose(said.when)}" if said.when else ""
    why = said.because or said.undecided
    yield f"- **{judged.ruling}**{condition}{f'; {prose(why)}' if why else ''}."
    for title, evidence in (("for", judged.supports), ("against", judged.contradicts)):
        yield from (f"- {title}: {prose(each)}" for each in evidence)
    yield from (f"- **fails**: {prose(each)}" for each in judged.failed)
    yield ""
