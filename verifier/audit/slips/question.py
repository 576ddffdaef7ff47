"""Questions to the referee on mends: what an update may be meant for, and whether a change makes it that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from verifier.audit.judging.course import near, points
from verifier.audit.judging.judge import SECONDS, Judge, compared
from verifier.audit.judging.known import Correspondence, Known, put_in
from verifier.audit.judging.ways import plain_ways
from verifier.audit.slips.uncorrected import uncorrected
from verifier.findings import Verdict, Witness
from verifier.lift.matching import match
from verifier.referee import Judgement, judge
from verifier.system import System, fix_hypers
from verifier.term import term

WORK = 1_000_000
"""What a question to the referee may take: there are many mends to try."""


@dataclass(frozen=True, eq=False)
class Question:
    """A system, and the forms of what is meant that it may be meant for."""

    judge: Judge
    ways: Sequence[tuple[Known, Correspondence]]

    @cached_property
    def witnesses(self) -> dict[str, Witness]:
        """A witness against each form; none where one of them is not refuted."""
        found: dict[str, Witness] = {}
        for form, how in self.ways:
            verdict = compared(self.judge.system, form, how, WORK)
            if verdict is None or verdict.verdict is not Verdict.REFUTED or verdict.witness is None:
                return {}
            found.setdefault(form.name, verdict.witness)
        return found


@lru_cache(maxsize=2048)
def question(system: System, meant: frozenset[str], bare: bool = False) -> Question | None:
    """What is asked of a system; None where there is no form to ask about."""
    judge_ = Judge(system, meant)
    forms = [form for form in judge_.forms() if form.of in meant]
    ways = [
        (each, how)
        for form in forms
        for how in plain_ways(judge_, form)
        for each in (uncorrected(form) if bare else (form,))
    ]
    return Question(judge_, ways) if ways else None


def agree(system: System, form: Known, how: Correspondence, witness: Witness) -> bool:
    """Whether a corrected update and a form agree where the update itself did not."""
    try:
        given = {n: Fraction(str(v)) for n, v in witness.hyperparameters.items()}
        start, gradients = Fraction(str(witness.w0)), [Fraction(str(g)) for g in witness.gradients]
    except ValueError:
        return True
    mine = {o: given.get(t, given.get(o)) for o, t in how.names.items()}
    theirs = {t: mine.get(o) for o, t in how.names.items()} | dict(how.fixed)
    if None in mine.values() or set(theirs) != {h.name for h in form.system.hypers}:
        return True
    left = points(
        system, {**{n: v for n, v in mine.items() if v is not None}, **how.constants}, start, gradients
    )
    right = points(form.system, {n: v for n, v in theirs.items() if v is not None}, start, gradients)
    return left is None or right is None or all(near(a, b) for a, b in zip(left, right, strict=True))


def answer_on(update: System, how: Correspondence, other: System) -> Judgement:
    """The referee's answer on an update and another system whose hyperparameters correspond."""
    left = put_in(update, how)
    matched = match(left, fix_hypers(other, {n: term(v) for n, v in how.fixed.items()}))
    return judge(matched.left, matched.right, seconds=SECONDS, work=WORK)
