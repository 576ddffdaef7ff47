"""No constant map: a proof that no numbers at all make one side the other.

At one setting of the fixed side, suppose that some numbers for the other side's hyperparameters
give the same weights. The first steps on a few gradients are equations between them; where z3
proves that these have no solution in the domains, no map of any form can exist, for it would have
to give such numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational
from itertools import islice

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Effort, Unsupported
from verifier.algebra.signs import ZERO, Signs
from verifier.algebra.smt import infeasible
from verifier.comparison.unknowns import Problem
from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair, pair_of
from verifier.system import System, fix_hypers, rename_hypers
from verifier.term import GRADIENT, STEP, WEIGHT, Term, substitute, term

ROWS = ((1,), (2,), (3,), (1, 1), (1, -1), (2, 1), (1, 0, 1), (1, 2, -1))
"""Gradients of the runs that are set equal, shortest first."""

NUMBERS = tuple(Rational(n, d) for n, d in ((1, 2), (3, 4), (1, 1), (1, 4), (2, 1), (3, 1), (0, 1)))
LONGEST = 400
NEVER = 0
"""Stands for the number of runs where no number of them is enough."""
WORK, STEPS = 320_000, 40_000
"""What one direction may take, and each question to the solver."""


@dataclass(frozen=True)
class Impossibility:
    """At these numbers of the fixed side no numbers of the other give the same weights."""

    to: str
    setting: dict[str, Rational]
    rows: tuple[tuple[int, ...], ...]

    def sentence(self) -> str:
        """What has been proved, in words."""
        numbers = ", ".join(f"{name} = {value}" for name, value in self.setting.items())
        other = "left" if self.to == "right" else "right"
        runs = ", ".join(str(list(row)) for row in self.rows)
        return (
            f"no numbers for the {self.to}'s hyperparameters give the {other}'s weights at {numbers}: "
            f"the weights after the gradients {runs} cannot all agree (z3, real arithmetic)"
        )


def no_constant_map(problem: Problem, deadline: float) -> Impossibility | None:
    """A proof that no constant map exists, of any form; None where none was found."""
    setting = _setting(problem.fixed)
    if setting is None:
        return None
    pair = _pair(problem, setting, deadline)
    count = _contradictory(pair, [_weights(pair, row) for row in ROWS])
    return None if count is None else Impossibility(problem.to, setting, ROWS[:count])


def _setting(system: System) -> dict[str, Rational] | None:
    """Simple numbers inside the domains, no two equal in one domain where that can be."""
    chosen: dict[str, Rational] = {}
    for h in system.hypers:
        free = (n for n in NUMBERS if h.domain.contains(n) and _interior(h.domain, n))
        value = next(islice((n for n in free if n not in chosen.values()), 1), None)
        if value is None:
            return None
        chosen[h.name] = value
    return chosen


def _interior(domain: Domain, value: Rational) -> bool:
    return value not in (domain.lower, domain.upper)


def _pair(problem: Problem, setting: dict[str, Rational], deadline: float) -> Pair:
    fixed = fix_hypers(problem.fixed, {name: term(value) for name, value in setting.items()})
    moved = rename_hypers(problem.moved, {n: problem.unknown(n).name for n in problem.names})
    return pair_of(fixed, moved, Effort(WORK, deadline))


def _contradictory(pair: Pair, sides: Sequence[tuple[Term, Term]]) -> int | None:
    """How many of the runs are needed so that in no case all can agree; None where all seem not enough."""

    def task(path: Path) -> int:
        evaluation = Evaluation(path)
        equations: list[tuple[fmpz_mpoly, Signs]] = []
        for count, (a, b) in enumerate(sides, start=1):
            x, y = evaluation.value(a), evaluation.value(b)
            if isinstance(x, Fraction) is not isinstance(y, Fraction):
                return count
            if isinstance(x, Fraction) and isinstance(y, Fraction):
                difference = fr.difference(path.ring, x, y)
                if len(difference) > LONGEST:
                    return NEVER
                equations.append((difference, ZERO))
            if count > 1 and infeasible(evaluation.path, equations, STEPS):
                return count
        return NEVER

    try:
        counts = pair.cases(1, task, enough=lambda count: count == NEVER)
    except Unsupported:
        return None
    return None if NEVER in counts else max(counts)


def _weights(pair: Pair, gradients: tuple[int, ...]) -> tuple[Term, Term]:
    """Both weights after a run from weight 1."""
    values = pair.starting_at(term(1))
    for index, gradient in enumerate(gradients):
        given: dict[Term, Term] = {GRADIENT: term(gradient), STEP: term(index + 1)}
        values = dict(zip(pair.updates, substitute(pair.updates.values(), values | given), strict=True))
    return values[WEIGHT], values[RIGHT_WEIGHT]
