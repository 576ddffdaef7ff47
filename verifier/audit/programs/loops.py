"""Loops: what the names of a loop stand for, and where it begins to count."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, TypeGuard

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.programs.survey import assigned_slots, first_count
from verifier.lift.reading import Gradient, Number

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk

NOTHING = Number(Fraction(0))


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


def entered(walk: Walk, loop: ast.For | ast.While) -> dict[str, Gradient]:
    """What a loop hands on has its first value before it, and its names are those of what it runs over.

    The elements of a gradient that each pass has one of, ``dw[i] += wd * w[i]``, are not handed on. What it
    sums up from zero, ``dw += g``, and reads nowhere, is the gradient of a batch behind it.
    """
    walk.guessed |= is_search(loop)
    sums = {s: g for s in assigned_slots(loop.body) if (g := _summed(walk, loop, s)) is not None}
    for slot in sorted(assigned_slots(loop.body) - set(sums)):
        own = isinstance(loop, ast.For) and _is_of_pass(walk, loop, slot)
        place = walk.canonical(slot)
        if not own and place in walk.values and place not in walk.entries:
            walk.starts[place] = walk.resolved(walk.values.pop(place))
    if isinstance(loop, ast.For):
        bind(walk, loop.target, loop.iter)
    return sums


def _summed(walk: Walk, loop: ast.For | ast.While, slot: str) -> Gradient | None:
    """The gradient that a loop sums up in a place from zero, and does not read itself."""
    start = walk.resolved(walk.values.get(slot, NOTHING))
    if not is_gradient_name(displayed(slot)) or slot not in walk.values:
        return None
    if not isinstance(start, Number) or start.value:
        return None
    inside = [n for s in loop.body for n in ast.walk(s)]
    sums = [n for n in inside if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add)]
    own = [n for n in sums if slot_of(n.target) == slot and _is_slope(n.value)]
    read = [n for n in inside if isinstance(n, ast.Name | ast.Attribute) and slot_of(n) == slot]
    return (
        Gradient(None, displayed(slot), walk.program.span(own[0])) if own and len(read) == len(own) else None
    )


def _is_slope(value: ast.expr) -> bool:
    """Whether a value is called a gradient, or is made of none: no square of one."""
    places = [slot_of(n) for n in (value, *ast.walk(value)) if isinstance(n, ast.expr)]
    called = [place is not None and is_gradient_name(displayed(place)) for place in places]
    return called[0] or not any(called)


def _is_of_pass(walk: Walk, loop: ast.For, slot: str) -> bool:
    if not isinstance(walk.resolved(walk.values.get(walk.canonical(slot), NOTHING)), Gradient):
        return False
    nodes = (n for s in loop.body for n in ast.walk(s) if isinstance(n, ast.expr))
    stores = [n for n in nodes if isinstance(getattr(n, "ctx", None), ast.Store) and slot_of(n) == slot]
    counted = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    keys = [{n.id for n in ast.walk(s.slice) if isinstance(n, ast.Name)} for s in stores if _is_element(s)]
    return bool(stores) and len(keys) == len(stores) and all(key & counted for key in keys)


def _is_element(node: ast.expr) -> TypeGuard[ast.Subscript]:
    return isinstance(node, ast.Subscript)


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
