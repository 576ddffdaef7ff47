"""A place in a row of tokens, and the brackets and bars that are open there."""

from __future__ import annotations

from abc import ABC, abstractmethod

from verifier.lift.latex.tokens import DEEPEST, Token, Unreadable
from verifier.lift.latex.trees import Bracket, Tree
from verifier.lift.reading import Span


class Cursor(ABC):
    """Where a parser is in its tokens.

    Attributes
    ----------
    tokens : list of Token
    at : int
        The next token.
    open : list of str
        What is open around it: ``|`` and ``||`` for bars, which look alike on both sides; empty for the rest.
    in_script : bool
        Whether it stands in an index or an exponent, where words are labels.
    """

    def __init__(self, tokens: list[Token], depth: int = 0) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = depth
        self.open: list[str] = []
        self.in_script = False

    @abstractmethod
    def expression(self) -> Tree:
        """A sum of products."""

    @abstractmethod
    def product(self) -> Tree:
        """Factors, with signs between them or touching."""

    @abstractmethod
    def factor(self) -> Tree:
        """A primary with its scripts."""

    @abstractmethod
    def primary(self) -> Tree:
        """One thing without its scripts."""

    @abstractmethod
    def bracket(self) -> Bracket:
        """Brackets and what stands in them."""

    @property
    def peek(self) -> Token | None:
        """The next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    @property
    def here(self) -> Span:
        """Where the next token stands, or the end."""
        if self.peek is not None:
            return self.peek.span
        end = self.tokens[-1].end if self.tokens else 0
        return Span(end, end)

    def ahead(self, kind: str, *texts: str, by: int = 0) -> bool:
        """Whether the next token, or one a little later, is of that kind and says one of these."""
        place = self.at + by
        return place < len(self.tokens) and self.tokens[place].says(kind, *texts)

    def take(self) -> Token:
        """The next token; the cursor moves on."""
        token = self.peek
        if token is None:
            raise Unreadable(self.here, "something is missing at the end")
        self.at += 1
        return token

    def expect(self, kind: str, text: str) -> Token:
        """The next token, which must be this one."""
        if not self.ahead(kind, text):
            raise Unreadable(self.here, f"'{text}' is missing")
        return self.take()

    def enter(self, bar: str = "") -> None:
        """A bracket, or a bar, opens."""
        self.open.append(bar)
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(self.here, f"more than {DEEPEST} brackets stand in one another")

    def leave(self) -> None:
        """It closes."""
        self.open.pop()
        self.depth -= 1

    def closes_bar(self, token: Token) -> bool:
        """Whether a bar is the right one of a pair that is open."""
        if token.text.endswith("<"):
            return False
        return bool(self.open) and self.open[-1] == token.text.rstrip("<>")
