"""Statements of a formula file: assignments, branches and ``return``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from verifier.lift.expressions import condition_at, evaluate, values_of
from verifier.lift.operators import arithmetic, select
from verifier.lift.scope import COPIED, Gap, Names, Scope, keep, visit
from verifier.lift.vocabulary import ACCEPTED_BODY, construct
from verifier.term import Term


@dataclass(frozen=True)
class Outcome:
    """What a body leaves behind: the values that it returns, and what its names hold then."""

    values: tuple[Term, ...]
    names: Names


Finish = Callable[[Scope, ast.Return | None], Outcome]
"""Makes the outcome where a body ends, at a ``return`` or after its last line."""


def conclude(body: Sequence[ast.stmt], scope: Scope, finish: Finish) -> Outcome:
    """The outcome of a body. A branch that returns is joined with what follows the other one."""
    for position, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            return finish(scope, statement)
        if isinstance(statement, ast.If) and _returns(statement):
            return _concluded(statement, body[position + 1 :], scope, finish)
        execute(statement, scope)
    return finish(scope, None)


def _returns(statement: ast.If) -> bool:
    return any(isinstance(node, ast.Return) for node in ast.walk(statement))


def _concluded(node: ast.If, following: Sequence[ast.stmt], scope: Scope, finish: Finish) -> Outcome:
    condition = condition_at(node.test, scope)
    yes = conclude([*node.body, *following], _branch(node, scope), finish)
    no = conclude([*node.orelse, *following], _branch(node, scope), finish)
    if len(yes.values) != len(no.values):
        raise scope.fault(node, "the branches return different numbers of values; return the same in each")
    values = tuple(_joined(node, condition, a, b, scope) for a, b in zip(yes.values, no.values, strict=True))
    changed = {name for name in yes.names if yes.names[name] is not no.names[name]}
    return Outcome(values, _merged(node, condition, yes.names, no.names, changed, scope))


def _branch(node: ast.If, scope: Scope) -> Scope:
    visit(node, scope, 1 + len(scope.names) // COPIED)
    return replace(scope.conditional("a branch is not always taken"), names=dict(scope.names))


def _joined(node: ast.If, condition: Term, yes: Term, no: Term, scope: Scope) -> Term:
    value = select(node, condition, yes, no, scope)
    if value is None:
        raise scope.fault(node, "one branch returns a comparison and the other a number; return numbers")
    return keep(value, node, scope)


def execute(statement: ast.stmt, scope: Scope) -> None:
    """Carry one statement over to the names of the scope."""
    match statement:
        case ast.Assign():
            values = values_of(statement.value, scope)
            for target in statement.targets:
                _assign(target, values, scope)
        case ast.AnnAssign(value=ast.expr() as written):
            _assign(statement.target, values_of(written, scope), scope)
        case ast.AugAssign(target=ast.Name(id=name)):
            old = evaluate(ast.copy_location(ast.Name(name, ast.Load()), statement.target), scope)
            new = evaluate(statement.value, scope)
            value = keep(arithmetic(statement, statement.op, old, new, scope), statement, scope)
            _hold(name, value, scope.names)
        case ast.If():
            _execute_if(statement, scope)
        case ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
            pass
        case _:
            raise scope.fault(statement, f"{_described(statement)} is not read; {ACCEPTED_BODY}")


def _described(statement: ast.stmt) -> str:
    match statement:
        case ast.AugAssign(target=target):
            return f"an assignment to {construct(target)}"
        case ast.AnnAssign():
            return "a declaration without a value"
    return construct(statement)


def _assign(target: ast.expr, values: tuple[Term, ...], scope: Scope) -> None:
    match target:
        case ast.Name(id=name) if len(values) == 1:
            _hold(name, values[0], scope.names)
        case ast.Name():
            raise scope.fault(target, f"{len(values)} values for one name; write a name for each")
        case ast.Tuple(elts=names) if len(names) != len(values):
            raise scope.fault(target, f"{len(names)} names for {len(values)} values; write one for each")
        case ast.Tuple(elts=names):
            for element, value in zip(names, values, strict=True):
                _assign(element, (value,), scope)
        case _:
            raise scope.fault(target, f"an assignment to {construct(target)} is not read; assign to a name")


def _hold(name: str, value: Term | Gap, names: Names) -> None:
    """Put a value under a name; the names stay in the order of their last assignments."""
    names.pop(name, None)
    names[name] = value


def _execute_if(node: ast.If, scope: Scope) -> None:
    condition = condition_at(node.test, scope)
    yes, no = _branch(node, scope), _branch(node, scope)
    for body, branch in ((node.body, yes), (node.orelse, no)):
        for statement in body:
            execute(statement, branch)
    merged = _merged(node, condition, yes.names, no.names, scope.reading.assigned(node), scope)
    scope.names.clear()
    scope.names.update(merged)


def _merged(node: ast.If, condition: Term, yes: Names, no: Names, changed: Set[str], scope: Scope) -> Names:
    """What the names hold after a branch: a name that one side leaves alone keeps its old value there."""
    names = dict(no)
    for name in [name for name in yes if name in changed]:
        _hold(name, _either(node, condition, yes[name], no[name], scope), names)
    return names


def _either(node: ast.If, condition: Term, yes: Term | Gap, no: Term | Gap, scope: Scope) -> Term | Gap:
    if isinstance(yes, Gap) and isinstance(no, Gap):
        return yes
    if isinstance(yes, Gap) or isinstance(no, Gap):
        return Gap(f"is assigned in one branch only of the `if` of line {node.lineno}; assign it in both")
    value = select(node, condition, yes, no, scope)
    if value is None:
        return Gap(f"is a comparison in one branch and a number in the other (`if` of line {node.lineno})")
    return keep(value, node, scope)
