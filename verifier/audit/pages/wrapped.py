"""Paragraphs whose lines were filled: formulas that go on in the next line."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from verifier.lift.latex import begins_assignment

_OPEN = re.compile(r"(?:[-+−–/·×⊙←=]|:=|<-|[ \t]\*)[ \t]*\Z")
"""How a line ends whose formula goes on."""
_LED = re.compile(r"[ \t]*([/·×⊙÷−–])[ \t]*\S")
"""How a line begins that goes on with a formula, if others of its paragraph do not begin so: a list would."""
_FACTOR = re.compile(r"[ \t]*(?:[^\W\d_][\w\u0300-\u036f]{0,3}|∇\S{1,24})(?=[,.;:)]|\s*[-+−–*/·×⊙])")
"""A letter with its scripts behind which no word stands: a factor of the product before, or part of one."""
_SIGN = re.compile(r"=|←|≔|<-")


def unwrapped(text: str) -> str:
    """The text with blanks for the ends of lines behind which a formula goes on; as long as it was."""
    paragraphs = re.split(r"(\n[ \t]*\n)", text)
    return "".join(p if i % 2 else _joined(p) for i, p in enumerate(paragraphs))


def _joined(paragraph: str) -> str:
    lines = paragraph.split("\n")
    marks = Counter(found[1] for line in lines if (found := _LED.match(line)) is not None)
    width = max(map(len, lines))
    whole = lines[0]
    for line, behind in pairwise(lines):
        led = _LED.match(behind)
        led_on = led is not None and marks[led[1]] == 1 and _SIGN.search(line) is not None
        one = led_on or _is_open(line, behind) or _is_filled(line, behind, width)
        whole += (" " if one else "\n") + behind
    return whole


def _is_open(line: str, behind: str) -> bool:
    """Whether a line ends in a formula that is not whole."""
    open_ = _OPEN.search(line) is not None or line.count("(") > line.count(")")
    return open_ and _SIGN.search(line) is not None and not begins_assignment(behind)


def _is_filled(line: str, behind: str, width: int) -> bool:
    """Whether a line ends where no word more had room, and the next one begins with a factor."""
    first = behind.split(maxsplit=1)[0] if behind.strip() else ""
    full = bool(first) and len(line.rstrip()) + 1 + len(first) > width
    formula = full and _SIGN.search(line) is not None and not begins_assignment(behind)
    return formula and _FACTOR.match(behind) is not None
