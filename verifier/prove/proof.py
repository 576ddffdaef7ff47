"""The prover: guesses, induction, and the proof or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from verifier.algebra.ring import Effort, Unsupported
from verifier.domain import REAL, Domain
from verifier.prove.boundary import at_boundaries, past_boundaries
from verifier.prove.facts import with_facts
from verifier.prove.guess import guess_relations
from verifier.prove.induction import Proof, induct
from verifier.prove.invariants import with_invariants
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, pair_of
from verifier.prove.times import eliminate_times
from verifier.system import System
from verifier.term import WEIGHT, Term, symbols


@dataclass(frozen=True)
class Attempt:
    """What the prover did: the pair as it was treated, the proof if one was found, else why not.

    Attributes
    ----------
    pair : Pair
        After the states that depend on the step alone were put in; with proved signs of states.
    closed : dict of str to Term
        What those states are, as functions of the step.
    """

    pair: Pair
    closed: dict[str, Term]
    proof: Proof | None
    reason: str


def prove(
    left: System,
    right: System,
    *,
    effort: Effort | None = None,
    gradients: tuple[Domain, ...] = (REAL,),
    hints: Sequence[Relation] = (),
) -> Attempt:
    """Try to prove that two systems ask for gradients at the same points and agree in their weights.

    Hyperparameters of one name are one quantity; their domain is the intersection. When the effort
    is spent, the attempt is given up. Gradients lie in one of ``gradients`` at each step. Relations that
    are given as ``hints`` are tried before any is guessed.
    """
    effort = effort or Effort()
    pair, closed = eliminate_times(replace(pair_of(left, right, effort), gradients=gradients))
    pair = with_invariants(pair)
    relations: list[Relation] = []
    known = (relation for relation in hints if _of_states(pair, relation))
    proof, reason = _first_proof(pair, chain(known, _remembered(guess_relations(pair), relations)))
    if proof is None and relations and not effort.spent:
        stronger = with_facts(pair)
        if stronger.facts:
            pair, (proof, reason) = stronger, _first_proof(stronger, relations)
    if proof is None and relations and not effort.spent:
        ends = chain(at_boundaries(pair, relations), past_boundaries(pair))
        found, why = _first_proof(pair, ends)
        proof, reason = found, reason if found is None else why
    return Attempt(pair, closed, proof, reason)


def _of_states(pair: Pair, relation: Relation) -> bool:
    """Whether a relation is between states that the pair has."""
    named = {*relation.solved, *symbols(relation.solved.values(), "state")} - {WEIGHT, RIGHT_WEIGHT}
    return named <= pair.updates.keys()


def _remembered(relations: Iterable[Relation], seen: list[Relation]) -> Iterator[Relation]:
    for relation in relations:
        seen.append(relation)
        yield relation


def _first_proof(pair: Pair, relations: Iterable[Relation]) -> tuple[Proof | None, str]:
    """The first relation that is proved; else why the last one was not."""
    reason = "no relation between the weights was found"
    for relation in relations:
        if weight_reading(relation) is None:
            reason = "the weights are related, but not as w and what is linear in the states"
            continue
        try:
            proof = induct(pair, relation)
        except Unsupported as limit:
            reason = f"the algebra does not reach {limit}"
            continue
        if proof is not None:
            return proof, ""
        reason = "the relation that the runs suggest could not be proved"
    return None, reason
