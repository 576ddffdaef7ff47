"""What a function without a name makes of each element: ``std::transform``, ``Arrays.setAll``."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence

from verifier.audit.drafts.slots import name_called, slot_of
from verifier.audit.drafts.vocabulary import ZEROS

BEGINNINGS = frozenset(("begin", "cbegin", "end", "cend", "data"))
POLICIES = frozenset(("par", "seq", "par_unseq", "unseq", "device", "host"))
OF_RANGES = frozenset(("mapToDouble", "mapToObj", "mapToInt"))
EXPRESSIONS = frozenset(("unaryExpr", "binaryExpr"))
LARGEST = 400
"""How many nodes an expression may have that a function is made to."""


class _Filled(ast.NodeTransformer):
    """An expression with places for the names of what a function is given."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.given.get(node.id, node))


def filled(value: ast.expr, names: Sequence[str], places: Sequence[ast.expr]) -> ast.expr:
    """A function's value, of what it is given."""
    made: ast.expr = _Filled(dict(zip(names, places, strict=True))).visit(copy.deepcopy(value))
    return made


def value_of(body: Sequence[ast.stmt]) -> ast.expr | None:
    """What a function gives back that only gives names to parts of it; None for any other."""
    given = dict[str, ast.expr]()
    for s in body[:-1]:
        target = s.targets[0] if isinstance(s, ast.Assign) else None
        if not isinstance(s, ast.Assign) or not isinstance(target, ast.Name):
            return None
        earlier = {n.id for v in (s.value, *given.values()) for n in ast.walk(v) if isinstance(n, ast.Name)}
        if target.id in earlier or target.id in given:
            return None
        given[target.id] = filled(s.value, list(given), list(given.values()))
    last = body[-1] if body else None
    if not isinstance(last, ast.Return) or last.value is None:
        return None
    made = filled(last.value, list(given), list(given.values()))
    return made if sum(1 for _ in ast.walk(made)) <= LARGEST else None


def counted(source: ast.expr) -> ast.expr:
    """``IntStream.range(0, n)`` as Python's ``range``; any other collection as it is."""
    while isinstance(source, ast.Call) and name_called(source) in ("parallel", "sequential"):
        source = getattr(source.func, "value", source.func)
    if isinstance(source, ast.Call) and name_called(source) == "range":
        source.func = ast.copy_location(ast.Name("range", ast.Load()), source.func)
    return source


def as_expression(call: ast.expr, value: ast.expr, names: Sequence[str]) -> ast.expr | None:
    """What a call is that makes an array of others, element by element; None for any other."""
    method = call.func if isinstance(call, ast.Call) else None
    if not (isinstance(call, ast.Call) and isinstance(method, ast.Attribute)):
        return None
    places = [method.value, *call.args[:-1]]
    if method.attr in EXPRESSIONS and len(places) == len(names):
        return filled(value, names, places)
    return value if method.attr in OF_RANGES and name_called(method.value) == "range" else None


def as_assignment(call: ast.expr, value: ast.expr, names: Sequence[str]) -> ast.Assign | None:
    """The assignment that a call is which writes what it makes of each element; None for any other."""
    if not isinstance(call, ast.Call):
        return None
    if name_called(call) == "setAll" and len(call.args) == 2 and len(names) == 1:
        index = ast.Name(names[0], ast.Load())
        return ast.Assign([ast.Subscript(call.args[0], index, ast.Store())], value)
    given = call.args[getattr(call.args[0], "id", "") in POLICIES :] if call.args else []
    if name_called(call) != "transform" or len(given) != len(names) + 3:
        return None
    first, _, *others = map(_place, given[:-1])
    return ast.Assign([others[-1]], filled(value, names, [first, *others[:-1]]))


def unmapped(tree: ast.Module) -> ast.Module:
    """A program with what is made of each element in place of a map within an expression."""
    if any(isinstance(n, ast.ListComp) for n in ast.walk(tree)):
        whole = [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.Return)]
        _Maps({id(n) for n in whole}).visit(tree)
    return ast.fix_missing_locations(tree)


class _Maps(ast.NodeTransformer):
    """Maps over the elements of an array as expressions of the array."""

    def __init__(self, kept: set[int]) -> None:
        self.kept = kept

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        self.generic_visit(node)
        target, source = node.generators[0].target, node.generators[0].iter
        if (
            isinstance(target, ast.Tuple)
            and name_called(source) == "enumerate"
            and isinstance(source, ast.Call)
        ):
            target, source = target.elts[1], source.args[0]
        if id(node) in self.kept and slot_of(source) is not None:
            return node
        if isinstance(target, ast.Tuple):
            return node
        return filled(node.elt, [target.id], [source]) if isinstance(target, ast.Name) else node


def begun(call: ast.Call, value: ast.expr) -> ast.expr:
    """``m.computeIfAbsent(key, k -> new double[n])``: what is kept there, and at first, if that is known."""
    known = name_called(value) in ZEROS or isinstance(value, ast.Constant)
    own = getattr(call.func, "value", call.func)
    method = ast.Attribute(own, "setdefault" if known else "get", ast.Load())
    return ast.Call(method, [*call.args[:-1], *([value] if known else [])], [])


def _place(node: ast.expr) -> ast.expr:
    """The array of which it is the beginning: ``m.begin()``, ``std::begin(m)``."""
    if name_called(node) not in BEGINNINGS or not isinstance(node, ast.Call):
        return node
    if isinstance(node.func, ast.Attribute):
        return node.func.value
    return node.args[0] if node.args else node
