"""A flaw of a program that its syntax tree shows by itself, as a finding."""

from __future__ import annotations

from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region
from verifier.lift.reading import Span

ALONE = "a program that stands on its own"
"""What such a finding takes for granted: no line of another file has a part in it."""


def flaw(region: Region, span: Span, optimizer: str | None, text: str, fix: str, why: str) -> AuditFinding:
    """The finding on a place of a region."""
    place = region.place(span)
    return AuditFinding(
        *place.corners,
        optimizer,
        text,
        "wrong",
        fix=fix,
        reading=ALONE,
        why=why,
    )
