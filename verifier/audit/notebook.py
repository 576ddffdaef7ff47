"""Notebooks: each cell is a source of its own; headings go on from cell to cell."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import Any

from verifier.audit import markdown
from verifier.audit.document import Document, Place, Region, Source, Unread, region
from verifier.audit.markdown import LANGUAGES


def document(text: str) -> Document:
    """A notebook as a document; a broken one is read as far as its cells can be found."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Document((), (Unread(Place(1, 1, 1, 1), "it is no notebook: its JSON is broken"),))
    if not isinstance(data, dict) or not data.keys() & {"cells", "worksheets"}:
        return Document((), (Unread(Place(1, 1, 1, 1), "it is no notebook: it has no cells"),))
    return of_cells(_cells(data), _language(data))


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
            regions = markdown.regions(Source(text, number))
            found += [
                replace(r, headings=(*r.headings, *(h for h in above if h not in r.headings)))
                for r in regions
            ]
            heads = next((r.headings for r in reversed(regions) if r.headings), ())
            above, before = heads or above, text[-300:]
        elif kind == "code":
            found.append(region("code", Source(text, number), 0, len(text), language, above, before))
    return Document(tuple(found), tuple(unread))


def content(cell: Any) -> tuple[str, str | None]:
    """The kind of a cell and its text; None where it has none."""
    if not isinstance(cell, dict):
        return "", None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(str(line) for line in source)
    return str(cell.get("cell_type", "")), source if isinstance(source, str) else None
