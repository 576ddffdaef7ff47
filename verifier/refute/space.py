"""Where a difference is searched for: the hyperparameters to be chosen, and where gradients lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.domain import REAL, Domain
from verifier.evaluate import Given
from verifier.refute.candidate import Candidate, Choice, assignment, choices, pattern, simple_numbers
from verifier.refute.cells import interval
from verifier.system import System

STEPS = 5
"""How many gradients a short run has."""


@dataclass(frozen=True)
class Search:
    """The two systems, the hyperparameters to be chosen, and in one of which domains gradients lie."""

    left: System
    right: System
    options: tuple[Choice, ...]
    gradients: tuple[Domain, ...] = (REAL,)

    @property
    def systems(self) -> tuple[System, System]:
        """Both sides."""
        return self.left, self.right

    def candidate(self, shift: int, row: int, w0: int, length: int = STEPS) -> Candidate:
        """A candidate of the grid."""
        return Candidate(assignment(self.options, shift), Fraction(w0), pattern(row, length))

    def admits(self, candidate: Candidate) -> bool:
        """Whether all hyperparameters lie in their domains."""
        return all(
            option.holds(x) for option in self.options for x in _numbers(candidate.hypers[option.name])
        )

    def allows(self, candidate: Candidate) -> bool:
        """Whether all gradients lie where they may."""
        return self.gradients == (REAL,) or all(map(self._lies, candidate.gradients))

    def within(self, candidate: Candidate) -> Candidate:
        """The candidate with a simple number for each gradient that may not be."""
        if self.allows(candidate):
            return candidate
        simple = simple_numbers(self.gradients[-1])[0]
        return replace(
            candidate, gradients=tuple(g if self._lies(g) else simple for g in candidate.gradients)
        )

    def _lies(self, gradient: Given) -> bool:
        return any(all(map(domain.contains, interval(gradient))) for domain in self.gradients)


def _numbers(value: Given | tuple[Given, ...]) -> tuple[Given, ...]:
    return value if isinstance(value, tuple) else (value,)


def search_between(left: System, right: System, gradients: tuple[Domain, ...] = (REAL,)) -> Search:
    """The search for a difference between two systems, on gradients that lie in one of the domains each."""
    return Search(left, right, choices(left, right), gradients)
