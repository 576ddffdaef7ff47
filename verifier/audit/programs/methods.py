"""Methods of arrays, in place or not: ``x.add(y, alpha=a)``, ``x.addcdiv(a, b, value=c)``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from verifier.audit.drafts.vocabulary import BINARY, IDENTITIES, ONE, TERNARY, UNARY, ZERO
from verifier.lift.reading import Apply, Node

if TYPE_CHECKING:
    from verifier.audit.programs.expressions import Reader

METHODS = frozenset(
    {
        *UNARY,
        *BINARY,
        *TERNARY,
        "addcmul",
        "addcdiv",
        "assign",
        "assign_add",
        "assign_sub",
        "zero",
        "fill",
        "copy",
    }
) - {"max", "min"}
TYPES = frozenset("T F R S Scalar scalar_t Real real real_t DType Dtype value_type double Double".split())
"""How programs call the types of numbers."""


def method_value(
    r: Reader, name: str, receiver: Node, node: ast.Call, depth: int, values: list[Node] | None = None
) -> Node | None:
    """What a method of an array gives; None where its arguments are not understood.

    ``values`` are those arguments, where they have been read already.
    """
    args = [r.node(a, depth) for a in node.args] if values is None else values
    words = {k.arg: r.node(k.value, depth) for k in node.keywords if k.arg is not None}
    if name in ("addcmul", "addcdiv"):
        return _fused(r, name, receiver, args, words, node)
    if name in ("assign", "copy") and args:
        return args[0]
    if name in ("fill", "zero"):
        return args[0] if args else ZERO
    if name in ("clamp", "clip"):
        return _clamped(r, receiver, args, words, node)
    name = {"assign_add": "add", "assign_sub": "sub"}.get(name, name)
    if name in ("add", "sub") and args:
        return _scaled(r, name, receiver, args, words, node)
    known = next(
        (t[name] for t, n in ((UNARY, 0), (BINARY, 1), (TERNARY, 2)) if name in t and len(args) == n), None
    )
    if known is None:
        return receiver if name == "copy" else None
    built = known(receiver, *args)
    return Apply(built.op, built.args, r.span(node)) if isinstance(built, Apply) else built


def _scaled(
    r: Reader, op: str, x: Node, args: list[Node], words: dict[str, Node], node: ast.AST
) -> Node | None:
    scale = words.get("alpha")
    if len(args) == 2 and scale is None:  # the old signature, add_(scale, other)
        scale, args = args[0], args[1:]
    if len(args) != 1:
        return None
    other = args[0] if scale is None else r.applied("mul", node, scale, args[0])
    return r.applied(op, node, x, other)


def _fused(
    r: Reader, op: str, x: Node, args: list[Node], words: dict[str, Node], node: ast.AST
) -> Node | None:
    value = words.get("value", ONE)
    if len(args) == 3:  # the old signature, addcmul_(value, a, b)
        value, *args = args
    if len(args) != 2:
        return None
    inner = r.applied("mul" if op == "addcmul" else "div", node, *args)
    return r.applied("add", node, x, r.applied("mul", node, value, inner))


def _clamped(r: Reader, x: Node, args: list[Node], words: dict[str, Node], node: ast.AST) -> Node:
    low = args[0] if args else words.get("min", words.get("a_min"))
    high = args[1] if len(args) > 1 else words.get("max", words.get("a_max"))
    if low is not None:
        x = r.applied("max", node, x, low)
    return x if high is None else r.applied("min", node, x, high)


def is_type(node: ast.expr) -> bool:
    """Whether it is a type of numbers, or a type's parameter: ``T``, ``x.dtype.type``."""
    if isinstance(node, ast.Attribute) and node.attr == "type":
        return isinstance(node.value, ast.Attribute) and node.value.attr == "dtype"
    return isinstance(node, ast.Name) and (node.id in TYPES or node.id.endswith("Type"))


def is_differentiated(node: ast.expr) -> bool:
    """Whether it is the gradient that a parameter keeps: ``p.grad``, ``p.grad.data``."""
    while isinstance(node, ast.Attribute) and node.attr in IDENTITIES:
        node = node.value
    if not isinstance(node, ast.Attribute) or node.attr not in ("grad", "gradient", "main_grad"):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id in ("self", "this", "torch", "jax"))
