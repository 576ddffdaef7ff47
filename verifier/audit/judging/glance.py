"""The first step of a system in floating point: a glance that tells most systems apart.

Systems that are variations of one another share most of their terms, and under the same numbers a term is
computed once for all that begin alike; one system that is looked at with many numbers is made a program.
Where a float may take another branch than the exact number would, nothing is seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isnan

from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, postorder

Glance = tuple[float, float]
"""The point of the first gradient, and the weight after the first step; no number where one is undefined."""
APART = 1e-6
"""By how much of their size two values differ that no rounding of a few operations explains."""
CLOSE = 1e-9
"""Within how much of their size nothing is said of which of two values is the larger."""
UNDEFINED = math.nan
_LARGEST = 1e100


class _UnseenError(Exception):
    """A value that floating point does not tell."""


UNTOLD = (_UnseenError, ArithmeticError, KeyError, TypeError, ValueError)
"""What is raised where floating point tells nothing."""


def glance(system: System, numbers: Mapping[str, Fraction], w0: float, gradient: float) -> Glance | None:
    """The first step of a system; None where floating point does not tell it."""
    given = tuple((name, float(value)) for name, value in sorted(numbers.items()))
    try:
        begun = _values(given, (), w0, gradient, 0.0)
        states = tuple((s.name, begun.of(s.initial)) for s in system.states)
        first = _values(given, states, w0, gradient, 1.0)
        return first.of(system.query), first.of(system.weight)
    except UNTOLD:
        return None


class FirstStep:
    """The first step of one system, to be computed with many numbers."""

    def __init__(self, system: System) -> None:
        self._system = system

    @cached_property
    def _programs(self) -> tuple[_Program, _Program]:
        """What computes the first values of the states, and what computes the step."""
        states, outputs = self._system.states, [self._system.query, self._system.weight]
        return _Program([s.initial for s in states]), _Program(outputs)

    def glance(self, numbers: Mapping[str, Fraction], w0: float, gradient: float) -> Glance | None:
        """What `glance` gives."""
        named, fixed = {("hyper", n): float(x) for n, x in numbers.items()}, {WEIGHT: w0, GRADIENT: gradient}
        try:
            begin, take = self._programs
            begun = begin.run(named, fixed | {STEP: 0.0})
            states = {("state", s.name): x for s, x in zip(self._system.states, begun, strict=True)}
            query, weight = take.run(named | states, fixed | {STEP: 1.0})
            return query, weight
        except UNTOLD:
            return None


class _Program:
    """Terms in an order in which they can be computed, each in its own place."""

    def __init__(self, roots: Sequence[Term]) -> None:
        nodes = list(postorder(roots))
        place = {node: i for i, node in enumerate(nodes)}
        self._leaves = [(i, n) for i, n in enumerate(nodes) if not n.terms]
        self._steps = [
            (i, OPERATIONS.get(n.op, _unseen), [place[a] for a in n.terms])
            for i, n in enumerate(nodes)
            if n.terms
        ]
        self._roots = [place[root] for root in roots]

    def run(self, named: Mapping[tuple[str, str], float], fixed: Mapping[Term, float]) -> list[float]:
        """The values of the terms that it is made for; raises one of `UNTOLD`."""
        values = [0.0] * (len(self._leaves) + len(self._steps))
        for i, node in self._leaves:
            values[i] = fixed[node] if node in fixed else _leaf(node, named)
        for i, operation, args in self._steps:
            values[i] = _seen(operation(*[values[a] for a in args]))
        return [values[i] for i in self._roots]


def are_apart(one: Glance | None, two: Glance | None) -> bool:
    """Whether two first steps differ for certain."""
    if one is None or two is None:
        return False
    return any(
        isnan(a) != isnan(b) or abs(a - b) > APART * (1 + min(abs(a), abs(b)))
        for a, b in zip(one, two, strict=True)
    )


class _Values:
    """Terms under one assignment, each computed once."""

    def __init__(self, known: dict[tuple[str, str], float], fixed: dict[Term, float]) -> None:
        self._named, self._values = known, fixed

    def of(self, root: Term) -> float:
        """The value of a term.

        Raises
        ------
        _UnseenError, ArithmeticError, KeyError, TypeError, ValueError
            When it is undefined, or floating point does not tell it.
        """
        values, stack = self._values, [root]
        while stack:
            node = stack[-1]
            left = [a for a in node.terms if a not in values]
            if left and node not in values:
                stack += left
                continue
            stack.pop()
            if node not in values:
                values[node] = self._computed(node, [values[a] for a in node.terms])
        return values[root]

    def _computed(self, node: Term, args: list[float]) -> float:
        return _seen(OPERATIONS.get(node.op, _unseen)(*args)) if args else _leaf(node, self._named)


def _leaf(node: Term, named: Mapping[tuple[str, str], float]) -> float:
    """A number, or what a symbol stands for."""
    if node.op == "num":
        return _number(node)
    return named[str(node.args[0]), node.name] if len(node.args) == 2 else _unseen()


@lru_cache(maxsize=1024)
def _number(node: Term) -> float:
    return float(node.value)


def _seen(found: float) -> float:
    return found if isnan(found) or abs(found) < _LARGEST else _unseen()


@lru_cache(maxsize=256)
def _values(
    numbers: tuple[tuple[str, float], ...],
    states: tuple[tuple[str, float], ...],
    w0: float,
    gradient: float,
    step: float,
) -> _Values:
    named = {("hyper", name): value for name, value in numbers} | {("state", n): v for n, v in states}
    return _Values(named, {WEIGHT: w0, GRADIENT: gradient, STEP: step})


def _unseen(*_args: float) -> float:
    raise _UnseenError


def _sum(*args: float) -> float:
    """A sum that is 0 or far from it: of one that nearly cancels floating point tells nothing."""
    found = math.fsum(args)
    return found if not found or isnan(found) or abs(found) > CLOSE * max(map(abs, args)) else _unseen()


def _quotient(a: float, b: float) -> float:
    return a / b if b else UNDEFINED


def _power(base: float, exponent: float) -> float:
    if not base and exponent < 0:
        return UNDEFINED
    found = base**exponent
    return found if isinstance(found, float) else UNDEFINED


def _order(a: float, b: float) -> float:
    """The difference of two values of which one is certainly the larger, or that are the same."""
    return a - b if a == b or abs(a - b) > CLOSE * (1 + abs(a) + abs(b)) else _unseen()


def _larger(a: float, b: float) -> float:
    return UNDEFINED if isnan(a) or isnan(b) else max(a, b)


def _smaller(a: float, b: float) -> float:
    return -_larger(-a, -b)


def _sign(x: float) -> float:
    return math.copysign(1.0, x) if _order(x, 0.0) else 0.0


OPERATIONS: Mapping[str, Callable[..., float]] = {
    "add": _sum,
    "mul": lambda *args: math.prod(args),
    "div": _quotient,
    "pow": _power,
    "abs": abs,
    "sign": _sign,
    "max": _larger,
    "min": _smaller,
    "exp": math.exp,
    "cos": math.cos,
    "log": math.log,
    "lt": lambda a, b: float(_order(a, b) < 0),
    "le": lambda a, b: float(_order(a, b) <= 0),
    "eq": lambda a, b: float(_order(a, b) == 0),
    "ne": lambda a, b: float(_order(a, b) != 0),
    "and": lambda *args: float(all(args)),
    "or": lambda *args: float(any(args)),
    "not": lambda x: float(not x),
    "where": lambda condition, yes, no: yes if condition else no,
}
