"""Formulas of printed pages as plain text, which has lost what was raised, lowered or set above a letter."""

from __future__ import annotations

import re

_HATTED = re.compile(r"(?<![A-Za-z])b([a-z])t\s?(?:←|=|:=)\s?\1t\s?/\s?\(\s?1\s?[-−–]")
"""A corrected moment whose wide hat was printed as a letter, ``bmt ← mt/(1 − β1t)``."""
_BEFORE = re.compile(r"([ˆ¯˜])([A-Za-zα-ω])(?=t\b|[^\w\s]|\Z)")
"""An accent that stands before its letter, ``ˆmt``."""
_ACCENTS = {"ˆ": "\u0302", "¯": "\u0304", "˜": "\u0303"}
_PUSHED = re.compile(r"(?<=\bg2)\n(t)(?= \(|[ ]?[,.;]?[ ]?(?:\n|\Z))|(?<=[α-ωϵ]t)\n(\d\s?\))")
"""The end of a line before what belongs to its last letter: ``g2`` and then ``t``, ``βt`` and then ``1)``."""


def with_scripts(text: str) -> str:
    """A page on which no line ends between a letter and its scripts; the other lines begin where they did."""
    return _PUSHED.sub(lambda m: f"{m[1] or m[2]}\n", text)


def with_accents(text: str) -> str:
    """A text of the same length with its accents on their letters."""
    for letter in dict.fromkeys(_HATTED.findall(text)):
        text = re.sub(rf"(?<![A-Za-z])b{letter}t(?!\w)", f"{letter}\u0302t", text)
    return _BEFORE.sub(lambda m: m[2] + _ACCENTS[m[1]], text)
