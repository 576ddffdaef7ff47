"""Calls of functions of the same file, whose bodies are read in place."""

from __future__ import annotations

import ast
from dataclasses import replace

from verifier.lift.expressions import evaluate, values_of
from verifier.lift.scope import BODY_INDICES, COPIED, Gap, Names, Scope, visit
from verifier.lift.statements import Outcome, conclude
from verifier.lift.vocabulary import quoted
from verifier.term import Term

MAX_CALLS = 20


def local_names(function: ast.FunctionDef, scope: Scope) -> Names:
    """What names hold when a function starts, without its parameters."""
    unset = {name: Gap("is read before it is assigned") for name in scope.reading.assigned(function)}
    return {**scope.reading.constants, **unset}


def inline(node: ast.Call, scope: Scope) -> tuple[Term, ...]:
    """The values that a call of a function of the same file returns, its body read in place."""
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if name in scope.calls:
        raise scope.fault(node, f"{quoted(name)} calls itself; recursion is not read, write the steps out")
    if len(scope.calls) >= MAX_CALLS:
        raise scope.fault(node, f"calls more than {MAX_CALLS} deep are not read; write some of them out")
    reading = scope.reading
    function = reading.file.functions[name]
    inside = replace(scope, text=reading.file.text, indices=BODY_INDICES, calls=(*scope.calls, name))
    refuse_decorators(function, inside)
    given = _bound(node, function, scope)
    names = local_names(function, inside) | given
    visit(node, scope, 1 + len(names) // COPIED)
    return conclude(function.body, replace(inside, names=names), _returned).values


def refuse_decorators(function: ast.FunctionDef, scope: Scope) -> None:
    """A decorator could turn the function into anything."""
    for decorator in function.decorator_list:
        raise scope.fault(decorator, f"a decorator of {quoted(function.name)} is not read; leave it out")


def _returned(scope: Scope, node: ast.Return | None) -> Outcome:
    if node is None or node.value is None:
        function = scope.reading.file.functions[scope.calls[-1]]
        raise scope.fault(
            node or function,
            f"{quoted(function.name)} can end without a value; end it with `return value`",
        )
    return Outcome(values_of(node.value, scope), scope.names)


def _bound(node: ast.Call, function: ast.FunctionDef, scope: Scope) -> Names:
    """What the parameters of a function hold in a call."""
    positional = positional_parameters(function, scope)
    if len(node.args) > len(positional):
        raise scope.fault(
            node, f"{function.name} takes {len(positional)} arguments in order, not {len(node.args)}"
        )
    given: Names = {}
    for parameter, argument in zip(positional, node.args, strict=False):
        given[parameter.arg] = evaluate(argument, scope)
    accepted = {p.arg for p in (*positional, *function.args.kwonlyargs)} - {
        p.arg for p in function.args.posonlyargs
    }
    for keyword in node.keywords:
        if keyword.arg not in accepted or keyword.arg in given:
            raise scope.fault(node, f"{function.name} takes no such keyword: {quoted(keyword.arg or '**')}")
        given[keyword.arg] = evaluate(keyword.value, scope)
    return given | _defaults(node, function, given, scope)


def _defaults(node: ast.Call, function: ast.FunctionDef, given: Names, scope: Scope) -> Names:
    """The defaults of the parameters that a call leaves out, in the file's own numbers."""
    file = scope.reading.file
    outside = replace(scope, text=file.text, names=scope.reading.constants, no_oracle="it is a default")
    values: Names = {}
    for parameter, default in parameters_with_defaults(function):
        if parameter.arg in given:
            continue
        if default is None:
            raise scope.fault(node, f"the call of {function.name} lacks its argument {quoted(parameter.arg)}")
        values[parameter.arg] = evaluate(default, outside)
    return values


def positional_parameters(function: ast.FunctionDef, scope: Scope) -> list[ast.arg]:
    """The positional parameters of a function, which has no ``*args`` and no ``**kwargs``."""
    inside = replace(scope, text=scope.reading.file.text)
    for starred in (function.args.vararg, function.args.kwarg):
        if starred is not None:
            raise inside.fault(starred, f"{quoted(starred.arg)} takes any number of arguments; name each one")
    parameters = [*function.args.posonlyargs, *function.args.args]
    seen = set[str]()
    for parameter in (*parameters, *function.args.kwonlyargs):
        if parameter.arg in seen:
            raise inside.fault(parameter, f"{quoted(parameter.arg)} is a parameter twice; rename one")
        seen.add(parameter.arg)
    return parameters


def parameters_with_defaults(function: ast.FunctionDef) -> list[tuple[ast.arg, ast.expr | None]]:
    """Every parameter of a function and its default, in order."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    return [
        *zip(positional, [*missing, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
