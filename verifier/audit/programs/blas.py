"""Calls of the basic linear algebra subprograms, written out as the assignments that they are.

``axpy!(a, x, y)`` is ``y += a*x``, ``scal!(a, x)`` is ``x *= a``, ``axpby!(a, x, b, y)`` ``y = a*x + b*y``;
with the length and the strides, as C has them, without, and as methods of what they change.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from verifier.audit.drafts.slots import name_called, slot_of

NAME = re.compile(r"(?:cblas_|caffe_(?:[cg]pu_)?)?[sd]?(?P<kind>axpy|axpby|scal)!?|(?P<left>[lr])mul!?")
"""How the subprograms are called."""
PLACES: Mapping[tuple[str, int], tuple[int, ...]] = {
    ("axpy", 3): (0, 1, 2),
    ("axpy", 4): (1, 2, 3),
    ("axpy", 6): (1, 2, 4),
    ("axpby", 4): (0, 1, 2, 3),
    ("axpby", 5): (1, 2, 3, 4),
    ("axpby", 7): (1, 2, 4, 5),
    ("scal", 2): (0, 1),
    ("scal", 3): (1, 2),
    ("scal", 4): (1, 2),
    ("lmul", 2): (0, 1),
    ("rmul", 2): (1, 0),
}
"""Where the factors and vectors stand among so many arguments; what is changed comes last."""


def written_out(tree: ast.Module) -> ast.Module:
    """A program with an assignment for each call of a subprogram that is a statement."""
    if any(isinstance(n, ast.Call) and _kind(n) for n in ast.walk(tree)):
        _Subprograms().visit(tree)
    return tree


class _Subprograms(ast.NodeTransformer):
    """Statements that are calls of subprograms as assignments."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call that stands alone."""
        return _assignment(node, node.value) or node

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        """A call that a function ends with; its value is what it changed."""
        made = None if node.value is None else _assignment(node, node.value)
        return node if made is None else [made, ast.copy_location(ast.Return(made.targets[0]), node)]


def _kind(call: ast.Call) -> str:
    found = NAME.fullmatch(name_called(call))
    return "" if found is None or call.keywords else found["kind"] or f"{found['left']}mul"


def _assignment(statement: ast.stmt, call: ast.expr) -> ast.Assign | None:
    """What a call changes, and what it becomes."""
    kind = _kind(call) if isinstance(call, ast.Call) else ""
    if not kind or not isinstance(call, ast.Call):
        return None
    given = list(call.args)
    if kind == "axpy" and len(given) == 2 and isinstance(call.func, ast.Attribute):
        given.append(call.func.value)  # a method of what it changes
    where = PLACES.get((kind, len(given)))
    if where is None or slot_of(given[where[-1]]) is None:
        return None
    factor, *rest = (given[i] for i in where)
    target = rest[-1]
    first = ast.BinOp(factor, ast.Mult(), rest[0])
    other = ast.BinOp(rest[1], ast.Mult(), target) if kind == "axpby" else target
    value = first if len(rest) == 1 else ast.BinOp(other, ast.Add(), first)
    made = ast.Assign([target], value)
    return ast.fix_missing_locations(ast.copy_location(made, statement))
