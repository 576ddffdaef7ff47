"""An index convention that, read literally, delays every gradient: one finding, where it is defined."""

from __future__ import annotations

import re
from typing import Any

from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region
from verifier.domain import POSITIVE
from verifier.findings import Witness, witness_json
from verifier.lift.reading import Gradient, Span
from verifier.refute import refute
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, WEIGHT, hyper, state

LEFT_OUT = re.compile(r"^[^\w\n]*(?:State|STATE)?[^\w\n]*(?:\.\.\.|…|\\[lcv]?dots)[^\w\n]*$", re.MULTILINE)
"""A line that says that lines are left out."""
LATE = re.compile(
    r"\bdelay(?:s|ed)?\b|\bstale(?:ness)?\b|\basynchron\w*|\bpipelin(?:ed|ing)\b|\bold(?:er)? gradients?\b"
    r"|\b(?:steps?|iterations?) (?:old|late|behind)\b|\boptimistic\b|\bextra-?gradient\b",
    re.IGNORECASE,
)
"""Words for gradients that are taken at an old weight, and are meant so."""
ABOVE = 1500
"""How far above a formula they are looked for."""


def is_cut(region: Region, span: Span) -> bool:
    """Whether lines are left out of the paragraph of a formula: its rule may be one."""
    text, at = region.source.text, region.offset(span.start)
    low, high = text.rfind("\n\n", 0, at) + 1, text.find("\n\n", at)
    return LEFT_OUT.search(text[low : high if high >= 0 else len(text)]) is not None


def is_meant(region: Region, span: Span) -> bool:
    """Whether the headings or the words around a formula speak of gradients that come late."""
    text, at = region.source.text, region.offset(span.start)
    end = text.find("\n\n", at)
    around = text[max(0, at - ABOVE) : end if end >= 0 else len(text)]
    return LATE.search(" . ".join((*region.headings, around))) is not None


def finding(region: Region, span: Span, gradient: Gradient) -> AuditFinding:
    """The finding on a definition of the gradient one step too early."""
    place = region.place(span)
    printed = region.text[gradient.span.start : gradient.span.end]
    return AuditFinding(
        *place.corners,
        None,
        " ".join(region.text[span.start : span.end].split())[:500],
        "wrong",
        fix=f"take it at the weight that the rule moves, not one step before: {' '.join(printed.split())}",
        reading="the rules after it are judged with the gradient taken at the weight that they move",
        why="by its index the gradient is taken at the weight one step before the one that the rules move: "
        "read literally, every gradient is one step old",
        witness=_witness(),
    )


def _witness() -> dict[str, Any]:
    """Where plain descent with old gradients parts from plain descent."""
    rate = Hyper("lr", POSITIVE)
    moved = WEIGHT - hyper("lr") * GRADIENT
    usual = System("usual", (rate,), (), moved)
    literal = System("literal", (rate,), (State("w_before", WEIGHT, WEIGHT),), moved, state("w_before"))
    found = refute(literal, usual)
    return witness_json(found) if isinstance(found, Witness) else {}
