"""Degrees of homogeneity: by what a term is multiplied when its letters are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.term import (
    Term,
    postorder,
)

Line = dict[str, Fraction]
"""A degree as a linear form in unknown degrees; the key "" is the constant."""


class Inhomogeneous(Exception):
    """The operations have no common degrees."""


@dataclass
class Degrees:
    """Degrees that are being solved for: equations between linear forms, one variable eliminated by each."""

    solved: dict[str, Line]

    def equal(self, left: Line, right: Line) -> None:
        """Demand that two degrees agree."""
        rest = self.reduced(_plus(left, right, Fraction(-1)))
        name = next((n for n in rest if n), None)
        if name is None:
            if rest.get(""):
                raise Inhomogeneous
            return
        value = {n: -c / rest[name] for n, c in rest.items() if n != name}
        self.solved = {n: _put(line, name, value) for n, line in self.solved.items()} | {name: value}

    def reduced(self, line: Line) -> Line:
        """A degree with what is known put in."""
        for name in [n for n in line if n in self.solved]:
            line = _put(line, name, self.solved[name])
        return line


def _plus(left: Line, right: Line, by: Fraction = Fraction(1)) -> Line:
    total = {n: left.get(n, Fraction(0)) + by * right.get(n, Fraction(0)) for n in [*left, *right]}
    return {n: c for n, c in total.items() if c}


def _put(line: Line, name: str, value: Line) -> Line:
    rest = {n: c for n, c in line.items() if n != name}
    return _plus(rest, value, line.get(name, Fraction(0)))


def degree(term: Term, letters: Mapping[Term, Line], degrees: Degrees) -> Line | None:
    """The degree of a term; None of zero, which has every degree.

    Raises
    ------
    Inhomogeneous
        Where terms of different degrees are added or compared.
    """
    known: dict[Term, Line | None] = {}
    for node in postorder([term]):
        known[node] = _degree(node, [known[x] for x in node.terms], letters, degrees)
    return known[term]


def _degree(
    node: Term, args: list[Line | None], letters: Mapping[Term, Line], degrees: Degrees
) -> Line | None:
    match node.op:
        case "num":
            return None if node.value == 0 else {}
        case "sym":
            return letters.get(node, {})
        case "add" | "max" | "min":
            return _same(args, degrees)
        case "mul" | "div":
            return _product(node.op, args)
        case "abs":
            return args[0]
        case "pow":
            return _power(node, args, degrees)
        case "where":
            return _same(args[1:], degrees)
    return _number(node.op, args, degrees)


def _product(op: str, args: list[Line | None]) -> Line | None:
    left, right = args
    if left is None or (right is None and op == "mul"):
        return None
    return _plus(left, right or {}, Fraction(1 if op == "mul" else -1))


def _number(op: str, args: list[Line | None], degrees: Degrees) -> Line:
    """The degree 0 of a sign, of a truth value, and of a function that has values of no other degree."""
    if op in ("lt", "le", "eq", "ne"):
        _same(args, degrees)
    elif op not in ("sign", "and", "or", "not"):
        for each in args:
            degrees.equal(each or {}, {})
    return {}


def _same(args: list[Line | None], degrees: Degrees) -> Line | None:
    present = [a for a in args if a is not None]
    for other in present[1:]:
        degrees.equal(present[0], other)
    return degrees.reduced(present[0]) if present else None


def _power(node: Term, args: list[Line | None], degrees: Degrees) -> Line | None:
    exponent = node.terms[1]
    if exponent.op == "num":
        return None if args[0] is None else {n: c * exponent.value for n, c in args[0].items()}
    degrees.equal(args[0] or {}, {})
    degrees.equal(args[1] or {}, {})
    return {}
