"""Where a gradient is taken that a program computes: at the weight, or at a sum of it and a state."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import NEW, OLD
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.drafts.vocabulary import STRONG_WEIGHT, is_gradient_name
from verifier.audit.programs.expressions import is_opaque
from verifier.lift.reading import Apply, Gradient, Name, Node, parts

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk

PATHS = frozenset(("dx", "dt", "dp", "dy", "dz"))
"""What is a way or a time elsewhere, and made of a speed."""
SIGNAL = re.compile(
    r"deltas?|d_?(?:z|a|h|y|out|scores?|logits|error)\d?|err(?:or)?s?|residuals?", re.IGNORECASE
)
"""How programs call what backpropagation hands down from layer to layer."""


def computed(walk: Walk, slot: str, value: ast.expr, found: Node, node: ast.AST) -> Node | None:
    """The gradient that a slot takes which is called so, computed from data; None where there is none.

    Its point is what a gradient in it says by one sum, else the one sum of a weight and a state that it is
    made of, ``w + mu*v``; of several that of its own weight, ``w`` for ``dw``. Where that leaves several, or
    another gradient leads there, nothing is known of what the slot takes.
    """
    if not is_gradient_name(displayed(slot)):
        return None
    if (rated := _rated(walk, slot, value, node)) is not None:
        return rated
    made = _made_of(walk, value, found)
    ahead = _points_ahead(walk, made)
    read = isinstance(made, Gradient) or _is_reckoned(walk, made) or _is_of_data(walk, slot, made)
    if not read or (not ahead and not isinstance(made, Gradient) and is_of_states(walk, made)):
        return None
    said = [n.at for n in parts(made) if isinstance(n, Gradient) and n.at is not None]
    own = [point for weight, point in ahead.items() if displayed(slot) == f"d{displayed(weight)}"]
    points = own or said or list(ahead.values())
    others = ahead and not own and displayed(slot) in {f"d{displayed(s)}" for s in walk.assigned}
    if others or (len(points) > 1 and not said) or _is_led(walk, made):
        return walk.reader.opaque(value)
    return Gradient(points[0] if len(points) == 1 else None, displayed(slot), walk.program.span(node))


def _rated(walk: Walk, slot: str, value: ast.expr, node: ast.AST) -> Node | None:
    """A rate times a gradient that is computed from data: ``db = lr * delta.sum(0)``."""
    split = _split(value)
    if split is None:
        return None
    rate, other = split
    inner = computed(walk, slot, other, walk.reader.node(other), node)
    return None if inner is None else Apply("mul", (walk.reader.node(rate), inner))


def _split(value: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """A rate among the factors of a product, and the product without it: ``lr * x.T @ e``."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult | ast.MatMult | ast.Div):
        return None
    if isinstance(value.op, ast.Mult):
        for one, other in ((value.left, value.right), (value.right, value.left)):
            bare = one.operand if isinstance(one, ast.UnaryOp) else one
            if sort_of(displayed(slot_of(bare) or "")) is Sort.RATE:
                return one, other
    left = _split(value.left)
    if left is not None:
        return left[0], ast.copy_location(ast.BinOp(left[1], value.op, value.right), value)
    right = None if isinstance(value.op, ast.Div) else _split(value.right)
    return right and (right[0], ast.copy_location(ast.BinOp(value.left, value.op, right[1]), value))


def _is_reckoned(walk: Walk, value: Node) -> bool:
    """Whether a value comes from a call that is not understood, by other names: ``db = dz``."""
    alias = isinstance(value, Name) and value.index == NEW
    known = {line.version: line.value for line in walk.lines}
    below = letters_below(walk, value) if alias else ()
    return is_opaque(value) or any(is_opaque(known[n.text]) for n in below if n.text in known)


def _is_of_data(walk: Walk, slot: str, value: Node) -> bool:
    """Whether a value is a product of what a program is given alone, as backpropagation makes it."""
    while isinstance(value, Apply) and value.op in ("neg", "div"):
        value = value.args[0]
    if displayed(slot) in PATHS:
        return False
    names = [n for n in parts(value) if isinstance(n, Name)]
    given = all(n.index == OLD and n.text not in walk.assigned | set(walk.starts) for n in names)
    letters = {displayed(n.text) for n in names} - {displayed(slot)}
    foreign = all(sort_of(x) is Sort.OTHER and (x[:5] == "delta" or not is_gradient_name(x)) for x in letters)
    return isinstance(value, Apply) and value.op == "mul" and given and foreign and len(letters) > 1


def _made_of(walk: Walk, value: ast.expr, found: Node) -> Node:
    """What was read of a value; of a call that is not understood, what it is given."""
    function = value.func if isinstance(value, ast.Call) else None
    open_ = isinstance(found, Gradient) and found.at is None
    if not isinstance(value, ast.Call) or not (open_ or is_opaque(found)):
        return found
    given = [*map(_whole, value.args), *([function.value] if isinstance(function, ast.Attribute) else [])]
    return Apply("call", (found, *map(walk.reader.node, given))) if given else found


def _whole(value: ast.expr) -> ast.expr:
    """What a coordinate is taken of: a function of two numbers is given ``x[0], x[1]``."""
    element = isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant)
    return value.value if element and isinstance(value, ast.Subscript) else value


def _points_ahead(walk: Walk, value: Node) -> dict[str, Node]:
    """The sums of a weight and a state of which a value is made, by the weights."""
    known = {line.version: line.value for line in walk.lines}
    names = [n for n in letters_below(walk, value) if n.index == NEW and n.text in known]
    found: dict[str, Node] = {_ahead(walk, known[n.text]): n for n in names}
    found |= {_ahead(walk, n): n for each in (value, *(known[n.text] for n in names)) for n in parts(each)}
    return {weight: point for weight, point in found.items() if weight}


def _ahead(walk: Walk, value: Node) -> str:
    """The weight in a sum of it and something of a state, both as they were; empty for anything else."""
    if not (isinstance(value, Apply) and value.op in ("add", "sub")):
        return ""
    alone = [n.text for n in value.args if isinstance(n, Name) and n.index == OLD and n.text in walk.assigned]
    others = [n for a in value.args if not isinstance(a, Name) for n in parts(a)]
    states = [n for n in others if isinstance(n, Name) and n.index == OLD and n.text in walk.assigned]
    plain = not any(isinstance(n, Gradient) or is_opaque(n) for n in others)
    return alone[0] if len(alone) == 1 and states and plain else ""


def _is_led(walk: Walk, value: Node) -> bool:
    """Whether a value is made of a point to which a gradient leads, and which is not the weight itself.

    ``noised = w + rho*g/norm(g)``; what a step has made of the weight is a weight.
    """
    known = {line.version: line for line in walk.lines}
    names = [n for n in letters_below(walk, value) if n.index == NEW and n.text in known]
    return any(_leads(walk, known[n.text].slot, known[n.text].value) for n in names)


def _leads(walk: Walk, slot: str, value: Node) -> bool:
    if not (isinstance(value, Apply) and value.op in ("add", "sub")):
        return False
    alone = [n.text for n in value.args if isinstance(n, Name) and n.index == OLD and n.text != slot]
    others = [a for a in value.args if not isinstance(a, Name) or a.index != OLD]
    below = [n for a in others for n in parts(a)] + [n for a in others for n in letters_below(walk, a)]
    led = any(isinstance(n, Gradient) or (isinstance(n, Name) and _is_slope(walk, n)) for n in below)
    return led and any(STRONG_WEIGHT.fullmatch(displayed(name)) is not None for name in alone)


def _is_slope(walk: Walk, name: Name) -> bool:
    return isinstance(walk.resolved(name), Gradient)


def letters_below(walk: Walk, value: Node) -> set[Name]:
    """All the letters that a value is made of in this step."""
    known = {line.version: line.value for line in walk.lines}
    found, waiting = set[Name](), [value]
    while waiting:
        names = {n for n in parts(waiting.pop()) if isinstance(n, Name)} - found
        found |= names
        waiting += [known[n.text] for n in names if n.index == NEW and n.text in known]
    return found


def is_of_states(walk: Walk, value: Node) -> bool:
    """Whether a value is made of what is kept from step to step: a step, even if it is called a gradient."""
    before = {n.text for n in letters_below(walk, value) if n.index == OLD}
    kept = before & (walk.stored | {line.slot for line in walk.lines})
    return any(
        not is_gradient_name(displayed(slot))
        and STRONG_WEIGHT.fullmatch(displayed(slot)) is None
        and SIGNAL.fullmatch(displayed(slot)) is None
        for slot in kept
    )


__all__ = ["computed", "is_of_states", "letters_below"]
