"""Letters that an algorithm assigns more than once in a step, each by one equation.

``g_t <- grad f(theta)`` and then ``g_t <- g_t + lambda theta`` are what a program means by them, the second
reads the first. As equations they would contradict each other; put into one another they do not. A letter
without an index is left alone: its first assignment may stand before the loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from verifier.lift.reading import Apply, Equation, Gradient, Name, Node, Number, parts


def settled(equations: Iterable[Equation]) -> tuple[Equation, ...]:
    """The equations, with one for each letter and index that is assigned anew from its own value."""
    given = list(equations)
    counts = Counter(e.target for e in given if e.assigned and e.alternative is None and not e.chained)
    again = {
        target
        for target, count in counts.items()
        if count > 1
        and target.index is not None
        and any(e.target == target and _reads(e.value, target) for e in given)
    }
    if not again or any(e.target in again and not e.assigned for e in given):
        return tuple(given)
    return tuple(_put_in(given, again))


def _put_in(given: list[Equation], again: set[Name]) -> list[Equation]:
    """Each reading of a letter before its last assignment replaced by what it holds there."""
    held: dict[Name, Node] = {}
    left = Counter(e.target for e in given)
    found: list[Equation] = []
    for equation in given:
        value = _replaced(equation.value, {n: v for n, v in held.items() if left[n]})
        left[equation.target] -= 1
        if equation.target in again and left[equation.target]:
            held[equation.target] = unguarded(value)
        else:
            found.append(replace(equation, value=unguarded(value)))
    return found


def _reads(value: Node, target: Name) -> bool:
    return any(part == target for part in parts(value))


def _replaced(node: Node, held: dict[Name, Node]) -> Node:
    match node:
        case Name():
            return held.get(node, node)
        case Apply(op, args):
            return replace(node, op=op, args=tuple(_replaced(a, held) for a in args))
        case Gradient() if node.at is not None:
            return replace(node, at=_replaced(node.at, held))
    return node


def unguarded(value: Node) -> Node:
    """``if lambda != 0: x + lambda y, else x`` is ``x + lambda y`` in both cases."""
    match value:
        case Apply("where", (Apply("ne", (Name() as name, Number(zero))), Apply("add", (old, added)), other)):
            scaled = isinstance(added, Apply) and added.op == "mul" and name in added.args
            if zero == 0 and scaled and old == other:
                return value.args[1]
    return value
