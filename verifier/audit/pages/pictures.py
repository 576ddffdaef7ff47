"""Formulas in the addresses of their pictures, as sites that draw formulas take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, unquote_plus

from verifier.audit.pages.document import Region, Source

SITE = r"(?:latex|codecogs|math\?(?:math|formula)=|equation\?tex=|\bchl=|mathurl|eq\?)"
PICTURE = re.compile(
    rf"(?<=\")https?://[^\s\"]*{SITE}[^\"\n]*|https?://[^\s\"'<>]*{SITE}[^\s\"'<>]*", re.IGNORECASE
)
"""Between quotation marks an address may have blanks."""
QUERY = re.compile(r"[?&](?:tex|latex|math|formula|eq|chl)=|[?]")
REST = re.compile(r"(?:&(?:mode|consumer|inline|from|fg|bg|alt|chs|chco)=[\w-]*)+$")
"""What stands behind the formula and is none of it: how large it is drawn, and in which colour."""
WRITTEN_OUT = {"&space;": " ", "&plus;": "+", "&amp;": "&", "&minus;": "-", "&lt;": "<", "&gt;": ">"}
MAX_FORMULA = 10_000


def spans(text: str) -> list[tuple[int, int]]:
    """Where the addresses stand; one ends before a bracket that nothing in it opens, as Markdown's does."""
    return [(m.start(), m.start() + _length(m.group())) for m in PICTURE.finditer(text)]


def pictures(source: Source, headings_at: Callable[[int], tuple[str, ...]]) -> Iterator[tuple[int, Region]]:
    """Formulas in the addresses of their pictures; each stands, as a whole, where the address does."""
    for start, end in spans(source.text):
        if QUERY.search(source.text, start, end) is None:
            continue
        before = source.text[max(0, start - 200) : start]
        line = _formula(source.text[start:end])[:MAX_FORMULA].replace("\n", " ")
        yield start, Region("formula", line, source, (start,), "latex", headings_at(start), before)


def _length(address: str) -> int:
    depth = 0
    for i, character in enumerate(address):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return i
    return len(address)


def _formula(address: str) -> str:
    """The formula in an address: some sites take a plus for a blank, others for itself."""
    query = REST.sub("", QUERY.split(address)[-1])
    for word, meant in WRITTEN_OUT.items():
        query = query.replace(word, "%2B" if meant == "+" else meant)
    itself = "codecogs" in address.lower() or "%20" in query or " " in query
    return unquote(query) if itself else unquote_plus(query)
