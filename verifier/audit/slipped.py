"""What is wrong with an update that is to be a known form, as a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.equations.assembly import Update
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.judge import Hit
from verifier.audit.slips.excuses import is_excused, is_uncorrected
from verifier.audit.slips.mend import mended, mended_with_rate
from verifier.audit.slips.told import of_mend, span_of
from verifier.audit.slips.twice import mended_twice
from verifier.lift.reading import Apply
from verifier.system import System


@dataclass(frozen=True)
class Examined:
    """A finding; where it says that an update is right, the update and the form that it is.

    The ways are what the passage is with its switches set in all ways; ``elsewhere`` is the finding in its
    place where the document prints elsewhere what is meant; ``simplified`` what the text calls simplified.
    """

    finding: AuditFinding
    update: Update | None = None
    hit: Hit | None = None
    ways: tuple[System, ...] = ()
    elsewhere: AuditFinding | None = None
    simplified: Update | None = None


def slip(
    candidate: Candidate,
    readings: Sequence[Update],
    meant: frozenset[str],
    right: frozenset[str] = frozenset(),
) -> Examined | None:
    """What is wrong with an update that is to be one of those that are meant."""
    if not meant or not all(update.named and not update.draft.guessed for update in readings):
        return None
    excused = False
    for update in readings:
        thorough = update is readings[0]
        mend = mended(update, meant, thorough=thorough, right=right) or mended_with_rate(update, meant)
        if mend is not None and not is_excused(candidate, update, mend, span_of(update, "")):
            made = of_mend(candidate, update, mend)
            return Examined(made, hit=mend.hit, simplified=update if made.verdict == "variant" else None)
        excused |= mend is not None
    if excused:  # what explains one slip is no second one
        return None
    # A step whose sign is left to somebody else leaves too much open for a second slip.
    signs = {update.new.op for update in readings if isinstance(update.new, Apply)}
    if not readings or len(meant) != 1 or signs >= {"add", "sub"}:
        return None
    bare = is_uncorrected(candidate, readings[0], meant)
    twice = mended(readings[0], meant, bare=True) if bare else mended_twice(readings[0], meant)
    if twice is None or is_excused(candidate, readings[0], twice, span_of(readings[0], "")):
        return None
    return Examined(of_mend(candidate, readings[0], twice))
