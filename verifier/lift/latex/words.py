"""Words in a formula: names, functions, or prose around it."""

from __future__ import annotations

import re

from verifier.lift.latex.vocabulary import CONNECTIVES

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+){0,2}")


def as_name(content: str) -> str | None:
    """The name that upright words are, ``learning_rate``; None where they are prose."""
    words = content.strip().replace("\\_", "_")
    if not _NAME.fullmatch(words):
        return None
    pieces = re.split(r"[ _-]", words)
    if any(piece.lower() in CONNECTIVES for piece in pieces) and words not in ("new", "step"):
        return None
    return words if len(pieces) == 1 else "_".join(piece.lower() for piece in pieces)
