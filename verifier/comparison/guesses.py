"""Guesses: refuted at numbers, proved, or left, with counted work for each and for all together."""

from __future__ import annotations

from fractions import Fraction
from time import monotonic
from typing import Any

from verifier.algebra.ring import Effort, Unsupported
from verifier.domain import REAL, Domain
from verifier.findings import Verdict, Witness
from verifier.prove.faint import prove_with_letters
from verifier.referee import Judgement, confirm
from verifier.refute import Candidate, refute
from verifier.system import System

EACH, ALL = 200_000, 3_000_000
"""The work of one guess, and of all of a comparison's."""

ROWS = ((1, 1, 1, 1, 1), (1, 2, -1, 3, 1), (-1, -1, 3, -2, 1), (2, -1, 5, 1, -3))
"""Gradients that are never zero."""

UNTRIED = Judgement(Verdict.UNDECIDED)


class Guesses:
    """What may be spent on guesses about two sides, and where these two are known to part.

    Parameters
    ----------
    seconds : float
        From now; a limit for slow machines.
    witness : Witness, optional
        Where the two sides part as they are given: a guess that lets these numbers in is wrong.
    work : float
        What all guesses together may take (`Effort`).
    """

    def __init__(self, seconds: float, witness: Witness | None = None, work: float = ALL) -> None:
        self._effort = Effort(work, monotonic() + seconds)
        self._hints = tuple(filter(None, [candidate_of(witness)]))

    @property
    def over(self) -> bool:
        """Whether nothing more is to be tried."""
        return self._effort.spent

    def judged(self, left: System, right: System, gradients: tuple[Domain, ...] = (REAL,)) -> Judgement:
        """Whether the two are proved the same, for gradients that lie in one of these domains."""
        given = min(EACH, self._effort.work)
        effort = Effort(given, self._effort.deadline)
        try:
            if gradients == (REAL,):
                return confirm(left, right, effort=effort, hints=self._hints)
            return self._where(left, right, gradients, effort)
        except Unsupported:
            return UNTRIED
        finally:
            self._effort.work -= given - effort.work

    def _where(self, left: System, right: System, gradients: tuple[Domain, ...], effort: Effort) -> Judgement:
        """As `confirm`, the refuter using gradients of these domains alone."""
        rows = [Candidate({}, Fraction(w0), tuple(map(Fraction, row))) for w0, row in enumerate(ROWS)]
        hints = [c for c in (*self._hints, *rows) if all(_lies(g, gradients) for g in c.gradients)]
        found = refute(left, right, effort=effort, hints=hints, stages=())
        if isinstance(found, Witness):
            return Judgement(Verdict.REFUTED, found)
        attempt = prove_with_letters(left, right, effort=effort, gradients=gradients)
        verdict = Verdict.UNDECIDED if attempt.proof is None else Verdict.PROVED
        return Judgement(verdict, attempt=attempt, reason=attempt.reason)


def _lies(value: Any, domains: tuple[Domain, ...]) -> bool:
    return isinstance(value, Fraction) and any(domain.contains(value) for domain in domains)


def candidate_of(witness: Witness | None) -> Candidate | None:
    """The numbers of a witness, where they are rational."""
    if witness is None:
        return None
    given = [*witness.hyperparameters.values(), witness.w0, *witness.gradients]
    if not all(isinstance(x, str | list) for x in given):
        return None
    try:
        hypers = {name: _number(value) for name, value in witness.hyperparameters.items()}
        gradients = tuple(Fraction(str(g)) for g in witness.gradients)
        return Candidate(hypers, Fraction(str(witness.w0)), gradients)
    except (TypeError, ValueError):
        return None


def _number(value: Any) -> Fraction | tuple[Fraction, ...]:
    return tuple(map(Fraction, value)) if isinstance(value, list) else Fraction(value)
