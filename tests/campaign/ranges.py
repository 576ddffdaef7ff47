"""What is surely positive: interval arithmetic, and states' signs by induction.

A range is that of the term's value *where it is defined*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from verifier.domain import Domain
from verifier.system import System
from verifier.term import Term, fold, state, symbols

End = tuple[Fraction | float, bool]
"""A bound and whether it is attained."""


@dataclass(frozen=True)
class Range:
    """An interval with its ends."""

    low: End = (-inf, False)
    high: End = (inf, False)

    @property
    def positive(self) -> bool:
        """Whether every number of it is above zero."""
        return self.low[0] > 0 or self.low == (0, False)

    @property
    def nonnegative(self) -> bool:
        """Whether no number of it is below zero."""
        return self.low[0] >= 0

    @property
    def negative(self) -> bool:
        """Whether every number of it is below zero."""
        return self.high[0] < 0 or self.high == (0, False)


ALL = Range()
POSITIVE = Range((Fraction(0), False))
NONNEGATIVE = Range((Fraction(0), True))
STEPS = Range((Fraction(1), True))
UNIT = Range((Fraction(0), True), (Fraction(1), True))


def of_domain(domain: Domain) -> Range:
    """A domain as a range."""
    low = (-inf, False) if domain.lower is None else (domain.lower, not domain.lower_open)
    high = (inf, False) if domain.upper is None else (domain.upper, not domain.upper_open)
    return Range(low, high)


def _lowest(ends: list[End]) -> End:
    value = min(e[0] for e in ends)
    return value, any(e[1] for e in ends if e[0] == value)


def _highest(ends: list[End]) -> End:
    value = max(e[0] for e in ends)
    return value, any(e[1] for e in ends if e[0] == value)


def hull(a: Range, b: Range) -> Range:
    """The smallest range that holds both."""
    return Range(_lowest([a.low, b.low]), _highest([a.high, b.high]))


def plus(a: Range, b: Range) -> Range:
    """The range of a sum."""
    return Range(
        (a.low[0] + b.low[0], a.low[1] and b.low[1]), (a.high[0] + b.high[0], a.high[1] and b.high[1])
    )


def _corner(a: End, b: End) -> End:
    if a[0] == 0 or b[0] == 0:
        return Fraction(0), (a == (0, True)) or (b == (0, True)) or (a[1] and b[1])
    return a[0] * b[0], a[1] and b[1]


def times(a: Range, b: Range) -> Range:
    """The range of a product."""
    corners = [_corner(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Range(_lowest(corners), _highest(corners))


def _inverse_end(end: End) -> End:
    if end[0] == 0:
        return inf, False
    return (Fraction(0), False) if end[0] == inf else (1 / Fraction(end[0]), end[1])


def inverse(a: Range) -> Range:
    """The range of a reciprocal."""
    if a.low[0] == a.high[0] == 0:
        return ALL
    if a.nonnegative:
        return Range(_inverse_end(a.high), _inverse_end(a.low))
    if a.high[0] <= 0:
        turned = inverse(times(a, Range((Fraction(-1), True), (Fraction(-1), True))))
        return times(turned, Range((Fraction(-1), True), (Fraction(-1), True)))
    return ALL


def power(node: Term, base: Range, exponent: Range) -> Range:
    """The range of a power."""
    top = node.terms[1]
    if base.nonnegative and base.high[0] <= 1 and exponent.nonnegative:
        strict = exponent.low[0] >= 1 and not base.high[1]
        low = Fraction(0), not base.positive
        return Range(low, (Fraction(1), not strict))
    if base.positive:
        return POSITIVE
    if base.nonnegative:
        return NONNEGATIVE
    if top.op == "num" and (top.value.denominator != 1 or top.value % 2 == 0):
        return NONNEGATIVE
    return ALL


def _size(a: Range) -> Range:
    if a.nonnegative:
        return a
    return POSITIVE if a.negative else NONNEGATIVE


def _sign(a: Range) -> Range:
    low = 1 if a.positive else 0 if a.nonnegative else -1
    high = -1 if a.negative else 1
    return Range((Fraction(low), True), (Fraction(high), True))


def _greater(a: Range, b: Range) -> Range:
    return Range(
        _highest([a.low, b.low]) if a.low[0] != b.low[0] else (a.low[0], a.low[1] and b.low[1]),
        _highest([a.high, b.high]),
    )


class Ranges:
    """The ranges of all terms of a system."""

    def __init__(self, system: System) -> None:
        self.leaves: dict[Term, Range] = {}
        for h in system.hypers:
            self.leaves[Term("sym", "hyper", h.name)] = of_domain(h.domain)
        for symbol in symbols([*system.outputs, *(s.initial for s in system.states)]):
            if symbol.args[0] == "sequence":
                one = system.hyper(symbol.name)
                self.leaves[symbol] = of_domain(one.domain) if one else ALL
        self._induct(system)

    def _induct(self, system: System) -> None:
        claims = {s.name: [POSITIVE, UNIT, NONNEGATIVE, ALL] for s in system.states}
        settled = False
        while not settled:
            settled = True
            for s in system.states:
                self.leaves[state(s.name)] = claims[s.name][0]
            for s in system.states:
                claim = claims[s.name][0]
                if not (inside(self.of(s.initial), claim) and inside(self.of(s.update), claim)):
                    claims[s.name].pop(0)
                    settled = False

    def of(self, top: Term) -> Range:
        """The range of a term."""
        return fold([top], self._combine)[top]

    def _combine(self, node: Term, args: tuple[Range, ...]) -> Range:
        if node.op == "num":
            return Range((node.value, True), (node.value, True))
        if node.op == "sym":
            return STEPS if node.args[0] == "time" else self.leaves.get(node, ALL)
        if node.op == "pow":
            return power(node, *args)
        if node.op == "mul" and node.terms[0] is node.terms[1] and not args[0].positive:
            return NONNEGATIVE
        rule = RULES.get(node.op)
        return rule(*args) if rule else ALL


def _lowest_high(a: End, b: End) -> End:
    value = min(a[0], b[0])
    return value, all(e[1] for e in (a, b) if e[0] == value)


RULES: dict[str, Callable[..., Range]] = {
    "add": plus,
    "mul": times,
    "div": lambda a, b: times(a, inverse(b)),
    "abs": _size,
    "sign": _sign,
    "max": _greater,
    "min": lambda a, b: Range(_lowest([a.low, b.low]), _lowest_high(a.high, b.high)),
    "exp": lambda a: POSITIVE,
    "where": lambda condition, yes, no: hull(yes, no),
}
"""The range of an operation's value from those of its arguments."""


def inside(a: Range, b: Range) -> bool:
    """Whether the first range lies in the second."""
    low = a.low[0] > b.low[0] or (a.low[0] == b.low[0] and (b.low[1] or not a.low[1]))
    high = a.high[0] < b.high[0] or (a.high[0] == b.high[0] and (b.high[1] or not a.high[1]))
    return low and high
