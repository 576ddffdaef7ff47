"""Words that name parameters: ``params["W"] -= lr * grads["W"]`` is a step of one parameter, of no record.

A word that is looked up among gradients and among something else says of which parameter these are. It goes
into the name of the container, behind `LABEL`: each parameter has a weight, a gradient and states of its own.
"""

from __future__ import annotations

import ast
import copy
from collections import defaultdict

from verifier.audit.drafts.slots import LABEL, displayed, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES, is_gradient_name

Lookup = ast.Subscript | ast.Attribute


def labelled(tree: ast.Module) -> ast.Module:
    """A program in which such a word is a part of a name."""
    methods = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    stored = {id(target) for node in ast.walk(tree) for target in _targets(node)}
    found = defaultdict[str, list[tuple[str, bool]]](list)
    for node in ast.walk(tree):
        if isinstance(node, Lookup) and id(node) not in methods and (word := _word(node)):
            slot = slot_of(node.value)
            if slot is not None:
                found[word].append((displayed(slot), id(node) in stored))
    labels = {word for word, every in found.items() if _names_parameter(word, every)}
    return _Labels(labels).visit(copy.deepcopy(tree)) if labels else tree


def _targets(node: ast.AST) -> list[ast.expr]:
    every = node.targets if isinstance(node, ast.Assign) else []
    every = [node.target] if isinstance(node, ast.AugAssign) else every
    return [e for target in every for e in getattr(target, "elts", [target])]


def _word(node: Lookup) -> str:
    if isinstance(node, ast.Attribute):
        return "" if node.attr in IDENTITIES else node.attr
    value = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return value if isinstance(value, str) and value.isidentifier() else ""


def _names_parameter(word: str, found: list[tuple[str, bool]]) -> bool:
    """Whether a word is looked up among gradients and stored elsewhere; no gradient's own name is a label."""
    looked_up = any(is_gradient_name(container) for container, _ in found)
    stored = any(stores and not is_gradient_name(container) for container, stores in found)
    return looked_up and stored and not is_gradient_name(word)


class _Labels(ast.NodeTransformer):
    """Lookups with a label as names that end in it."""

    def __init__(self, labels: set[str]) -> None:
        self.labels = labels

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``v[i]["W"]`` is ``v__of_W[i]``."""
        self.generic_visit(node)
        return _renamed(node, self.labels)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """``params.W`` is ``params__of_W``."""
        self.generic_visit(node)
        return _renamed(node, self.labels)


def _renamed(node: Lookup, labels: set[str]) -> ast.expr:
    word = _word(node)
    slot = slot_of(node.value) if word in labels else None
    return node if slot is None or slot == "self" else _called(node.value, word)


def _called(container: ast.expr, word: str) -> ast.expr:
    if isinstance(container, ast.Name):
        return ast.copy_location(ast.Name(f"{container.id}{LABEL}{word}", container.ctx), container)
    if isinstance(container, ast.Attribute):
        name = f"{container.attr}{LABEL}{word}"
        return ast.copy_location(ast.Attribute(container.value, name, container.ctx), container)
    if isinstance(container, ast.Subscript):
        inner = _called(container.value, word)
        return ast.copy_location(ast.Subscript(inner, container.slice, container.ctx), container)
    return ast.copy_location(ast.Subscript(container, ast.Constant(word), ast.Load()), container)


__all__ = ["labelled"]
