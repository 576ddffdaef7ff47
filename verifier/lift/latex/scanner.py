"""A place in a text of LaTeX, and what was read before it."""

from __future__ import annotations

import re
from collections.abc import Callable

from verifier.lift.latex.macros import Macros
from verifier.lift.latex.tokens import Token

_BLANK = re.compile(
    r"(?:\s|%[^\n]*(?:\n|$)|~|\\[,;:!>/ \n\t]|\\(?=$)|&(?:space|nbsp);"
    r"|\\(?:fn|bg)_[A-Za-z]+|\\inline(?![A-Za-z]))+"
)
_WORDS = re.compile(r"\\(?:text|mbox|textrm|textit|textbf|hbox|intertext|mathrm|operatorname)\{[^{}]*\}")
_BEGINS = re.compile(r"\\(?:If|IF)\b")
_ENDS = re.compile(r"\\(?:EndIf|ENDIF)\b")


class Scanner:
    r"""The state of one pass over a text.

    Attributes
    ----------
    text, at, tokens
        What is read, how far, and the tokens so far.
    macros : mapping of str to Macro
        The commands of the document's own.
    depth : int
        How many of them are being replaced.
    mixed, prose : bool
        Whether formulas stand between dollar signs, and whether the place is outside of them.
    level : int or None
        In how many ``\If`` the place is; None where it cannot be told, since they do not end.
    hidden : dict of int to int
        Labels under braces: where they begin and end.
    direction : str
        ``<`` or ``>`` behind ``\left`` or ``\right``.
    """

    def __init__(
        self, text: str, macros: Macros, depth: int, read: Callable[[str, Macros, int], list[Token]]
    ) -> None:
        self.text, self.at, self.tokens = text, 0, list[Token]()
        self.macros, self.depth, self._read = macros, depth, read
        dollars = _WORDS.sub("", text).count("$")
        self.mixed = self.prose = dollars > 0 and dollars % 2 == 0
        self.level = 0 if len(_BEGINS.findall(text)) == len(_ENDS.findall(text)) else None
        self.hidden = dict[int, int]()
        self.direction = ""

    def add(self, kind: str, text: str, end: int) -> None:
        """A token from here to there."""
        self.tokens.append(Token(kind, text, self.at, end))
        self.at = end

    def row(self, end: int, outside: int = 0) -> None:
        """A new row, indented by the conditions around it."""
        self.add("separator", "newline", end)
        if self.level:
            self.tokens.append(Token("indent", str(5 * (self.level - outside)), end, end))

    def inner(self, text: str) -> list[Token]:
        """The tokens of a text that belongs to this one."""
        return self._read(text, self.macros, self.depth + 1)

    def past_blanks(self, at: int) -> int:
        """Where the next sign is that is printed."""
        blank = _BLANK.match(self.text, at)
        return blank.end() if blank else at

    def argument(self, at: int) -> tuple[int, int]:
        """Where the argument that begins here has its content: in braces, or one character."""
        at = self.past_blanks(at)
        if not self.text.startswith("{", at):
            return at, min(at + 1, len(self.text))
        depth = 0
        for place in range(at, len(self.text)):
            sign = self.text[place]
            escaped = self.text[place - 1] == "\\" and self.text[place - 2] != "\\"
            depth += (sign == "{" and not escaped) - (sign == "}" and not escaped)
            if not depth:
                return at + 1, place
        return at + 1, len(self.text)

    def behind_argument(self, at: int) -> int:
        """Where the argument that begins here ends, its brace included."""
        first, last = self.argument(at)
        braced = self.text[first - 1 : first] == "{"
        return min(last + 1, len(self.text)) if braced else last
