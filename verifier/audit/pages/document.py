"""Documents: a file as regions of code, formulas and prose, each of which knows where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from verifier.lift.reading import Span

Kind = Literal["code", "formula", "prose"]


@dataclass(frozen=True)
class Place:
    """Where something stands, lines and columns from 1; ``cell`` from 0 in a notebook, else None."""

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None

    @property
    def corners(self) -> tuple[int, int, int, int, int | None]:
        """Where it begins and ends, and the cell: the first fields of a finding."""
        return self.line, self.column, self.end_line, self.end_column, self.cell


@dataclass(frozen=True)
class Source:
    """The text of a file, or of one cell of a notebook."""

    text: str
    cell: int | None = None

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """Where each line begins."""
        return tuple(_line_starts(self.text))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, from 1."""
        line = bisect_right(self.lines, max(0, min(offset, len(self.text)))) - 1
        return line + 1, max(0, offset) - self.lines[line] + 1

    def line(self, number: int) -> str:
        """A line without its end."""
        if not 1 <= number <= len(self.lines):
            return ""
        end = self.lines[number] - 1 if number < len(self.lines) else len(self.text)
        return self.text[self.lines[number - 1] : end].rstrip("\r\n")

    def offset(self, number: int, column: int) -> int:
        """The character at a column of a line that counts bytes, as `ast` does."""
        text = self.line(number)
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="ignore"))
        return self.lines[min(number, len(self.lines)) - 1] + column


@dataclass(frozen=True)
class Documented:
    """A text that documents a class or a function: whose it is, and where it begins in the source."""

    name: str
    low: int
    text: str

    @property
    def high(self) -> int:
        """Where it ends."""
        return self.low + len(self.text)


@dataclass(frozen=True)
class Region:
    """A stretch of a document.

    Attributes
    ----------
    kind : str
        ``code``, ``formula`` or ``prose``.
    text : str
        Without the marks around it (fences, dollars, comment signs).
    source : Source
    origin : tuple of int
        Where each line of the text begins in the source.
    language : str
        Of code: ``python``, ``julia``, …; of a formula: ``latex``, ``unicode`` or ``pseudo``.
    headings : tuple of str
        The headings above it, the nearest first.
    before : str
        The words that lead to it.
    within : Documented or None
        The docstring that it is a part of.
    """

    kind: Kind
    text: str
    source: Source
    origin: tuple[int, ...]
    language: str = ""
    headings: tuple[str, ...] = ()
    before: str = ""
    within: Documented | None = None

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        return Source(self.text).lines

    def is_beside(self, other: Region) -> bool:
        """Whether it is another, or both are lines of one block of pseudo-code: the same words lead there."""
        lines = self.language == other.language == "pseudo" and self.source is other.source
        return self is other or (lines and bool(self.before) and self.before == other.before)

    def offset(self, position: int) -> int:
        """Where a character of the text stands in the source."""
        position = max(0, min(position, len(self.text)))
        line = bisect_right(self._lines, position) - 1
        return self.origin[min(line, len(self.origin) - 1)] + position - self._lines[line]

    @property
    def around(self) -> str:
        """The words before and behind it in the document, and its own."""
        start, end = self.offset(0), self.offset(len(self.text))
        text = self.source.text
        return f"{text[max(0, start - 400) : start]} {self.text[:4000]} {text[end : end + 1000]}"

    def place(self, span: Span) -> Place:
        """Where a stretch of the text stands in the document."""
        start = self.source.position(self.offset(span.start))
        end = self.source.position(self.offset(max(span.start, span.end - 1)) + 1)
        return Place(*start, *end, self.source.cell)


QUOTED = re.compile(r"[^\n]*(?:\n[ \t]*>[^\n]*)+")
"""A text of several lines that is quoted from the second on, as a formula in a quotation is."""
QUOTE = re.compile(r"(?:^|\n[ \t]*>)(?P<line>[^\n]*)")


@dataclass(frozen=True)
class Stretch:
    """A part of a source, and whether it stands under headings or within a program."""

    source: Source
    low: int
    high: int
    headed: bool = True


@dataclass(frozen=True)
class Unread:
    """A part of a document that cannot be read, why, and the headings above it, the nearest first."""

    place: Place
    reason: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A file as it was read.

    Of remarks, by their lines, nothing is said that is not whole or not read. What stands in the docstrings
    of a document's code, each of them a text of its own, is apart from the document's own regions.
    """

    regions: tuple[Region, ...] = ()
    unread: tuple[Unread, ...] = field(default=())
    remarks: tuple[range, ...] = field(default=())
    docstrings: tuple[tuple[Region, ...], ...] = field(default=())


def region(
    kind: Kind,
    source: Source,
    start: int,
    end: int,
    language: str = "",
    headings: Sequence[str] = (),
    before: str = "",
) -> Region:
    """The region that a stretch of the source is, as it stands."""
    text = source.text[start:end]
    if kind == "formula" and QUOTED.fullmatch(text):
        lines = [(start + m.start("line"), m["line"]) for m in QUOTE.finditer(text)]
        made = of_lines(kind, source, lines, language, headings)
        return Region(kind, made.text, source, made.origin, language, tuple(headings), before)
    origin = tuple(start + line for line in _line_starts(text))
    return Region(kind, text, source, origin, language, tuple(headings), before)


def with_line_ends(text: str) -> str:
    """A text whose lines end as everywhere: those of old machines end with a carriage return alone."""
    return re.sub(r"\r(?!\n)", "\n", text)


def _line_starts(text: str) -> Iterator[int]:
    """Where each line of a text begins."""
    at = 0
    while at >= 0:
        yield at
        at = text.find("\n", at) + 1 or -1


def of_lines(
    kind: Kind,
    source: Source,
    lines: Iterable[tuple[int, str]],
    language: str = "",
    headings: Sequence[str] = (),
) -> Region:
    """The region of lines that have lost what stood before them: where each begins, and its text."""
    pairs = list(lines)
    text = "\n".join(line for _, line in pairs)
    return Region(kind, text, source, tuple(start for start, _ in pairs) or (0,), language, tuple(headings))
