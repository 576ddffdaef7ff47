"""Sentences: the formulas that stand in them as plain characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.audit.pages.document import Region
from verifier.audit.pages.lowered import with_accents
from verifier.audit.pages.markdown import erased
from verifier.audit.pages.wrapped import unwrapped
from verifier.lift.latex import locate, locate_bare

LONGEST = 5_000
"""Longer lines are searched for formulas in pieces of that length."""

STARRED = re.compile(r"[\w)] ?\*(?!\*) ?[\w(]")
"""A product that is written with a star."""
LOWERED = re.compile(r"(?<![\w.])[A-Za-z]t(?!\w)")
"""A letter and what was its index, ``mt``."""
BRIEF = re.compile(r"(?<![\w.])(?!lr\b|wd\b)[A-Za-ce-z][A-Za-z](?![\w(])")
"""Two letters that are a name, or a product."""


def formulas(region: Region) -> Iterator[Region]:
    """The formulas of a region of prose, line by line; where stars are products, two letters are a name."""
    found = list(_found(region))
    plain = [each.text for each in found if each.language == "unicode"]
    brief, starred, lowered = (any(map(p.search, plain)) for p in (BRIEF, STARRED, LOWERED))
    if brief and starred and not lowered:
        found = [replace(f, language="pseudo") if f.language == "unicode" else f for f in found]
    yield from found


def _found(region: Region) -> Iterator[Region]:
    position, text = 0, unwrapped(with_accents(region.text))
    for line in text.split("\n"):
        bare = locate_bare(line)
        for span in bare:
            low, high = position + span.start, position + span.end
            yield _formula(region, low, text[low:high], "latex")
        line = erased(line, [(s.start, s.end) for s in bare]) if bare else line
        for start in range(0, len(line), LONGEST):
            piece = line[start : start + LONGEST]
            if any(sign in piece for sign in ("=", "←", "→", "≔", "<-")):
                for span in locate(piece):
                    low = position + start + span.start
                    yield _formula(region, low, text[low : low + span.end - span.start], "unicode")
        position += len(line) + 1


def _formula(region: Region, low: int, text: str, language: str) -> Region:
    return replace(
        region,
        kind="formula",
        text=text,
        origin=(region.offset(low),),
        language=language,
        before=region.text[max(0, low - 400) : low],
    )
