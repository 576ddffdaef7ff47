"""Properties and formulas of a class, as what they compute: ``self.lr``, ``self.corrected(m, beta)``.

A formula is a method that is arithmetic line by line; what it is called with stands for its parameters.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

from verifier.audit.drafts.names import is_given_rate
from verifier.audit.drafts.slots import displayed, name_called

PROPERTY = frozenset({"property", "cached_property"})
ROOTS = frozenset({"sqrt", "pow", "power"})
ARITHMETIC = (ast.BinOp, ast.UnaryOp, ast.Name, ast.Attribute, ast.Constant, ast.Call)
UNREAD = "what_a_property_computes"
"""The call that stands for a property that computes roots or powers in other ways than line by line."""


def computed(tree: ast.Module) -> ast.Module:
    """The program with its properties carried out where their own class, or one made of it, reads them."""
    classes = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    if not any(_own(c) or _formulas(c) for c in classes.values()):
        return tree
    tree = copy.deepcopy(tree)
    classes = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    for name, node in classes.items():
        stored = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and _is_stored(n)}
        fields = {k: v for k, v in _of_class(name, classes, frozenset()).items() if k not in stored}
        for method in (s for s in node.body if isinstance(s, ast.FunctionDef) and not _is_property(s)):
            _Read(fields, _formulas(node)).visit(method)
    return tree


def _formulas(node: ast.ClassDef) -> dict[str, tuple[list[str], ast.expr]]:
    """The methods of a class that are arithmetic with what they are given: parameters and value."""
    found = dict[str, tuple[list[str], ast.expr]]()
    for method in (s for s in node.body if isinstance(s, ast.FunctionDef) and not s.decorator_list):
        names, value = [a.arg for a in method.args.args], _value(method.body)
        if value is not None and names[:1] == ["self"] and names[1:] and "grad" not in method.name.lower():
            inside = [n for n in ast.walk(value) if isinstance(n, ast.expr)]
            whole = not _outer(value) - set(names)
            if whole and all(isinstance(n, ARITHMETIC) and not _is_of_vectors(n) for n in inside):
                found[method.name] = names[1:], value
    return found


def _outer(value: ast.expr) -> set[str]:
    """The names that an expression reads; those of functions and of what has fields are left out."""
    nodes = list(ast.walk(value))
    owners = {n.value.id for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)}
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return {n.id for n in nodes if isinstance(n, ast.Name)} - owners - called


def _is_of_vectors(node: ast.expr) -> bool:
    """Whether an operation is none on each element: a product of matrices, a call of an unknown function."""
    if isinstance(node, ast.Call):
        return not _is_power(node)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)


def _of_class(name: str, classes: Mapping[str, ast.ClassDef], below: frozenset[str]) -> dict[str, ast.expr]:
    """The properties of a class and of those that it is made of, as far as they are in the same file."""
    if name not in classes or name in below:
        return {}
    found = dict[str, ast.expr]()
    for parent in reversed(classes[name].bases):
        if isinstance(parent, ast.Name):
            found |= _of_class(parent.id, classes, below | {name})
    own = {m.name for m in classes[name].body if isinstance(m, ast.FunctionDef)}
    return {k: v for k, v in found.items() if k not in own} | _own(classes[name])


def _own(node: ast.ClassDef) -> dict[str, ast.expr]:
    """What each property of a class computes; those that have a method to set them are fields."""
    found = dict[str, ast.expr]()
    for method in (s for s in node.body if isinstance(s, ast.FunctionDef) and _is_property(s)):
        value = _value(method.body)
        value = None if value is not None and _outer(value) - {"self"} else value
        if is_given_rate(displayed(method.name)) and _is_stepwise(value):  # it is given, by a schedule
            continue
        if value is None and any(map(_is_power, ast.walk(method))):
            value = ast.Call(ast.Name(UNREAD, ast.Load()), [], [])
        if value is not None:
            found[method.name] = value
    return found


def _is_stepwise(value: ast.expr | None) -> bool:
    """Whether a formula falls in stairs, ``lr0 * 0.5 ** (t // every)``, as schedules alone do."""
    steps = [n.op for n in ast.walk(value or ast.Constant(0)) if isinstance(n, ast.BinOp)]
    return any(isinstance(op, ast.FloorDiv | ast.Mod) for op in steps)


def _is_property(method: ast.FunctionDef) -> bool:
    names = [d.attr if isinstance(d, ast.Attribute) else getattr(d, "id", "") for d in method.decorator_list]
    return len(names) == 1 and names[0] in PROPERTY


def _is_power(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return name_called(node) in ROOTS
    return isinstance(node, ast.Pow)


def _is_stored(node: ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load) and _is_own(node)


def _value(body: list[ast.stmt]) -> ast.expr | None:
    """What lines that give names to values, and a last one, return."""
    lines = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    known = dict[str, ast.expr]()
    for line in lines[:-1]:
        target = line.targets[0] if isinstance(line, ast.Assign) and len(line.targets) == 1 else None
        if not isinstance(line, ast.Assign) or not isinstance(target, ast.Name):
            return None
        known[target.id] = _filled(line.value, known)
    last = lines[-1] if lines else None
    return _filled(last.value, known) if isinstance(last, ast.Return) and last.value is not None else None


def _filled(value: ast.expr, known: Mapping[str, ast.expr]) -> ast.expr:
    """An expression with the values of the names that it is made of."""
    filled: ast.expr = _Names(known).visit(copy.deepcopy(value))
    return filled


class _Names(ast.NodeTransformer):
    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return copy.deepcopy(self.known.get(node.id, node))


class _Read(ast.NodeTransformer):
    """Properties and formulas of ``self``, as what these compute; it stands where they are read."""

    def __init__(
        self, fields: Mapping[str, ast.expr], formulas: Mapping[str, tuple[list[str], ast.expr]]
    ) -> None:
        self.fields, self.formulas = fields, formulas

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        known = self.fields.get(node.attr) if _is_own(node) else None
        return node if known is None else _placed(copy.deepcopy(known), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func.attr if isinstance(node.func, ast.Attribute) and _is_own(node.func) else ""
        if called not in self.formulas or node.keywords or len(node.args) != len(self.formulas[called][0]):
            return node
        names, value = self.formulas[called]
        return _filled(_placed(copy.deepcopy(value), node), dict(zip(names, node.args, strict=True)))


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _placed(value: ast.expr, node: ast.expr) -> ast.expr:
    """An expression all of which stands where another does."""
    for part in ast.walk(value):
        if isinstance(part, ast.expr):
            ast.copy_location(part, node)
    return value
