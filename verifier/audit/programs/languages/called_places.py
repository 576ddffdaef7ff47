"""Places that are named by calls: ``m(i, j) = …``, ``v.at(i)``, ``p.setValue(p.getValue() - …)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from verifier.audit.drafts.slots import name_called, slot_of
from verifier.audit.drafts.vocabulary import BINARY, IDENTITIES, TERNARY, UNARY

ELEMENTS = frozenset(("at", "coeff", "coeffRef", "operator()"))
"""Methods that give an element, which may be assigned."""
FUNCTIONS = frozenset((*UNARY, *BINARY, *TERNARY, "abs", "pow", "sqrt"))
CHANGES = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "div": ast.Div}
"""Methods that change an element."""
BEGINNINGS = frozenset(("assign", "resize"))
"""Methods of a vector that give each element the second argument: ``m.assign(n, 0.0)``."""


def as_places(tree: ast.Module) -> ast.Module:
    """A program with places for calls that are assigned, and for the same calls elsewhere."""
    for body in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
        _Vectors(body).generic_visit(body)
    if any(isinstance(n, ast.Call) for n in ast.walk(tree)):
        _Elements().visit(tree)
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        for function in (*functions, tree):
            _Places(function).generic_visit(function)
    return ast.fix_missing_locations(tree)


class _Vectors(ast.NodeTransformer):
    """Vectors that are written out, ``x = [x[0] - u, x[1] - v]``, as assignments to their coordinates."""

    def __init__(self, function: ast.FunctionDef) -> None:
        inner = [n for n in ast.walk(function) if isinstance(n, ast.Subscript)]
        self.taken = {slot_of(n.value) for n in inner if isinstance(n.slice, ast.Constant)} - {None}

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target, value = node.targets[0], node.value
        if not isinstance(value, ast.List) or slot_of(target) not in self.taken:
            return node
        places = [ast.Subscript(target, ast.Constant(i), ast.Store()) for i in range(len(value.elts))]
        made = ast.Assign([ast.Tuple(list(places), ast.Store())], ast.Tuple(value.elts, ast.Load()))
        return ast.copy_location(made, node)


class _Elements(ast.NodeTransformer):
    """Calls of methods that give an element, as subscripts."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute):
            return node
        if function.attr in ELEMENTS and node.args:
            return _element(function.value, node.args, node)
        if function.attr == "device" and len(node.args) == 1:  # Eigen: where it is computed
            return function.value
        return function.value if function.attr == "get" and not node.args else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 2):
            return node
        if call.func.attr not in BEGINNINGS or not isinstance(call.args[1], ast.Constant):
            return node
        return ast.copy_location(ast.Assign([call.func.value], call.args[1]), node)


class _Places(ast.NodeTransformer):
    """The calls in one function that are assigned there, or read and set by a pair of methods."""

    def __init__(self, function: ast.AST) -> None:
        nodes = list(ast.walk(function))
        targets = [t for n in nodes for t in _targets(n) if isinstance(t, ast.Call) and _is_place(t)]
        self.assigned = {ast.dump(t) for t in targets if not t.args}
        self.indices = {_arguments(t.args) for t in targets if t.args and all(map(_is_index, t.args))}
        calls = [n for n in nodes if isinstance(n, ast.Call)]
        written = {w for n in calls if (w := _accessed(n, "set")) is not None}
        self.read = {r for n in calls if (r := _accessed(n, "get")) is not None}
        self.accessed = written & self.read

    def visit_Call(self, node: ast.Call) -> ast.AST:
        own, index = ast.dump(node), _arguments(node.args)
        accessed = _accessed(node, "get") in self.accessed
        self.generic_visit(node)
        if own in self.assigned:
            return node.func
        if index in self.indices and _is_place(node):
            return _element(node.func, node.args, node)
        return _accessible(node, node.args) if accessed else node

    def _changed(self, call: ast.expr) -> ast.AugAssign | None:
        """``w.add(i, j, d)``, where elements are read by ``g.get(i, j)``."""
        method = call.func if isinstance(call, ast.Call) else None
        if not (isinstance(call, ast.Call) and isinstance(method, ast.Attribute) and len(call.args) == 3):
            return None
        known = any(not name and index == _arguments(call.args[:2]) for name, index, _ in self.read)
        if method.attr not in CHANGES or not known:
            return None
        self.generic_visit(call)
        place = _element(method.value, call.args[:2], call)
        return ast.AugAssign(place, CHANGES[method.attr](), call.args[2])  # type: ignore[arg-type]

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        call = node.value
        if (changed := self._changed(call)) is not None:
            return ast.copy_location(changed, node)
        accessed = isinstance(call, ast.Call) and _accessed(call, "set") in self.accessed
        self.generic_visit(node)
        if not accessed or not isinstance(call, ast.Call):
            return node
        return ast.copy_location(ast.Assign([_accessible(call, call.args[:-1])], call.args[-1]), node)


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        yield from node.targets
    elif isinstance(node, ast.AugAssign):
        yield node.target


def _is_place(call: ast.Call) -> bool:
    """Whether a call that is assigned names a place, and no other view of its argument: ``noalias(m)``."""
    return name_called(call) not in FUNCTIONS | IDENTITIES


def _is_index(node: ast.expr) -> bool:
    kinds = ast.Name | ast.Constant | ast.BinOp | ast.Attribute | ast.operator | ast.expr_context
    return all(isinstance(n, kinds) for n in ast.walk(node))


def _arguments(args: Sequence[ast.expr]) -> str:
    """Arguments, written down; nothing where there are none."""
    return ",".join(map(ast.dump, args))


def _element(array: ast.expr, index: Sequence[ast.expr], call: ast.Call) -> ast.expr:
    place = index[0] if len(index) == 1 else ast.Tuple(list(index), ast.Load())
    return ast.copy_location(ast.Subscript(array, place, ast.Load()), call)


def _accessed(call: ast.Call, kind: str) -> tuple[str, str, str] | None:
    """What a method reads or sets: ``layer.getWeights()``, ``layer.setWeights(w)``, ``v.getEntry(i)``.

    What is kept under a key, ``m.get(key)``, is a container's, and no array's.
    """
    function = call.func
    if not isinstance(function, ast.Attribute) or not function.attr.startswith(kind):
        return None
    name = function.attr.removeprefix(kind).removeprefix("_")
    index = call.args[:-1] if kind == "set" else call.args
    if (kind == "set" and not call.args) or (not name and len(index) < 2) or not all(map(_is_index, index)):
        return None
    return name, _arguments(index), "" if index else ast.dump(function.value)


def _accessible(call: ast.Call, index: Sequence[ast.expr]) -> ast.expr:
    """The field or the element that a method reads or sets."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return function
    if index:
        return _element(function.value, index, call)
    name = function.attr[3:].removeprefix("_")
    field = ast.Attribute(function.value, name[:1].lower() + name[1:], ast.Load())
    return ast.copy_location(field, call)


__all__ = ["as_places"]
