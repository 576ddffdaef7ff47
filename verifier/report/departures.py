"""Departures: what is wrong in the frameworks' releases, as the scripts that show it say themselves."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from verifier.report.markdown import code, prose, table

SCHEMA = 1
NAME = "frameworks"
ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path("tests", "frameworks", "defects")
"""In a clone; an installed package has no tests, and then no list of departures."""

LEGEND = """
A *departure* is code that does not do what its own documentation, its own other path or backend, or the
article that it cites says. A difference between frameworks is none; those are in
[the matrix](measured/frameworks.md) of every pair of implementations. Each departure has a script that needs
the framework alone, prints what it does, and fails once it is mended.
""".strip()


@dataclass(frozen=True)
class Departure:
    """One thing that is wrong, and the script that shows it.

    Attributes
    ----------
    script : str
        Its path from the root of the repository.
    title, text : str
        The first sentence, and the rest with the quotation, as Markdown.
    """

    script: str
    title: str
    text: str


def departures(root: Path = ROOT) -> list[Departure]:
    """One of each script, in the order of their names; none where there are no scripts."""
    return [_departure(path, root) for path in sorted((root / SCRIPTS).glob("*_*.py"))]


def _departure(path: Path, root: Path) -> Departure:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    title, _, text = words.partition("\n\n")
    return Departure(path.relative_to(root).as_posix(), " ".join(title.split()), text.strip())


def departure_pages(found: Sequence[Departure]) -> dict[str, str]:
    """The list as files: a function of the scripts alone."""
    data = {"schema": SCHEMA, "departures": [asdict(each) for each in found]}
    return {
        f"{NAME}.md": "\n".join(_page(found)) + "\n",
        f"{NAME}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _page(found: Sequence[Departure]) -> Iterator[str]:
    yield from ("# What frameworks run, and where they depart", "", LEGEND, "")
    yield "[The matrix: what each framework runs, every pair compared](measured/frameworks.md)"
    yield from ("", "## Departures found", "")
    yield from table(("script", "what it shows"), ((_link(each), prose(each.title)) for each in found))
    for each in found:
        yield from (f"### {Path(each.script).stem}", "", prose(each.title), "")
        for paragraph in filter(None, each.text.split("\n\n")):
            yield from (prose(paragraph), "")
        yield from (f"Run {code(f'python {each.script}')}.", "")
    yield "To reproduce: `python -m verifier report --all`"


def _link(each: Departure) -> str:
    stem = Path(each.script).stem
    return f"[{code(stem)}](#{stem})"
