"""Guesses: refuted at numbers, proved, or left, with counted work for each and for all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from time import monotonic
from typing import Any

from verifier.algebra.ring import Effort, Unsupported
from verifier.comparison.solve import LATE
from verifier.domain import REAL, Domain
from verifier.evaluate import AlgebraicNumber, Given
from verifier.findings import Verdict, Witness
from verifier.referee import Judgement, confirm
from verifier.refute import Candidate
from verifier.system import System
from verifier.term import Term

EACH, MORE, ALL = 200_000, 800_000, 3_000_000
"""The work of one guess, of one that took that while half of all is left, and of all of a comparison's."""

SHARE = 0.25
"""How much of the time that is left one guess may take: a solver may not count its steps."""

LENGTH = 5
ROWS = ((1,), (1, 2, -1, 3, 1), (-1, -1, 3, -2, 1), (2, -1, 5, 1, -3))
"""Gradients that are never zero; each row is gone through again and again."""

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
        self._effort, self._half = Effort(work, monotonic() + seconds), work / 2
        self._hints = tuple(filter(None, [candidate_of(witness)]))

    @property
    def over(self) -> bool:
        """Whether nothing more is to be tried."""
        return self._effort.spent

    @property
    def late(self) -> bool:
        """Whether it takes many steps until the two are known to part: no single point parts them then."""
        return any(len(hint.gradients) > LATE for hint in self._hints)

    def judged(
        self,
        left: System,
        right: System,
        gradients: tuple[Domain, ...] = (REAL,),
        equated: Mapping[str, Term] | None = None,
    ) -> Judgement:
        """Whether the two are proved the same, for gradients that lie in one of these domains.

        ``equated`` are hyperparameters that the two no longer have, and what they are equal to.
        """
        hints = list(self._near(equated or {}))
        judged = partial(self._judged, left, right, hints, gradients)
        found, more = judged(EACH)
        if more and found.verdict is Verdict.UNDECIDED and self._effort.work > self._half:
            found, _ = judged(MORE)
        return found

    def _judged(
        self, left: System, right: System, hints: list[Candidate], gradients: tuple[Domain, ...], work: float
    ) -> tuple[Judgement, bool]:
        """The verdict, and whether more work than this may lead to another one."""
        given = min(work, self._effort.work)
        effort = Effort(given, monotonic() + SHARE * self._effort.seconds)
        try:
            found = confirm(left, right, effort=effort, hints=hints, gradients=gradients)
            return found, effort.spent and not effort.unanswered
        except Unsupported:
            return UNTRIED, effort.spent and not effort.unanswered
        finally:
            self._effort.work -= given - effort.work

    def _near(self, equated: Mapping[str, Term]) -> Iterator[Candidate]:
        """Where the two are known to part, what is equated having either's value."""
        for hint in self._hints:
            yield from (hint, *_as_equated(hint, equated))


def _as_equated(hint: Candidate, equated: Mapping[str, Term]) -> Iterator[Candidate]:
    for name, kept in equated.items():
        if kept.op == "sym" and name in hint.hypers:
            yield hint.with_hyper(kept.name, hint.hypers[name])


def candidate_of(witness: Witness | None) -> Candidate | None:
    """The numbers of a witness."""
    if witness is None:
        return None
    hypers = {
        name: tuple(map(_number, value)) if isinstance(value, list) else _number(value)
        for name, value in witness.hyperparameters.items()
    }
    return Candidate(hypers, _number(witness.w0), tuple(map(_number, witness.gradients)))


def _number(value: Any) -> Given:
    if isinstance(value, str):
        return Fraction(value)
    low, high = map(Fraction, value["interval"])
    return AlgebraicNumber(tuple(map(int, value["polynomial"])), low, high)
