"""States that are whole numbers: a count of steps at which something was so.

Such a count is more than two where it is at least three, or more than two and a half.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from verifier.prove.relation import Pair, substituted
from verifier.term import STEP, Term, fold, postorder, state, symbols, term

COMPARED = ("lt", "le")
KEPT = ("add", "mul", "min", "max", "abs")
"""Operations that make whole numbers of whole numbers."""


def with_whole(pair: Pair) -> Pair | None:
    """The pair with whole numbers held against whole numbers alone; None where nothing changes.

    A value that does not exist makes none of both comparisons true.
    """
    whole = _whole(pair)
    if not whole:
        return None
    nodes = [n for n in postorder(pair.updates.values()) if n.op in COMPARED and symbols([n], "state")]
    known = fold(pair.updates.values(), lambda node, below: _is_whole(node, below, whole))
    moved = {node: value for node in nodes if (value := _between_whole(node, known)) is not node}
    return substituted(pair, moved) if moved else None


def _whole(pair: Pair) -> frozenset[Term]:
    """The states that begin and go on as whole numbers."""
    states = (*pair.left.states, *pair.right.states)
    found = {state(s.name): s.update for s in states if s.initial.op == "num" and _is_integer(s.initial)}
    while True:
        kept = frozenset(found)
        known = fold(found.values(), lambda node, below: _is_whole(node, below, kept))  # noqa: B023
        if all(known[update] for update in found.values()):
            return kept
        found = {each: update for each, update in found.items() if known[update]}


def _is_integer(node: Term) -> bool:
    return Fraction(node.value).denominator == 1


def _is_whole(node: Term, below: tuple[bool, ...], states: frozenset[Term]) -> bool:
    if node.op == "num":
        return _is_integer(node)
    if node.op == "sym":
        return node is STEP or node in states
    if node.op == "where":
        return below[1] and below[2]
    return node.op == "sign" or (node.op in KEPT and all(below))


def _between_whole(node: Term, known: dict[Term, bool]) -> Term:
    """A comparison of a whole number with a number, as ``at least`` or ``at most`` a whole one."""
    low, high = node.terms
    strict = node.op == "lt"
    if low.op == "num" and known[high]:
        least = floor(low.value) + 1 if strict else ceil(low.value)
        return Term("le", term(least), high)
    if high.op == "num" and known[low]:
        greatest = ceil(high.value) - 1 if strict else floor(high.value)
        return Term("le", low, term(greatest))
    return node
