"""Loops: what the names of a loop stand for, and where it begins to count."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.audit.drafts.slots import name_called, slot_of
from verifier.audit.programs.survey import first_count

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk


def bind(walk: Walk, target: ast.expr, source: ast.expr) -> None:
    """The loop's names are those of what it runs over."""
    first = first_count(source)
    if first is not None and isinstance(target, ast.Name):
        walk.loops[target.id] = first
    if isinstance(source, ast.Call):
        _bind_call(walk, target, source)
        return
    place = slot_of(source)
    if not isinstance(target, ast.Name) or place is None or place == target.id:
        return
    named = isinstance(source, ast.Name)
    if (named and place in walk.stored) or not (named or target.id in walk.values):
        walk.links[target.id] = walk.canonical(place)


def _bind_call(walk: Walk, target: ast.expr, source: ast.Call) -> None:
    function, name = source.func, name_called(source)
    elements = target.elts if isinstance(target, ast.Tuple) else []
    if name == "enumerate" and len(elements) == 2 and source.args:
        if isinstance(elements[0], ast.Name):
            walk.loops[elements[0].id] = first_count(source, 1) or Fraction(0)
        bind(walk, elements[1], source.args[0])
    elif name == "zip" and elements and len(elements) == len(source.args):
        for each, inner in zip(elements, source.args, strict=True):
            bind(walk, each, inner)
    elif name in ("items", "iteritems") and len(elements) == 2 and isinstance(function, ast.Attribute):
        bind(walk, elements[1], function.value)
    elif name in ("list", "tuple", "reversed", "sorted") and source.args:
        bind(walk, target, source.args[0])


def is_search(loop: ast.stmt) -> bool:
    """Whether a loop only scales numbers, as a search for a rate does, nobody knows how often."""
    return isinstance(loop, ast.While) and all(map(_is_scaled, loop.body))


def _is_scaled(statement: ast.stmt) -> bool:
    """Whether a statement multiplies or divides a place by a number."""
    if isinstance(statement, ast.AugAssign):
        number = isinstance(statement.value, ast.Name | ast.Constant)
        return number and isinstance(statement.op, ast.Mult | ast.Div)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.BinOp):
        return False
    value = statement.value
    sides = {ast.unparse(value.left), ast.unparse(value.right)}
    return isinstance(value.op, ast.Mult | ast.Div) and ast.unparse(statement.targets[0]) in sides
