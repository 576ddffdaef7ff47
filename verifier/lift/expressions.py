"""Expressions of a formula file as terms. Nothing is simplified and nothing is run."""

from __future__ import annotations

import ast
from functools import reduce

from verifier.lift.operators import arithmetic, is_condition, relation, select
from verifier.lift.scope import START_INDICES, Scope, keep, visit
from verifier.lift.source_text import number
from verifier.lift.vocabulary import (
    ACCEPTED_EXPRESSION,
    FUNCTION_NAMES,
    FUNCTIONS,
    ORACLE,
    PREFIXES,
    construct,
    nearest,
    quoted,
)
from verifier.term import GRADIENT, Term, hyper, postorder, sequence, term

_PARAMETERS = {
    "w": "the weight is the parameter w of the function",
    "g": "add the parameter g, or write g = grad(w)",
    "t": "the number of the step is the parameter t of the function",
}


def evaluate(node: ast.expr, scope: Scope) -> Term:
    """The term of an expression: a number or a comparison."""
    visit(node, scope)
    return keep(_translated(node, scope), node, scope)


def _translated(node: ast.expr, scope: Scope) -> Term:
    match node:
        case ast.Constant():
            return term(number(scope.text, node))
        case ast.Name():
            return _named(node, scope)
        case ast.UnaryOp():
            return _unary(node, scope)
        case ast.BinOp():
            left, right = evaluate(node.left, scope), evaluate(node.right, scope)
            return arithmetic(node, node.op, left, right, scope)
        case ast.BoolOp():
            return _connected(node, scope)
        case ast.Compare():
            return _compared(node, scope)
        case ast.IfExp():
            return _conditional(node, scope)
        case ast.Subscript():
            return _indexed(node, scope)
        case ast.Call():
            return _called(node, scope)
    raise scope.refused(node)


def number_at(node: ast.expr, scope: Scope) -> Term:
    """The term of an expression that has to be a number."""
    value = evaluate(node, scope)
    if is_condition(value):
        raise scope.fault(node, "a comparison stands where a number is needed; write where(comparison, a, b)")
    return value


def condition_at(node: ast.expr, scope: Scope) -> Term:
    """The term of an expression that has to be a comparison."""
    value = evaluate(node, scope)
    if not is_condition(value):
        raise scope.fault(node, "a number stands where a comparison is needed; write, for example, `x != 0`")
    return value


def _named(node: ast.Name, scope: Scope) -> Term:
    found = scope.names.get(node.id)
    if isinstance(found, Term):
        return found
    if found is not None:
        raise scope.fault(node, f"{quoted(node.id)} {found.reason}")
    if node.id in scope.reading.file.functions or node.id in (*FUNCTION_NAMES, ORACLE):
        raise scope.fault(node, f"{quoted(node.id)} is a function here; call it: {node.id}(...)")
    if node.id in _PARAMETERS:
        raise scope.fault(node, f"{quoted(node.id)} is not defined; {_PARAMETERS[node.id]}")
    known = [name for name, value in scope.names.items() if isinstance(value, Term)]
    raise scope.fault(node, f"{quoted(node.id)} is not defined; {nearest(node.id, known)}")


def _unary(node: ast.UnaryOp, scope: Scope) -> Term:
    match node.op, node.operand:
        case ast.USub(), ast.Constant() as literal:
            return term(-number(scope.text, literal))
        case ast.USub(), operand:
            return -number_at(operand, scope)
        case ast.UAdd(), operand:
            return number_at(operand, scope)
        case ast.Not(), operand:
            return Term("not", condition_at(operand, scope))
    raise scope.refused(node, construct(node.op))


def _connected(node: ast.BoolOp, scope: Scope) -> Term:
    later = scope.conditional("the second half of `and` and `or` is not always computed")
    first, *rest = node.values
    value = condition_at(first, scope)
    for operand in rest:
        value = Term("and" if isinstance(node.op, ast.And) else "or", value, condition_at(operand, later))
    return value


def _compared(node: ast.Compare, scope: Scope) -> Term:
    later = scope.conditional("the end of a chain of comparisons is not always computed")
    first, second, *rest = (node.left, *node.comparators)
    sides = [number_at(first, scope), number_at(second, scope), *(number_at(side, later) for side in rest)]
    links = (
        relation(node, op, left, right, scope)
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False)
    )
    return reduce(lambda value, link: Term("and", value, link), links)


def _conditional(node: ast.IfExp, scope: Scope) -> Term:
    condition = condition_at(node.test, scope)
    branch = scope.conditional("a branch is not always computed")
    yes, no = evaluate(node.body, branch), evaluate(node.orelse, branch)
    return _selected(node, condition, yes, no, scope)


def _selected(node: ast.AST, condition: Term, yes: Term, no: Term, scope: Scope) -> Term:
    value = select(node, condition, yes, no, scope)
    if value is None:
        raise scope.fault(node, "one branch is a comparison and the other a number; make both numbers")
    return value


def _indexed(node: ast.Subscript, scope: Scope) -> Term:
    if not isinstance(node.value, ast.Name):
        raise scope.refused(node)
    given = _named(node.value, scope)
    if given.op != "sym" or given is not hyper(given.name):
        raise scope.fault(
            node, f"{quoted(node.value.id)} is no hyperparameter; only those are read with an index"
        )
    if isinstance(node.slice, ast.Slice | ast.Tuple):
        raise scope.refused(node.slice)
    offset = scope.indices.get(evaluate(node.slice, scope))
    if offset is None:
        indices = ("0",) if scope.indices is START_INDICES else ("t", "t+1", "t-1")
        accepted = ", ".join(f"{node.value.id}[{i}]" for i in indices)
        raise scope.fault(node, f"a given sequence is not read at this index; accepted: {accepted}")
    return sequence(given.name, offset)


def _called(node: ast.Call, scope: Scope) -> Term:
    values = returned(node, scope)
    if len(values) != 1:
        raise scope.fault(
            node, f"the call returns {len(values)} values where one is needed; assign them to a tuple"
        )
    return values[0]


def values_of(node: ast.expr, scope: Scope) -> tuple[Term, ...]:
    """The terms of the right-hand side of an assignment or of ``return``: one, or those of a tuple."""
    if isinstance(node, ast.Call):
        return tuple(keep(value, node, scope) for value in returned(node, scope))
    if not isinstance(node, ast.Tuple):
        return (evaluate(node, scope),)
    if len(node.elts) < 2:
        raise scope.fault(node, "a tuple of fewer than two elements is not read; leave the comma out")
    return tuple(evaluate(element, scope) for element in node.elts)


def returned(node: ast.Call, scope: Scope) -> tuple[Term, ...]:
    """The values that a call returns."""
    name = _callee(node, scope)
    if isinstance(node.func, ast.Name) and name in scope.reading.file.functions:
        if name == ORACLE:
            raise scope.fault(
                node, "the file defines 'grad', which asks for the gradient; give it another name"
            )
        return scope.reading.inline(node, scope)
    arguments = _arguments(node, name, scope)
    if name == ORACLE:
        return (_asked(node, arguments, scope),)
    if name == "where":
        return (_where(node, arguments, scope),)
    function = FUNCTIONS[name]
    if not function.accepts(len(arguments)):
        raise scope.fault(
            node, f"{name} is written {name}({function.parameters}), not with {len(arguments)} arguments"
        )
    return (function.build(*(number_at(argument, scope) for argument in arguments)),)


def _callee(node: ast.Call, scope: Scope) -> str:
    """The name of the function that is called, known to be one."""
    functions = scope.reading.file.functions
    match node.func:
        case ast.Name(id=name) if name in scope.names:
            raise scope.fault(
                node, f"{quoted(name)} holds a number here and cannot be called; rename one of the two"
            )
        case ast.Name(id=name):
            known: tuple[str, ...] = (*FUNCTION_NAMES, ORACLE, *functions)
        case ast.Attribute(value=ast.Name(id=prefix), attr=name) if prefix in PREFIXES:
            if prefix in scope.names or prefix in functions:
                raise scope.fault(node, f"{quoted(prefix)} is defined here and is no module; rename it")
            known = FUNCTION_NAMES
        case _:
            raise scope.refused(node.func)
    if name not in known:
        raise scope.fault(
            node, f"the function {quoted(name)} is not read; {nearest(name, known)}; {ACCEPTED_EXPRESSION}"
        )
    return name


def _arguments(node: ast.Call, name: str, scope: Scope) -> list[ast.expr]:
    if node.keywords:
        keyword = node.keywords[0].arg or "**"
        raise scope.fault(node, f"{name} takes no keyword {quoted(keyword)}; give its arguments in order")
    return node.args


def _where(node: ast.Call, arguments: list[ast.expr], scope: Scope) -> Term:
    if len(arguments) != 3:
        raise scope.fault(node, f"where is written where(cond, a, b), not with {len(arguments)} arguments")
    condition = condition_at(arguments[0], scope)
    yes, no = (evaluate(argument, scope) for argument in arguments[1:])
    return _selected(node, condition, yes, no, scope)


def _asked(node: ast.Call, arguments: list[ast.expr], scope: Scope) -> Term:
    """The gradient at a point: one point a step."""
    if scope.no_oracle:
        raise scope.fault(node, f"grad(...) cannot be asked for here: {scope.no_oracle}; ask before it")
    if len(arguments) != 1:
        raise scope.fault(node, f"grad is written grad(point), not with {len(arguments)} arguments")
    point = number_at(arguments[0], scope)
    if GRADIENT in postorder([point]):
        raise scope.fault(
            node, "the gradient is asked for at a point that depends on it; one query point a step"
        )
    if scope.reading.point not in (None, point):
        raise scope.fault(
            node, "the gradient is asked for at a second point; one query point a step is accepted"
        )
    scope.reading.point = point
    return GRADIENT
