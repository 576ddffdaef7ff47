"""Arrays that hold every step: ``x[k + 1] = y[k] - s*g`` and then ``x[k]``, which is the value before it.

A container stands for one coordinate of it. Where one is stored at ``k + 1``, what is read at ``k`` is the
old value, which gets a name before that; in a loop, so does what is older by one step.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Sequence

from verifier.audit.drafts.slots import slot_of, word_of

KEPT = "__kept"
"""What the name of the old value ends in."""
BEFORE = "__before"
"""What the name of the value before the old one ends in."""
OLDER = "older"
"""A call that nothing knows, in place of what was kept before the old value."""

Moment = tuple[str, int]
"""The counter of an index, and by how much it is shifted."""
Moments = tuple[Moment, ...]
History = tuple[str, Moments, Moments, Moments]
"""A container: the indices at which it is stored, those of the old value, and of the one before that."""


def with_old_values(tree: ast.Module) -> ast.Module:
    """The program in which the old elements of such arrays have names of their own."""
    if not any(_stored(s) is not None for s in ast.walk(tree) if isinstance(s, ast.Assign)):
        return tree
    tree = copy.deepcopy(tree)
    containers = set[str]()
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                containers |= {container for container, *_ in _histories(body)}
                setattr(node, name, [s for each in body for s in (*_begun(each), each)])
                _rewrite(getattr(node, name), in_loop=isinstance(node, ast.For | ast.While))
    _begin(tree, containers)
    return tree


def _begun(statement: ast.stmt) -> list[ast.stmt]:
    """What stands before a loop that reads what was kept two steps ago: at first that is the first value."""
    if not isinstance(statement, ast.For | ast.While):
        return []
    every = (_Elder(c, before, None) for c, _, _, before in _histories(statement.body))
    return [
        _assigned(_name(e.meant[0]) + BEFORE, _whole(e.found[0]), statement)
        for e in every
        if e.reads(statement.body)
    ]


def _rewrite(body: list[ast.stmt], *, in_loop: bool) -> None:
    """Statements with a name for each old value that is read after the new one is stored."""
    for container, _, last, before in _histories(body):
        position = next(i for i, s in enumerate(body) if (_stored(s) or ("",))[0] == container)
        name = _name(container)
        elder = _Elder(container, last, name + KEPT)
        known = elder.reads(body) and in_loop
        older = _Elder(container, before, name + BEFORE if known else None)
        read, old = older.reads(body), copy.deepcopy(elder.found[:1])
        for i, statement in enumerate(body):
            older.visit(statement)
            if i > position:
                elder.visit(statement)
        body[position:position] = [_assigned(name + KEPT, value, body[position]) for value in old]
        if read and known:
            body.append(_assigned(name + BEFORE, ast.Name(name + KEPT, ast.Load()), body[-1]))


def _assigned(name: str, value: ast.expr, at: ast.stmt) -> ast.stmt:
    made = ast.Assign([ast.Name(name, ast.Store())], copy.deepcopy(value))
    return ast.fix_missing_locations(ast.copy_location(made, at))


def _name(container: str) -> str:
    return re.sub(r"\W+", "_", container).strip("_")


def _whole(element: ast.expr) -> ast.expr:
    """The container that an element is of."""
    while isinstance(element, ast.Subscript) and word_of(element.slice) is None:
        element = element.value
    return element


def _begin(tree: ast.Module, containers: set[str]) -> None:
    """The first element of such an array as the array: ``x[0] = x0``."""
    for statement in (n for n in ast.walk(tree) if isinstance(n, ast.Assign)):
        for i, t in enumerate(statement.targets):
            place = _whole(t) if isinstance(t, ast.Subscript) and _is_number(t.slice) else None
            if isinstance(place, ast.Name | ast.Attribute | ast.Subscript) and slot_of(place) in containers:
                place.ctx = ast.Store()
                statement.targets[i] = place


def _is_number(index: ast.expr) -> bool:
    """Whether an index is a number, in whatever dimension: ``0``, ``:, 0``."""
    indices = index.elts if isinstance(index, ast.Tuple) else [index]
    numbers = [i.value for i in indices if isinstance(i, ast.Constant)]
    return [type(n) for n in numbers] == [int] and all(
        isinstance(i, ast.Constant | ast.Slice) for i in indices
    )


def _histories(body: Sequence[ast.stmt]) -> list[History]:
    """The containers that a body stores once, and reads as they were one or two steps before."""
    stores = [found for s in body if (found := _stored(s)) is not None]
    once = [s for s in stores if [container for container, _ in stores].count(s[0]) == 1]
    reads = {found for s in body for n in ast.walk(s) for found in _element(n)}
    every = ((c, new, _before(new, at, 1), _before(new, at, 2)) for c, new in once for at in range(len(new)))
    return [h for h in every if (h[0], h[2]) in reads or (h[0], h[3]) in reads]


def _before(moments: Moments, at: int, by: int) -> Moments:
    """Indices of which one is smaller."""
    return tuple((c, shift - by * (i == at)) for i, (c, shift) in enumerate(moments))


def _stored(statement: ast.AST) -> tuple[str, Moments] | None:
    """The container that a statement stores an element of, and the indices."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    return next(_element(statement.targets[0]), None)


def _element(node: ast.AST) -> Iterator[tuple[str, Moments]]:
    """The container and the indices of ``x[k + 1]``, ``x[:, k]``, ``x[k][j]``."""
    found = list[Moment | None]()
    while isinstance(node, ast.Subscript) and word_of(node.slice) is None:
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        found = [*(_moment(i) for i in indices if not isinstance(i, ast.Slice)), *found]
        node = node.value
    moments = [m for m in found if m is not None]
    plain = isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and len(moments) == len(found) > 0
    container = slot_of(node) if plain and isinstance(node, ast.expr) else None
    if container is not None:
        yield container, tuple(moments)


def _moment(index: ast.expr) -> Moment | None:
    if isinstance(index, ast.Name):
        return index.id, 0
    if not (isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add | ast.Sub)):
        return None
    shift = index.right.value if isinstance(index.right, ast.Constant) else None
    if not isinstance(index.left, ast.Name) or type(shift) is not int:
        return None
    return index.left.id, shift if isinstance(index.op, ast.Add) else -shift


class _Elder(ast.NodeTransformer):
    """Elements that are read at one moment as a name, or as a value that nothing knows."""

    def __init__(self, container: str, moments: Moments, name: str | None) -> None:
        self.meant = (container, moments)
        self.name = name
        self.found: list[ast.Subscript] = []

    def reads(self, body: Sequence[ast.stmt]) -> bool:
        """Whether a body reads such an element."""
        nodes = (n for s in body for n in ast.walk(s) if isinstance(n, ast.Subscript))
        self.found = [n for n in nodes if isinstance(n.ctx, ast.Load) and self.meant in _element(n)]
        return bool(self.found)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``x[k]``."""
        if not isinstance(node.ctx, ast.Load) or self.meant not in _element(node):
            self.generic_visit(node)
            return node
        if self.name is None:
            made: ast.expr = ast.Call(ast.Name(OLDER, ast.Load()), [], [])
            return ast.fix_missing_locations(ast.copy_location(made, node))
        return ast.copy_location(ast.Name(self.name, ast.Load()), node)


__all__ = ["with_old_values"]
