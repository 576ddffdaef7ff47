"""Classes that share no object: what one keeps in ``self.v`` is nothing to another one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator


def elsewhere(
    tree: ast.Module, node: ast.ClassDef, apart: Callable[[ast.stmt, ast.ClassDef], bool]
) -> Iterator[ast.AST]:
    """What stands outside of a class, but in what is ``apart``, and may be about its objects."""
    for s in (s for s in tree.body if s is not node and not apart(s, node)):
        other = isinstance(s, ast.ClassDef) and _shares_none(tree, s, node)
        yield from (n for n in ast.walk(s) if not (other and _is_own(n)))


def _shares_none(tree: ast.Module, other: ast.ClassDef, node: ast.ClassDef) -> bool:
    """Whether no object is of both classes, and one does not speak of the other."""
    above = {c.name: _bases(c) for c in tree.body if isinstance(c, ast.ClassDef)}
    lines = [{name} | _ancestors(name, above) for name in above]
    related = any({other.name, node.name} <= line for line in lines)
    return not related and not any(isinstance(n, ast.Name) and n.id == node.name for n in ast.walk(other))


def _bases(node: ast.ClassDef) -> set[str]:
    return {n.id for base in node.bases for n in ast.walk(base) if isinstance(n, ast.Name)}


def _ancestors(name: str, above: dict[str, set[str]]) -> set[str]:
    """The classes of a document that a class is made of, by one another."""
    found, waiting = set[str](), [name]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _is_own(n: ast.AST) -> bool:
    """Whether a node is an attribute of the object itself."""
    return isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"


__all__ = ["elsewhere"]
