"""Armadillo's product of two matrices element by element, ``g % g``, which C++ has for a remainder."""

from __future__ import annotations

import ast
import re

LIBRARY = re.compile(r"\barma(?:dillo)?\b|\bmlpack\b|\bensmallen\b|\bens::|\bnamespace ens\b")
"""What a program says that is written with these matrices."""


def multiplied(tree: ast.Module, text: str) -> ast.Module:
    """A program with its remainders as products, where it is written with such matrices.

    Nothing is compared with a remainder that is a product, and nothing that is counted is a matrix. A program
    that takes the remainder of something by itself, which is nothing, means the product, too.
    """
    remainders = [n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mod)]
    squares = any(ast.dump(n.left) == ast.dump(n.right) for n in remainders)
    if not remainders or (not squares and LIBRARY.search(text) is None):
        return tree
    compared = {id(n) for c in ast.walk(tree) if isinstance(c, ast.Compare) for n in ast.walk(c)}
    for node in remainders:
        whole = any(isinstance(n, ast.Constant) for n in (node.left, node.right))
        node.op = node.op if whole or id(node) in compared else ast.Mult()
    return tree


__all__ = ["multiplied"]
