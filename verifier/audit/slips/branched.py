"""Branches that words take: an update that holds under a condition which its text states."""

from __future__ import annotations

import re
from itertools import dropwhile

from verifier.audit.pages.document import Stretch

CONDITION = re.compile(
    r"(?:\b(?:if|when|whenever|as long as|provided|while|once|wenn|falls|solange|si|lorsque|cuando|если)\b"
    r"|\bкогда\b|若|如果|当)[^.\n]{1,160}(?:[,:，：]|\b(?:then|do|dann|alors|entonces|то)\b|则|\$)[\s:：]*"
    r"(?:\$\$|\\\[|\\begin\{\w+\*?\})?\s*\Z",
    re.IGNORECASE,
)
"""Words that lead to a formula and say when it holds."""
OTHERWISE = re.compile(
    r"(?:[\s$.,;:*-]|\\\]|\\end\{\w+\*?\})*+(?:else|otherwise|sonst|andernfalls|sinon|иначе|否则)\b",
    re.IGNORECASE,
)
"""How the text goes on behind a formula that holds under a condition."""
FORMULA = re.compile(r"\s*(?:\$\$.*|\\\[.*|.*\\\]|\\(?:begin|end)\{.*|.*\$\$[.,;]?)?\s*")
"""A line that is a formula, or nothing."""
LEADING = 1000
"""How many characters before an update may say when it holds."""


def is_of_condition(stretch: Stretch | None, kind: str) -> bool:
    """Whether an update has one branch, and the words that lead to it or go on say when it is taken."""
    if stretch is None or kind != "dropped branch":
        return False
    text = stretch.source.text
    above = text[max(0, stretch.low - LEADING) : stretch.low]
    lines = dropwhile(lambda line: FORMULA.fullmatch(line) is not None, reversed(above.split("\n")))
    led = "\n".join(reversed(list(lines)))
    leads = any(CONDITION.search(words) is not None for words in (above, led))
    return leads or OTHERWISE.match(text, stretch.high) is not None
