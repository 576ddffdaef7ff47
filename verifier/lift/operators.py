"""Operations of a formula file on terms: arithmetic, comparisons and branches, as Python means them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.lift.scope import Scope, keep, visit
from verifier.lift.vocabulary import construct
from verifier.term import CONNECTIVES, ONE, RELATIONS, ZERO, Term, where


def is_condition(value: Term) -> bool:
    """Whether a term is a comparison, true or false, rather than a number."""
    return value.op in RELATIONS or value.op in CONNECTIVES


def arithmetic(node: ast.AST, op: ast.operator, a: Term, b: Term, scope: Scope) -> Term:
    """One arithmetic operation. A comparison beside a number counts as 1 or 0, as in Python."""
    if is_condition(a) and is_condition(b):
        raise scope.fault(node, "both sides are comparisons; join comparisons with `and`, `or`, `not`")
    a, b = (choose(node, x, ONE, ZERO, scope) if is_condition(x) else x for x in (a, b))
    match op:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.Pow():
            return a**b
    raise scope.refused(node, construct(op))


def relation(node: ast.AST, op: ast.cmpop, left: Term, right: Term, scope: Scope) -> Term:
    """One comparison of two numbers."""
    match op:
        case ast.Lt():
            return Term("lt", left, right)
        case ast.LtE():
            return Term("le", left, right)
        case ast.Gt():
            return Term("lt", right, left)
        case ast.GtE():
            return Term("le", right, left)
        case ast.Eq():
            return Term("eq", left, right)
        case ast.NotEq():
            return Term("ne", left, right)
    raise scope.refused(node, construct(op))


def select(node: ast.AST, condition: Term, yes: Term, no: Term, scope: Scope) -> Term | None:
    """The value that a branch takes, two numbers or two comparisons; None for one of each."""
    if is_condition(yes) != is_condition(no):
        return None
    if is_condition(yes):
        return Term("or", Term("and", condition, yes), Term("and", Term("not", condition), no))
    return choose(node, condition, yes, no, scope)


def choose(node: ast.AST, condition: Term, yes: Term, no: Term, scope: Scope) -> Term:
    """``where(condition, yes, no)``.

    Python skips the second half of ``and`` and ``or`` where the first decides, and a connective of
    terms does not: a condition with a half that can be undefined becomes branches of its own.
    """
    visit(node, scope)
    keep(condition, node, scope)
    if not _skips(condition, scope):
        return where(condition, yes, no)
    first, *rest = condition.terms
    if condition.op == "not":
        return choose(node, first, no, yes, scope)
    if condition.op == "and":
        return choose(node, first, choose(node, rest[0], yes, no, scope), no, scope)
    return choose(node, first, yes, choose(node, rest[0], yes, no, scope), scope)


def _skips(condition: Term, scope: Scope) -> bool:
    partial = scope.reading.partial
    return condition in partial and any(
        node.op in ("and", "or") and node.terms[1] in partial for node in _connectives(condition)
    )


def _connectives(condition: Term) -> Iterator[Term]:
    """The connectives at the top of a condition, without what they compare."""
    seen, stack = {condition}, [condition]
    while stack:
        node = stack.pop()
        if node.op in CONNECTIVES:
            yield node
            stack += [a for a in node.terms if a not in seen]
            seen.update(node.terms)
