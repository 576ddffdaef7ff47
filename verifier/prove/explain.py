"""A proof in sentences."""

from __future__ import annotations

from verifier.algebra.in_front import written
from verifier.domain import Domain
from verifier.prove.induction import SAME_TEXT, Proof
from verifier.prove.proof import Attempt
from verifier.prove.relation import RIGHT_WEIGHT
from verifier.term import Term, symbols

ONE_CASE = 2
"""The outcomes of a base case and of a step without a case distinction."""

LONGEST = 120
"""Longer conditions are left to the list of side conditions."""


def proof_steps(attempt: Attempt) -> tuple[str, ...]:
    """The steps of a proof: what is eliminated, what is related, base case, induction step."""
    proof = attempt.proof
    if proof is None:
        return ()
    return (
        *_idle(attempt),
        *_closed(attempt),
        *_ways(attempt),
        *_invariants(attempt),
        *_still(attempt),
        _related(proof),
        _base(proof),
        _induction(proof),
        *_defined(proof),
    )


def _idle(attempt: Attempt) -> list[str]:
    if attempt.idle is None:
        return []
    names = sorted(each.name for each in attempt.idle.states)
    return [
        f"After the steps with {written(attempt.idle.early)} no weight depends on {listed(names)} any more: "
        "to keep the last value there changes no weight, and so it is taken here."
    ]


def _closed(attempt: Attempt) -> list[str]:
    return [
        f"{name}[t] = {written(form)} for every t, by induction: it depends on the step"
        f"{' and on given rates' if symbols([form], 'sequence') else ''} alone."
        for name, form in attempt.closed.items()
    ]


def _ways(attempt: Attempt) -> list[str]:
    """Where some states lie together."""
    ways = [" and ".join(_lies(*each) for each in way.items()) for way in attempt.pair.ways if way]
    if not ways:
        return []
    return [f"Before every step {'; or '.join(ways)}: it is so at the start, and each step keeps it."]


def _lies(each: Term, domain: Domain) -> str:
    shown = written(each)
    return f"{shown} = {domain.lower}" if domain.lower == domain.upper else domain.describe(shown)


def _invariants(attempt: Attempt) -> list[str]:
    states = [(s, d) for s, d in attempt.pair.domains.items() if s.args[0] == "state"]
    if not states and not attempt.pair.facts:
        return []
    kept = [domain.describe(symbol.name) for symbol, domain in states]
    kept += [f"{written(fact)} >= 0" for fact in attempt.pair.facts]
    return [f"At every step {listed(kept)}: it is so at the start, and each step keeps it."]


def _still(attempt: Attempt) -> list[str]:
    return [
        f"{x.name} = {written(value)} after each step with {written(held)}: such a step leaves it as it is."
        for x, (held, value) in attempt.pair.still.items()
    ]


def _related(proof: Proof) -> str:
    equations = [f"{each.name} = {written(value)}" for each, value in proof.relation.solved.items()]
    weights = "where w is the weight of the left and w' that of the right"
    return f"The claim is that after every step {listed(equations)}, {weights}."


def _base(proof: Proof) -> str:
    if proof.first == 1:
        return "Base case: the initial values are so related."
    return "Base case: the first step, taken from the initial values, leaves the two so related."


def _induction(proof: Proof) -> str:
    if proof.checked_by == (SAME_TEXT,):
        how = "in these names the two are one text"
    else:
        cases = "one case" if proof.cases <= ONE_CASE else f"{proof.cases} cases"
        how = f"the differences between the two vanish ({' and '.join(proof.checked_by)}; {cases})"
    return (
        f"Induction step, for t >= {proof.first}: let the two be so related before the step, and be given "
        f"the same gradient. They ask for it at the same point, and are so related after the step: {how}."
    )


def _defined(proof: Proof) -> list[str]:
    if proof.total:
        return ["Every step is defined on both sides."]
    if proof.late:
        return [
            "A step gives a weight on both sides or on neither. Where it gives one and leaves a state "
            "undefined, no later step gives one, on either side."
        ]
    asked = " and ".join(proof.conditions)
    if proof.cases <= ONE_CASE and 0 < len(asked) <= LONGEST:
        return [f"A step is defined on both sides where {asked}, and on neither elsewhere."]
    return ["A step is defined on both sides or on neither."]


def weight_map(proof: Proof) -> str:
    """The right's weight in terms of the left's."""
    return written(proof.relation.solved[RIGHT_WEIGHT])


def listed(texts: list[str]) -> str:
    """Several texts as one reads them: ``a, b and c``."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
