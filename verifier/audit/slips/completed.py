"""Corrections of the bias that a formula leaves out, and that the text behind it makes up for."""

from __future__ import annotations

import re
from itertools import takewhile

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.meaning import named_in
from verifier.audit.pages.document import Stretch

BELOW = 1000
"""How many characters below an update its completion is looked for."""
FAR = 3000
"""How many characters below an update a section that is no method's may complete it."""
CORRECTION = re.compile(
    r"\b(?:un|de)?bias|correct|偏差|偏置|修正|校正|補正|편향|보정|смещени|поправк|verzerr|biais|sesgo"
)
POWER = re.compile(r"\b1(?:\.0*)? ?- ?[\w.]*(?:beta|b|β|rho)\w* ?(?:\*\*|\.?\^)")
"""What the correction of a bias divides by, in code."""
POWER_LATEX = re.compile(r"1\s*-\s*[{(\s]*(?:\\(?:beta|rho|gamma|mu)|β|ρ)\s*(?:_?\{?\w\}?)?[)}\s]*\^")
"""The same in formulas."""
BLOCK = re.compile(
    r"^```[^\n]*\n(?P<fenced>(?:(?!^```).)*)"
    r"|^[ \t]*\n(?P<indented>(?:(?: {4}|\t)[ \t]*\S[^\n]*(?:\n[ \t]*(?=\n))*(?:\n|\Z))+)",
    re.MULTILINE | re.DOTALL,
)
"""The next code of Markdown, between fences or indented."""
BY = re.compile(
    r"\b(?:divi\w+|scal\w+|rescal\w+|normali[sz]\w+|geteilt|teilt|dividier\w+)\s+(?:\S+\s+){0,3}(?:by|durch|par|por)"
    r"[\s`$({\\:\w]{0,12}\Z",
    re.IGNORECASE,
)
"""Words right before that by which something is divided."""
CORRECTED = re.compile(
    r"\b(?:bias[- ]correct\w*|corrected|un-?biased"
    r"|correct\w* (?:for|of) (?:the |their |its )?(?:\w+ )?bias\w*)\b"
)
"""Words by which a docstring tells of a correction that its formula leaves to them."""
END = re.compile(r"\A(?:[\s$.,;]|\\\]|\\end\{\w+\*?\})*")
"""The end of a formula."""
WHERE = re.compile(
    r"(?:where|here|with (?:the|m|v|\W)|wobei|où|donde|onde|где|其中|ただし|여기)\b", re.IGNORECASE
)
"""Words that explain the letters of a formula before them."""


def is_completed(candidate: Candidate) -> bool:
    """Whether what follows in a section corrects the bias that an update leaves, and words lead to it."""
    stretch = candidate.stretch
    if stretch is None or not stretch.headed:
        return False
    below = stretch.source.text[stretch.high :][:BELOW]
    own, *others = re.split(r"^#{2,6} ", below, flags=re.MULTILINE)
    title, _, further = others[0].partition("\n") if others else ("", "", "")
    entitled = CORRECTION.search(title.lower()) is not None and POWER_LATEX.search(further) is not None
    return entitled or _is_divided(own) or _is_led_to(own) or _is_coded(own) or _is_led_to_below(stretch)


def is_told_below(candidate: Candidate) -> bool:
    """Whether the words behind what a docstring prints say by what its averages are divided."""
    stretch, within = candidate.stretch, candidate.within
    below = "" if stretch is None or within is None else stretch.source.text[stretch.high : within.high]
    return _is_divided(below) or CORRECTED.search(below.lower()) is not None


def _is_divided(text: str) -> bool:
    """Whether words say that something is divided by what corrects a bias: "both divided by ``1 - b**t``"."""
    powers = (*POWER.finditer(text), *POWER_LATEX.finditer(text))
    return any(BY.search(text[: power.start()]) is not None for power in powers)


def _is_led_to_below(stretch: Stretch) -> bool:
    """Whether a later section corrects, where no section between is entitled with a method."""
    sections = re.split(r"^#{2,6} ", stretch.source.text[stretch.high :][:FAR], flags=re.MULTILINE)[1:]
    unnamed = takewhile(lambda section: not named_in(section.partition("\n")[0]), sections)
    return any(_is_led_to(section) for section in unnamed)


def _is_led_to(text: str) -> bool:
    """Whether words, which explain no letter of the update, lead to a formula that corrects."""
    power = POWER_LATEX.search(text)
    words = "" if power is None else END.sub("", text[: power.start()])
    return CORRECTION.search(words.lower()) is not None and WHERE.match(words) is None


def _is_coded(text: str) -> bool:
    """Whether the next code corrects, and words or its first line say so."""
    text = text.removeprefix("\n```")
    block = BLOCK.search(text)
    if block is None:
        return False
    code = block["fenced"] or block["indented"] or ""
    first = code.lstrip().partition("\n")[0]
    led = f"{text[: block.start()]} {first if first[:1] in '#/' else ''}"
    return CORRECTION.search(led) is not None and POWER.search(code) is not None


__all__ = ["CORRECTION", "is_completed", "is_told_below"]
