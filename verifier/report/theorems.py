"""The theorems of each optimizer on a page, and all kinds of theorems in one table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verifier import catalogue
from verifier.closed_form.theorem import Derivation, Theorem, to_json
from verifier.report.markdown import anchor, code, display, sentence, table
from verifier.theorems import derive

SCHEMA = 1
FOLDER = "theorems"

LEGEND = """
Every theorem is derived from the recurrence as it stands in `specs/`: none is typed in. It is proved, by
induction over the steps or from a lemma that is proved with it, and then held against numbers of fifty
digits at random points of its hypotheses; a theorem whose hypotheses no numbers satisfy is refused. The
theorems are about one coordinate and real numbers.
""".strip()


def theorems(name: str) -> Derivation:
    """What is derived from a specification, in its typesetting."""
    return derive(catalogue.system(name), catalogue.recurrence(name).typeset)


def theorem_pages(found: Mapping[str, Derivation]) -> dict[str, str]:
    """The page and the data of each optimizer, functions of the sources alone."""
    pages = {}
    for name, derivation in found.items():
        pages[f"{FOLDER}/{name}.md"] = "\n".join(_page(name, derivation)) + "\n"
        pages[f"{FOLDER}/{name}.json"] = json.dumps(_data(derivation), ensure_ascii=False, indent=1) + "\n"
    return pages


def theorem_index(found: Mapping[str, Derivation]) -> dict[str, str]:
    """The table of all kinds of theorems, and of which optimizers they are."""
    return {f"{FOLDER}.md": "\n".join(_index(found)) + "\n"}


def _data(derivation: Derivation) -> dict[str, Any]:
    return {"schema": SCHEMA, **to_json(derivation)}


def _page(name: str, derivation: Derivation) -> Iterator[str]:
    yield from (f"# Theorems: {code(name)}", "", LEGEND, "")
    yield from (f"The method: [{code(name)}](../{name}.md). All kinds: [theorems](../{FOLDER}.md).", "")
    for theorem in derivation.theorems:
        yield from section(theorem)
    if derivation.unsolved:
        yield from ("## Not solved", "")
        yield from (f"- {code(each.name)}: {sentence(each.reason)}" for each in derivation.unsolved)
        yield ""
    yield f"To reproduce: {code(f'python -m verifier derive {name}')}"


def section(theorem: Theorem) -> Iterator[str]:
    """One theorem: statement, hypotheses, proof, and what a hypothesis is needed for."""
    yield from (f"## {theorem.id}", "", display(theorem.latex), "")
    given = f" if {'; '.join(map(sentence, theorem.hypotheses))}" if theorem.hypotheses else ", always"
    yield from (f"**{theorem.verdict}**{given}.", "")
    yield from (f"{number}. {sentence(step)}" for number, step in enumerate(theorem.proof, start=1))
    yield ""
    for remark in theorem.sharp:
        yield from (f"Without that: {sentence(remark)}", "")


def _index(found: Mapping[str, Derivation]) -> Iterator[str]:
    kinds: dict[str, list[tuple[str, Theorem]]] = {}
    for name, derivation in found.items():
        for theorem in derivation.theorems:
            kinds.setdefault(theorem.kind, []).append((name, theorem))
    total = sum(len(d.theorems) for d in found.values())
    yield from ("# Theorems", "", LEGEND, "")
    yield from (f"{len(kinds)} kinds of theorems, {total} instances.", "")
    yield from table(("kind", "for example", "of"), (_row(kind, kinds[kind]) for kind in sorted(kinds)))
    yield "To reproduce: `python -m verifier report --all`"


def _row(kind: str, instances: Sequence[tuple[str, Theorem]]) -> Sequence[str]:
    links: dict[str, str] = {}
    for name, theorem in instances:
        links.setdefault(name, f"[{code(name)}]({FOLDER}/{name}.md#{anchor(theorem.id)})")
    example = min((t.statement for _, t in instances), key=len)
    return kind.replace("-", " "), sentence(example), ", ".join(links.values())
