"""Verdicts of schedules: whether two sides stay equal when a hyperparameter varies with the step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from verifier.algebra.ring import Effort
from verifier.comparison.special_cases import MAGNITUDE, Sides
from verifier.domain import REAL, Domain
from verifier.findings import Verdict
from verifier.lift.matching import Match
from verifier.prove.proof import Attempt
from verifier.prove.relation import Relation
from verifier.referee import as_hinted, confirm, judge
from verifier.refute import parts
from verifier.system import System, hold_constant, let_vary
from verifier.term import hyper, sequence, substitute, symbols

SCHEDULE_WORK = 1_500_000
"""What the prover may take for one hyperparameter that varies."""
TOGETHER_WORK = 150_000
"""What it may take for all at once, by the relation that proved the sides equal while none varied."""


@dataclass(frozen=True)
class Constant:
    """Two sides that are equal while nothing varies.

    Attributes
    ----------
    sides : (System, System)
    attempt : Attempt, optional
        The proof; its relation is tried first, with the value of each step.
    gradients : tuple of Domain
        Where gradients lie: in one of these at each step.
    read : (System, System), optional
        What the sides' own texts say of the steps at which they read hyperparameters.
    shifted : frozenset of str
        Hyperparameters that one side alone reads at another step than its own: of them nothing is decided
        without the texts.
    """

    sides: Sides
    attempt: Attempt | None
    gradients: tuple[Domain, ...] = (REAL,)
    read: Sides | None = None
    shifted: frozenset[str] = frozenset()

    def varying(self, names: Sequence[str]) -> Sides:
        """Both sides with these hyperparameters read with ``[t]``, or as their own texts read them."""
        one, two = (
            _varying(*texts, names) for texts in zip(self.sides, self.read or self.sides, strict=True)
        )
        return one, two

    def relations(self, names: Iterable[str]) -> list[Relation]:
        """The relation of the proof, these hyperparameters being other numbers at each step."""
        if self.attempt is None or self.attempt.proof is None:
            return []
        solved = self.attempt.proof.relation.solved
        values = substitute(solved.values(), {hyper(name): sequence(name, 0) for name in names})
        return [Relation(dict(zip(solved, values, strict=True)))]


def schedules(constant: Constant, seconds: float) -> dict[str, Any]:
    """Whether the equality of the two sides survives, for each hyperparameter, when it varies with t.

    The relation that proved it for constants is tried first: for all that are left at once, of which each
    by itself is a case, at the beginning and whenever one does not survive. Those that part at a glance
    are refuted before that is tried again: no proof is spent on what they would take part in.
    """
    hypers = {h.name: h for side in constant.sides for h in side.hypers if h.name != MAGNITUDE}
    left = [name for name, h in hypers.items() if not h.varies and name not in constant.shifted]
    verdicts = {n: Verdict.UNDECIDED if n in constant.shifted else Verdict.PROVED for n in hypers}
    witnesses: dict[str, Any] = {}
    until = monotonic() + seconds
    apart: frozenset[str] | None = None
    together = True
    while left and not (together and _survive(constant, left, until - monotonic())):
        if apart is None:
            apart = _apart(constant, left)
            left.sort(key=lambda name: name not in apart)
        name = left.pop(0)
        varied = judge(
            *constant.varying([name]),
            seconds=max(0.01, until - monotonic()),
            work=SCHEDULE_WORK,
            hints=[] if name in apart else constant.relations([name]),
            gradients=constant.gradients,
        )
        verdicts[name] = varied.verdict
        together = varied.verdict is not Verdict.PROVED and apart.isdisjoint(left)
        if varied.witness is not None:
            witnesses[name] = varied.witness
    listed = {name: witnesses[name] for name in hypers if name in witnesses}
    return {"schedules": {n: str(v) for n, v in verdicts.items()}, "schedule_witnesses": listed}


def _apart(constant: Constant, names: Iterable[str]) -> frozenset[str]:
    """The hyperparameters with which the sides part at a glance when each alone varies."""
    return frozenset(
        name
        for name in names
        if parts(*constant.varying([name]), stages=("glance",), gradients=constant.gradients)
    )


def read_at_other_steps(matched: Match) -> frozenset[str]:
    """The hyperparameters that are held constant though one side reads them at the step before or after."""
    judged = zip((matched.left, matched.right), matched.as_read, strict=True)
    return frozenset(
        symbol.name
        for side, read in judged
        for symbol in symbols([*read.outputs, *(s.initial for s in read.states)], "sequence")
        if symbol is not sequence(symbol.name, 0) and not _varies(side, symbol.name)
    )


def _survive(constant: Constant, names: Sequence[str], seconds: float) -> bool:
    """Whether the sides are proved equal when all these hyperparameters vary with t.

    That is tried by the relation of the proof, and anew where that rests on facts about the states.
    """
    if len(names) < 2:
        return False
    sides, gradients = constant.varying(names), constant.gradients
    if as_hinted(*sides, constant.relations(names), seconds, gradients, TOGETHER_WORK):
        return True
    if constant.attempt is None or not constant.attempt.pair.facts:
        return False
    effort = Effort(SCHEDULE_WORK, monotonic() + seconds)
    return confirm(*sides, effort=effort, gradients=gradients).verdict is Verdict.PROVED


def _varying(side: System, read: System, names: Sequence[str]) -> System:
    kept = {*names, *(h.name for h in side.hypers if h.varies)}
    held = hold_constant(read, [h.name for h in read.hypers if h.name not in kept])
    return let_vary(held, names)


def _varies(side: System, name: str) -> bool:
    found = side.hyper(name)
    return found is not None and found.varies
