"""Calls that change a place of the program: methods in place, assignments of variables, ``out=``."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import OLD
from verifier.audit.drafts.slots import MODULES, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES
from verifier.audit.programs.methods import method_value
from verifier.audit.programs.survey import in_place, receiver_of, replaced_by
from verifier.lift.reading import Apply, Name

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk


def effect(walk: Walk, call: ast.Call, statement: ast.stmt) -> None:
    """A call that changes its receiver: ``m.mul_(b).add_(g, alpha=a)``, ``w.assign_sub(x)``, ``out=w``."""
    call = _changing(call)
    function = call.func
    out = next((k.value for k in call.keywords if k.arg == "out"), None)
    if out is not None and (slot := slot_of(out)) is not None:
        found = walk.unclipped(slot, walk.reader.node(call))
        if not (isinstance(found, Name) and found.index == OLD and found.text == walk.canonical(slot)):
            walk.store(slot, found, statement)  # a gradient that is clipped stays the gradient
        return
    if not isinstance(function, ast.Attribute):
        return
    name = function.attr
    if name in ("append", "extend") and len(call.args) == 1 and isinstance(call.args[0], ast.Call):
        effect(walk, call.args[0], statement)
    elif (replaced := replaced_by(call)) is not None:
        walk.store(replaced, walk.reader.node(call.args[0]), statement)
    elif name in UPDATES and len(call.args) >= 2 and (slot := slot_of(call.args[0])) is not None:
        _update(walk, slot, name, call, statement)
    elif in_place(name) and (slot := receiver_of(function.value)) is not None:
        value = method_value(walk.reader, name.removesuffix("_"), walk.reader.node(function.value), call, 0)
        found = value if value is not None else walk.reader.opaque(call)
        walk.store(slot, walk.unclipped(slot, found), statement)
    elif name == "setdefault" and len(call.args) == 2 and (slot := slot_of(call)) is not None:
        walk.starts.setdefault(walk.canonical(slot), walk.reader.node(call.args[1]))


def _changing(call: ast.Call) -> ast.Call:
    """The call that changes something, without those that give back its value: ``m.assign(x).realize()``."""
    function = call.func
    while isinstance(function, ast.Attribute) and function.attr in IDENTITIES and not call.args:
        if not isinstance(function.value, ast.Call):
            break
        call, function = function.value, function.value.func
    return call


def beforehand(walk: Walk, statement: ast.With) -> None:
    """What a context does before its body: ``with tf.control_dependencies([n.assign_add(1)])``."""
    for item in statement.items:
        for call in (n for n in ast.walk(item.context_expr) if isinstance(n, ast.Call)):
            if call is not item.context_expr:
                effect(walk, call, statement)


def changed_by(call: ast.Call) -> str | None:
    """The place that a call changes whose value is used: ``m_t = m.assign(…)``, ``K.update(m, …)``."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return None
    if (
        function.attr in UPDATES
        and len(call.args) >= 2
        and slot_of(function.value) in MODULES | {"self", "state_ops"}
    ):
        return slot_of(call.args[0])
    if function.attr.startswith("assign"):
        return receiver_of(function.value)
    return _changed_in_place(call)


def _changed_in_place(call: ast.expr) -> str | None:
    """The place that a chain of methods in place changes, ``m.mul_(b).add_(g)``, and is the value of."""
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and in_place(call.func.attr):
        call = call.func.value
        if not isinstance(call, ast.Call):
            return slot_of(call)
    return None


def settled(walk: Walk, value: ast.expr, statement: ast.stmt) -> ast.expr:
    """A value in which a place that is changed within it is changed first: ``v.add_(eps).sqrt() / c``."""
    nested = (n for n in ast.walk(value) if isinstance(n, ast.Call) and _changed_in_place(n) is not None)
    if walk.starting or next(nested, None) is None:
        return value
    found: ast.expr = _Changed(walk, statement).visit(copy.deepcopy(value))
    return found


class _Changed(ast.NodeTransformer):
    """Calls that change a place as that place, after the change."""

    def __init__(self, walk: Walk, statement: ast.stmt) -> None:
        self.walk, self.statement = walk, statement

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _changed_in_place(node) is None:
            return self.generic_visit(node)
        effect(self.walk, node, self.statement)
        place: ast.expr = node
        while isinstance(place, ast.Call) and isinstance(place.func, ast.Attribute):
            place = place.func.value
        return place


UPDATES = {"assign": "", "update": "", "assign_add": "add", "update_add": "add", "assign_sub": "sub",
           "update_sub": "sub", "copyto": "", "assign_variable": ""}  # fmt: skip
"""Functions that change their first argument by their second."""


def _update(walk: Walk, slot: str, name: str, call: ast.Call, statement: ast.stmt) -> None:
    value, op = walk.reader.node(call.args[1]), UPDATES[name]
    walk.store(slot, Apply(op, (walk.read(slot), value), walk.program.span(call)) if op else value, statement)
