"""What an identity may use: ranges, choices, and expressions that are positive and always defined."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.campaign.ranges import Ranges
from verifier.system import System
from verifier.term import ONE, STEP, Term, hyper, sqrt, term


class Knowledge:
    """Ranges, choices, and expressions that are positive and always defined."""

    def __init__(self, system: System, rng: random.Random) -> None:
        self.ranges, self.rng = Ranges(system), rng
        self.constants = list(self._constants(system))

    def _constants(self, system: System) -> list[Term]:
        found = [term(2), term(Fraction(1, 3)), term(Fraction(7, 5))]
        for h in system.hypers:
            x = hyper(h.name)
            below_one = [ONE - x, ONE / (ONE - x), sqrt(ONE - x)] if self.positive(ONE - x) else []
            candidates = [] if h.varies else [x, *below_one[:1], ONE + x, *below_one[1:]]
            found += [c for c in candidates if self.positive(c)]
        return found

    def positive(self, x: Term) -> bool:
        """Whether the term is positive wherever it is defined."""
        return self.ranges.of(x).positive

    def nonnegative(self, x: Term) -> bool:
        """Whether the term is never negative where it is defined."""
        return self.ranges.of(x).nonnegative

    def constant(self) -> Term:
        """A positive expression in hyperparameters."""
        return self.rng.choice(self.constants)

    def factor(self) -> Term:
        """A positive expression in hyperparameters and the step number."""
        chosen = self.constant()
        return self.rng.choice([chosen, STEP, STEP + 1, chosen * STEP, chosen])


Identity = Callable[[Term, Knowledge], Term | None]


def other_than(n: Term, a: Term) -> Term:
    """The argument of two that is not the given one."""
    return n.terms[1] if n.terms[0] is a else n.terms[0]


def is_number(n: Term) -> bool:
    """Whether the value is a number and not a truth value."""
    return n.op not in ("lt", "le", "eq", "ne", "and", "or", "not")
