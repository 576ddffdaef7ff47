"""A proof in sentences."""

from __future__ import annotations

from verifier.algebra.back import written
from verifier.prove.induction import Proof
from verifier.prove.proof import Attempt
from verifier.prove.relation import RIGHT_WEIGHT
from verifier.term import WEIGHT, Term


def proof_steps(attempt: Attempt) -> tuple[str, ...]:
    """The steps of a proof: what is eliminated, what is related, base case, induction step."""
    proof = attempt.proof
    if proof is None:
        return ()
    return (
        *_closed(attempt),
        *_invariants(attempt),
        _related(proof),
        _base(proof),
        _induction(proof),
        *_defined(proof),
    )


def _closed(attempt: Attempt) -> list[str]:
    return [
        f"{name}[t] = {written(form)} for every t, by induction: it depends on the step alone."
        for name, form in attempt.closed.items()
    ]


def _invariants(attempt: Attempt) -> list[str]:
    states = [(s, d) for s, d in attempt.pair.domains.items() if s.args[0] == "state"]
    if not states and not attempt.pair.facts:
        return []
    kept = [domain.describe(symbol.name) for symbol, domain in states]
    kept += [f"{written(fact)} >= 0" for fact in attempt.pair.facts]
    return [f"At every step {', '.join(kept)}: the start has it and each step keeps it."]


def _related(proof: Proof) -> str:
    equations = [f"{_name(each)} = {written(value)}" for each, value in proof.relation.solved.items()]
    return f"Related after step t: {'; '.join(equations)}."


def _name(each: Term) -> str:
    return each.name if each is not WEIGHT else "w"


def _base(proof: Proof) -> str:
    if proof.first == 1:
        return "Base case: the initial values are so related."
    return "Base case: the first step, from the initial values, leaves the two sides so related."


def _induction(proof: Proof) -> str:
    cases = "one case" if proof.cases <= 2 else f"{proof.cases} cases of signs"
    how = " and ".join(proof.checked_by)
    return (
        f"Induction step: for t >= {proof.first}, from related values and the same gradient both sides ask "
        f"at one point and are related again: the differences vanish ({how}; {cases})."
    )


def _defined(proof: Proof) -> list[str]:
    if not proof.conditions:
        return ["Every step is defined on both sides."]
    return [f"A step is defined on both sides or on neither: where {' and '.join(proof.conditions)}."]


def weight_map(proof: Proof) -> str:
    """The right's weight in terms of the left's."""
    return written(proof.relation.solved[RIGHT_WEIGHT])
