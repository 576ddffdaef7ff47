"""The prover: guesses, induction, and the proof or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from verifier.algebra.ring import ROOMY, Crowded, Effort, Unsupported
from verifier.domain import REAL, Domain
from verifier.prove.boundary import at_boundaries, past_boundaries
from verifier.prove.clocks import eliminate_times
from verifier.prove.completion import completed
from verifier.prove.counted import by_counts
from verifier.prove.facts import with_facts
from verifier.prove.fewer import with_fewer
from verifier.prove.filters import with_filters
from verifier.prove.guess import guess_relations
from verifier.prove.hollow import says_nothing
from verifier.prove.idle import Idle, with_idle
from verifier.prove.induction import Proof, induct
from verifier.prove.invariants import with_invariants
from verifier.prove.onset import with_onset
from verifier.prove.orbit import by_turns, with_orbit
from verifier.prove.passed import with_passed
from verifier.prove.phases import by_phases
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, pair_of
from verifier.prove.resets import past_resets
from verifier.prove.stillness import with_still
from verifier.prove.vanishing import with_vanishing
from verifier.prove.whole import with_whole
from verifier.system import System
from verifier.term import WEIGHT, Term, postorder, symbols

ONE_WEIGHT = Relation({RIGHT_WEIGHT: WEIGHT})
"""That the weights are the same, and nothing of the states."""


@dataclass(frozen=True)
class Attempt:
    """What the prover did: the pair as it was treated, the proof if one was found, else why not.

    Attributes
    ----------
    pair : Pair
        After the states that depend on the step alone were put in; with proved signs of states.
    closed : dict of str to Term
        What those states are, as functions of the step.
    idle : Idle or None
        States that the proof takes to keep their values from a step on, as nothing reads them there.
    """

    pair: Pair
    closed: dict[str, Term]
    proof: Proof | None
    reason: str
    idle: Idle | None = None


def prove(
    left: System,
    right: System,
    *,
    effort: Effort | None = None,
    gradients: tuple[Domain, ...] = (REAL,),
    hints: Sequence[Relation] = (),
    guessing: bool = True,
) -> Attempt:
    """Try to prove that two systems ask for gradients at the same points and agree in their weights.

    Hyperparameters of one name are one quantity; their domain is the intersection. When the effort
    is spent, the attempt is given up. Gradients lie in one of ``gradients`` at each step. Relations that
    are given as ``hints`` are tried before any is guessed, or, not ``guessing``, alone.
    """
    whole = replace(pair_of(left, right, effort), gradients=gradients)
    pair, closed = eliminate_times(whole)
    if guessing and _turning(closed) and (found := _in_turns(whole)) is not None and found.proof is not None:
        return found  # which leaves less to be shown than powers of what is negative
    pair = with_still(with_invariants(pair))
    relations: list[Relation] = []
    known = (relation for relation in hints if _of_states(pair, relation))
    guesses = _remembered(guess_relations(pair), relations) if guessing else ()
    proof, reason = _first_proof(pair, chain(known, guesses))
    if not guessing:
        return Attempt(pair, closed, proof, reason)
    filtered = with_filters(pair) if proof is None and not pair.effort.spent else None
    if filtered is not None and (told := _first_proof(filtered, [ONE_WEIGHT])[0]) is not None:
        return Attempt(filtered, closed, told, "")
    for another in (_in_turns, _with_whole, _with_idle):
        found = None if proof is not None or pair.effort.spent else another(whole)
        if found is not None and found.proof is not None:
            return found
    further = _further(pair, relations)
    while proof is None and not pair.effort.spent and (stage := next(further, None)):
        pair, (proof, reason) = stage[0], _first_proof(*stage, otherwise=reason)
    return Attempt(pair, closed, proof, reason)


def _with_idle(whole: Pair) -> Attempt | None:
    """A proved attempt in which states keep their values once nothing reads them."""
    for kept, idle in with_idle(whole):
        if whole.effort.spent:
            break
        pair, closed = eliminate_times(kept)
        pair = with_still(with_invariants(pair))
        proof, reason = _first_proof(pair, guess_relations(pair))
        if proof is not None and not idle.states & {*symbols([proof.relation.solved[RIGHT_WEIGHT]])}:
            return Attempt(pair, closed, proof, reason, idle)
    return None


def _with_whole(whole: Pair) -> Attempt | None:
    """The attempt with whole numbers held against whole numbers alone; None where none are."""
    counted = with_whole(whole)
    if counted is None:
        return None
    pair, closed = eliminate_times(counted)
    pair = with_still(with_invariants(pair))
    return Attempt(pair, closed, *_first_proof(pair, guess_relations(pair)))


def _further(pair: Pair, relations: Sequence[Relation]) -> Iterator[tuple[Pair, Iterable[Relation]]]:
    """What else may be proved of relations that were not: with more known, of fewer states, by cases."""
    if relations:
        yield from [(replace(pair, still={}), relations)] if pair.still else []
        passed = with_passed(pair)
        yield from [(passed, relations)] if passed is not None else []
        pair = with_facts(pair)
        yield from [(pair, relations)] if pair.facts else []
        yield pair, (fewer for relation in relations for fewer in with_fewer(pair, relation))
        filtered = with_filters(pair)
        one_weight = (each for each in relations if each.solved[RIGHT_WEIGHT] is WEIGHT)
        yield from [(filtered, [*one_weight, ONE_WEIGHT])] if filtered is not None else []
        together = with_vanishing(pair)
        yield from [(together, relations)] if together is not None else []
        past_first = with_onset(pair)
        yield from [(past_first, relations)] if past_first is not None else []
        yield pair, chain(at_boundaries(pair, relations), past_boundaries(pair))
        yield pair, by_counts(pair, relations)
        yield pair, chain.from_iterable((each, *with_fewer(pair, each)) for each in past_resets(pair))
        yield pair, by_phases(pair)
        yield pair, completed(pair, relations)


def _turning(closed: dict[str, Term]) -> bool:
    """Whether a state is told by a power of a negative number."""
    bases = [
        n.terms[0] for n in postorder(closed.values()) if n.op == "pow" and symbols([n.terms[1]], "time")
    ]
    plain = postorder(base for base in bases if not symbols([base]))
    return any(n.op == "num" and n.value < 0 for n in plain)


def _in_turns(whole: Pair) -> Attempt | None:
    """The attempt with states that take numbers in turn kept as such; None where there are none."""
    found = with_orbit(whole)
    if found is None:
        return None
    held, orbit = found
    pair, closed = eliminate_times(held)
    pair = with_invariants(pair)
    return Attempt(pair, closed, *_first_proof(pair, chain(guess_relations(pair), by_turns(pair, orbit))))


def _of_states(pair: Pair, relation: Relation) -> bool:
    """Whether a relation is between states that the pair has."""
    named = {*relation.solved, *symbols(relation.solved.values(), "state")} - {WEIGHT, RIGHT_WEIGHT}
    return named <= pair.updates.keys()


def _remembered(relations: Iterable[Relation], seen: list[Relation]) -> Iterator[Relation]:
    for relation in relations:
        seen.append(relation)
        yield relation


def _inducted(pair: Pair, relation: Relation) -> Proof | None:
    """The proof, in larger rings where the usual ones are too small: these are faster for all others."""
    try:
        return induct(pair, relation)
    except Crowded:
        return induct(replace(pair, capacity=ROOMY), relation)


def _first_proof(
    pair: Pair, relations: Iterable[Relation], otherwise: str = "no relation between the weights was found"
) -> tuple[Proof | None, str]:
    """The first relation that is proved; else why the last one was not; if there is none, what is given."""
    reason = otherwise
    for relation in relations:
        if weight_reading(relation) is None:
            reason = "the weights are related, but not as w and what is linear in the states"
            continue
        if says_nothing(pair, relation):
            reason = "the weights are related only as what their own states make of them"
            continue
        try:
            proof = _inducted(pair, relation)
        except Unsupported as limit:
            reason = f"the algebra does not reach {limit}"
            if pair.effort.spent:  # then it reaches nothing else, and to guess takes time that nobody counts
                break
            continue
        if proof is not None:
            return proof, ""
        reason = "the relation that the runs suggest could not be proved"
    return None, reason
