"""What can be said of statements before they are walked: which names are changed, and where loops begin."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES, is_gradient_name


class Survey(NamedTuple):
    """The local names changed in place, the places that are assigned, what is assigned repeatedly.

    Gathered is what is made of itself and of the square of a gradient, or is scaled in place before a
    gradient is added: no gradient, whatever it is called.
    """

    mutated: frozenset[str]
    stored: frozenset[str]
    again: frozenset[str]
    gathered: frozenset[str]


def surveyed(statements: Sequence[ast.stmt]) -> Survey:
    """Look over statements without walking them."""
    mutated, stored, gathered, names = set[str](), set[str](), set[str](), Counter[str]()
    for node in (n for s in statements for n in ast.walk(s)):
        gathered |= {*_gathered(node), *_averaged(node)}
        for target in _targets(node):
            if isinstance(target, ast.Name):
                names[target.id] += 1
                mutated |= {target.id} if isinstance(node, ast.AugAssign) else set()
            elif (slot := slot_of(target)) is not None:
                names[slot] += 1
                stored.add(slot)
                mutated |= {whole} if (whole := _whole(target)) is not None else set()
        receivers = set(_receivers(node))
        mutated |= receivers
        stored |= set() if _clears(node) else {r for r in receivers if not r.isidentifier()}
    mutated |= {whole for whole, name in _held(statements) if name in mutated}
    again = (n for n in names if names[n] > 1)
    return Survey(frozenset(mutated), frozenset(stored), frozenset(again), frozenset(gathered))


def _gathered(node: ast.AST) -> Iterator[str]:
    """The place that an assignment makes of itself and of a gradient, as a mean or squared.

    ``g = mu*g + (1-mu)*dw*dw``, ``grad_avg = b*grad_avg + (1-b)*grad``.
    """
    value = node.value if isinstance(node, ast.Assign | ast.AugAssign) else None
    own = next((slot_of(target) for target in _targets(node)), None)
    if value is None or own is None:
        return
    inner = list(ast.walk(value))
    slots = Counter(slot for n in inner if isinstance(n, ast.Name | ast.Attribute) and (slot := slot_of(n)))
    powers = {slot_of(n.left) for n in inner if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)}
    others = {s for s in slots if s != own and is_gradient_name(displayed(s))}
    mixed = any(slots[s] > 1 or s in powers for s in others)
    mixed |= bool(others) and any(slots[b] > 1 for b in _complements(inner))
    yield from [own] if mixed and (own in slots or isinstance(node, ast.AugAssign)) else []


def _complements(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The names that are taken from 1, as the decay rate of a mean is."""
    for n in nodes:
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub) and isinstance(n.left, ast.Constant):
            slot = slot_of(n.right) if n.left.value == 1 else None
            yield from [] if slot is None else [slot]


def _averaged(node: ast.AST) -> Iterator[str]:
    """The place that a chain scales before it adds a gradient: ``m.mul_(b).add_(g, alpha=1 - b)``."""
    own = next(_receivers(node), None) if isinstance(node, ast.Call) and node.args else None
    if own is None or not isinstance(node, ast.Call):
        return
    called = {name_called(n) for n in ast.walk(node) if isinstance(n, ast.Call)}
    added = slot_of(node.args[0])
    if called & SCALING and added not in (None, own) and is_gradient_name(displayed(added or "")):
        yield own


SCALING = frozenset(("mul_", "lerp_"))
"""Methods that scale their receiver in place."""


def _clears(node: ast.AST) -> bool:
    """Whether a call only takes a value away: ``state["m"].zero_()``."""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in ("zero_", "fill_", "detach_")


def _held(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names, and those of what they hold: ``p`` and ``w`` for ``w = p.values[i]``."""
    for node in (n for s in statements for n in ast.walk(s)):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
            whole = _whole(node.value)
            yield from [(whole, target.id)] if whole is not None else []


def _whole(target: ast.expr) -> str | None:
    """The name of which it is all, ``v[:]``, or what it holds, ``p.data``, ``p.data()[i]``."""
    node = target
    while isinstance(held := _called(node), ast.Subscript) or (
        isinstance(held, ast.Attribute) and held.attr in IDENTITIES
    ):
        node = held.value
    return node.id if node is not target and isinstance(node, ast.Name) else None


def _called(node: ast.expr) -> ast.expr:
    """The method of a call without arguments, ``p.data()``; any other node as it is."""
    return node.func if isinstance(node, ast.Call) and not node.args else node


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        yield node.target


def _receivers(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute) and in_place(node.func.attr):
        found = receiver_of(node.func.value)
        if found is not None:
            yield found
    if (replaced := replaced_by(node)) is not None:
        yield replaced
    yield from (k.value.id for k in node.keywords if k.arg == "out" and isinstance(k.value, ast.Name))
    updates = isinstance(node.func, ast.Attribute) and node.func.attr.startswith(("assign", "update"))
    if updates and len(node.args) > 1 and isinstance(node.args[0], ast.Name):
        yield node.args[0].id


def replaced_by(call: ast.Call) -> str | None:
    """The place whose value a call replaces by one that is made of it: ``p.update(p - lr*g)``."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in REPLACING and len(call.args) == 1):
        return None
    slot = slot_of(call.func.value)
    nodes = [n for n in ast.walk(call.args[0]) if isinstance(n, ast.expr)]
    made = isinstance(call.args[0], ast.BinOp) and slot is not None and any(slot_of(n) == slot for n in nodes)
    return slot if made else None


REPLACING = frozenset(("update", "set_value", "set_data", "set", "setValue"))


def in_place(name: str) -> bool:
    """Whether a method of that name changes its receiver."""
    return (name.endswith("_") and not name.endswith("__")) or name in ("assign", "assign_add", "assign_sub")


def receiver_of(node: ast.expr) -> str | None:
    """The place that a chain of calls in place changes."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in IDENTITIES and not in_place(node.func.attr):
            return None
        node = node.func.value
    return slot_of(node)


def assigned_slots(statements: Iterable[ast.stmt]) -> set[str]:
    """The places that the statements change."""
    found = set[str]()
    for node in (n for s in statements for n in ast.walk(s)):
        found |= {slot for target in _targets(node) if (slot := slot_of(target)) is not None}
        found |= set(_receivers(node))
    return found


def only_in(skipped: Sequence[ast.stmt], statements: Sequence[ast.stmt]) -> set[str]:
    """The local names that some of the statements alone give a value."""
    left_out = {id(n) for s in skipped for n in ast.walk(s)}
    others = (n for s in statements for n in ast.walk(s) if id(n) not in left_out)
    bound = {n.id for o in others for t in _bound(o) for n in ast.walk(t) if isinstance(n, ast.Name)}
    return {slot for slot in assigned_slots(skipped) if slot.isidentifier()} - bound


def _bound(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement gives a value, the names of a loop and of a context among it."""
    yield from _targets(node)
    if isinstance(node, ast.For | ast.AsyncFor | ast.NamedExpr | ast.comprehension):
        yield node.target
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars


def first_count(source: ast.expr, position: int = 0) -> Fraction | None:
    """The first number that a loop counts: 0 for ``range(n)``, 1 for ``range(1, n)``; None if it does not."""
    if not isinstance(source, ast.Call):
        return None
    name = name_called(source)
    if name in ("trange", "range", "arange", "count", "tqdm", "enumerate", "xrange"):
        args = [*source.args, *(k.value for k in source.keywords if k.arg == "start")]
        if name == "tqdm" and args:
            return first_count(args[0])
        start = args[position] if len(args) > (0 if name == "count" else 1) else None
        if start is None:
            return Fraction(0)
        whole = isinstance(start, ast.Constant) and type(start.value) is int
        return Fraction(start.value) if whole else None  # type: ignore[attr-defined]
    return None


def copies(value: ast.expr) -> bool:
    """Whether a value is a copy of a place, and no name of it."""
    return isinstance(value, ast.Call) and name_called(value) in ("copy", "clone", "deepcopy", "get")
