"""Gradients that are clipped or scaled before the update: ``g' = g min(1, c/|g|)``, ``clip(g, -c, c)``."""

from __future__ import annotations

from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.lift.reading import Apply, Equation, Gradient, Name, Node, parts

BOUNDS = ("min", "max", "clip")
"""What bounds a gradient, or the factor by which it is scaled."""
NOTE = "the gradient is clipped first"


def is_clipped_in_place(equation: Equation) -> bool:
    """Whether a gradient is clipped under its own name, ``g <- clip(g, -c, c)``: it stays a gradient."""
    inner = _inner(equation)
    return isinstance(inner, Name) and inner.text == equation.target.text


def unclipped(equation: Equation, notes: dict[str, None]) -> Node:
    """The right side of an equation; where it clips a gradient, that gradient, which is noted."""
    inner = _inner(equation)
    if inner is None:
        return equation.value
    notes[NOTE] = None
    return inner


def _inner(equation: Equation) -> Node | None:
    """The gradient that an equation for a gradient only clips; None where it does something else."""
    value = equation.value
    if not is_gradient_name(equation.target.text) or not isinstance(value, Apply):
        return None
    if value.op in BOUNDS:
        taken = [n for n in parts(value) if _is_gradient(n)]
        return taken[0] if len(taken) == 1 else None
    factors, divisors = _factors(value)
    taken = [f for f in factors if _is_gradient(f)]
    scales = [f for f in (*factors, *divisors) if f not in taken]
    return taken[0] if len(taken) == 1 and scales and all(map(_is_bound, scales)) else None


def _factors(node: Node) -> tuple[list[Node], list[Node]]:
    """What is multiplied in a product or a quotient, and what it is divided by."""
    if not isinstance(node, Apply) or node.op not in ("mul", "div"):
        return [node], []
    factors, divisors = _factors(node.args[0])
    if node.op == "div":
        return factors, [*divisors, node.args[1]]
    more, others = _factors(node.args[1])
    return [*factors, *more], [*divisors, *others]


def _is_bound(node: Node) -> bool:
    """Whether a scale has a least or a greatest value: ``min(1, c/|g|)``."""
    return any(isinstance(n, Apply) and n.op in BOUNDS for n in parts(node))


def _is_gradient(node: Node) -> bool:
    return isinstance(node, Gradient) or (isinstance(node, Name) and is_gradient_name(node.text))
