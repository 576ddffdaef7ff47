"""Maps and lists that are written by calls: ``v.put(key, x)`` of Java, ``v.set(key, x)`` of JavaScript."""

from __future__ import annotations

import ast

from verifier.audit.drafts.slots import RECORD_METHODS, slot_of

WRITERS = ("put", "set")


def written(tree: ast.Module) -> ast.Module:
    """A program with an assignment for each such call on a container that is read by a call, too."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    if not any(call.func.attr in WRITERS for call in calls if isinstance(call.func, ast.Attribute)):
        return tree
    read = {
        slot_of(call.func.value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in RECORD_METHODS and call.args
    }
    _Writes(read - {None}).visit(tree)
    return tree


class _Writes(ast.NodeTransformer):
    """Statements that write an element as assignments."""

    def __init__(self, containers: set[str | None]) -> None:
        self.containers = containers

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call that stands alone."""
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return node
        container = call.func.value
        if call.func.attr not in WRITERS or len(call.args) != 2 or call.keywords:
            return node
        if slot_of(container) not in self.containers:
            return node
        element = ast.Subscript(container, call.args[0], ast.Store())
        return ast.fix_missing_locations(ast.copy_location(ast.Assign([element], call.args[1]), node))


__all__ = ["written"]
