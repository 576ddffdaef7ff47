"""An update that was understood, and the stretch of text around it that speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.audit.judging.judge import Hit
from verifier.audit.pages.document import Source, Stretch
from verifier.system import System

HEADING = re.compile(r"^[ \t]*(?:#{1,6} |\\(?:sub)*section|\\chapter|=+[ \t]*$|-{4,}[ \t]*$)", re.MULTILINE)
OUTERMOST = re.compile(r"^(?:class|def|(?:mutable )?struct|function|public class)\b", re.MULTILINE)
REACH = 1500
"""How many characters before and behind an update are searched for what is said of it."""


@dataclass(frozen=True)
class Subject:
    """An update that was understood, in each way to set its switches, and the stretch that speaks of it."""

    system: System
    assumed: tuple[str, ...]
    hit: Hit
    source: Source
    low: int
    high: int
    ways: tuple[System, ...] = ()


def subject(system: System, assumed: tuple[str, ...], hit: Hit, place: Stretch) -> Subject:
    """An update with the words around it, up to the next headings, or the next class or function."""
    text, low, high = (
        place.source.text,
        max(0, place.low - REACH),
        min(len(place.source.text), place.high + REACH),
    )
    border = HEADING if place.headed else OUTERMOST
    before = [m.start() for m in border.finditer(text, low, place.low)]
    behind = border.search(text, place.high, high)
    return Subject(
        system,
        assumed,
        hit,
        place.source,
        before[-1] if before else low,
        behind.start() if behind is not None else high,
    )
