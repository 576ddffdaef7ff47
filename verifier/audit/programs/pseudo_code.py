"""Pseudo-code: what tells it from a program, and its lines."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.audit.pages.document import Region

ASSIGNMENT = re.compile(r"^[ \t\d.]*(?!\d)[\w\[\]{}^′'-]+[ \t]*(<-|←|:=|=)(?!=)", re.MULTILINE)
"""Lines of a block that give a letter a value."""
CARET = re.compile(r"[\w)\]] ?\^ ?2(?!\d)|\b1(?:\.0*)? ?[-−] ?[^\W\d]\w* ?\^ ?\(?(?:t|k|n|step)\b")
"""A square, or a correction for the start, as Python does not write it."""
PROGRAM = re.compile(
    r"^[ \t]*(?:def|class|import|from|return)\b|^[ \t]*for\b.*\b(?:range|zip|enumerate)\(", re.MULTILINE
)
"""What stands in programs alone."""
BOX = re.compile(r"\s*[|│║]([^|│║]*)[|│║]\s*")
"""A line within a frame that is drawn with characters."""
REMARK = re.compile(r"(?<![-+*/·=(,^<←\s])(?:[ ]{2}|\t)[ \t]*\((?=[^()]*[A-Za-z]{3})[^()=+*/^√·]*\)\s*$")
"""Words in parentheses, apart from the formula before them."""
ARROW = re.compile(
    r"(?=[^\n]*←)"
    r"(?P<formula>[^\n]*?(?:=|<-|←)[^\n]*?(?:[ ]{2}|\t)[ \t]*)←[ \t](?=[^\n]*[^\W\d_]{3})[^\n=+*/^√]*"
)
"""A remark behind an arrow that points at the formula before it: ``m = b m + g   ← the mean``."""
_WORD = r"[^\W\d_\u0370-\u03ff]"
FOREIGN = re.compile(
    r"(?<![-+*/·=(,^<←\s−×⋅∙÷√⊙∘])(?:[ ]{2}|\t)[ \t]*(?=[^\n]*[^\W\d_a-zA-Z\u0370-\u03ff])"
    r"(?!(?:wenn|falls|sonst|sinon|si|jeśli|gdy|если|иначе|при)\b)"
    rf"{_WORD}{{3,}}(?:[ ]+{_WORD}+)*(?:[ ]+\([^()=+*/^√·]*\))?[ \t]*$"
)
"""Words of another language than English, apart from the formula before them."""


def without_remark(line: str) -> tuple[int, str]:
    """A line of pseudo-code without a frame and without a remark behind it, and where what is left begins."""
    framed = BOX.fullmatch(line)
    low, text = (framed.start(1), framed[1]) if framed is not None else (0, line)
    return low, _without(text)


def _without(text: str) -> str:
    """A line without a remark behind it."""
    found = ARROW.fullmatch(text)
    return FOREIGN.sub("", REMARK.sub("", text if found is None else found["formula"]))


def as_formulas(region: Region) -> Region:
    """A block of pseudo-code as formulas, without the remarks behind its lines."""
    text = "\n".join(_without(line).ljust(len(line)) for line in region.text.split("\n"))
    return replace(region, kind="formula", language="pseudo", text=text)


def is_of_arrows(region: Region) -> bool:
    """Whether the assignments of a block are written with arrows; its branches are read by indentation."""
    every = ASSIGNMENT.findall(region.text)
    return len(every) > 1 and sum(sign != "=" for sign in every) > len(every) / 2


def is_pseudo(region: Region) -> bool:
    """Whether a block squares as no program does, and defines and imports nothing: loops may be words."""
    return CARET.search(region.text) is not None and PROGRAM.search(region.text) is None
