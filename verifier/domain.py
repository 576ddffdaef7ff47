"""Domains of real numbers: a predicate, a sentence and bounds for a sampler or a prover."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf

from verifier.errors import InputError


@dataclass(frozen=True)
class Domain:
    """An interval of the real line; ``None`` is an infinite end.

    A domain is at once a predicate (`contains`), a sentence (`describe`) and the bounds that a
    sampler or a change to positive coordinates needs.
    """

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False

    def contains(self, value: Fraction) -> bool:
        """Whether the number lies in the interval."""
        if self.lower is not None and (value < self.lower or (self.lower_open and value == self.lower)):
            return False
        return self.upper is None or value < self.upper or (not self.upper_open and value == self.upper)

    def intersect(self, other: Domain) -> Domain:
        """The numbers that lie in both."""
        if self == other or other == REAL:
            return self
        if self == REAL:
            return other
        lower, lower_open = max((self._lower_key(), other._lower_key()), key=lambda k: (k[0], k[1]))[2:]
        upper, upper_open = min((self._upper_key(), other._upper_key()), key=lambda k: (k[0], not k[1]))[2:]
        return Domain(lower, upper, lower_open, upper_open)

    @cached_property
    def closed(self) -> Domain:
        """The interval with its ends."""
        return Domain(self.lower, self.upper)

    @cached_property
    def breadth(self) -> float:
        """How far the ends lie apart."""
        return inf if self.lower is None or self.upper is None else float(self.upper - self.lower)

    def _lower_key(self) -> tuple[float | Fraction, bool, Fraction | None, bool]:
        end = float("-inf") if self.lower is None else self.lower
        return end, self.lower_open, self.lower, self.lower_open

    def _upper_key(self) -> tuple[float | Fraction, bool, Fraction | None, bool]:
        end = float("inf") if self.upper is None else self.upper
        return end, self.upper_open, self.upper, self.upper_open

    @property
    def empty(self) -> bool:
        """Whether no number lies in the interval."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > self.upper or (self.lower == self.upper and (self.lower_open or self.upper_open))

    def describe(self, name: str) -> str:
        """The condition on ``name`` as a sentence of inequalities, e.g. ``0 <= beta < 1``."""
        below, above = "<" if self.lower_open else "<=", "<" if self.upper_open else "<="
        if self.lower is not None and self.upper is not None:
            return f"{self.lower} {below} {name} {above} {self.upper}"
        if self.lower is not None:
            return f"{name} {'>' if self.lower_open else '>='} {self.lower}"
        if self.upper is not None:
            return f"{name} {above} {self.upper}"
        return f"{name} real"


REAL = Domain()
POSITIVE = Domain(Fraction(0), None, lower_open=True)
NON_NEGATIVE = Domain(Fraction(0))
UNIT = Domain(Fraction(0), Fraction(1), upper_open=True)


def parse_domain(text: str, name: str, place: str) -> Domain:
    """The domain written as a chain of comparisons, e.g. ``"0 <= rho < 1"``, or as several joined by ``and``.

    Raises
    ------
    InputError
        When the text is no chain of ``<``, ``<=``, ``>``, ``>=`` between numbers and ``name``.
    """
    fault = InputError(
        f"{place}: the domain {text!r} of '{name}' is not understood; "
        f'write a chain of comparisons such as "0 <= {name} < 1"'
    )
    try:
        tree = ast.parse(text.strip().replace("≤", "<=").replace("≥", ">="), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise fault from None
    joined = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    domain = REAL
    for chain in joined:
        domain = domain.intersect(_interval(chain, name, fault))
    if domain.empty:
        raise InputError(f"{place}: the domain {text!r} of '{name}' holds no number")
    return domain


def _interval(chain: ast.expr, name: str, fault: InputError) -> Domain:
    if not isinstance(chain, ast.Compare):
        raise fault
    domain, sides = REAL, [chain.left, *chain.comparators]
    for left, relation, right in zip(sides, chain.ops, sides[1:], strict=False):
        domain = domain.intersect(_half_line(left, relation, right, name, fault))
    return domain


def _half_line(left: ast.expr, relation: ast.cmpop, right: ast.expr, name: str, fault: InputError) -> Domain:
    flips = {ast.Lt: "<", ast.LtE: "<", ast.Gt: ">", ast.GtE: ">"}
    direction, strict = flips.get(type(relation)), isinstance(relation, ast.Lt | ast.Gt)
    if direction is None:
        raise fault
    if isinstance(left, ast.Name) and left.id == name:
        bound, above = _number(right, fault), direction == ">"
    elif isinstance(right, ast.Name) and right.id == name:
        bound, above = _number(left, fault), direction == "<"
    else:
        raise fault
    return Domain(lower=bound, lower_open=strict) if above else Domain(upper=bound, upper_open=strict)


def _number(node: ast.expr, fault: InputError) -> Fraction:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand, fault)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        below = _number(node.right, fault)
        if below:
            return _number(node.left, fault) / below
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    raise fault
