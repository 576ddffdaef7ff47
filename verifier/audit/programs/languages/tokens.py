"""Tokens of the other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200_000


@dataclass(frozen=True)
class Token:
    """A token: its kind (``name``, ``number``, ``text``, ``sign``, ``line``), its text, where it stands."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.start + len(self.text)


_NUMBER = r"\d[\d_]*(?:\.(?!\.)\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?"
_JULIA_NUMBER = _NUMBER.replace("eE", "eEf")
_NAME = r"[∇∂]?[^\W\d][\w′∞\u0300-\u036f]*(?:!(?!=))?|[∇√∂∞]"
_BRACES = re.compile(
    r"(?P<skip>//[^\n]*|/\*.*?(?:\*/|\Z)|[ \t\r\n]+|^[ \t]*#[^\n]*|(?<=\.)#(?=[^\W\d]))"
    rf"|(?P<number>{_NUMBER})(?P<suffix>[fFdDlLuU]*)"
    r"|(?P<name>operator\s*\(\s*\)|[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)"
    r"|(?P<sign>->\*?|=>|\*\*=?|===|!==|[-+*/%&|^]=|<<=|>>=|\?\?=|\|\|=|\+\+|--|==|!=|<=|>=|&&|\|\||::|\?\?|\?\.|.)",
    re.DOTALL | re.MULTILINE,
)
_JULIA = re.compile(
    rf"(?P<skip>\#=.*?(?:=\#|\Z)|\#[^\n]*|[ \t\r]+)|(?P<line>\n|;)|(?P<number>{_JULIA_NUMBER})"
    rf"|(?P<text>\"\"\".*?(?:\"\"\"|\Z)|\"(?:\\.|[^\"\\])*\"?|:[^\W\d]\w*(?=[\],)]))|(?P<name>{_NAME})"
    r"|(?P<sign>@[\w.]+|\.?[-+*/^÷]=|\.=(?!=)|\.?(?:===?|!==?|<=|>=|≤|≥|≠)|\.[-+*/^<>]|&&|\|\||::|->|=>|<:|\.\.\.|.)",
    re.DOTALL,
)


def tokens_of(text: str, *, julia: bool) -> list[Token]:
    """The tokens of a program, without its comments."""
    pattern = _JULIA if julia else _BRACES
    found = []
    for match in pattern.finditer(text[:LONGEST]):
        for kind in ("number", "name", "text", "sign", "line"):
            if kind in pattern.groupindex and match.group(kind):
                found.append(Token(kind, match.group(kind), match.start()))
                break
    return found
