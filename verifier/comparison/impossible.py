"""No constant map: a proof that no numbers make one side the other, for almost all settings of that.

Suppose that some numbers for the other side's hyperparameters give the same weights. The first steps
on a few gradients are equations between them. At one setting of the fixed side z3 looks for numbers in
the domains: where it proves that there are none, no map holds for all settings. One that holds for some
may exist yet; where eliminating the numbers leaves an equation in the settings alone, no map of any
form holds throughout an open set of settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational
from itertools import islice

from flint import fmpz_mpoly

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import ZERO, Signs
from verifier.algebra.smt import infeasible, used
from verifier.comparison.agreeing import agreeing
from verifier.comparison.generic import holds_nowhere_open
from verifier.comparison.rows import ROWS, Run, difference, posed, runs
from verifier.comparison.unknowns import Problem
from verifier.domain import Domain
from verifier.prove.relation import Pair
from verifier.system import System

SIMPLE = tuple(Rational(n, d) for n, d in ((1, 2), (3, 4), (1, 1), (1, 4), (2, 1), (3, 1), (0, 1)))
CLOSE = tuple(Rational(n, d) for n, d in ((3, 4), (15, 16), (8, 9), (24, 25)))
SMALL = tuple(Rational(n, d) for n, d in ((1, 16), (1, 4), (1, 64), (1, 9), (1, 25), (1, 36)))
LARGE = tuple(Rational(n) for n in (4, 9, 16, 25, 36, 49))
"""Numbers near one where a domain ends, else small, or large: a map that fails elsewhere may hold there."""

FEWEST = 2
LONGEST = 400
NEVER = 0
"""Stands for the number of runs where no number of them is enough."""
WORK, ELIMINATION, STEPS = 240_000, 100_000, 40_000
"""What the solver's questions of one direction may take, its elimination, and each of the questions.

Of those that the solver gives up, the second is the last: hardly ever is a longer one answered then.
"""
DEGREE, FEW, NUMBERS = 12, 3, 13
"""Equations in more numbers and roots, or of a higher degree in more than a few, the solver does not answer
in its steps."""


@dataclass(frozen=True)
class Impossibility:
    """At these numbers of the fixed side no numbers of the other give the same weights.

    Attributes
    ----------
    to : str
        The side whose hyperparameters would be replaced.
    settings : tuple of dict of str to Fraction
        The first is simple; two others, where they were asked for, have small and large numbers.
    rows : tuple of tuple of int
        The gradients of the runs that cannot all agree.
    generic : bool
        Whether the same is proved for almost all settings: no map holds throughout an open set of them.
    """

    to: str
    settings: tuple[dict[str, Rational], ...]
    rows: tuple[tuple[int, ...], ...]
    generic: bool = False

    @property
    def excludes(self) -> bool:
        """Whether that is enough to call constant maps impossible: those of the class that is named."""
        return self.generic or len(self.settings) > 1 or not self.settings[0]

    def sentence(self) -> str:
        """What has been proved, in words, and of which maps."""
        other = "left" if self.to == "right" else "right"
        runs = ", ".join(str(list(row)) for row in self.rows)
        where = ", nor at ".join(_numbers(s) for s in self.settings if s)
        at = f" at {where}" if where else ""
        return (
            f"no numbers for the {self.to}'s hyperparameters give the {other}'s weights{at}: "
            f"the weights after the gradients {runs} cannot all agree (z3, real arithmetic){self._class()}"
        )

    def _class(self) -> str:
        if not self.settings[0]:
            return ""
        if self.generic:
            return ", nor throughout any open set of settings (elimination)"
        if self.excludes:
            return ", so no constant map that holds at one of these settings exists"
        return ", so no constant map that holds for all settings exists"


def _numbers(setting: dict[str, Rational]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in setting.items())


@dataclass(frozen=True)
class Contradiction:
    """Runs that cannot all agree at a simple setting: what a proof for all settings, or more, goes on from.

    Attributes
    ----------
    problem : Problem
    setting : dict of str to Fraction
    fewest, count : int
        How many runs are needed at least, and how many are enough.
    effort : Effort
        What further questions to the solver may take.
    """

    problem: Problem
    setting: dict[str, Rational]
    fewest: int
    count: int
    effort: Effort


def no_constant_maps(problems: Sequence[Problem], deadline: float) -> list[Impossibility]:
    """Proofs that no constant map holds for all settings, and perhaps in no open set of them, or none at all.

    What the proofs go on to is not asked for before each of the problems has a contradiction.
    """
    simple = [_setting(problem.fixed, SIMPLE, SIMPLE) for problem in problems]
    posed_at = [(p, at, _fewest(p, at)) for p, at in zip(problems, simple, strict=True) if at is not None]
    if len(posed_at) < len(problems) or any(fewest > len(ROWS) for _, _, fewest in posed_at):
        return []
    found: list[Contradiction] = []
    for problem, setting, fewest in posed_at:
        effort = Effort(WORK, deadline)
        count = _count(problem, setting, effort, fewest)
        if count is None:
            return []
        found.append(Contradiction(problem, setting, fewest, count, effort))
    return [_impossibility(each) for each in found]


def _impossibility(known: Contradiction) -> Impossibility:
    """The proof at almost all settings, else at three, else at the simple one."""
    problem, simple, effort = known.problem, known.setting, known.effort
    if simple and holds_nowhere_open(problem, known.fewest, Effort(ELIMINATION, effort.deadline)):
        return Impossibility(problem.to, (simple,), ROWS[: known.count], generic=True)
    settings, counts = [simple], [known.count]
    for numbers in (SMALL, LARGE) if simple else ():
        other = _setting(problem.fixed, CLOSE, numbers)
        further = None if other is None else _count(problem, other, effort, max(FEWEST, *counts))
        if other is None or further is None:
            return Impossibility(problem.to, (simple,), ROWS[: known.count])
        settings.append(other)
        counts.append(further)
    return Impossibility(problem.to, tuple(settings), ROWS[: max(counts)])


def _fewest(problem: Problem, setting: dict[str, Rational]) -> int:
    """How many runs are needed at least: numbers were found that make all agree but the last of them."""
    unknowns = [problem.unknown(name) for name in problem.names]
    return max(FEWEST, 1 + agreeing(posed(problem, setting, Effort()), unknowns, ROWS, FEWEST))


def _count(problem: Problem, setting: dict[str, Rational], effort: Effort, fewest: int) -> int | None:
    """How many runs contradict each other at a setting; None where all seem not enough."""
    pair = posed(problem, setting, effort)
    return _contradictory(pair, runs(pair), fewest)


def _setting(
    system: System, bounded: Sequence[Rational], unbounded: Sequence[Rational]
) -> dict[str, Rational] | None:
    """Numbers inside the domains, no two of them equal; which, whether a domain has an upper end says."""
    chosen: dict[str, Rational] = {}
    for h in system.hypers:
        numbers = unbounded if h.domain.upper is None else bounded
        free = (n for n in numbers if h.domain.contains(n) and _interior(h.domain, n))
        value = next(islice((n for n in free if n not in chosen.values()), 1), None)
        if value is None:
            return None
        chosen[h.name] = value
    return chosen


def _interior(domain: Domain, value: Rational) -> bool:
    return value not in (domain.lower, domain.upper)


def _contradictory(pair: Pair, run: Run, fewest: int) -> int | None:
    """How many of the runs are needed so that in no case all can agree; None where all seem not enough.

    The solver is asked about no fewer of them than are needed anyway: in another case, or by ``fewest``.
    """
    needed = fewest

    def task(path: Path) -> int:
        nonlocal needed
        evaluation = Evaluation(path)
        equations: list[tuple[fmpz_mpoly, Signs]] = []
        for count in range(1, len(ROWS) + 1):
            a, b = run(count - 1)
            apart = difference(evaluation, evaluation.value(a), b)
            if apart.is_one():
                return count
            if len(apart) > LONGEST:
                return NEVER
            equations.append((apart, ZERO))
            if count >= needed and _contradict(evaluation.path, equations):
                needed = count
                return count
        return NEVER

    try:
        counts = pair.cases(1, task, enough=lambda count: count == NEVER)
    except Unsupported:
        return None
    return None if NEVER in counts else max(counts)


def _contradict(path: Path, equations: Sequence[tuple[fmpz_mpoly, Signs]]) -> bool:
    """Whether the solver proves that no numbers solve the equations on a path.

    Raises
    ------
    Unsupported
        When they are more than it answers: with more equations they are so, too.
    """
    asked = [*(a.polynomial for a in path.assumptions), *(e for e, _ in equations)]
    degree, numbers = max(e.total_degree() for e in asked), len(used(path.ring, asked))
    if numbers > (FEW if degree > DEGREE else NUMBERS):
        raise Unsupported("equations of this size")
    return infeasible(path, equations, STEPS)
