"""Roundings counted through the operations of a step: the rules of the bound before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from verifier.numerics.counted import (
    NARROW,
    Counted,
    Lost,
    common,
    compared,
    is_negation,
    largest,
    rounding,
    scalar_power,
    scalar_sum,
    sign_of,
    transcendental,
    underflown,
    with_value,
)
from verifier.numerics.precision import DOUBLE, Format
from verifier.numerics.radius import LIBRARY_ROUNDINGS
from verifier.term import CONNECTIVES, HALF, MINUS_ONE, RELATIONS, Term


def addends(node: Term, scalar: frozenset[Term]) -> list[Term]:
    """The terms of a sum, sums among them opened, since they may be added in any order."""
    inner = node.terms[node.terms[0] is MINUS_ONE] if is_negation(node) else node
    if inner.op != "add" or (inner in scalar) != (node in scalar):
        return [node]
    return [x for a in inner.terms for x in _within(a, inner, scalar)]


def _within(a: Term, parent: Term, scalar: frozenset[Term]) -> list[Term]:
    return addends(a, scalar) if (a in scalar) == (parent in scalar) else [a]


@dataclass(frozen=True)
class Rules:
    """The rules of one format.

    Attributes
    ----------
    fmt : Format
        Of the arrays.
    scalar : frozenset of Term
        What is computed in double precision, once a step.
    """

    fmt: Format
    scalar: frozenset[Term]

    @property
    def unit(self) -> Any:
        """The unit roundoff of the arrays."""
        return arb(self.fmt.unit)

    @property
    def one(self) -> Any:
        """The count of one rounding of an array."""
        return rounding(self.fmt)

    def of(self, node: Term, known: Mapping[Term, Counted | Lost]) -> Counted | Lost:
        """What is known of an operation or a number."""
        if node.op == "num":
            return self._number(node)
        own = DOUBLE if node in self.scalar else self.fmt
        args = [known[a] if node in self.scalar else self.handed(a, known) for a in node.terms]
        if node.op == "where":
            return _where(args)
        lost = next((a for a in args if isinstance(a, Lost)), None)
        if lost is not None:
            return lost
        found = self._operation(node, [a for a in args if isinstance(a, Counted)], own, known)
        if isinstance(found, Counted) and not found.count.is_finite():
            return Lost(NARROW)
        return with_value(node, found, [a for a in args if isinstance(a, Counted)])

    def handed(self, node: Term, known: Mapping[Term, Counted | Lost]) -> Counted | Lost:
        """A value as arrays are combined with it: a scalar is rounded to their format."""
        found = known[node]
        exact = node.op == "num" and holds(self.fmt, node.value)
        if node not in self.scalar or isinstance(found, Lost) or exact or node.op in RELATIONS + CONNECTIVES:
            return found
        if found.tiny > 0:
            return underflown(found.value)
        if self.fmt is DOUBLE:
            return found
        return Counted((found.count + self.one).upper(), found.cancels, found.sign, found.value)

    def _number(self, node: Term) -> Counted:
        value = arb(fmpq(node.value.numerator, node.value.denominator))
        count = arb(0) if holds(DOUBLE, node.value) else rounding(DOUBLE)
        return Counted(count, sign=sign_of(value), value=value)

    def _operation(
        self, node: Term, args: list[Counted], own: Format, known: Mapping[Term, Counted | Lost]
    ) -> Counted | Lost:
        one = rounding(own)
        match node.op:
            case "add":
                return self._sum(node, one, known)
            case "mul" if is_negation(node):
                (a,) = args[node.terms[0] is MINUS_ONE :][:1]
                return Counted(a.count, a.cancels, None if a.sign is None else -a.sign)
            case "mul":
                return _product(node, args, one)
            case "div":
                return _quotient(args, one)
            case "pow":
                return _power(node, args, one)
            case "abs":
                return Counted(args[0].count, args[0].cancels, 1)
            case "sign":
                return _sign(args[0])
            case "max" | "min":
                return _extreme(node, args)
            case "exp" | "log":
                return transcendental(node, args[0], one)
        return _condition(node, args)

    def _sum(self, node: Term, one: Any, known: Mapping[Term, Counted | Lost]) -> Counted | Lost:
        every = addends(node, self.scalar)
        scalar = node in self.scalar
        found = [known[a] if scalar else self.handed(a, known) for a in every]
        counted = [a for a in found if isinstance(a, Counted)]
        if len(counted) < len(found):
            return next(a for a in found if isinstance(a, Lost))
        if scalar:
            return scalar_sum(counted, one)
        count = largest(a.count for a in counted) + (len(every) - 1) * one
        sign = common(a.sign for a in counted)
        return Counted(count.upper(), sign is None or any(a.cancels for a in counted), sign)


def _product(node: Term, args: list[Counted], one: Any) -> Counted:
    a, b = args
    sign = 1 if node.terms[0] is node.terms[1] else None
    if a.sign is not None and b.sign is not None:
        sign = a.sign * b.sign
    return Counted((a.count + b.count + one).upper(), a.cancels or b.cancels, sign)


def _quotient(args: list[Counted], one: Any) -> Counted | Lost:
    a, b = args
    if b.cancels:
        return Lost("a divisor that may cancel")
    sign = a.sign * b.sign if a.sign is not None and b.sign is not None else None
    return Counted((a.count + b.count + one).upper(), a.cancels, sign)


def _power(node: Term, args: list[Counted], one: Any) -> Counted | Lost:
    a, exponent = args[0], node.terms[1]
    if exponent.op != "num":
        return scalar_power(args, one)
    n = exponent.value
    sign = 1 if n.denominator > 1 or n % 2 == 0 else a.sign
    if n.denominator == 1 and n > 0:
        roundings = int(n) - 1 if n < 3 else LIBRARY_ROUNDINGS
        return Counted((int(n) * a.count + roundings * one).upper(), a.cancels, sign)
    if a.cancels:
        return Lost("a root or a power of what may cancel")
    roundings = 1 if exponent is HALF else LIBRARY_ROUNDINGS
    size = arb(fmpq(abs(n.numerator), n.denominator))
    return Counted((size * a.count + roundings * one).upper(), False, sign)


def _sign(a: Counted) -> Counted | Lost:
    """Exact: a factor e^(±c) moves no sign."""
    return Lost("the sign of a sum that may cancel") if a.cancels else Counted(arb(0), False, a.sign)


def _extreme(node: Term, args: list[Counted]) -> Counted:
    """The larger or smaller: factors e^(±c) keep signs, so it is off by no more than the worse of the two."""
    above = node.op == "max" and any(a.sign == 1 for a in args)
    sign = 1 if above else common(a.sign for a in args)
    return Counted(largest(a.count for a in args), any(a.cancels for a in args), sign)


def _condition(node: Term, args: list[Counted]) -> Counted | Lost:
    """A relation that no rounding can turn, or what is made of such."""
    if node.op in CONNECTIVES:
        return Counted(arb(0), value=_connected(node.op, [a.value for a in args]))
    a, b = args
    if a.value is not None and b.value is not None:
        return compared(node.op, a, b)
    against_zero = any(x.value is not None and x.value == 0 and not y.cancels for x, y in ((a, b), (b, a)))
    exact = not (a.cancels or b.cancels) and a.count == 0 and b.count == 0
    return Counted(arb(0)) if exact or against_zero else Lost("a comparison of what was rounded")


def _connected(op: str, values: list[Any]) -> Any:
    """Whether a condition of conditions holds; None where that depends on arrays."""
    if any(v is None for v in values):
        return None
    return not values[0] if op == "not" else (all if op == "and" else any)(values)


def _where(args: list[Counted | Lost]) -> Counted | Lost:
    condition, yes, no = args
    if isinstance(condition, Lost):
        return condition
    if condition.value is not None:
        return yes if condition.value else no
    if isinstance(yes, Lost) or isinstance(no, Lost):
        return yes if isinstance(yes, Lost) else no
    sign = common((yes.sign, no.sign))
    return Counted(largest((yes.count, no.count)), yes.cancels or no.cancels, sign)


def holds(fmt: Format, x: Fraction) -> bool:
    """Whether the format holds a number."""
    return Fraction(float(fmt.dtype.type(float(x)))) == x
