"""The candidates of a document judged: those of a long one in lots, on all cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from itertools import groupby

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.meaning import first_named
from verifier.audit.examine import examined
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.known import known_forms
from verifier.audit.slipped import Examined
from verifier.audit.slips import averages, fragments
from verifier.work import QUIET, Unit, results

MANY = 40
"""Candidates of which it is worth while to start processes."""
LOT = 24
"""Candidates that a process judges at once, at most: it is told the whole text with each lot."""

Judged = tuple[list[Examined], list[AuditFinding]]
"""What is said of a candidate as a whole; of its single lines, where nothing is."""


def judged(candidates: Sequence[Candidate]) -> list[Judged]:
    """What is said of each candidate, in their order."""
    if len(candidates) < MANY or multiprocessing.parent_process() is not None:
        return [_judged(each) for each in candidates]
    known_forms()  # read once, for all processes
    lots = sorted(_lots(candidates), key=len, reverse=True)
    units = [Unit("", _lot_judged, ([candidates[i] for i in lot],)) for lot in lots]
    found = dict(
        zip((i for lot in lots for i in lot), (j for lot in results(units, QUIET) for j in lot), strict=True)
    )
    return [found[i] for i in range(len(candidates))]


def _lots(candidates: Sequence[Candidate]) -> Iterator[list[int]]:
    """Places of candidates, those that may mean the same together: they are held against the same slips."""
    meant = [sorted(first_named(each.names)) for each in candidates]
    for _, group in groupby(sorted(range(len(meant)), key=meant.__getitem__), key=meant.__getitem__):
        places = list(group)
        yield from (places[i : i + LOT] for i in range(0, len(places), LOT))


def _lot_judged(lot: Sequence[Candidate]) -> list[Judged]:
    return [_judged(each) for each in lot]


def _judged(candidate: Candidate) -> Judged:
    whole = examined(candidate)
    lines = () if whole else candidate.alone
    alone = [found for line in lines for found in fragments.findings(line, candidate.around)]
    return whole, alone if whole or alone else list(averages.findings(candidate))
