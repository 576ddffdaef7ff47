"""The findings on updates as they are told: place, reading, reason, mend and witness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from verifier.audit.drafts.candidate import Candidate, Fragment
from verifier.audit.equations.assembly import Update
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.judge import Hit
from verifier.audit.judging.known import Known
from verifier.audit.slips.exchanged import exchanged
from verifier.audit.slips.excuses import simplification
from verifier.audit.slips.growth import Growth
from verifier.audit.slips.mend import Mend
from verifier.audit.slips.worded import verdict_on
from verifier.findings import Witness, witness_json
from verifier.lift.reading import Gradient, Name, Span, parts
from verifier.mutants.equations import QUERY


def of_growth(candidate: Candidate, update: Update, hit: Hit, growing: Growth) -> AuditFinding:
    """The finding on a weight decay by which the weights grow."""
    decay, made = growing.decay, hit.form.name
    why = f"it is {made} where {decay} is 0; with any other, weights grow by what is to let them decay"
    return _finding(
        candidate,
        growing.span or span_of(update, update.last),
        hit.form.of,
        "wrong",
        made,
        _reading(update),
        why,
        fix=f"{decay} -> -{decay}",
        witness=witness_json(growing.witness),
    )


def of_circle(candidate: Candidate, update: Update, hit: Hit) -> AuditFinding:
    """The finding on a letter that is said to be made of its own new value."""
    letter, wrong, right, reader = update.draft.circular
    why = f"{letter} is made of itself at the same step: with {wrong} -> {right} it is {hit.form.name}"
    span = span_of(update, reader)
    return _finding(
        candidate,
        span,
        hit.form.of,
        "wrong",
        hit.form.name,
        _reading(update, hit),
        why,
        fix=f"{wrong} -> {right}",
    )


def of_hit(candidate: Candidate, update: Update, hit: Hit, around: frozenset[str]) -> AuditFinding:
    """The finding on an update that is a known form."""
    verdict, why = verdict_on(hit, around)
    span = span_of(update, update.last)
    swap = exchanged(update, hit, candidate.stretch)
    if swap is not None:
        verdict, why = "wrong", f"{why}, but {swap.why}"
    fix = None if swap is None else swap.fix
    made = _finding(candidate, span, hit.form.of, verdict, hit.form.name, _reading(update, hit), why, fix=fix)
    place = None if swap is None else swap.place(candidate.stretch)
    if place is None:
        return made
    line, column, end_line, end_column = place
    return replace(made, line=line, column=column, end_line=end_line, end_column=end_column)


def of_another(
    candidate: Candidate, update: Update, hit: Hit, meant: Known, witness: Witness
) -> AuditFinding:
    """The finding on an update that is a known form of another method than the one that alone is named."""
    called = verdict_on(hit, frozenset())[1]
    why = f"proved different from every known form of {meant.of}, which alone is named: {called}"
    return _finding(
        candidate,
        span_of(update, update.last),
        meant.of,
        "wrong",
        meant.name,
        _reading(update, hit),
        why,
        witness=witness_json(witness),
    )


def of_contradiction(
    candidate: Candidate, update: Update, hits: tuple[Hit, Hit], witness: Witness, span: Span, fix: str | None
) -> AuditFinding:
    """The finding on an update that a docstring prints, where the code below it runs another."""
    said, run = hits
    why = f"the docstring prints {_called(said)}, and the code below it runs {_called(run)}: proved different"
    reading = _reading(update, said)
    return _finding(
        candidate,
        span,
        run.form.of,
        "wrong",
        run.form.name,
        reading,
        why,
        fix=fix,
        witness=witness_json(witness),
    )


def of_contradicting_line(
    fragment: Fragment, forms: tuple[Hit, Known], witness: Witness, fix: str
) -> AuditFinding:
    """The finding on a line that a docstring prints, where the code below it runs another."""
    said, run = forms
    place = fragment.place(fragment.span)
    return AuditFinding(
        *place.corners,
        run.of,
        fragment.text,
        "wrong",
        run.name,
        fix,
        "what is not printed is as in the code below",
        f"the line is one of {_called(said)}, and the code below it runs {run.name}: proved different",
        witness_json(witness),
    )


def _called(hit: Hit) -> str:
    """A form, and which of its hyperparameters are absent."""
    absent = [f"{name} = {value}" for name, value in hit.correspondence.fixed.items() if name in hit.special]
    return f"{hit.form.name} with {' and '.join(absent)}" if absent else hit.form.name


def of_mend(candidate: Candidate, update: Update, mend: Mend) -> AuditFinding:
    """The finding on an update that is one slip away from a known form."""
    span = _of_start(update, mend) or span_of(update, mend.place)
    if called := simplification(candidate, update, mend):
        why = f"a simplification that the text {called}: {mend.why}"
        return _finding(candidate, span, mend.form.of, "variant", mend.form.name, _reading(update), why)
    why = f"proved different from every known form of {mend.form.of}: {mend.why}"
    return _finding(
        candidate,
        span,
        mend.form.of,
        "wrong",
        mend.form.name,
        _reading(update),
        why,
        fix=mend.fix,
        witness=witness_json(mend.witness),
    )


def _of_start(update: Update, mend: Mend) -> Span | None:
    """Where a first value stands that is to be another."""
    letter = mend.fix.partition(" starts at ")[0] if mend.kind == "first value" else ""
    return update.draft.begun.get(letter)


def span_of(update: Update, name: str) -> Span:
    """Where a line of an update stands; the whole update where there is no such line."""
    if name in update.places:
        return update.places[name]
    if name == QUERY:
        return next(_points(update), update.span)
    return update.span if update.span.end > update.span.start else update.draft.span


def _points(update: Update) -> Iterator[Span]:
    """Where it is printed at which point a gradient is taken: the point's own line, or the gradient's."""
    known = update.draft.definitions
    for definition in known.values():
        for taken in (n.at for n in parts(definition.value) if isinstance(n, Gradient) and n.at is not None):
            letter = taken.text if isinstance(taken, Name) and taken.text != update.weight else ""
            yield known.get(letter, definition).span


def _reading(update: Update, hit: Hit | None = None) -> str:
    parts = [
        text
        for text, value in (
            ("if not " + s if not v else "if " + s, v) for s, v in update.draft.settings.items()
        )
    ]
    parts += update.assumed
    if hit is not None:
        parts += [
            f"{ours} is {theirs}" for ours, theirs in hit.correspondence.names.items() if ours != theirs
        ]
        every = {**hit.correspondence.fixed, **hit.correspondence.constants}
        parts += [f"{n} is {v}" for n, v in every.items()]
    return "; ".join(parts)


def _finding(
    candidate: Candidate,
    span: Span,
    optimizer: str,
    verdict: str,
    nearest: str | None,
    reading: str,
    why: str,
    **more: Any,
) -> AuditFinding:
    place = candidate.place(span)
    return AuditFinding(
        *place.corners,
        optimizer,
        candidate.text(span)[:500],
        verdict,
        nearest,
        reading=reading,
        why=why,
        **more,
    )
