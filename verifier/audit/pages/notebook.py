"""Notebooks: each cell is a source of its own; headings go on from cell to cell."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from verifier.audit.pages import drawn, markdown
from verifier.audit.pages.document import Document, Place, Region, Source, Unread, region, with_line_ends
from verifier.audit.pages.markdown import LANGUAGES

CELL = re.compile(r'\{\s*"(?:cell_type|attachments|execution_count|id|metadata|outputs|source)"')
"""How a cell begins."""
LANGUAGE = re.compile(r'"kernelspec":\s*\{[^{}]*"language":\s*"(\w+)"')
HEADED = re.compile(
    r"^(?:[ ]{0,3}#{1,6}[ \t][^\n]*|.*</h[1-6]>[ \t]*|[ ]{0,3}(?:={3,}|-{3,})[ \t]*)\s*\Z", re.MULTILINE
)
"""A heading at the end of a text."""
MAX_BROKEN = 100
"""Beginnings of cells that are no cells, after which no more are looked for."""


def document(text: str) -> Document:
    """A notebook as a document; of a broken one those cells that are whole."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return _salvaged(text, error)
    except (ValueError, RecursionError):
        return Document((), (Unread(Place(1, 1, 1, 1), "it is no notebook: its JSON is broken"),))
    if not isinstance(data, dict) or not data.keys() & {"cells", "worksheets"}:
        return Document((), (Unread(Place(1, 1, 1, 1), "it is no notebook: it has no cells"),))
    return of_cells(_cells(data), _language(data))


def _salvaged(text: str, error: json.JSONDecodeError) -> Document:
    """What is whole in a notebook that is broken, and the place where it is broken."""
    found = LANGUAGE.search(text)
    whole = of_cells(whole_cells(text), LANGUAGES.get(found[1].lower(), "python") if found else "python")
    place = Place(error.lineno, error.colno, error.lineno, error.colno)
    why = f"it is no notebook: its JSON is broken ({error.msg}); cells that are whole are read"
    return replace(whole, unread=(Unread(place, why), *whole.unread))


def whole_cells(text: str) -> list[Any]:
    """The cells that can be found in a text that is no JSON as a whole."""
    found, at, broken = list[Any](), 0, 0
    while broken < MAX_BROKEN and (start := CELL.search(text, at)) is not None:
        try:
            cell, at = json.JSONDecoder().raw_decode(text, start.start())
        except (ValueError, RecursionError):
            broken, at = broken + 1, start.end()
            continue
        found += [cell] if "cell_type" in cell else []
    return found


def _cells(data: Any) -> list[Any]:
    """The cells, after nbformat where it can read the notebook, else as they stand in the data."""
    import nbformat

    try:
        with warnings.catch_warnings(action="ignore"):  # of what nbformat mends by itself
            return list(nbformat.reads(json.dumps(data), as_version=4).cells)  # type: ignore[no-untyped-call]
    except Exception:  # nbformat raises whatever its schema's library does
        found = data.get("cells") if isinstance(data, dict) else None
        return list(found) if isinstance(found, list) else []


def _language(data: Any) -> str:
    metadata = data.get("metadata") if isinstance(data, dict) else None
    spec = metadata.get("kernelspec", metadata.get("language_info", {})) if isinstance(metadata, dict) else {}
    word = str(spec.get("language", spec.get("name", "python"))) if isinstance(spec, dict) else "python"
    return LANGUAGES.get(word.lower().rstrip("0123456789.-"), "python")


def of_cells(cells: list[Any], language: str) -> Document:
    """The cells as one document."""
    found, unread, above = list[Region](), list[Unread](), tuple[str, ...]()
    before = ""
    for number, cell in enumerate(cells):
        kind, text = content(cell)
        if text is None:
            unread.append(Unread(Place(1, 1, 1, 1, number), "the cell has no source that is a text"))
        elif kind == "markdown":
            regions = markdown.regions(Source(drawn.on_one_line(text), number))
            found += [
                replace(r, headings=(*r.headings, *(h for h in above if h not in r.headings)))
                for r in regions
            ]
            above, before = _headings_behind(text, regions) or above, text[-300:]
        elif kind == "code":
            found.append(region("code", Source(text, number), 0, len(text), language, above, before))
    return Document(tuple(found), tuple(unread))


def _headings_behind(text: str, regions: Sequence[Region]) -> tuple[str, ...]:
    """The headings that go on behind a cell, one at its end among them."""
    if HEADED.search(text):
        regions = markdown.regions(Source(f"{text.rstrip()}\n\n."))
    return next((r.headings for r in reversed(regions) if r.headings), ())


def content(cell: Any) -> tuple[str, str | None]:
    """The kind of a cell and its text; None where it has none."""
    if not isinstance(cell, dict):
        return "", None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(str(line) for line in source)
    text = with_line_ends(source) if isinstance(source, str) else None
    return str(cell.get("cell_type", "")), text
