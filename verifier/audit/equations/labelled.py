r"""Displays of several methods, each below a row that is its name: ``\text{Adagrad} \\``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.audit.drafts.meaning import named_in
from verifier.audit.pages.document import Region

ROW = re.compile(r"\\\\(?:\s*\[[^\]\n]*\])?")
"""What ends a row."""
LABEL = re.compile(
    r"(?:\s|&|\\begin\{\w+\*?\}|\\(?:quad|qquad|hline|bullet)\b|\\[,;:!])*"
    r"\\(?:text|textbf|textit|textsc|mathrm|mathbf|underline|mbox)\s*\{(?P<words>[^{}$]{2,60})\}[\s:.&]*"
)
"""A row that is words and nothing else."""


def labelled(region: Region) -> Iterator[Region]:
    """A display in parts, where rows of words name the methods of those below them; else as it is."""
    if region.language != "latex" or "\\\\" not in region.text:
        yield region
        return
    low, title = 0, ""
    for start, end in _rows(region.text):
        found = LABEL.fullmatch(region.text, start, end)
        if found is not None and named_in(found["words"]):
            if region.text[low:start].strip():
                yield _part(region, low, start, title)
            low, title = start, found["words"].strip()
    yield _part(region, low, len(region.text), title) if title else region


def _rows(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for each in ROW.finditer(text):
        yield start, each.start()
        start = each.end()
    yield start, len(text)


def _part(region: Region, low: int, high: int, title: str) -> Region:
    """A part of a region, under a title of its own."""
    text = region.text[low:high]
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    origin = tuple(region.offset(low + at) for at in starts)
    headings = (title, *region.headings) if title else region.headings
    return replace(region, text=text, origin=origin, headings=headings, before=title or region.before)
