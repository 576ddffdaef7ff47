"""Formulas in the sentence behind another one, which say what its letters are."""

from __future__ import annotations

from verifier.audit.drafts.vocabulary import WHERE
from verifier.audit.pages.document import Region


def explains(region: Region, other: Region) -> bool:
    """Whether a formula stands in the sentence that explains the letters of another one before it."""
    if region.source is not other.source:
        return False
    begin, end = other.offset(len(other.text)), region.offset(0)
    return WHERE.fullmatch(other.source.text, begin, max(begin, end)) is not None
