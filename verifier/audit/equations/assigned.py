"""Assignments with one index on both sides: ``theta_t <- theta_t - lr v_t``, ``v_t <- beta v_t + g_t``."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from verifier.audit.drafts.vocabulary import FORMULA_WEIGHT, TWO
from verifier.lift.reading import Apply, Equation, Gradient, Index, Name, Node, parts

PRIME = "_prime"
"""How the name of a letter with a prime ends that is no new value by itself."""


def in_turn(equations: Sequence[Equation]) -> list[Equation]:
    """Equations, assignments whose letter has one index on both sides among them as from a step to the next.

    What stands on the right of an arrow is the old value. A weight's new one is that of the next step, as the
    states of the step are read beside it, unless its gradient is taken one step before; a state's old one is
    that of the step before.
    """
    for old in {Name(e.target.text.removesuffix(PRIME)) for e in equations if _gathers_squares(e)}:
        now, new = Name(f"{old.text}{PRIME}"), Name(old.text, Index("new", 0))
        equations = [
            replace(e, target=_renamed(e.target, now, new), value=_with(e.value, now, new)) for e in equations
        ]
    taken = {n.at for e in equations for n in parts(e.value) if isinstance(n, Gradient)}
    return [_in_turn(equation, taken) for equation in equations]


def _gathers_squares(equation: Equation) -> bool:
    """Whether a capital letter with a prime is the new value of squares: ``G' = b G + (1 - b) grad^2``.

    Without a prime it may be a gradient, and with one a gradient that was scaled.
    """
    stem = equation.target.text.removesuffix(PRIME)
    nodes = list(parts(equation.value))
    squares = (n for n in nodes if isinstance(n, Apply) and n.op == "pow" and n.args[1] == TWO)
    taken = any(isinstance(n, Gradient) for square in squares for n in parts(square))
    primed = stem != equation.target.text and equation.target.index is None
    return primed and stem.isupper() and taken and Name(stem) in nodes


def _renamed(target: Name, now: Name, new: Name) -> Name:
    return replace(new, span=target.span) if target == now else target


def _in_turn(equation: Equation, taken: Container[Node | None]) -> Equation:
    target = equation.target
    index = target.index
    own = {n.index for n in parts(equation.value) if isinstance(n, Name) and n.text == target.text}
    if not equation.assigned or index is None or not index.letter or own != {index}:
        return equation
    before = replace(target, index=Index(index.letter, index.offset - 1))
    if FORMULA_WEIGHT.fullmatch(target.text) and _is_whole(equation.value, target) and before not in taken:
        later = Index(index.letter, index.offset + 1)
        return replace(equation, target=replace(target, index=later))
    return replace(equation, value=_with(equation.value, target, before))


def _is_whole(value: Node, own: Name) -> bool:
    """Whether something is added to a letter or taken from it: an average ``z`` is made of a part of it."""
    while isinstance(value, Apply) and value.op in ("add", "sub"):
        value = value.args[0]
    factors = value.args if isinstance(value, Apply) and value.op == "mul" else (value,)
    shrunk = isinstance(factors[0], Apply) and factors[0].op == "sub"
    return own in factors and (len(factors) == 1 or (len(factors) == 2 and shrunk))


def _with(node: Node, name: Name, other: Name) -> Node:
    """An expression with another name for one."""
    if node == name:
        return replace(other, span=node.span)
    if isinstance(node, Gradient) and node.at is not None:
        return Gradient(_with(node.at, name, other), node.of, node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(_with(a, name, other) for a in node.args), node.span)
    return node
