"""The prover: guesses, induction, and the proof or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from verifier.algebra.ring import Unsupported
from verifier.domain import REAL, Domain
from verifier.prove.guess import guess_relations
from verifier.prove.induction import Proof, induct
from verifier.prove.invariants import with_invariants
from verifier.prove.relation import Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.system import System
from verifier.term import Term


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
    deadline: float = inf,
    gradients: tuple[Domain, ...] = (REAL,),
) -> Attempt:
    """Try to prove that two systems ask for gradients at the same points and agree in their weights.

    Hyperparameters of one name are one quantity; their domain is the intersection. Past the
    deadline, on the monotonic clock, the attempt is given up. Gradients lie in one of ``gradients``
    at each step.
    """
    pair, closed = eliminate_times(replace(pair_of(left, right, deadline), gradients=gradients))
    pair = with_invariants(pair)
    reason = "no relation between the weights was found"
    for relation in guess_relations(pair):
        try:
            proof = induct(pair, relation)
        except Unsupported as limit:
            reason = f"the algebra does not reach {limit}"
            continue
        if proof is not None:
            return Attempt(pair, closed, proof, "")
        reason = "the relation that the runs suggest could not be proved"
    return Attempt(pair, closed, None, reason)
