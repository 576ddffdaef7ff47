"""Printed forms, judged: what the referee says of them, held against what we claim."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from verifier.claim import Ambiguous, Claim, EqualWhen, Incomplete, NotPrinted
from verifier.findings import Finding, Verdict
from verifier.obligation import Library, Obligation, obligations
from verifier.outcome import outcome
from verifier.printed import PrintedForm, missing, still_missing
from verifier.referee import judge

NOTHING_TO_JUDGE = frozenset(kind.kind for kind in (Incomplete, NotPrinted, Ambiguous))
"""The claims under which a form is no recurrence, so that there is no verdict on it."""


def judged(form: PrintedForm, library: Library) -> Finding:
    """The finding about one printed form: every obligation of its claims, met or not.

    The verdict is the referee's on the form against the specification: `Verdict.UNDECIDED` where
    there is nothing to be judged, which can be what we claim.
    """
    met = [_met(obligation, form, library) for obligation in obligations(form, library)]
    first = (
        Verdict(met[0]["verdict"]) if met and not isinstance(form.claim, Incomplete) else Verdict.UNDECIDED
    )
    return Finding(
        kind="printed form",
        subject=form.name,
        verdict=first,
        as_claimed=outcome((*(m["as_claimed"] for m in met), _complete(form))),
        summary=f"{claimed(form.claim)}: {form.claim.because}",
        details={"claim": form.claim.kind, "place": form.source.place, "obligations": met},
    )


def claimed(claim: Claim) -> str:
    """The claim without its reason: ``different``, ``equal when epsilon == 0``."""
    if isinstance(claim, EqualWhen):
        return f"equal when {' or when '.join(map(str, claim.when))}"
    return claim.kind


def _met(obligation: Obligation, form: PrintedForm, library: Library) -> dict[str, Any]:
    judgement = judge(obligation.left, obligation.right)
    decided = judgement.verdict is not Verdict.UNDECIDED
    return {
        "sentence": obligation.sentence,
        "claimed": str(obligation.verdict),
        "constant": _held_constant(obligation, form, library),
        "verdict": str(judgement.verdict),
        "as_claimed": judgement.verdict is obligation.verdict if decided else None,
        "witness": judgement.witness and asdict(judgement.witness),
        "proof": list(judgement.proof),
        "reason": judgement.reason,
    }


def _held_constant(obligation: Obligation, form: PrintedForm, library: Library) -> list[str]:
    """The rates that may change in the specification, and are constant here because the form's are."""
    specification = library.system(form.of)
    rates = [h.name for h in specification.hypers if h.varies] if specification else []
    judged_with = [obligation.right.hyper(name) for name in rates]
    return [h.name for h in judged_with if h is not None and not h.varies]


def _complete(form: PrintedForm) -> bool:
    """Whether the source leaves out just what we claim that it does."""
    match form.claim:
        case Incomplete():
            return form.output is not None and missing(form) == form.claim.missing
        case NotPrinted():
            return form.output is None
        case Ambiguous():
            return bool(form.readings)
    return not still_missing(form)
