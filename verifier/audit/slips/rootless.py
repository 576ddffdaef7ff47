"""Steps without a root that are meant so: by a diagonal Fisher, and where words speak of the root."""

from __future__ import annotations

import re

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.slips.mend import Mend

KINDS = ("dropped root", "two slips")
FISHER = re.compile(
    r"\bnatural[- ]gradient|\bFisher\b|\bHessians?\b|\bGauss\s?[-–]*\s?Newton\b|\bLevenberg\b|\bcurvature\b",
    re.IGNORECASE,
)
"""Names of what divides a gradient by squares, and not by their root."""
SPOKEN_OF = re.compile(
    r"\broot[- ]?(?:free|less)\b"
    r"|\b(?:no|without|dropp?\w*|omit\w*|remov\w*|leav\w*|lack\w*|skip\w*|forgo\w*)"
    r"(?: \w+){0,3} (?:square )?root\b"
    r"|\broots? (?:is|are|was|were|has been|can be)(?: \w+){0,2}"
    r" (?:dropped|omitted|removed|left|taken away|absent)\b"
    r"|\bwith (?:a|the|its) (?:square )?root\b[^.]{0,60}\b(?:is|becomes?|would|gives?|recovers?|gets?)\b",
    re.IGNORECASE,
)
"""Words by which a text leaves the root out, or says what it would be with one."""


def is_without_root(candidate: Candidate, mend: Mend) -> bool:
    """Whether a root that a step lacks is one that it is meant to go without."""
    if mend.kind not in KINDS or "sqrt" not in mend.fix:
        return False
    return FISHER.search(" . ".join(candidate.titles)) is not None or _speaks_of_root(candidate)


def _speaks_of_root(candidate: Candidate) -> bool:
    words = " ".join(" . ".join((*candidate.titles, candidate.around)).split())
    return SPOKEN_OF.search(words) is not None
