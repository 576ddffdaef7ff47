"""A formula file written otherwise: other names, another order, the same method."""

from __future__ import annotations

import ast
from collections.abc import Callable


class Names(ast.NodeTransformer):
    """Names exchanged for others, wherever they stand."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self.names.get(node.arg, node.arg), node.annotation)


def function(text: str) -> ast.FunctionDef:
    (found,) = ast.parse(text).body
    assert isinstance(found, ast.FunctionDef)
    return found


def renamed(text: str, names: dict[str, str]) -> str:
    return ast.unparse(ast.fix_missing_locations(Names(names).visit(function(text))))


def states(text: str) -> list[str]:
    given = function(text).args
    return [a.arg for a in given.args[len(given.args) - len(given.defaults) :]]


def local_names(text: str) -> set[str]:
    written = {
        n.id for n in ast.walk(function(text)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return written - {"w", "g", *states(text)}


def other_states(text: str) -> str:
    return renamed(text, {name: f"kept_{name}" for name in states(text)})


def other_locals(text: str) -> str:
    return renamed(text, {name: f"worked_{name}" for name in local_names(text)})


def other_aliases(text: str) -> str:
    aliases = {"lr": "eta", "epsilon": "eps", "beta_2": "b2", "weight_decay": "wd"}
    return renamed(text, aliases)


def other_order(text: str) -> str:
    """States and hyperparameters in the opposite order."""
    found = function(text)
    count = len(found.args.defaults)
    head, tail = (
        found.args.args[: len(found.args.args) - count],
        found.args.args[len(found.args.args) - count :],
    )
    found.args.args, found.args.defaults = [*head, *reversed(tail)], list(reversed(found.args.defaults))
    found.args.kwonlyargs.reverse()
    found.args.kw_defaults.reverse()
    return ast.unparse(found)


def one_by_one(text: str) -> str:
    """Every augmented assignment written out."""

    class Written(ast.NodeTransformer):
        def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
            old = ast.parse(ast.unparse(node.target), mode="eval").body
            return ast.Assign([node.target], ast.BinOp(old, node.op, node.value))

    return ast.unparse(ast.fix_missing_locations(Written().visit(function(text))))


WAYS: tuple[Callable[[str], str], ...] = (other_states, other_locals, other_aliases, other_order, one_by_one)
