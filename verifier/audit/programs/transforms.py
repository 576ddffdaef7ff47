"""Transformations of gradients as Optax writes them: ``def update(updates, state, params)``.

What is given as ``updates`` is the gradient, up to the statement that gives the name a new value.
"""

from __future__ import annotations

import ast

GIVEN = "updates"
BESIDE = "state"
GRADIENTS = "grads"


def of_gradients(tree: ast.Module) -> ast.Module:
    """The program in which such functions are given gradients."""
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        names = [a.arg for a in function.args.args]
        used = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
        if names[:2] == [GIVEN, BESIDE] and GRADIENTS not in {*names, *used}:
            function.args.args[0].arg = GRADIENTS
            _rename(function.body)
    return tree


def _rename(statements: list[ast.stmt]) -> None:
    """The name up to the first statement that stores it."""
    for statement in statements:
        found = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id == GIVEN]
        for name in (n for n in found if isinstance(n.ctx, ast.Load)):
            name.id = GRADIENTS
        if any(not isinstance(n.ctx, ast.Load) for n in found):
            return


__all__ = ["of_gradients"]
