"""The referee: two systems over one set of hyperparameters, and one of three verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic

from verifier.algebra.ring import Effort
from verifier.domain import REAL, Domain
from verifier.findings import Verdict, Witness
from verifier.prove.explain import proof_steps
from verifier.prove.faint import prove_with_letters
from verifier.prove.proof import Attempt, prove
from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.refute import WORK as SEARCH
from verifier.refute import Candidate, SameQueriesOtherWeights, parts, refute
from verifier.refute.weight_maps import no_weight_map
from verifier.system import System
from verifier.term import WEIGHT

WORK, GUESS_WORK = 6_000_000, 600_000
"""What the prover may take for a question, and for a guess."""
FIRST = 300_000
"""What the prover may take before the refuter is asked once more: most proofs take less."""
HINTED = 10_000
"""What the prover may take for what is hinted at, before the refuter is asked."""
PROVER_SHARE = 0.6
"""How much of the time the prover may take, so that the refuter's last stage has the rest."""
SAME_QUERIES = "the gradients are asked for at the same points, and no weight map exists"


@dataclass(frozen=True)
class Judgement:
    """A verdict and what it rests on.

    Attributes
    ----------
    verdict : Verdict
        ``proved`` rests on ``attempt.proof``, ``refuted`` on ``witness``.
    witness : Witness or None
        None also for a guess that is refuted.
    attempt : Attempt or None
        What the prover did; None where a witness was found before it was asked.
    reason : str
        Why a pair is undecided.
    """

    verdict: Verdict
    witness: Witness | None = None
    attempt: Attempt | None = None
    reason: str = ""

    @property
    def same_weights(self) -> bool:
        """Whether the two are proved to have the same weights, and not only weights that a map relates."""
        proof = None if self.attempt is None else self.attempt.proof
        return proof is not None and proof.relation.solved.get(RIGHT_WEIGHT) is WEIGHT

    @property
    def proof(self) -> tuple[str, ...]:
        """The steps of the proof in sentences; empty where there is none."""
        return () if self.attempt is None else proof_steps(self.attempt)


def confirm(
    left: System,
    right: System,
    *,
    seconds: float = inf,
    effort: Effort | None = None,
    hints: Sequence[Candidate] = (),
    gradients: tuple[Domain, ...] = (REAL,),
) -> Judgement:
    """Whether the two are proved the same: for guesses, that need no refutation when they are wrong.

    The refuter tries the hints and its first stage, and makes no witness; then the prover is asked. Each
    gradient lies in one of the domains.
    """
    effort = effort or Effort(GUESS_WORK, monotonic() + seconds)
    if parts(left, right, effort=Effort(SEARCH, effort.deadline), hints=hints, gradients=gradients):
        return Judgement(Verdict.REFUTED)
    attempt = prove_with_letters(left, right, effort=effort, gradients=gradients)
    verdict = Verdict.UNDECIDED if attempt.proof is None else Verdict.PROVED
    return Judgement(verdict, attempt=attempt, reason=attempt.reason)


def judge(
    left: System,
    right: System,
    *,
    seconds: float = inf,
    work: float = WORK,
    hints: Sequence[Relation] = (),
    gradients: tuple[Domain, ...] = (REAL,),
) -> Judgement:
    """Whether the two ask for gradients at the same points and agree in their weights, for all t.

    The refuter is asked first, for some milliseconds, then the prover, then the refuter again
    with all its stages; where both may take little first, and then all. What neither settles is undecided.

    Parameters
    ----------
    left, right : System
        Hyperparameters of one name are one quantity, over the intersection of both domains.
    seconds : float
        By when a slow machine must have answered. Without it counted work alone ends the searches, and
        no machine and no load changes the answer.
    work : float
        What the prover may take, and once more the refuter (`Effort`).
    hints : sequence of Relation
        What the prover tries before it guesses, and after the refuter's first glance.
    gradients : tuple of Domain
        Each gradient lies in one of these.
    """
    begun = monotonic()
    if hints and (hinted := as_hinted(left, right, hints, PROVER_SHARE * seconds, gradients)):
        return Judgement(Verdict.PROVED, attempt=hinted)
    searched = partial(refute, left, right, gradients=gradients)
    quick = searched(effort=Effort(SEARCH, begun + seconds), stages=("quick",))
    if isinstance(quick, Witness):
        return Judgement(Verdict.REFUTED, quick)
    for most in (min(FIRST, work), work):
        proving = Effort(most, begun + PROVER_SHARE * seconds)
        attempt = prove_with_letters(left, right, effort=proving, gradients=gradients, hints=hints)
        if attempt.proof is not None:
            return Judgement(Verdict.PROVED, attempt=attempt)
        search = Effort(min(4 * most, work, SEARCH), begun + seconds)
        thorough = searched(effort=search, stages=("thorough",))
        if isinstance(thorough, Witness):
            return Judgement(Verdict.REFUTED, thorough, attempt)
        if not (proving.spent or search.spent):
            break
    apart = next((r.witness for r in (thorough, quick) if isinstance(r, SameQueriesOtherWeights)), None)
    if apart is not None and no_weight_map(left, right, apart):
        return Judgement(Verdict.REFUTED, apart, attempt, SAME_QUERIES)
    reason = attempt.reason
    if apart is not None:
        reason += "; the gradients are asked for at the same points, and no weight map was found"
    return Judgement(Verdict.UNDECIDED, attempt=attempt, reason=reason)


def as_hinted(
    left: System,
    right: System,
    hints: Sequence[Relation],
    seconds: float,
    gradients: tuple[Domain, ...] = (REAL,),
    work: float = HINTED,
) -> Attempt | None:
    """A proof by one of the hints, with little work, where the two do not part at first glance."""
    if parts(left, right, stages=("glance",), gradients=gradients):
        return None
    effort = Effort(work, monotonic() + seconds)
    attempt = prove(left, right, effort=effort, gradients=gradients, hints=hints, guessing=False)
    return None if attempt.proof is None else attempt
