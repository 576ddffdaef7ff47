"""Programs that change nothing, as programs that assign: maps over trees, and states that are handed on.

``tree_map(lambda m, g: b*m + (1 - b)*g, state["m"], grads)`` is its body with the trees for the names, and
``return params, {"m": m}`` beside a parameter ``state`` of which ``state["m"]`` is read is
``state["m"] = m``. JAX, Flax, Haiku and the like are written so.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

MAPS = frozenset({"tree_map", "tree_multimap", "map_structure"})
"""Functions that apply the first argument to the leaves of the others."""
NEW_VERSIONS = frozenset({"replace", "_replace"})
"""Methods that give a record with some fields changed."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Field = ast.Subscript | ast.Attribute


def assigning(tree: ast.Module) -> ast.Module:
    """The program with its maps over trees carried out, and an assignment for each state handed on."""
    calls = any(isinstance(n, ast.Call) and _is_map(n.func) for n in ast.walk(tree))
    if not calls and not any(_handed_on(f) for f in _functions(tree)):
        return tree
    tree = copy.deepcopy(tree)
    _Maps(tree).visit(tree)
    for function in _functions(tree):
        function.body[:] = _handed_on(function) or function.body
    return tree


def _functions(tree: ast.Module) -> list[Function]:
    return [n for n in ast.walk(tree) if isinstance(n, Function)]


class _Maps(ast.NodeTransformer):
    """Each map over trees as what it computes of one leaf."""

    def __init__(self, tree: ast.Module) -> None:
        self.known = {f.name: f for f in _functions(tree) if isinstance(f.body[-1], ast.Return)}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not _is_map(node.func) or len(node.args) < 2:
            return node
        function, *trees = node.args
        if isinstance(function, ast.Name) and function.id in self.known:
            function = _as_lambda(self.known[function.id]) or function
        if not isinstance(function, ast.Lambda) or len(function.args.args) != len(trees):
            return node
        given = {a.arg: tree for a, tree in zip(function.args.args, trees, strict=True)}
        filled: ast.AST = _Filled(given).visit(copy.deepcopy(function.body))
        return filled


def _as_lambda(function: Function) -> ast.Lambda | None:
    """A function that is one expression."""
    (*before, last) = function.body
    told = all(isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in before)
    if not told or not isinstance(last, ast.Return) or last.value is None:
        return None
    return ast.copy_location(ast.Lambda(function.args, last.value), function)


def _is_map(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in MAPS
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value.attr if isinstance(function.value, ast.Attribute) else None
    return function.attr in MAPS or (function.attr == "map" and owner == "tree")


class _Filled(ast.NodeTransformer):
    """An expression with others in place of some names."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return copy.deepcopy(self.given.get(node.id, node))


def _handed_on(function: Function) -> list[ast.stmt]:
    """The body with an assignment for each field of a record that is returned; none where none is."""
    read = dict(_fields(function))
    last = function.body[-1] if function.body else None
    if not read or not isinstance(last, ast.Return) or last.value is None:
        return []
    returned = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
    body = list[ast.stmt]()
    for statement in function.body[:-1]:
        body.append(statement)
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0]
            if any(isinstance(r, ast.Name) and r.id == name.id for r in returned):
                body += _assignments(statement.value, read, name)
    for value in returned:
        body += _assignments(value, read)
    return [*body, last] if len(body) >= len(function.body) else []


def _fields(function: Function) -> Iterator[tuple[str, Field]]:
    """The fields of a parameter that a function reads and never sets, by their names."""
    given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)} - {"self", "cls"}
    found = [n for n in ast.walk(function) if isinstance(n, Field)]
    fields = [n for n in found if isinstance(n.value, ast.Name) and n.value.id in given]
    if any(isinstance(n.ctx, ast.Store) for n in fields):
        return
    for node in fields:
        key = node.attr if isinstance(node, ast.Attribute) else getattr(node.slice, "value", None)
        if isinstance(key, str):
            yield key, node


def _assignments(
    value: ast.expr, read: Mapping[str, Field], record: ast.Name | None = None
) -> Iterator[ast.stmt]:
    """``state["m"] = m`` for each field of a new record that is a field of the old one, and of the new."""
    for key, part in _record(value):
        if key in read:
            yield _assigned(read[key], part, read[key].value)
            if record is not None:
                yield _assigned(read[key], copy.deepcopy(read[key]), record)


def _assigned(field: Field, value: ast.expr, owner: ast.expr) -> ast.stmt:
    target = copy.deepcopy(field)
    target.value, target.ctx = copy.deepcopy(owner), ast.Store()
    return ast.copy_location(ast.Assign([ast.copy_location(target, value)], value), value)


def _record(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names and values of a dictionary that is written out, or of a call that names them all."""
    if isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, part
    elif isinstance(value, ast.Call) and not value.args:
        method = value.func.attr if isinstance(value.func, ast.Attribute) else ""
        builds = isinstance(value.func, ast.Name) or method in NEW_VERSIONS or method[:1].isupper()
        yield from ((k.arg, k.value) for k in value.keywords if builds and k.arg is not None)
