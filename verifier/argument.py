"""A proof in words: the relation between the two sides, where it begins, and why a step keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.glyph import Glyph, glyph
from verifier.notation import Unicode, write
from verifier.prove.induction import Proof
from verifier.prove.proof import Attempt
from verifier.term import ZERO, Term, sequence, substitute, symbols

PRIME = "′"


def steps(attempt: Attempt) -> tuple[str, ...]:
    """The steps of the proof that was found, one sentence or two each; none where there is no proof."""
    return () if attempt.proof is None else tuple(_steps(attempt, attempt.proof))


def _steps(attempt: Attempt, proof: Proof) -> Iterator[str]:
    for name, value in attempt.closed.items():
        letter = _state(name)
        yield f"{letter} depends on the step alone: {letter}ₜ = {_text(value)}, by induction over t."
    yield f"Claim: after every step t, {', '.join(_equations(proof))}; a prime marks the second side."
    yield _start(proof)
    later = " ≥ 2" if proof.first == 2 else ""
    yield (
        f"Step: if the claim holds before step t{later} and both sides are given the same gradient, they have "
        f"asked for it at the same point, are defined alike, and the claim holds after. {_cases(proof)}."
    )


def _start(proof: Proof) -> str:
    if proof.first == 1:
        return "Start: the first values satisfy the claim at t = 0."
    return "Start: the first step, taken from the first values of both sides, satisfies the claim at t = 1."


def _equations(proof: Proof) -> Iterator[str]:
    for each, value in proof.relation.solved.items():
        left, right = (_text(_after(x)) for x in (each, value))
        yield f"{left} = {right}"


def _after(value: Term) -> Term:
    """Values after the step, where the relation speaks of no other; what is multiplied by 0 is 0."""
    read = [s for s in symbols([value]) if s.args[0] in ("state", "weight")]
    after = substitute([value], {s: sequence(s.name, 0) for s in read})[0]
    return ZERO if after.op == "mul" and ZERO in after.terms else after


def _text(value: Term) -> str:
    return write(value, Unicode(), {s.name: _glyph(s.name) for s in symbols([value])})


def _glyph(name: str) -> Glyph:
    side, _, stem = name.rpartition(".")
    letter = glyph(stem.rstrip("'"))
    second = side == "right" or stem.endswith("'")
    return Glyph(letter.text + PRIME, f"{letter.latex}'") if second else letter


def _state(name: str) -> str:
    return _glyph(name).text


def _cases(proof: Proof) -> str:
    words = {"normal form": "exact polynomial arithmetic", "z3": "the solver z3"}
    number = "One case" if proof.cases == 1 else f"{proof.cases} cases"
    return f"{number}, the start included, by {' or '.join(words[m] for m in proof.checked_by)}"
