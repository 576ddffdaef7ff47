"""What programs ask of containers, as Python asks it: ``m.containsKey(p)``, ``m.find(p) == m.end()``."""

from __future__ import annotations

import ast

from verifier.audit.drafts.slots import name_called, slot_of

HOLDS = frozenset(("has", "contains", "containsKey", "count"))
FOUND = frozenset(("find", "end", "cend"))


def asked(tree: ast.Module) -> ast.Module:
    """A program whose questions are whether a key is in a container, or whether a place holds nothing yet."""
    if any(isinstance(n, ast.If | ast.IfExp) for n in ast.walk(tree)):
        _Questions().visit(tree)
    return ast.fix_missing_locations(tree)


class _Questions(ast.NodeTransformer):
    """Conditions in other words."""

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        node.test = _filled_anew(node) or _key_in(node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        node.test = _key_in(node.test)
        return node


def _key_in(test: ast.expr) -> ast.expr:
    """A question for a key; any other as it is."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _key_in(test.operand)
        if isinstance(inner, ast.Compare) and inner is not test.operand and isinstance(inner.ops[0], ast.In):
            return ast.copy_location(ast.Compare(inner.left, [ast.NotIn()], inner.comparators), test)
        return test
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _searched(test)
    function = test.func if isinstance(test, ast.Call) and len(test.args) == 1 else None
    if not (isinstance(test, ast.Call) and isinstance(function, ast.Attribute) and function.attr in HOLDS):
        return test
    inside = ast.Compare(test.args[0], [ast.In()], [function.value])
    return test if slot_of(function.value) is None else ast.copy_location(inside, test)


def _searched(test: ast.Compare) -> ast.expr:
    """``m.find(p) == m.end()`` and ``m.count(p) == 0``: there is no such key."""
    left, op, right = test.left, test.ops[0], test.comparators[0]
    if not (isinstance(left, ast.Call) and isinstance(left.func, ast.Attribute) and len(left.args) == 1):
        return test
    ends = left.func.attr == "find" and name_called(right) in FOUND
    none = left.func.attr == "count" and isinstance(right, ast.Constant) and right.value == 0
    absent, present = isinstance(op, ast.Eq), isinstance(op, ast.NotEq | ast.Gt)
    if not (ends or none) or not (absent or present) or slot_of(left.func.value) is None:
        return test
    how: ast.cmpop = ast.NotIn() if absent else ast.In()
    return ast.copy_location(ast.Compare(left.args[0], [how], [left.func.value]), test)


def _filled_anew(node: ast.If) -> ast.expr | None:
    """``if (m.size() != n) m.assign(n, 0)``: nothing of that size is there yet."""
    test = node.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.NotEq)):
        return None
    left = test.left
    if name_called(left) not in ("size", "length", "len", "rows") or not isinstance(left, ast.Call):
        return None
    measured = left.args[0] if left.args else getattr(left.func, "value", left)
    place = slot_of(measured)
    filled = {slot_of(t) for s in node.body if isinstance(s, ast.Assign) for t in s.targets}
    if place is None or place not in filled:
        return None
    nothing = ast.copy_location(ast.Constant(None), test)
    return ast.copy_location(ast.Compare(measured, [ast.Eq()], [nothing]), test)


__all__ = ["asked"]
