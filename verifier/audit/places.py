"""Places of a candidate that is put together from several stretches of a document."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.audit.document import Place, Region
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
