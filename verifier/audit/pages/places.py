"""Places of a candidate that is put together from several stretches of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from verifier.audit.pages.document import Place, Region
from verifier.lift.reading import Span


@dataclass(frozen=True)
class Located:
    """A stretch of a region, and the number under which the candidate knows its first character."""

    begin: int
    region: Region
    span: Span

    @property
    def end(self) -> int:
        """The number behind its last character."""
        return self.begin + self.span.end - self.span.start + 1

    def back(self, span: Span) -> Span:
        """A stretch of the candidate as one of the region."""
        return span.moved(self.span.start - self.begin)


@dataclass(frozen=True)
class Places:
    """All stretches of a candidate."""

    every: tuple[Located, ...]

    def _of(self, span: Span) -> Located:
        return next((each for each in self.every if each.begin <= span.start < each.end), self.every[0])

    def place(self, span: Span) -> Place:
        """Where it stands in the document."""
        found = self._of(span)
        return found.region.place(found.back(span))

    def text(self, span: Span) -> str:
        """What stands there."""
        found = self._of(span)
        own = found.back(span)
        return " ".join(found.region.text[own.start : own.end].split())


OPENED = re.compile(r"(?:\\[A-Za-z]+\s*|[_^])?\{\s*\Z")
"""A brace just before a place, with the command that it belongs to."""


def closed(text: str, span: Span) -> Span:
    """A stretch with the braces around its ends, so that as many are opened in it as are closed."""
    start, end = span.start, span.end
    for _ in range(4):
        inner = text[start:end]
        excess = inner.count("{") - inner.count("}")
        before = OPENED.search(text, max(0, start - 40), start) if excess < 0 else None
        behind = re.compile(r"\s*\}").match(text, end) if excess > 0 else None
        if before is None and behind is None:
            break
        start = start if before is None else before.start()
        end = end if behind is None else behind.end()
    return Span(start, end)


def common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many headings two places have in common, from the outermost."""
    same = (a == b for a, b in zip(reversed(one), reversed(two), strict=False))
    return sum(1 for _ in takewhile(bool, same))
