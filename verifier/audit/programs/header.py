"""What stands above a whole program: the first line of its docstring, or of the comment it begins with."""

from __future__ import annotations

import re

from verifier.audit.drafts.meaning import named_in

HEADER = re.compile(
    r"\A(?:#![^\n]*\n|#[^\n]*coding[:=][^\n]*\n|['\"]use strict['\"];?|\s)*"
    r"(?:[rRuU]?(?:\"\"\"|''')|/\*+|//+|#+=?)[ \t]*\n?[ \t*]*(?P<line>[^\n]+)"
)
OF_PEOPLE = re.compile(
    r"author|copyright|licen[sc]e|\(c\)|©|@|https?:|(?:written|made|created) by\b|(?-i:\b[Bb]y [A-Z])",
    re.IGNORECASE,
)
"""Lines that may name somebody who is called as a method is."""


def method_above(text: str) -> str:
    """The line above a program, where it names one method and nobody."""
    found = HEADER.match(text[:2000])
    line = "" if found is None else found["line"]
    return line if not OF_PEOPLE.search(line) and len(named_in(line)) == 1 else ""
