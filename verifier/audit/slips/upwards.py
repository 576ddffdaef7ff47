"""Gradients that point upwards: a line takes the weight decay from them, or makes them of what is missed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.assembly import Update

DECAYED = re.compile(
    r"\b(?P<slope>\w+)(?:\[\w+\])? *(?:-=|=(?!=)[^=\n]*?-) *\(?(?:\w+\.)*_*(?P<decay>[A-Za-z]\w*) *\*"
)
"""Part of the weight that is taken from the gradient: ``g -= wd * w``, ``g = error * x - wd * w``."""
RESIDUAL = re.compile(
    r"(?<![\w.])(?:\w+\.)*(?:[yY][a-z]?|y_\w+|targets?|labels?|truth|actual|expected|desired|ratings?|observed"
    r"|rewards?|returns?)(?:\[[^\]\n]*\])? *- *(?=[A-Za-z_(])"
)
"""What is missed of what is to be met, ``y - X @ w``: the loss falls where it is added."""
LAYERS = 4
"""Over how many lines what is missed may be handed on until it is called a gradient."""
WORD = re.compile(r"[A-Za-z_]\w*")
CHANGE = re.compile(
    r"\+= *(?:\w+\.)*(?:weight_?)?(?:delta|change|adjustment)(?:_?w(?:eights?)?)?(?:\[\w+\])? *;",
    re.IGNORECASE,
)
"""A change of the weight that is added, in a language without a gradient of its own: ``w[i] += delta;``."""


def points_upwards(candidate: Candidate, update: Update) -> bool:
    """Whether what an update calls the gradient has the sign of a step."""
    decayed = _is_decayed_upwards(candidate, update) or _is_of_residual(candidate, update)
    return decayed or _is_added_change(candidate, update)


def _is_added_change(candidate: Candidate, update: Update) -> bool:
    """Whether a change is added to the weight, as where errors are handed back: their sign is the step's."""
    stretch = candidate.stretch
    line = "" if stretch is None else stretch.source.line(candidate.place(update.span).line)
    return CHANGE.search(line) is not None


def _is_decayed_upwards(candidate: Candidate, update: Update) -> bool:
    """Whether the weight decay, which the update is read without, is taken from the gradient: it is added."""
    stretch, read = candidate.stretch, [hyper.name for hyper in update.system.hypers]
    if stretch is None or any(sort_of(name) is Sort.WEIGHT_DECAY for name in read):
        return False
    slopes = {displayed(name) for name in update.places if is_gradient_name(displayed(name))}
    taken = DECAYED.finditer(stretch.source.text)
    near = (m for m in taken if stretch.low <= m.start() < stretch.high or m["slope"] in slopes)
    return any(is_gradient_name(m["slope"]) and sort_of(m["decay"]) is Sort.WEIGHT_DECAY for m in near)


def _is_of_residual(candidate: Candidate, update: Update) -> bool:
    """Whether the gradient is made of a target less what is made of the weight, without a minus before it."""
    stretch = candidate.stretch
    text = "" if stretch is None else stretch.source.text[stretch.low : stretch.high]
    slopes = {displayed(name) for name in update.places if is_gradient_name(displayed(name))}
    seen, names = set[str](), slopes
    for _ in range(LAYERS):
        values = [v for name in names for v in _values(text, name)]
        if any(RESIDUAL.search(v) is not None for v in values):
            return True
        seen |= names
        names = {word for v in values for word in WORD.findall(v)} - seen
    return False


def _values(text: str, name: str) -> Iterator[str]:
    """What a name is assigned in a text, but for what begins with a minus."""
    lines = re.finditer(rf"^[ \t]*(?:\w+ )?{re.escape(name)} *\+?=(?!=)([^\n;#]*)", text, re.MULTILINE)
    return (m[1] for m in lines if not m[1].lstrip(" (").startswith("-"))


__all__ = ["points_upwards"]
