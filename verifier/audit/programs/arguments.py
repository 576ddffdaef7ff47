"""The parameters of functions: which numbers and settings they have by default."""

from __future__ import annotations

import ast
from fractions import Fraction

from verifier.audit.programs.expressions import Reader
from verifier.lift.reading import Apply, Name, Node, Number, Span


def defaults(arguments: ast.arguments) -> dict[str, Fraction]:
    """The numbers that parameters have by default."""
    return {name: value for name, node in default_pairs(arguments) if (value := number_of(node)) is not None}


def settings(arguments: ast.arguments) -> dict[str, bool]:
    """The switches that parameters set by default."""
    return {
        name: bool(node.value)
        for name, node in default_pairs(arguments)
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float)
    }


def default_pairs(arguments: ast.arguments) -> list[tuple[str, ast.expr]]:
    """The parameters that have a default, and what it is."""
    positional = [*arguments.posonlyargs, *arguments.args]
    tail = positional[len(positional) - len(arguments.defaults) :]
    pairs = [(a.arg, d) for a, d in zip(tail, arguments.defaults, strict=True)]
    return pairs + [
        (a.arg, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None
    ]


def number_of(node: ast.expr) -> Fraction | None:
    """The number that an expression without letters is."""
    found = Reader(lambda s: Name(s), lambda n: Span(0, 0), lambda n, a: None, lambda t: None).node(node)
    return value_of(found)


def value_of(node: Node) -> Fraction | None:
    """The number that a node without letters is, if it is a plain one."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Apply) and node.op == "neg" and isinstance(node.args[0], Number):
        return -node.args[0].value
    if isinstance(node, Apply) and node.op == "pow" and all(isinstance(a, Number) for a in node.args):
        base, exponent = (a.value for a in node.args if isinstance(a, Number))
        if exponent.denominator == 1 and abs(exponent) <= 40 and base:
            return base ** int(exponent)
    return None
