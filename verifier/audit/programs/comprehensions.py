"""Lists that are made element by element, as what is computed of one: ``[w - lr*g for w, g in zip(ws, gs)]``.

A collection stands for one coordinate of it, as in a loop; sums and extremes of elements are left alone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name

Comprehension = ast.ListComp | ast.DictComp | ast.GeneratorExp
AS_THEY_ARE = frozenset({"list", "tuple", "dict", "array", "asarray"})
"""Functions that hold what they are given."""
OF_RECORDS = frozenset({"items", "values", "keys"})


def of_one(tree: ast.Module) -> ast.Module:
    """The program with the value of one element in place of each such list that is assigned or returned."""
    if not any(isinstance(n, Comprehension) for n in ast.walk(tree)):
        return tree
    made: ast.Module = _Elements().visit(copy.deepcopy(tree))
    return made


class _Elements(ast.NodeTransformer):
    """Statements whose lists are what one of their elements is."""

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """``m = [b*x + (1 - b)*g for x, g in zip(m, grads)]``."""
        place = slot_of(node.targets[0])
        made = None if place is None else _element(node.value)
        # What is called a gradient, and made of none, stays one.
        if made is not None and (not is_gradient_name(displayed(place or "")) or _is_of_gradients(made)):
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
