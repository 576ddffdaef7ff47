"""Expressions of a program as nodes: what is not understood stays as an opaque call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from verifier.audit.drafts.names import is_given_rate
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.drafts.vocabulary import (
    BATCH,
    BINARY,
    FULL,
    IDENTITIES,
    ONE,
    ONES,
    SHARE,
    SMALLEST,
    TERNARY,
    UNARY,
    ZERO,
    ZEROS,
    is_gradient_name,
)
from verifier.audit.programs.methods import METHODS, is_differentiated, is_type, method_value
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, Span, parts

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
RELATIONS: dict[type[ast.AST], str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
Values = Callable[[], list[Node]]
MAX_DEPTH = 120
"""How deep an expression may be nested; what is deeper is opaque."""


@dataclass(frozen=True)
class Reader:
    """What an expression needs from the program around it.

    Attributes
    ----------
    read : callable
        The present value of a slot.
    span : callable
        Where a piece of Python stands in the text.
    inline : callable
        The value of a call of a function of the same file, or None.
    decide : callable
        The side that a condition takes: True, False, or None for a comparison of numbers.
    """

    read: Callable[[str], Node]
    span: Callable[[ast.AST], Span]
    inline: Callable[[str, list[Node]], Node | None]
    decide: Callable[[ast.expr], bool | None]

    def node(self, node: ast.expr, depth: int = 0) -> Node:
        """The expression as a node."""
        if depth > MAX_DEPTH:
            return self.opaque(node)
        kind = _KINDS.get(type(node))
        return self.opaque(node) if kind is None else kind(self, node, depth + 1)

    def opaque(self, node: ast.AST, *parts: Node) -> Node:
        """Something that is not understood, with what it is made of."""
        return Apply("call", (Name("?"), *parts), self.span(node))

    def applied(self, op: str, node: ast.AST, *args: Node) -> Node:
        """An operation at the place of a piece of Python."""
        return Apply(op, args, self.span(node))


def _constant(r: Reader, node: ast.Constant, depth: int) -> Node:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return r.opaque(node)
    text = repr(node.value)
    if len(text) > 60 or "n" in text:  # nan, inf
        return r.opaque(node)
    return Number(Fraction(text), r.span(node))


def _place(r: Reader, node: ast.expr, depth: int) -> Node:
    if isinstance(node, ast.Attribute) and node.attr in ("T", "shape", "size"):
        return r.opaque(node)
    if is_differentiated(node):  # computed before the step, whatever has been done to the parameter since
        return Gradient(None, span=r.span(node))
    slot = slot_of(node)
    if slot is None and isinstance(node, ast.Attribute) and node.attr in SMALLEST:
        slot = node.attr
    if slot is None:
        inner = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
        return r.node(inner, depth) if inner is not None and _is_view(node) else r.opaque(node)
    found = r.read(slot)
    return _placed(found, r.span(node))


def _is_view(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr in IDENTITIES)


def _placed(node: Node, span: Span) -> Node:
    return Name(node.text, node.index, span) if isinstance(node, Name) else node


def _binary(r: Reader, node: ast.BinOp, depth: int) -> Node:
    op = OPERATORS.get(type(node.op))
    left, right = r.node(node.left, depth), r.node(node.right, depth)
    rated = is_given_rate(displayed(getattr(left, "text", "")))  # lr / len(batch), times a sum
    scaled = rated or any(map(_is_gradient, parts(left)))
    if (op == "div" and _counts_batch(node.right) and scaled) or (op == "mul" and _is_share(left, right)):
        return left
    return r.opaque(node, left, right) if op is None else r.applied(op, node, left, right)


def _counts_batch(node: ast.expr) -> bool:
    """Whether a divisor is how many examples a gradient is the sum of."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "len"
    place = node.value if isinstance(node, ast.Subscript) else node
    if isinstance(place, ast.Attribute) and place.attr == "shape":
        return True
    return BATCH.fullmatch(displayed(slot_of(node) or "")) is not None


def _is_share(left: Node, right: Node) -> bool:
    """Whether a factor makes a sum of gradients their mean."""
    return (
        isinstance(right, Name) and _is_gradient(left) and SHARE.fullmatch(displayed(right.text)) is not None
    )


def _is_gradient(node: Node) -> bool:
    return isinstance(node, Gradient) or (isinstance(node, Name) and is_gradient_name(displayed(node.text)))


def _unary(r: Reader, node: ast.UnaryOp, depth: int) -> Node:
    value = r.node(node.operand, depth)
    if isinstance(node.op, ast.UAdd):
        return value
    if isinstance(node.op, ast.USub):
        if isinstance(value, Number):
            return Number(-value.value, r.span(node))
        return r.applied("neg", node, value)
    return r.applied("not", node, value) if isinstance(node.op, ast.Not) else r.opaque(node)


def _compare(r: Reader, node: ast.Compare, depth: int) -> Node:
    op = RELATIONS.get(type(node.ops[0]))
    if op is None or len(node.ops) != 1:
        return r.opaque(node)
    return r.applied(op, node, r.node(node.left, depth), r.node(node.comparators[0], depth))


def _conditional(r: Reader, node: ast.IfExp, depth: int) -> Node:
    taken = r.decide(node.test)
    if taken is not None:
        return r.node(node.body if taken else node.orelse, depth)
    test = r.node(node.test, depth)
    return r.applied("where", node, test, r.node(node.body, depth), r.node(node.orelse, depth))


def _boolean(r: Reader, node: ast.BoolOp, depth: int) -> Node:
    op = "and" if isinstance(node.op, ast.And) else "or"
    first, *rest = (r.node(value, depth) for value in node.values)
    for each in rest:
        first = first if op == "or" and each == ZERO else r.applied(op, node, first, each)
    return first


def _call(r: Reader, node: ast.Call, depth: int) -> Node:
    function = node.func
    # Arguments are read once at most: read twice at each depth, nested calls would take for ever.
    values = cache(lambda: [r.node(a, depth) for a in node.args])
    if (
        isinstance(function, ast.Attribute)
        and (found := _method(r, node, function, values, depth)) is not None
    ):
        return found
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if (slot := name if name in SMALLEST and not node.args else slot_of(node)) is not None:
        return _placed(r.read(slot), r.span(node))
    rate = slot_of(function) if len(node.args) == 1 else None
    if rate is not None and is_given_rate(displayed(rate)):  # of this step: step_size(i)
        return _placed(r.read(rate), r.span(node))
    if _is_gradient_call(name):
        return Gradient(_point(values()), name, r.span(node))
    built = called(r, name, node, values())
    if built is not None:
        return built
    inlined = r.inline(name, values()) if isinstance(function, ast.Name) else None
    return r.opaque(node, *values()) if inlined is None else inlined


def _is_gradient_call(name: str) -> bool:
    plain = name.lower()
    if plain.startswith(
        ("ada", "clip", "zero", "no_", "unscale", "scale", "norm", "apply", "update", "set", "add")
    ):
        return False
    return (
        "grad" in plain
        or plain.startswith("∇")
        or plain in ("df", "dj", "dl", "df_dx", "nabla", "fprime", "f_prime", "jac", "deriv")
    )


def _point(nodes: Sequence[Node]) -> Node | None:
    """The argument of a gradient: one that is a plain place or a sum, where there is just one such."""
    points = [
        n for n in nodes if isinstance(n, Name | Apply) and not (isinstance(n, Apply) and n.op == "call")
    ]
    moved = [n for n in points if isinstance(n, Apply)]
    if len(moved) == 1:
        return moved[0]
    return points[0] if len(points) == 1 else None


def called(r: Reader, name: str, node: ast.Call, values: Sequence[Node]) -> Node | None:
    """A function of a library, by its last name, of the values of its arguments."""
    args = [v for a, v in zip(node.args, values, strict=True) if not isinstance(a, ast.Starred)]
    if name in ZEROS:
        return ZERO
    if name in ONES:
        return ONE
    if name in FULL and args:
        return args[-1]
    if len(args) == 2 and is_type(node.args[0]):  # a number as one of that type
        return args[1]
    if args and (name in IDENTITIES or (len(args) == 1 and is_type(node.func))):
        return args[0]
    plain = name[:1].lower() + name[1:]
    for table, count in ((UNARY, 1), (BINARY, 2), (TERNARY, 3)):
        if plain in table and len(args) == count:
            built = table[plain](*args)
            return Apply(built.op, built.args, r.span(node)) if isinstance(built, Apply) else built
    return None


def _method(r: Reader, node: ast.Call, function: ast.Attribute, values: Values, depth: int) -> Node | None:
    """A method of an array, ``x.add(y, alpha=a)``; in place or not, its value is the same."""
    if slot_of(function.value) in ("np", "numpy", "torch", "tf", "K", "ops", "math", "jnp", "self", "Math"):
        return _torch_function(r, node, function, values, depth)
    name = function.attr.removesuffix("_") if function.attr != "_" else ""
    if function.attr in IDENTITIES and slot_of(function.value) is None:
        return r.node(function.value, depth)
    if name not in METHODS:
        return None
    receiver = r.node(function.value, depth)
    return method_value(r, name, receiver, node, depth, values())


def _torch_function(
    r: Reader, node: ast.Call, function: ast.Attribute, values: Values, depth: int
) -> Node | None:
    if function.attr in ("add", "sub", "addcmul", "addcdiv", "lerp") and len(node.args) >= 2:
        receiver, *rest = values()
        return method_value(r, function.attr, receiver, node, depth, rest)
    return None


def is_opaque(node: Node) -> bool:
    """Whether something in it is not understood."""
    return any(isinstance(n, Apply) and n.op == "call" for n in parts(node))


_KINDS: dict[type[ast.AST], Callable[[Reader, Any, int], Node]] = {
    ast.Constant: _constant,
    ast.Name: _place,
    ast.Attribute: _place,
    ast.Subscript: _place,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.BoolOp: _boolean,
    ast.Call: _call,
}
