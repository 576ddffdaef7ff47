"""Simpler witnesses: fewer steps, rational weights, smaller numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import product

from verifier.evaluate import Given, Undefined
from verifier.refute.candidate import Candidate, Choice
from verifier.refute.parting import Parting

_GRADIENTS = tuple(map(Fraction, ("1", "0", "-1", "2", "1/2", "-2", "3")))
_SQUARE_HYPERS = tuple(map(Fraction, ("3/4", "1/2", "15/16", "1", "2", "3")))
_SQUARE_GRADIENTS = tuple(map(Fraction, ("1", "0", "1/2", "-1", "2", "3/4", "-1/2", "4/3")))

_ALGEBRAIC = 1000

Edit = Callable[[Candidate], Candidate]
"""A change of one number."""

Rerun = Callable[[Candidate], Parting | None]
"""Where a candidate parts, or None: because it does not, or because the effort is spent."""


def complexity(value: Given | tuple[Given, ...]) -> int:
    """How hard a number is to calculate with."""
    if isinstance(value, Fraction | int):
        return abs(value.numerator).bit_length() + 2 * value.denominator.bit_length() + (value.numerator < 0)
    if isinstance(value, tuple):
        return sum(map(complexity, value)) + 4 * (len(value) - 1)
    return _ALGEBRAIC


def cost(parting: Parting) -> tuple[int, bool, int]:
    """What is small for a witness that is easy to check: steps, irrational values, long numbers."""
    candidate = parting.candidate
    numbers = sum(map(complexity, (*candidate.hypers.values(), *candidate.gradients, candidate.w0)))
    return parting.t, not parting.is_exact, numbers


@dataclass
class _Simplest:
    """The simplest parting so far."""

    parting: Parting
    rerun: Rerun

    def offer(self, candidate: Candidate) -> bool:
        """Run a candidate; keep it where it parts more simply."""
        found = self.rerun(candidate)
        better = found is not None and _comparable(found, self.parting) and cost(found) < cost(self.parting)
        if found is not None and better:
            self.parting = found
        return better


def _comparable(found: Parting, current: Parting) -> bool:
    """A difference of two numbers is not given up for one where a side is undefined."""
    undefined = [any(isinstance(x, Undefined) for x in (p.left, p.right)) for p in (found, current)]
    return undefined[0] <= undefined[1] or found.t < current.t


def shrink(parting: Parting, options: Sequence[Choice], rerun: Rerun) -> Parting:
    """A simpler parting of the same two systems.

    Parameters
    ----------
    parting : Parting
    options : sequence of Choice
        The hyperparameters, with simple numbers of their domains.
    rerun : callable
        Runs a candidate; says None when the effort is spent.
    """
    simplest = _Simplest(parting, rerun)
    while any(simplest.offer(c) for c in _shorter(simplest.parting.candidate)):
        pass
    for _ in range(2):
        before = simplest.parting
        for edit in _edits(before.candidate, options):
            simplest.offer(edit(simplest.parting.candidate))
        if simplest.parting is before:
            break
    if not simplest.parting.is_exact and simplest.parting.t <= 4:
        any(simplest.offer(c) for c in _squares(simplest.parting.candidate, options))
    return simplest.parting


def _shorter(candidate: Candidate) -> Iterator[Candidate]:
    """Candidates with one gradient less: each left out; for few steps, simple ones instead."""
    gradients = candidate.gradients
    for i in range(len(gradients) if len(gradients) <= 12 else 0):
        yield replace(candidate, gradients=gradients[:i] + gradients[i + 1 :])
    if 2 <= len(gradients) <= 3:
        for row in product(_GRADIENTS[:4], repeat=len(gradients) - 1):
            yield replace(candidate, gradients=row)


def _edits(candidate: Candidate, options: Sequence[Choice]) -> Iterator[Edit]:
    """Changes of one number to a simpler one; each is made to the simplest candidate so far."""
    if candidate.w0 != 0:
        yield lambda c: replace(c, w0=Fraction(0))
    for option in options:
        current = candidate.hypers[option.name]
        menu = option.menu[:3] if complexity(current) < _ALGEBRAIC else option.menu
        simpler: list[Given | tuple[Given, ...]] = [option.constant(x) for x in menu]
        if isinstance(current, tuple) and len(current) > 1:
            simpler.insert(0, current[:1])
        for value in simpler:
            if complexity(value) < complexity(current):
                yield partial(Candidate.with_hyper, name=option.name, value=value)
    for i, gradient in enumerate(candidate.gradients if len(candidate.gradients) <= 12 else ()):
        for value in _GRADIENTS[:4]:
            if complexity(value) < complexity(gradient):
                yield partial(Candidate.with_gradient, index=i, value=value)


def _squares(candidate: Candidate, options: Sequence[Choice]) -> Iterator[Candidate]:
    """Candidates whose roots are likely to be rational."""
    for option in options:
        if not option.varies:
            for value in filter(option.holds, _SQUARE_HYPERS):
                yield candidate.with_hyper(option.name, value)
    if len(candidate.gradients) <= 2:
        for row in product(_SQUARE_GRADIENTS, repeat=len(candidate.gradients)):
            yield replace(candidate, gradients=row)
