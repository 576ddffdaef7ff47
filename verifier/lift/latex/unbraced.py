"""Indices that lost their braces, ``m_t-1``, and are no differences."""

from __future__ import annotations

import re

from verifier.lift.latex.tokens import Token

_INDEXED = r"(?P<name>[^\W\d_](?:\w{0,20}[^\W_])?_[tkn])"
_SHIFTED = re.compile(rf"{_INDEXED}(?P<by>[-−–+]1)(?![\w.])")
"""A letter, and an index of which one is taken away."""
_LEFT = re.compile(rf"[^=←≔]{{0,200}}?{_INDEXED}(?P<by>[-−–+]1)?\s*(?::=|=|←|<-|≔)")
"""What is set, up to the sign behind it."""
_POINT = re.compile(r"∇[^\s()]{0,8}\([^\W\d_]_[tkn][-−–+]1\)")
"""A gradient at a weight with such an index."""


def unbraced(line: str) -> dict[int, re.Match[str]]:
    """The letters whose indices lost their braces, ``m_t-1``, by where they begin.

    What is set is no difference, nor is what it was before; where one index of a line is written so, all are.
    """
    left = _LEFT.match(line)
    every = list(_SHIFTED.finditer(line))
    own = left is not None and (left["by"] or any(m["name"] == left["name"] for m in every))
    own = own or _POINT.search(line) is not None  # nor is a gradient taken at a difference
    return {m.start(): m for m in every} if own else {}


def index_of(shifted: re.Match[str], begin: int) -> list[Token]:
    """The index of ``m_t-1``, as if it had braces."""
    start, end = begin + shifted.end("name") - 2, begin + shifted.end()
    index = [
        Token("letter", shifted["name"][-1], start + 1, start + 2),
        Token("operator", "+" if shifted["by"][0] == "+" else "-", end - 2, end - 1),
        Token("number", "1", end - 1, end),
    ]
    opened, closed = Token("open", "group", start, start), Token("close", "group", end, end)
    return [Token("sub", "_", start, start + 1), opened, *index, closed]
