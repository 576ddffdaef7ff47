"""Blocks that show a change: lines taken away, lines put in their place, lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WORDS = ("diff", "patch", "udiff")
"""Behind a fence: its text shows a change."""
HEAD = re.compile(r"(?:---|\+\+\+|@@|diff |index )")
SIDES = {"-": "before the change", "+": "after the change"}

Line = tuple[int, str]
"""Where a line begins, and its text."""


def sides(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """What stands there before a change, and after it; a side that the block does not change is left out.

    Examples
    --------
    >>> lines = [(0, "-a = 1"), (7, "+a = 2"), (14, " b")]
    >>> [(name, [text for _, text in side]) for name, side in sides(lines)]
    [('before the change', ['a = 1', 'b']), ('after the change', ['a = 2', 'b'])]
    """
    kept = [(at, text) for at, text in lines if HEAD.match(text) is None]
    for sign, name in SIDES.items():
        other = "+" if sign == "-" else "-"
        if any(text.startswith(sign) for _, text in kept):
            yield name, [_bare(line) for line in kept if not line[1].startswith(other)]


def is_side(words: str) -> bool:
    """Whether a heading says that it stands above one side of a change."""
    return any(name in words for name in SIDES.values())


def _bare(line: Line) -> Line:
    """A line without the sign in its first column."""
    at, text = line
    return (at + 1, text[1:]) if text[:1] in ("-", "+", " ") else line
