"""Arithmetic on traced terms: numbers are folded, and nothing that could change where a value is undefined.

Programs write ``1 - 0.9`` and ``count + 1 - 1``; recurrences do not. Every function gives a term with the
value of the plain operation, and with the same points at which it is undefined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from verifier.term import MINUS_ONE, ONE, ZERO, Term, fold, term

_GIVEN = ("hyper", "sequence", "gradient", "time")
_LIMIT = 64
"""Powers of numbers are folded up to this exponent."""


def add(a: Term, b: Term) -> Term:
    """The sum; numbers are gathered, ``x + 0`` is ``x``."""
    if a.op == "num" and b.op == "num":
        return term(a.value + b.value)
    if a.op == "num":
        a, b = b, a
    if b is ZERO:
        return a
    if b.op == "num" and a.op == "add" and a.terms[1].op == "num":
        return add(a.terms[0], term(a.terms[1].value + b.value))
    return a + b


def sub(a: Term, b: Term) -> Term:
    """The difference; ``t - 1`` is written as the sum of ``t`` and a number."""
    return add(a, term(-b.value)) if b.op == "num" else add(a, neg(b))


def neg(a: Term) -> Term:
    """The negative; a double one cancels."""
    if a.op == "num":
        return term(-a.value)
    if a.op == "mul" and a.terms[0] is MINUS_ONE:
        return a.terms[1]
    return MINUS_ONE * a


def mul(a: Term, b: Term) -> Term:
    """The product; ``1*x`` is ``x``, and ``0*x`` is 0 where ``x`` is given and so cannot be undefined."""
    if a.op == "num" and b.op == "num":
        return term(a.value * b.value)
    if b.op == "num":
        a, b = b, a
    if a is ONE:
        return b
    if a is MINUS_ONE:
        return neg(b)
    if a is ZERO and b.op == "sym" and b.args[0] in _GIVEN:
        return ZERO
    return a * b


def div(a: Term, b: Term) -> Term:
    """The quotient; a number other than 0 divides a number at once."""
    if b is ONE:
        return a
    if a.op == "num" and b.op == "num" and b.value != 0:
        return term(a.value / b.value)
    return a / b


def power(a: Term, b: Term) -> Term:
    """The power; ``x**1`` is ``x``."""
    if b is ONE:
        return a
    if (
        a.op == "num"
        and b.op == "num"
        and b.value.denominator == 1
        and abs(b.value) <= _LIMIT
        and (a.value != 0 or b.value > 0)
    ):
        return term(a.value ** int(b.value))
    return a**b


def relation(op: str, a: Term, b: Term) -> Term | bool:
    """A comparison, decided where both sides are numbers or the same term that cannot be undefined."""
    if a.op == "num" and b.op == "num":
        return _COMPARED[op](a.value, b.value)
    if op == "ne" and b is ZERO and a.op == "where" and a.terms[1:] == (ONE, ZERO):
        return a.terms[0]
    return Term(op, a, b)


_COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}

_BUILD: dict[str, Callable[[Term, Term], Term]] = {"add": add, "mul": mul, "div": div, "pow": power}


def folded(roots: Iterable[Term]) -> list[Term]:
    """Terms built again from their symbols with the functions of this module."""
    targets = list(roots)

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        if node.op in _BUILD:
            return _BUILD[node.op](*args)
        if node.op == "ne":
            decided = relation("ne", *args)
            return Term(node.op, *args) if isinstance(decided, bool) else decided
        return Term(node.op, *args) if args else node

    values = fold(targets, rebuild)
    return [values[root] for root in targets]
