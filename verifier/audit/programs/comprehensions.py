"""Lists that are made element by element, as what is computed of one: ``[w - lr*g for w, g in zip(ws, gs)]``.

A collection stands for one coordinate of it, as in a loop; sums and extremes of elements are left alone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import ZEROS, is_gradient_name

Comprehension = ast.ListComp | ast.DictComp | ast.GeneratorExp
AS_THEY_ARE = frozenset({"list", "tuple", "dict", "array", "asarray"})
"""Functions that hold what they are given."""
OF_RECORDS = frozenset({"items", "values", "keys"})


def of_one(tree: ast.Module) -> ast.Module:
    """The program with the value of one element in place of each such list that is assigned or returned."""
    nodes = list(ast.walk(tree))
    if not any(isinstance(n, Comprehension) or _appended(n) is not None for n in nodes):
        return tree
    tree = copy.deepcopy(tree)
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        if collected := _collected(function):
            _Collected(collected).visit(function)
    made: ast.Module = _Elements().visit(tree)
    return made


def _collected(function: ast.FunctionDef) -> set[str]:
    """The lists that are empty at first, get one element at one place, and are handed on then."""
    nodes = list(ast.walk(function))
    begun = [
        n for n in nodes if isinstance(n, ast.Assign) and isinstance(n.value, ast.List) and not n.value.elts
    ]
    empty = {t.id for n in begun for t in n.targets if isinstance(t, ast.Name)}
    given = [name for n in nodes if (name := _appended(n)) is not None]
    handed = [n.value for n in nodes if isinstance(n, ast.Return | ast.Assign) and n.value is not None]
    kept = {n.id for value in handed for n in ast.walk(value) if isinstance(n, ast.Name)}
    calls = (n.func for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    appending = [f.value.id for f in calls if f.attr == "append" and isinstance(f.value, ast.Name)]
    return {name for name in given if name in empty & kept and appending.count(name) == 1}


def _appended(node: ast.AST) -> str | None:
    """The list to which a statement appends what it computes."""
    call = node.value if isinstance(node, ast.Expr) else None
    if name_called(call) != "append" or not isinstance(call, ast.Call) or len(call.args) != 1:
        return None
    place = call.func.value if isinstance(call.func, ast.Attribute) else None
    return place.id if isinstance(place, ast.Name) and isinstance(call.args[0], ast.BinOp) else None


class _Collected(ast.NodeTransformer):
    """A function in which what is appended to a list is assigned to its name."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call that stands alone."""
        name = _appended(node)
        if name not in self.names or not isinstance(node.value, ast.Call):
            return node
        target = ast.copy_location(ast.Name(name or "", ast.Store()), node)
        return ast.copy_location(ast.Assign([target], node.value.args[0]), node)


class _Elements(ast.NodeTransformer):
    """Statements whose lists are what one of their elements is."""

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """``m = [b*x + (1 - b)*g for x, g in zip(m, grads)]``."""
        place = slot_of(node.targets[0])
        made = None if place is None else _element(node.value)
        # What is called a gradient, and made of none, stays one; an average of them begins with zeros.
        own = made is not None and (name_called(made) in ZEROS or _is_of_gradients(made))
        if made is not None and (own or not is_gradient_name(displayed(place or ""))):
            node.value = made
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """``return [p - lr*v for p, v in zip(params, self.v)], m``."""
        if isinstance(node.value, ast.Tuple):
            node.value.elts = [_element(each) or each for each in node.value.elts]
        elif node.value is not None and (made := _element(node.value)) is not None:
            node.value = made
        return node


def _is_of_gradients(value: ast.expr) -> bool:
    nodes = (n for n in ast.walk(value) if isinstance(n, ast.Name | ast.Attribute))
    return any(is_gradient_name(displayed(slot_of(n) or "")) for n in nodes)


def _element(value: ast.expr) -> ast.expr | None:
    """What one element is; None where it is no list of that kind."""
    while isinstance(value, ast.Call) and name_called(value) in AS_THEY_ARE and len(value.args) == 1:
        value = value.args[0]
    if not isinstance(value, Comprehension) or len(value.generators) != 1:
        return None
    (run,) = value.generators
    element = value.value if isinstance(value, ast.DictComp) else value.elt
    given = None if run.ifs or run.is_async else dict(_bound(run.target, run.iter))
    if not given or not isinstance(element, ast.BinOp | ast.Call):
        return None
    counters = {name for name, place in given.items() if place is None}
    if _reads(element, counters):
        return None
    places = {name: place for name, place in given.items() if place is not None}
    filled: ast.expr = _Filled(places).visit(copy.deepcopy(element))
    return filled


def _bound(target: ast.expr, source: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    """The names of a run with what they run through; None for those that count, or are keys."""
    name = name_called(source)
    parts = target.elts if isinstance(target, ast.Tuple) else []
    args = source.args if isinstance(source, ast.Call) else []
    record = (
        source.func.value if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) else None
    )
    if name == "zip" and len(parts) == len(args):
        for part, each in zip(parts, args, strict=True):
            yield from _bound(part, each)
    elif name == "enumerate" and len(parts) == 2 and args:
        yield from ((n.id, None) for n in parts[:1] if isinstance(n, ast.Name))
        yield from _bound(parts[1], args[0])
    elif name == "items" and len(parts) == 2 and record is not None:
        yield from ((n.id, None) for n in parts[:1] if isinstance(n, ast.Name))
        yield from _bound(parts[1], record)
    elif isinstance(target, ast.Name):
        through = record if name in OF_RECORDS and record is not None else source
        counts = name in ("range", "keys") or (isinstance(source, ast.Call) and slot_of(through) is None)
        yield target.id, None if counts or slot_of(through) is None else through


def _reads(element: ast.expr, names: set[str]) -> bool:
    """Whether an element reads a counter or a key other than to look something up by it."""
    looked_up = {id(n) for s in ast.walk(element) if isinstance(s, ast.Subscript) for n in ast.walk(s.slice)}
    return any(
        isinstance(n, ast.Name) and n.id in names and id(n) not in looked_up for n in ast.walk(element)
    )


class _Filled(ast.NodeTransformer):
    """An expression with what is run through in place of the names that run."""

    def __init__(self, places: Mapping[str, ast.expr]) -> None:
        self.places = places

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """What is looked up by a name is looked up by it."""
        node.value = self.visit(node.value)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A name of the run."""
        known = self.places.get(node.id)
        return node if known is None else ast.copy_location(copy.deepcopy(known), node)
