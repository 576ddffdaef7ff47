"""Programs that change nothing, as programs that assign: maps over trees, and states that are handed on.

``tree_map(lambda m, g: b*m + (1 - b)*g, state["m"], grads)`` is its body with the trees for the names.
``return params, {"m": m}`` beside a parameter ``state`` of which ``state["m"]`` is read hands on
``{state["m"]: m}``: the walk sets these fields after it has read all that is returned, by the old values.
So does ``return w, m_new`` beside a parameter ``m``. JAX, Flax, Haiku and the like are written so.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from verifier.audit.drafts.slots import MODULES, slot_of
from verifier.audit.programs.scopes import Scope, Scopes

MAPS = frozenset({"tree_map", "tree_multimap", "map_structure"})
"""Functions that apply the first argument to the leaves of the others."""
NEW_VERSIONS = frozenset({"replace", "_replace"})
"""Methods that give a record with some fields changed."""
LARGEST = 400
"""How many nodes an expression may have that a function is made to."""
NEW = re.compile(r"(?:new|next|updated)_?(?=.)|(?<=.)_(?:new|next|updated|out|t)$", re.IGNORECASE)
"""What a name says of a value that another one had: ``new_m``, ``m_next``, ``m_t``."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Field = ast.Subscript | ast.Attribute
Expression = TypeVar("Expression", bound=ast.expr)


def assigning(tree: ast.Module) -> ast.Module:
    """The program with its maps over trees carried out, and an assignment for each state handed on."""
    maps = _maps(tree)
    calls = any(isinstance(n, ast.Call) and _is_map(n.func, maps) for n in ast.walk(tree))
    if not calls and not any(_handed_on(f) or _renewed(f) for f in _functions(tree)):
        return tree
    tree = copy.deepcopy(tree)
    _Maps(tree, maps).visit(tree)
    for function in _functions(tree):
        function.body[:] = _handed_on(function) or _renewed(function) or function.body
    return tree


def _maps(tree: ast.Module) -> frozenset[str]:
    """The names of functions that map over trees, those a program gives them among them."""
    found = set(MAPS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            renames = _is_map(node.value, MAPS)
            found |= {t.id for t in node.targets if renames and isinstance(t, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            of_trees = (node.module or "").endswith("tree")
            known = (a for a in node.names if a.name in MAPS or (of_trees and a.name == "map"))
            found |= {a.asname or a.name for a in known}
    return frozenset(found)


def _functions(tree: ast.Module) -> list[Function]:
    return [n for n in ast.walk(tree) if isinstance(n, Function)]


class _Maps(ast.NodeTransformer):
    """Each map over trees as what it computes of one leaf."""

    def __init__(self, tree: ast.Module, maps: frozenset[str]) -> None:
        self.scopes = Scopes(tree)
        self.place: Scope = tree
        self.maps = maps

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.place, around = node, self.place
        self.generic_visit(node)
        self.place = around
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not _is_map(node.func, self.maps) or len(node.args) < 2:
            return node
        function, *trees = node.args
        if isinstance(function, ast.Name) and (known := self.scopes.meant(function.id, self.place)):
            function = _as_lambda(known) or function
        if isinstance(function, ast.Attribute) and slot_of(function.value) in MODULES:  # jnp.maximum
            return ast.copy_location(ast.Call(function, trees, []), node)
        if not isinstance(function, ast.Lambda) or len(function.args.args) != len(trees):
            return node
        given = {a.arg: tree for a, tree in zip(function.args.args, trees, strict=True)}
        filled: ast.AST = _Filled(given).visit(copy.deepcopy(function.body))
        return filled


def _as_lambda(function: Function) -> ast.Lambda | None:
    """A function that is one expression, once the names that it gives to parts of it are filled in."""
    (*before, last) = function.body
    given = dict[str, ast.expr]()
    for s in before:
        name = s.targets[0] if isinstance(s, ast.Assign) and len(s.targets) == 1 else None
        if isinstance(s, ast.Assign) and isinstance(name, ast.Name):
            given[name.id] = _Filled(given).visit(copy.deepcopy(s.value))
        elif not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)):
            return None
    if not isinstance(last, ast.Return) or last.value is None:
        return None
    value: ast.expr = _Filled(given).visit(copy.deepcopy(last.value))
    large = sum(1 for _ in ast.walk(value)) > LARGEST
    return None if large else ast.copy_location(ast.Lambda(function.args, value), function)


def _is_map(function: ast.expr, maps: frozenset[str]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in maps
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
    """The body in which each record that is returned says which fields it has new; none where none does."""
    read = _fields(function)
    last = function.body[-1] if function.body else None
    if not read or not isinstance(last, ast.Return) or last.value is None:
        return []
    returned = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
    names = {r.id for r in returned if isinstance(r, ast.Name)}
    records, body = dict[str, ast.Dict](), list[ast.stmt]()
    for statement in function.body[:-1]:
        body.append(statement)
        name = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(name, ast.Name) or name.id not in names:
            continue
        if made := _of_fields(statement.value, read):
            own = [_of_owner(field, name) for field in made.keys if isinstance(field, Field)]
            body.append(_at_once(own, made.values, statement))
            records[name.id] = _located(ast.Dict(list(made.keys), [_as_read(f) for f in own]), name)
    handed = [records.get(r.id) if isinstance(r, ast.Name) else _of_fields(r, read) for r in returned]
    if not any(handed):
        return []
    values: list[ast.expr] = [new or old for new, old in zip(handed, returned, strict=True)]
    return [*body, ast.copy_location(ast.Return(_located(ast.Tuple(values, ast.Load()), last.value)), last)]


def _renewed(function: Function) -> list[ast.stmt]:
    """The body in which each parameter takes the new value that is returned of it; none where none is."""
    last = function.body[-1] if function.body else None
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple):
        return []
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    kept = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)} & {n.id for n in names} - stored
    new = {e.id: NEW.sub("", e.id) for e in last.value.elts if isinstance(e, ast.Name)}
    begun = {
        t.id: s
        for s in function.body
        if isinstance(s, ast.Assign)
        for t in s.targets
        if isinstance(t, ast.Name)
    }
    found = [_taken(old, name, begun[name]) for name, old in new.items() if old in kept and name in begun]
    return [*function.body[:-1], *found, last] if found and len(set(new.values())) == len(new) else []


def _taken(old: str, name: str, node: ast.Assign) -> ast.stmt:
    """``old = name``, where the name is given its value."""
    target, value = _located(ast.Name(old, ast.Store()), node), _located(ast.Name(name, ast.Load()), node)
    return ast.copy_location(ast.Assign([target], value), node)


def _fields(function: Function) -> dict[str, Field]:
    """The fields of one parameter that a function reads and never sets, by their names."""
    given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)} - {"self", "cls"}
    found = [n for n in ast.walk(function) if isinstance(n, Field)]
    fields = [(n, n.value.id) for n in found if isinstance(n.value, ast.Name) and n.value.id in given]
    if any(isinstance(n.ctx, ast.Store) for n, _ in fields):
        return {}
    owners: dict[str, set[str]] = {}
    for node, owner in fields:
        owners.setdefault(_key(node), set()).add(owner)
    return {key: node for node, _ in fields if (key := _key(node)) and len(owners[key]) == 1}


def _key(field: Field) -> str:
    """The name of a field; empty where it has none."""
    key = field.attr if isinstance(field, ast.Attribute) else getattr(field.slice, "value", None)
    return key if isinstance(key, str) else ""


def _of_fields(value: ast.expr, read: Mapping[str, Field]) -> ast.Dict | None:
    """A new record as a dictionary whose keys are the fields of the old one: ``{state["m"]: m}``."""
    known = [(read[key], part) for key, part in _entries(value) if key in read]
    made = ast.Dict([copy.deepcopy(field) for field, _ in known], [part for _, part in known])
    return _located(made, value) if known else None


def _entries(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names and values of a record, those of the records in it among them."""
    for key, part in _record(value):
        yield key, part
        yield from _record(part)


def _of_owner(field: Field, owner: ast.Name) -> Field:
    """The field of that name of another record."""
    made = copy.deepcopy(field)
    made.value, made.ctx = copy.deepcopy(owner), ast.Store()
    return made


def _as_read(field: Field) -> Field:
    made = copy.deepcopy(field)
    made.ctx = ast.Load()
    return made


def _at_once(targets: Sequence[ast.expr], values: Sequence[ast.expr], node: ast.stmt) -> ast.stmt:
    """An assignment of several values, all of which are made of the old ones."""
    pair = ast.Tuple(list(targets), ast.Store()), ast.Tuple(list(values), ast.Load())
    return ast.copy_location(ast.Assign([_located(pair[0], node)], _located(pair[1], node)), node)


def _located(made: Expression, at: ast.AST) -> Expression:
    return ast.copy_location(made, at)


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
