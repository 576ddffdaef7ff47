"""Several values at once: element by element, what a function returns, what a value is made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import NEW, OLD
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.programs.ahead import computed, letters_below
from verifier.audit.programs.records import entries
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk


def unpack(walk: Walk, targets: list[ast.expr], value: ast.expr, node: ast.stmt) -> None:
    """``a, b = x, y`` element by element; a state that is taken apart is known by its parts."""
    if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(targets):
        _one_by_one(walk, targets, value.elts, node)
        return
    inner = walk.reader.node(value)
    if (place := _kept(walk, targets, value)) is not None:
        for number, target in enumerate(targets):
            walk.values[slot_of(target) or ""] = walk.read(f"{place}[{number}]")
        return
    if isinstance(inner, Name) and inner.index == OLD:  # a state that is kept as one thing
        taken = tuple(slot_of(t) or "" for t in targets)
        walk.unpacked = taken if not (walk.unpacked and _are_rates(taken)) else walk.unpacked
    for target in targets:
        slot = slot_of(target)
        if slot is None:
            continue
        if (gradient := computed(walk, slot, value, inner, node)) is not None:
            walk.store(slot, gradient, node)
        elif isinstance(inner, Apply) and isinstance(value, ast.Call) and walk.values.get(slot) is not None:
            walk.store(slot, walk.reader.opaque(value), node)
        else:
            walk.values.pop(slot, None)


def _are_rates(names: tuple[str, ...]) -> bool:
    """Whether names are those of decay rates, ``b1, b2 = o.beta``, and not of a state, ``mu, nu = state``."""
    return all(sort_of(displayed(n)) is Sort.DECAY_RATE and n[-1:].isdecimal() for n in names)


def fill(walk: Walk, target: ast.expr, value: ast.expr, node: ast.stmt) -> bool:
    """``state = {"m": 0, "t": 1}``, ``dict(m=0)``, ``SimpleNamespace(m=0)``: a place for each entry.

    One that nothing here assigns again may be changed by what the record is handed to: it has no known value.
    """
    by_name = name_called(value) == "SimpleNamespace"
    made = isinstance(value, ast.Dict) or by_name or name_called(value) == "dict"
    pairs = entries(value) if made and slot_of(target) is not None else []
    again = {displayed(slot) for slot in walk.stored}
    kept = [(name, each) for name, each in pairs if name in again]
    for name, each in kept:
        key = ast.copy_location(ast.Constant(name), each)
        entry = ast.Attribute(target, name) if by_name else ast.Subscript(target, key)
        walk.assign(ast.copy_location(entry, each), each, node)
    return bool(kept)


def _one_by_one(walk: Walk, targets: list[ast.expr], elements: list[ast.expr], node: ast.stmt) -> None:
    links = [isinstance(t, ast.Name) and walk.linked(t.id, v) for t, v in zip(targets, elements, strict=True)]
    values = [
        None if linked else walk.value(slot_of(t) or "", v, node)
        for t, v, linked in zip(targets, elements, links, strict=True)
    ]
    for target, found in zip(targets, values, strict=True):
        slot = slot_of(target)
        if found is not None and slot is not None:
            walk.store(walk.own(target, slot), found, node)


def _kept(walk: Walk, targets: list[ast.expr], value: ast.expr) -> str | None:
    """A place that is changed as a whole, and taken apart into names that are only read: ``b1, b2 = b``."""
    place = slot_of(value) if isinstance(value, ast.Name) else None
    plain = all(isinstance(t, ast.Name) and t.id not in walk.mutated | walk.again for t in targets)
    return place if place in walk.mutated and plain else None


def returned(walk: Walk, s: ast.Return) -> None:
    """What is returned; the new values of a state that was taken apart are those of its parts.

    All of it is made of what was there before: nothing is stored until everything is read.
    """
    one = [s.value] if s.value is not None else []
    values = s.value.elts if isinstance(s.value, ast.Tuple | ast.List) else one
    found, new = list[Node](), list[tuple[str, Node, ast.expr]]()
    for value in values:
        inner = value.elts if isinstance(value, ast.Tuple) else [value]
        if isinstance(value, ast.Dict) and any(slot_of(k) for k in value.keys if k is not None):
            pairs = zip(value.keys, value.values, strict=True)
            new += [(slot_of(k) or "", walk.reader.node(v), v) for k, v in pairs if k is not None]
            continue
        nodes = [walk.reader.node(v) for v in inner]
        if isinstance(value, ast.Tuple) and len(nodes) == len(walk.unpacked):
            parts_ = zip(walk.unpacked, nodes, inner, strict=True)
            new += [(slot, node, place) for slot, node, place in parts_ if _is_new(walk, slot, node)]
        else:
            found += nodes
    for slot, node, place in new:
        if slot:
            walk.store(slot, node, place)
    walk.returned = tuple(found)


def _is_new(walk: Walk, slot: str, node: Node) -> bool:
    """Whether what is returned for a part is a new value of it: an expression, or another name's value."""
    named = isinstance(node, Name) and node.index == NEW and slot not in {line.slot for line in walk.lines}
    return named or isinstance(node, Apply)


def _unscaled(walk: Walk, slot: str, value: Node) -> Node:
    """What a slot takes; of a gradient that is made shorter where its norm is too large, the gradient."""
    if not (is_gradient_name(displayed(slot)) and isinstance(value, Apply) and value.op == "mul"):
        return value
    for one, other in (value.args, value.args[::-1]):
        if is_gradient(walk.resolved(one)) and _limits_norm(walk.resolved(other)):
            walk.notes["the gradient is clipped first"] = None
            return one
    return value


def _limits_norm(factor: Node) -> bool:
    """Whether a factor is ``min(1, limit / norm)``."""
    if not (
        isinstance(factor, Apply) and factor.op == "min" and Number(Fraction(1)) in map(_bare, factor.args)
    ):
        return False
    names = (n.text for a in factor.args for n in parts(a) if isinstance(n, Name))
    return any("norm" in displayed(name).lower() for name in names)


def _bare(node: Node) -> Node:
    """A number wherever it stands."""
    return Number(node.value) if isinstance(node, Number) else node


def unpenalized(walk: Walk, slot: str, value: Node) -> Node:
    """The gradient alone, where the slope of a penalty with corners is added to it: ``g + l1 * sign(w)``."""
    value = _unscaled(walk, slot, value)
    summands = list(_summands(value))
    own = [s for s in summands if is_gradient(walk.resolved(s))]
    rest = [s for s in summands if s not in own]
    below = [n for s in rest for n in (s, *letters_below(walk, s))]
    known = [n for b in below for n in parts(walk.resolved(b))]
    cornered = any(isinstance(n, Apply) and n.op in ("sign", "where", "abs") for n in known)
    if len(own) != 1 or not cornered or not is_gradient_name(displayed(slot)) or any(map(is_gradient, known)):
        return value
    walk.notes["the slope of the penalty is part of the gradient"] = None
    return own[0]


def _summands(node: Node) -> Iterator[Node]:
    if isinstance(node, Apply) and node.op == "add":
        yield from (s for a in node.args for s in _summands(a))
    else:
        yield node


def is_gradient(node: Node) -> bool:
    """Whether a value is the gradient of this step."""
    named = isinstance(node, Name) and node.index == OLD and is_gradient_name(displayed(node.text))
    return named or isinstance(node, Gradient)


def of_gradients(value: ast.expr) -> bool:
    """Whether a gradient that a parameter keeps is read."""
    return any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in ast.walk(value))


def is_given_gradient(walk: Walk, name: str, value: ast.expr) -> bool:
    """Whether an element of a list that nothing changes is called a gradient: ``grad = d_p_list[i]``."""
    if not (isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Name)):
        return False
    place = slot_of(value) if isinstance(value.value, ast.Name) else None
    changed = place is None or place in walk.stored or place in walk.starts or place in walk.values
    return is_gradient_name(displayed(name)) and not changed


def element_of(node: Node, index: str) -> Node:
    """One element of a value that is made of places by operations on each element."""
    if isinstance(node, Name):
        return Name(node.text + index, OLD, node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(element_of(a, index) for a in node.args), node.span)
    return node
