"""Proofs by induction over the steps, decided exactly and written out."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import COUNT, replace, tidy
from verifier.closed_form.identities import Identities
from verifier.closed_form.notation import Notation
from verifier.term import STEP, ZERO, Term, postorder

PREVIOUS = Term("sym", "previous", "x")
"""The value before the step, in the recurrence that is to be solved."""

NEXT = tidy(COUNT + 1)


@dataclass(frozen=True)
class Induction:
    """The claim that a sequence with this start and this step is ``closed`` for every ``t``.

    Attributes
    ----------
    left : Term
        The sequence, as it is printed: ``m[t]``.
    closed : Term
        The claimed value at `STEP`.
    start : Term
        The value before the first step.
    step : Term
        The new value at `STEP`, the old one being `PREVIOUS`.
    """

    left: Term
    closed: Term
    start: Term
    step: Term


def proves(identities: Identities, claim: Induction) -> bool:
    """Whether base case and induction step hold identically; False is no refutation."""
    try:
        base = identities.equal(replace(claim.closed, {STEP: ZERO}), claim.start)
        before = replace(claim.closed, {STEP: COUNT})
        after = replace(claim.step, {STEP: NEXT, PREVIOUS: before})
        return base and identities.equal(replace(claim.closed, {STEP: NEXT}), after)
    except (Unsupported, ZeroDivisionError):
        return False


def told(notation: Notation, identities: Identities, claim: Induction) -> tuple[str, ...]:
    """The proof in words, with the expressions of its two cases."""
    left, earlier = claim.left, tidy(STEP - 1)
    old = replace(left, {STEP: earlier})
    before = replace(claim.closed, {STEP: earlier})
    write = notation.write
    used = replace(claim.step, {PREVIOUS: before})
    chain = [left, replace(claim.step, {PREVIOUS: old}), used, claim.closed]
    shown = [write(x) for k, x in enumerate(chain) if k == 0 or x != chain[k - 1]]
    return (
        f"Base case t = 0: {_empty(claim.closed)}the right side is "
        f"{write(identities.simplest(replace(claim.closed, {STEP: ZERO})))}"
        f"{_given(notation, replace(left, {STEP: ZERO}), claim.start)}.",
        f"Induction step: let the statement hold at t-1, that is {write(old)} = {write(before)}. "
        f"By the recurrence {' = '.join(shown)}.",
        f"The last equality {_why(notation, claim.closed)}"
        "the two sides agree identically (decided with exact polynomials).",
    )


def _given(notation: Notation, first: Term, start: Term) -> str:
    """The initial value, where it is more than a name for itself."""
    return "" if first == start else f", and {notation.equation(first, start)}"


def _empty(closed: Term) -> str:
    kinds = {node.op for node in postorder([closed])}
    if "sum" in kinds:
        return "the sum is empty, hence 0; "
    return "the product is empty, hence 1; " if "product" in kinds else ""


def _why(notation: Notation, closed: Term) -> str:
    found = next((n for n in postorder([closed]) if n.op in ("sum", "product")), None)
    outer = next((n for n in postorder([closed]) if n.op == "sum"), found)
    if outer is None:
        return "is algebra: "
    body, i, _, high = outer.terms
    if high != STEP:
        return "is algebra: "
    last = notation.write(replace(body, {i: STEP}))
    word = "term" if outer.op == "sum" else "factor"
    return f"splits off the last {word}, {i.name} = t, which is {last}: "
