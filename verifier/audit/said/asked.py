"""What a text only asks: what ends with a question mark says nothing of an update, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source

REST = re.compile(
    r"(?:[^.!?。！？；$\\\n]|\$(?!\$)|\\(?!\]|end\b)|\.(?=\d)|\n(?![ \t]*(?:\n|[-*#>|])))*[?？]"
)
"""The rest of a question, within a paragraph and no displayed formula."""
LONGEST = 300


def without_asked(every: Iterable[AuditFinding], regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The findings on what a text says, but those on what it asks."""
    sources = list({id(region.source): region.source for region in regions}.values())
    for found in every:
        if not any(s.cell == found.cell and _is_asked(s, found) for s in sources):
            yield found


def _is_asked(source: Source, found: AuditFinding) -> bool:
    if found.end_line > len(source.lines):
        return False
    end = source.lines[found.end_line - 1] + found.end_column - 1
    return REST.match(source.text, end, end + LONGEST) is not None
