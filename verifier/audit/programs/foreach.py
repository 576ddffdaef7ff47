"""PyTorch's functions on lists of tensors, as methods: ``torch._foreach_mul_(ms, b)`` is ``ms.mul_(b)``.

A list stands for one coordinate of it, as everywhere.
"""

from __future__ import annotations

import ast

PREFIX = "_foreach_"
BY_VALUE = frozenset({"addcmul", "addcdiv"})
"""Functions whose last number may be given without its name."""


def one_by_one(tree: ast.Module) -> ast.Module:
    """The program with a method of its first argument for each such function."""
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args):
        function = call.func
        if isinstance(function, ast.Attribute) and function.attr.startswith(PREFIX):
            first, *rest = call.args
            name = function.attr.removeprefix(PREFIX)
            call.func = ast.copy_location(ast.Attribute(first, name, ast.Load()), function)
            if name.rstrip("_") in BY_VALUE and len(rest) == 3:
                call.keywords.append(ast.copy_location(ast.keyword("value", rest.pop()), call))
            call.args = rest
    return tree


__all__ = ["one_by_one"]
