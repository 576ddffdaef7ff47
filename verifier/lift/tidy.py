"""Terms without what a trace leaves behind: operations on numbers, choices that are already made.

Nothing is rewritten that could change where a term is defined.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from verifier.domain import REAL, Domain
from verifier.lift.frameworks import folding
from verifier.term import RELATIONS, ZERO, Term, fold, postorder, substitute, term, where

_BUILD: Mapping[str, Callable[[Term, Term], Term]] = {
    "mul": lambda a, b: _product(a, b),
    "add": folding.add,
    "div": folding.div,
    "pow": folding.power,
}
_RELATION: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
}
_FUNCTION: Mapping[str, Callable[..., Fraction]] = {
    "abs": abs,
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "max": max,
    "min": min,
}
_UNSURE = ("div", "pow", "log", "exp", "where")
"""Operations that may have no value, or whose argument decides whether they have."""


def tidy(roots: Iterable[Term]) -> list[Term]:
    """The terms, equal to the given ones and defined where they are.

    Examples
    --------
    >>> from verifier.term import STEP
    >>> tidy([(STEP + -1 + 1) * 1])
    [t]
    """
    targets = list(roots)
    values = fold(targets, lambda node, args: _tidied(node.op, args) if args else node)
    return [values[root] for root in targets]


def _tidied(op: str, args: tuple[Term, ...]) -> Term:
    if op in _BUILD:
        return _BUILD[op](*args)
    if op == "where":
        known = constant_condition(args[0])
        if known is None:
            return args[1] if args[1] is args[2] and total(args[0]) else Term("where", *args)
        return args[1] if known else args[2]
    if op in _FUNCTION and all(a.op == "num" for a in args):
        return term(_FUNCTION[op](*(a.value for a in args)))
    return Term(op, *args)


def _product(a: Term, b: Term) -> Term:
    if (a is ZERO and total(b)) or (b is ZERO and total(a)):
        return ZERO
    return folding.mul(a, b)


def constant_condition(condition: Term) -> bool | None:
    """Whether a comparison of numbers holds; None where it is not one of numbers alone."""
    if condition.op in RELATIONS:
        sides = tidy(condition.terms)
        if all(side.op == "num" for side in sides):
            return _RELATION[condition.op](*(side.value for side in sides))
    if condition.op == "not":
        inner = constant_condition(condition.terms[0])
        return None if inner is None else not inner
    return None


def merged(condition: Term, yes: Term, no: Term, domains: Mapping[str, Domain]) -> Term:
    """One of two terms by a condition, without the condition where it says nothing.

    ``grad + weight_decay*w`` becomes ``grad`` at ``weight_decay = 0``, the one value that
    ``weight_decay != 0`` excludes: there is no branch.
    """
    if yes is no:
        return yes
    for reverse, general, special in ((False, yes, no), (True, no, yes)):
        point = _only_exception(condition, reverse, domains)
        if point is not None and tidy(substitute([general], point)) == tidy(substitute([special], point)):
            return general
    return where(condition, yes, no)


def _only_exception(condition: Term, reverse: bool, domains: Mapping[str, Domain]) -> dict[Term, Term] | None:
    """The symbol and the only number in its domain for which a condition fails (reversed: holds)."""
    if condition.op not in RELATIONS:
        return None
    a, b = condition.terms
    if condition.op == ("eq" if reverse else "ne") and a.op == "sym" and b.op == "num":
        return {a: b}
    symbol, number = (a, b) if reverse else (b, a)
    if condition.op != ("le" if reverse else "lt") or symbol.op != "sym" or number.op != "num":
        return None
    domain = domains.get(symbol.name, REAL)
    at_the_end = domain.lower == number.value and not domain.lower_open
    return {symbol: number} if at_the_end and symbol.args[0] == "hyper" else None


def total(root: Term) -> bool:
    """Whether a term has a value whatever its symbols are, as far as its operations show."""
    return all(node.op not in _UNSURE or _whole_power(node) for node in postorder([root]))


def _whole_power(node: Term) -> bool:
    if node.op != "pow":
        return False
    exponent = node.terms[1]
    whole = exponent.op == "num" and exponent.value.denominator == 1
    return node.op == "pow" and whole and exponent.value >= 0
