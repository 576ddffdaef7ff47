"""Tokens of printed mathematics, the same whether a formula is written in LaTeX or in plain characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verifier.lift.reading import Span

LONGEST = 10_000
"""Characters of a formula that is still read."""

DEEPEST = 40
"""Brackets within brackets that are still read."""

LONGEST_NUMBER = 60
"""Characters of a number that is still read."""

TALLEST = 120
"""Operations within operations that are still read."""


@dataclass(frozen=True)
class Token:
    """A sign of a formula.

    Attributes
    ----------
    kind : str
        ``number``, ``letter`` (also a word that is a name), ``words`` (prose), ``accent`` (before what it
        stands over) and ``mark`` (after it), ``open``, ``close``, ``bar``, ``operator``, ``relation``,
        ``separator``, ``sub``, ``sup``, ``prime``, ``command``, ``begin``, ``end``, ``bad``.
    text : str
        What it says, spelled in one way; of a ``bad`` one why it cannot be read.
    start, end : int
        Where it stands.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    def says(self, kind: str, *texts: str) -> bool:
        """Whether it is of that kind, and one of these."""
        return self.kind == kind and (not texts or self.text in texts)


def group(kind: str, sign: str, inner: list[Token]) -> list[Token]:
    """An index or an exponent, of kind ``sub`` or ``sup``, as tokens with the brackets around it."""
    start, end = inner[0].start, inner[-1].end
    opened, closed = Token("open", "group", start, start), Token("close", "group", end, end)
    return [Token(kind, sign, start, start), opened, *inner, closed]


class Unreadable(Exception):
    """A formula, or a part of it, that is refused: where, and why."""

    def __init__(self, span: Span, reason: str) -> None:
        super().__init__(reason)
        self.span, self.reason = span, reason


def covering(tokens: Iterable[Token]) -> Span:
    """The stretch from the first to the last of the tokens."""
    row = list(tokens)
    return Span(row[0].start, row[-1].end) if row else Span(0, 0)


def depths(tokens: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """Each token and how many brackets and environments are open around it."""
    depth = 0
    for token in tokens:
        if token.kind in ("close", "end"):
            depth -= 1
        yield depth, token
        if token.kind in ("open", "begin"):
            depth += 1
