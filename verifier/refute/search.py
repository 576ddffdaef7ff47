"""The refuter: run both sides at chosen numbers until they part, then simplify the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from verifier.algebra.ring import Effort
from verifier.domain import REAL, Domain
from verifier.evaluate.number import EXACT_BITS
from verifier.findings import Witness
from verifier.refute.candidate import Candidate, assignment
from verifier.refute.parting import Pair, Parting, compile_pair, run_both
from verifier.refute.shrink import Rerun, shrink
from verifier.refute.space import Search, search_between
from verifier.refute.stages import Trial, glance, quick, thorough
from verifier.refute.witness import certified
from verifier.system import System

STAGES: dict[str, Callable[[Search], Iterator[Trial]]] = {
    "glance": glance,
    "quick": quick,
    "thorough": thorough,
}

WORK = 6_000_000
"""What a search may take in all (`Effort`): the stages mostly end long before."""

MOST_DOUBTS = 8
"""After so many partings that could not be certified, each is certified before it is made simpler."""

_SHRINKING_STEPS = 90
"""How many steps of both sides may be run to simplify a witness (about 2 ms)."""


@dataclass(frozen=True)
class SameQueriesOtherWeights:
    """Both sides always asked at the same points, and yet their weights differ.

    This refutes nothing: the weight of one side may be a function of the other's weight and states.

    Attributes
    ----------
    witness : Witness
        The numbers at which the weights differ first.
    """

    witness: Witness


def refute(
    left: System,
    right: System,
    *,
    effort: Effort | None = None,
    hints: Sequence[Candidate] = (),
    stages: Sequence[str] = ("quick", "thorough"),
    gradients: tuple[Domain, ...] = (REAL,),
) -> Witness | SameQueriesOtherWeights | None:
    """A witness that two systems differ, if one is found.

    Parameters
    ----------
    left, right : System
        With the same names for the same hyperparameters; a name that one side alone has is one
        more number to choose. Numbers come from the intersection of the domains.
    effort : Effort, optional
        What the search may take: an instruction of either side's program is one unit.
    hints : sequence of Candidate
        Numbers to try first; hyperparameters that they leave out are chosen.
    stages : sequence of str
        ``glance`` takes a millisecond, ``quick`` some, ``thorough`` up to about a second.
    gradients : tuple of Domain
        Each gradient lies in one of these.

    Returns
    -------
    Witness or SameQueriesOtherWeights or None
        None says nothing: the systems may be equal.

    Raises
    ------
    WitnessRejectedError
        When the two evaluators contradict each other.
    """
    search = search_between(left, right, gradients)
    if any(option.domain.empty for option in search.options):
        return None
    pair, effort = compile_pair(left, right), effort or Effort(WORK)
    weights: SameQueriesOtherWeights | None = None
    doubts = 0
    for candidate, exact_bits in _trials(search, hints, stages):
        found = run_both(pair, candidate, exact_bits, effort)
        if isinstance(found, Parting):
            if doubts < MOST_DOUBTS or certified(found, left, right, until=effort.deadline):
                witness = _simplest_witness(found, pair, search, exact_bits, effort)
                if witness is not None:
                    return witness
            doubts += 1
        elif found.weights is not None and weights is None:
            witness = certified(found.weights, left, right, weights=True, until=effort.deadline)
            weights = None if witness is None else SameQueriesOtherWeights(witness)
        if effort.spent:
            break
    return weights


def parts(
    left: System,
    right: System,
    *,
    effort: Effort | None = None,
    hints: Sequence[Candidate] = (),
    stages: Sequence[str] = ("quick",),
    gradients: tuple[Domain, ...] = (REAL,),
) -> bool:
    """Whether two systems are seen to differ: as `refute`, for who needs no witness and would drop it."""
    search = search_between(left, right, gradients)
    if any(option.domain.empty for option in search.options):
        return False
    pair, effort = compile_pair(left, right), effort or Effort(WORK)
    for candidate, exact_bits in _trials(search, hints, stages):
        if isinstance(run_both(pair, candidate, exact_bits, effort), Parting):
            return True
        if effort.spent:
            break
    return False


def _trials(search: Search, hints: Sequence[Candidate], stages: Sequence[str]) -> Iterator[Trial]:
    for hint in hints:
        hypers = assignment(search.options, 0) | dict(hint.hypers)
        candidate = Candidate(hypers, hint.w0, hint.gradients)
        if search.admits(candidate):
            yield search.within(candidate), EXACT_BITS
    for stage in stages:
        yield from ((search.within(candidate), bits) for candidate, bits in STAGES[stage](search))


def _simplest_witness(
    found: Parting, pair: Pair, search: Search, exact_bits: int, effort: Effort
) -> Witness | None:
    simple = shrink(found, search.options, _reruns(search, pair, exact_bits, effort))
    witness = certified(simple, search.left, search.right, until=effort.deadline)
    if witness is None and simple is not found:
        return certified(found, search.left, search.right, until=effort.deadline)
    return witness


def _reruns(search: Search, pair: Pair, exact_bits: int, effort: Effort) -> Rerun:
    """Runs of simpler candidates that may be, within a number of steps."""
    left_over = [_SHRINKING_STEPS]

    def rerun(candidate: Candidate) -> Parting | None:
        steps = max(len(candidate.gradients), 1)
        if left_over[0] < min(steps, _SHRINKING_STEPS) or effort.spent or not search.allows(candidate):
            return None
        left_over[0] -= steps
        found = run_both(pair, candidate, exact_bits, effort)
        return found if isinstance(found, Parting) else None

    return rerun
