"""A weight that one method moves ahead, and another one moves back before it makes its step.

``w -= mu * v`` in ``look_ahead``, and ``w += mu * v`` in ``update``: the step begins where the weight was.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from verifier.audit.drafts.slots import slot_of


def without_moves_back(tree: ast.Module) -> ast.Module:
    """A program without the lines that move a weight back to where another method took it from."""
    undone = {id(s) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for s in _undoing(node)}
    if not undone:
        return tree
    memo: dict[int, object] = {}
    made = copy.deepcopy(tree, memo)
    left_out = {id(memo[key]) for key in undone if key in memo}
    kept: ast.Module = _Without(left_out).visit(made)
    return kept


def _undoing(node: ast.ClassDef) -> Iterator[ast.AugAssign]:
    """The lines of methods that do the opposite of another method's line, before a step of their own."""
    moves = {m.name: list(_moves(m)) for m in node.body if isinstance(m, ast.FunctionDef)}
    for name, own in moves.items():
        others = {_key(s) for other, every in moves.items() if other != name for s in every}
        for position, s in enumerate(own):
            product = isinstance(s.value, ast.BinOp) and isinstance(s.value.op, ast.Mult)
            later = (ast.unparse(t.target) == ast.unparse(s.target) for t in own[position + 1 :])
            if product and _key(s, turned=True) in others and _key(s) not in others and any(later):
                yield s


def _moves(method: ast.FunctionDef) -> Iterator[ast.AugAssign]:
    """The lines by which something is added to a place, or taken from it."""
    sums = (
        s for s in ast.walk(method) if isinstance(s, ast.AugAssign) and isinstance(s.op, ast.Add | ast.Sub)
    )
    yield from (s for s in sums if slot_of(s.target) is not None)


def _key(s: ast.AugAssign, *, turned: bool = False) -> tuple[str, bool, str]:
    return ast.unparse(s.target), isinstance(s.op, ast.Add) != turned, ast.unparse(s.value)


class _Without(ast.NodeTransformer):
    """A program without some lines."""

    def __init__(self, left_out: set[int]) -> None:
        self.left_out = left_out

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if id(node) in self.left_out else node


__all__ = ["without_moves_back"]
