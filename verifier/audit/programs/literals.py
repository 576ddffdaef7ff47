"""Strings of Python with expressions in them, which from Python 3.12 on may hold their own quotes."""

from __future__ import annotations

import re

FORMATTED = re.compile(
    r"""\b[rR]?[fF][rR]?(?P<quote>["'])(?!(?P=quote))"""
    r"""(?:(?!(?P=quote))[^{}\\\n]|\\.|\{\{|\}\}|\{[^{}\n]*\})*(?P=quote)"""
)
"""``f"{state["m"]}"``, on one line."""


def without_own_quotes(text: str) -> str:
    """A text of the same length in which such strings hold nothing, where their own quotes stand within."""
    return FORMATTED.sub(_emptied, text)


def _emptied(match: re.Match[str]) -> str:
    text, quote = match.group(), match["quote"]
    return text if text.count(quote) == 2 else f"{quote}{' ' * (len(text) - 2)}{quote}"


__all__ = ["without_own_quotes"]
