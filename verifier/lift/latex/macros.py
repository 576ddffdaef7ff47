r"""Commands that a document defines for itself, ``\newcommand{\E}{\mathbb{E}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*(?:\{\s*\\(?P<a>[A-Za-z]+)\s*\}|\\(?P<b>[A-Za-z]+))"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?=\{)"
    r"|\\def\s*\\(?P<c>[A-Za-z]+)\s*(?P<marks>(?:#\d)*)\s*(?=\{)"
    r"|\\DeclareMathOperator\*?\s*\{\s*\\(?P<d>[A-Za-z]+)\s*\}\s*(?=\{)"
)
_LONGEST = 2_000
"""Characters of a definition that is still used."""


@dataclass(frozen=True)
class Macro:
    """What a command stands for, with ``#1`` for its first argument, and how many it takes."""

    body: str
    arguments: int = 0

    def with_arguments(self, arguments: list[str]) -> str:
        """Its text with arguments put in."""
        text = self.body
        for number, argument in enumerate(arguments, start=1):
            text = text.replace(f"#{number}", argument)
        return text


Macros = Mapping[str, Macro]


def macros_of(document: str) -> dict[str, Macro]:
    r"""The commands that a LaTeX document defines, by name; of two definitions the first.

    Examples
    --------
    >>> macros_of(r"\newcommand{\rate}[1]{\eta_{#1}}")["rate"].with_arguments(["t"])
    '\\eta_{t}'
    """
    found: dict[str, Macro] = {}
    for match in _DEFINITION.finditer(document):
        body = _braced(document, match.end())
        name = match["a"] or match["b"] or match["c"] or match["d"]
        if body is not None and name not in found:
            count = int(match["count"] or 0) if match["marks"] is None else match["marks"].count("#")
            found[name] = Macro(rf"\operatorname{{{body}}}" if match["d"] else body, count)
    return found


def _braced(text: str, at: int) -> str | None:
    """The content of the braces that open here."""
    depth = 0
    for place in range(at, min(len(text), at + _LONGEST)):
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return text[at + 1 : place]
    return None
