"""NumPy's universal functions that are given the place for their result last: ``np.multiply(m, b, m)``."""

from __future__ import annotations

import ast

from verifier.audit.drafts.vocabulary import BINARY, UNARY

MODULES = frozenset(("np", "numpy", "cp", "cupy", "xp"))
"""How modules with such functions are called."""
LIBRARIES = frozenset(("numpy", "cupy", "cudarray", "autograd"))
"""What else is imported under another name: ``import cudarray as ca``."""


def with_places(tree: ast.Module) -> ast.Module:
    """A program in which each such call that is a statement names the place: ``out=m``."""
    modules = MODULES | {
        name.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.asname and name.name.partition(".")[0] in LIBRARIES
    }
    for statement in (n for n in ast.walk(tree) if isinstance(n, ast.Expr)):
        call = statement.value
        if isinstance(call, ast.Call) and len(call.args) in _arities(call, modules) and not call.keywords:
            call.keywords.append(ast.copy_location(ast.keyword("out", call.args.pop()), call))
    return tree


def _arities(call: ast.Call, modules: frozenset[str]) -> tuple[int, ...]:
    """How many arguments a call has that names the place."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and getattr(function.value, "id", "") in modules):
        return ()
    return (2,) if function.attr in UNARY else (3,) if function.attr in BINARY else ()
