"""Two systems run side by side until they part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from flint import arb, fmpq

from verifier.algebra.ring import Effort
from verifier.evaluate import Program, Run, Undefined, Value, compile_system, is_number
from verifier.evaluate.algebraic import Algebraic
from verifier.evaluate.number import EXACT_BITS, ball
from verifier.evaluate.trajectory import PRECISIONS, start_at, working_precision
from verifier.refute.candidate import Candidate
from verifier.system import System

SHORT_BITS = 64
"""The length up to which long runs keep numbers exact."""

ALGEBRAIC = 5
"""How many times as much work an instruction is where algebraic numbers are given."""


class Relation(Enum):
    """How two values compare."""

    SAME = "the same, as far as balls can tell"
    APART = "certainly different, or one alone undefined"
    GONE = "both undefined"
    UNSETTLED = "the balls are too wide"


@dataclass(frozen=True)
class Pair:
    """Two compiled systems with the same letters."""

    left: Program
    right: Program

    @cached_property
    def size(self) -> int:
        """How many instructions a step of both has."""
        codes = (self.left.step, self.right.step, self.left.ask, self.right.ask)
        return sum(len(code.each) for code in codes if code is not None)

    @property
    def asks_at_weight(self) -> bool:
        """Whether both ask for the gradient at their weight."""
        return self.left.ask is None and self.right.ask is None


@dataclass(frozen=True)
class Parting:
    """Where two runs part.

    Attributes
    ----------
    candidate : Candidate
        With the gradients that were given before they part, and no more.
    left, right : Value
        The first points (or weights) that differ.
    points : tuple of (Value, Value)
        The points at which both sides asked, up to and with the first that differ.
    """

    candidate: Candidate
    left: Value
    right: Value
    points: tuple[tuple[Value, Value], ...]

    @property
    def t(self) -> int:
        """How many gradients were given before."""
        return len(self.candidate.gradients)

    @property
    def is_exact(self) -> bool:
        """Whether both sides are rational or undefined."""
        return all(isinstance(x, fmpq | Undefined) for x in (self.left, self.right))


@dataclass(frozen=True)
class Agreement:
    """Two runs that did not part; ``weights`` tells where weights did, at the same query points."""

    weights: Parting | None = None
    unsettled: bool = False


def compile_pair(left: System, right: System) -> Pair:
    """Both systems, compiled."""
    return Pair(compile_system(left), compile_system(right))


def compare_values(x: Value, y: Value) -> Relation:
    """How two values compare."""
    undefined = isinstance(x, Undefined), isinstance(y, Undefined)
    if all(undefined):
        return Relation.GONE
    if not (is_number(x) or undefined[0]) or not (is_number(y) or undefined[1]):
        return Relation.UNSETTLED
    if any(undefined) or x != y:
        return Relation.APART
    if isinstance(x, fmpq | Algebraic) and isinstance(y, fmpq | Algebraic):
        return Relation.SAME
    width = (ball(x) - ball(y)).rad()
    return Relation.SAME if width < (1 + abs(ball(x))) * arb(2) ** -40 else Relation.UNSETTLED


def run_both(
    pair: Pair, candidate: Candidate, exact_bits: int = EXACT_BITS, effort: Effort | None = None
) -> Parting | Agreement:
    """Run both sides with the same gradients; where balls are too wide, again with more bits.

    Parameters
    ----------
    pair : Pair
    candidate : Candidate
    exact_bits : int
        Longer exact weights and states become balls.
    effort : Effort, optional
        Once it is spent no further step is taken.
    """
    result: Parting | Agreement = Agreement()
    effort = effort or Effort()
    for bits in PRECISIONS:
        with working_precision(bits):
            result = _run_both(pair, candidate, exact_bits, effort)
        if not isinstance(result, Agreement) or not result.unsettled:
            break
    return result


def _run_both(pair: Pair, candidate: Candidate, exact_bits: int, effort: Effort) -> Parting | Agreement:
    start = start_at(candidate.hypers, candidate.w0, candidate.gradients)
    left, right = Run(pair.left, start, exact_bits), Run(pair.right, start, exact_bits)
    points: list[tuple[Value, Value]] = []
    weights: Parting | None = None
    work = pair.size * (ALGEBRAIC if candidate.is_algebraic else 1)
    for done in range(len(start.gradients) + 1):
        points.append((left.point(), right.point()))
        relation = compare_values(*points[-1])
        effort.work -= work
        if relation is not Relation.SAME or effort.spent:
            break
        if weights is None and not pair.asks_at_weight:
            weights = _weights_apart(candidate, left, right, points)
        if done < len(start.gradients):
            left.advance(start.gradients[done])
            right.advance(start.gradients[done])
    if relation is not Relation.APART:
        return Agreement(weights, relation is Relation.UNSETTLED)
    return _parting(candidate, *points[-1], points)


def _weights_apart(
    candidate: Candidate, left: Run, right: Run, points: list[tuple[Value, Value]]
) -> Parting | None:
    if compare_values(left.weight, right.weight) is Relation.APART:
        return _parting(candidate, left.weight, right.weight, points)
    return None


def _parting(candidate: Candidate, left: Value, right: Value, points: list[tuple[Value, Value]]) -> Parting:
    given = replace(candidate, gradients=candidate.gradients[: len(points) - 1])
    return Parting(given, left, right, tuple(points))
