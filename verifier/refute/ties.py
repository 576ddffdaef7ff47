"""Ties: inputs at which a comparison's two sides, or a divisor and zero, become equal.

A step is followed over the rational functions of one unknown input. Where the course branches, the
branch is that of a sample value; so all ties of one piece are the roots of polynomials, and they
are found exactly, irrational ones as algebraic numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly
from flint.utils.flint_exceptions import DomainError

from verifier.evaluate import AlgebraicNumber, Given
from verifier.refute.candidate import Candidate
from verifier.refute.roots import real_roots
from verifier.system import System
from verifier.term import RELATIONS, STEP, WEIGHT, Term, postorder

_LARGEST_DEGREE = 48
_LARGEST_POWER = 64


@dataclass(frozen=True)
class Unknown:
    """The input that is solved for: ``("hyper", name)``, ``("gradient", step)`` or ``("w0",)``."""

    place: tuple[str | int, ...]
    sample: Fraction


@dataclass(frozen=True)
class Quotient:
    """A rational function of the unknown."""

    top: Any
    bottom: Any


Piece = Quotient | bool | None
"""What a term is near the sample; None where it is no rational function."""


def ties(system: System, base: Candidate, unknown: Unknown, steps: int) -> list[Given]:
    """The values of the unknown at which something is tied within the first steps.

    Parameters
    ----------
    system : System
    base : Candidate
        All other inputs.
    unknown : Unknown
    steps : int
        How many steps are followed.
    """
    course = _Course(system, base, unknown)
    for t in range(1, steps + 1):
        course.advance(t)
    found: dict[Given, None] = {}
    for polynomial in course.tied.values():
        found.update(dict.fromkeys(real_roots(polynomial)))
    return list(found)


@dataclass
class _Course:
    """A run over rational functions, and the polynomials whose roots are ties."""

    system: System
    base: Candidate
    unknown: Unknown
    tied: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sample = _number(self.unknown.sample)
        self.weight: Piece = self._input(self.base.w0, ("w0",))
        self.states: dict[str, Piece] = {}
        starts = self._evaluate([s.initial for s in self.system.states], 0)
        self.states = {s.name: x for s, x in zip(self.system.states, starts, strict=True)}

    def advance(self, t: int) -> None:
        updates = [self.system.weight, *(s.update for s in self.system.states)]
        self.weight, *new = self._evaluate([*updates, self.system.query], t)[:-1]
        self.states = dict(zip(self.states, new, strict=True))

    def _evaluate(self, roots: Sequence[Term], t: int) -> list[Piece]:
        values: dict[Term, Piece] = {}
        for node in postorder(roots):
            if node.op == "sym":
                values[node] = self._symbol(node, t)
            elif node.op == "num":
                values[node] = constant(_number(node.value))
            else:
                values[node] = self._node(node.op, [values[a] for a in node.terms])
        return [values[root] for root in roots]

    def _input(self, value: Any, place: tuple[str | int, ...]) -> Piece:
        if place == self.unknown.place:
            return Quotient(fmpq_poly([0, 1]), fmpq_poly([1]))
        return None if isinstance(value, AlgebraicNumber) else constant(_number(value))

    def _symbol(self, node: Term, t: int) -> Piece:
        if node is STEP:
            return constant(fmpq(t))
        if node is WEIGHT:
            return self.weight
        if node.args[0] == "state":
            return self.states[node.name]
        if node.args[0] == "gradient":
            return self._input(self.base.gradients[t - 1], ("gradient", t))
        given = self.base.hypers[node.name]
        if isinstance(given, tuple):
            index = t + int(str(node.args[2])) if node.args[0] == "sequence" else 0
            given = given[min(max(index, 0), len(given) - 1)]
        return self._input(given, ("hyper", node.name))

    def _node(self, op: str, args: list[Piece]) -> Piece:
        if op == "where":
            return None if not isinstance(args[0], bool) else args[1] if args[0] else args[2]
        if op in ("and", "or", "not"):
            return _connective(op, args)
        numbers = [a for a in args if isinstance(a, Quotient)]
        if len(numbers) < len(args):
            return None
        if op in ("add", "mul"):
            return plus(*numbers) if op == "add" else times(*numbers)
        if op == "div":
            return self._divide(*numbers)
        if op == "pow":
            return self._power(*numbers)
        return self._piecewise(op, numbers) if op not in ("exp", "log", "cos") else None

    def _divide(self, a: Quotient, b: Quotient) -> Piece:
        self._tie(b)
        return times(a, Quotient(b.bottom, b.top)) if b.top else None

    def _power(self, a: Quotient, b: Quotient) -> Piece:
        exponent = _constant_of(b)
        if exponent is None:
            return None
        if exponent == fmpq(1, 2):
            return self._root(a)
        if exponent.q != 1 or abs(exponent) > _LARGEST_POWER:
            return None
        n = int(exponent.p)
        if n < 0:
            self._tie(a)
            a = Quotient(a.bottom, a.top)
        return _small(Quotient(a.top ** abs(n), a.bottom ** abs(n))) if a.bottom else None

    def _root(self, a: Quotient) -> Piece:
        self._tie(a)
        try:
            root = Quotient((a.top * a.bottom).sqrt(), a.bottom)
        except (DomainError, ValueError):  # not the square of a polynomial
            return None
        value = self._at_sample(root)
        return None if value is None else root if value >= 0 else negative(root)

    def _piecewise(self, op: str, args: list[Quotient]) -> Piece:
        difference = args[0] if len(args) == 1 else plus(args[0], negative(args[1]))
        if difference is None:
            return None
        self._tie(difference)
        value = self._at_sample(difference)
        if value is None:
            return None
        if op in RELATIONS:
            return bool({"lt": value < 0, "le": value <= 0, "eq": value == 0, "ne": value != 0}[op])
        if op == "sign":
            return constant(fmpq((value > 0) - (value < 0)))
        if op == "abs":
            return args[0] if value >= 0 else negative(args[0])
        return args[0] if (value >= 0) == (op == "max") else args[1]

    def _at_sample(self, a: Quotient) -> Any:
        bottom = a.bottom(self.sample)
        return a.top(self.sample) / bottom if bottom else None

    def _tie(self, a: Quotient) -> None:
        if a.top.degree() > 0:
            self.tied.setdefault(str(a.top), a.top)


def _connective(op: str, args: list[Piece]) -> Piece:
    if not all(isinstance(a, bool) for a in args):
        return None
    return {"and": all(args), "or": any(args), "not": not args[0]}[op]


def constant(value: Any) -> Quotient:
    """A number as a rational function."""
    return Quotient(fmpq_poly([value]), fmpq_poly([1]))


def plus(a: Quotient, b: Quotient) -> Quotient | None:
    """The sum; None where it is too long to be of use."""
    if a.bottom == b.bottom:
        return _small(Quotient(a.top + b.top, a.bottom))
    return _small(Quotient(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom))


def negative(a: Quotient) -> Quotient:
    """The function with the other sign."""
    return Quotient(-a.top, a.bottom)


def times(a: Quotient, b: Quotient) -> Quotient | None:
    """The product; None where it is too long to be of use."""
    return _small(Quotient(a.top * b.top, a.bottom * b.bottom))


def _small(a: Quotient) -> Quotient | None:
    if a.bottom.degree() > 0:
        common = a.top.gcd(a.bottom)
        if common.degree() > 0:
            a = Quotient(divmod(a.top, common)[0], divmod(a.bottom, common)[0])
    return a if max(a.top.degree(), a.bottom.degree()) <= _LARGEST_DEGREE else None


def _constant_of(a: Quotient) -> Any:
    if a.top.degree() > 0 or a.bottom.degree() > 0:
        return None
    return a.top[0] / a.bottom[0]


def _number(value: Any) -> Any:
    return fmpq(value.numerator, value.denominator)
