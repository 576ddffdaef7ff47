"""What an update is held against: a cap or a floor, and steps after which it takes another branch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor
from operator import eq, le, lt, ne

from verifier.term import STEP, Term, postorder, substitute, symbols

LATEST = 10_000
"""The latest step after which an update is thought to take another branch."""
LOGICAL: dict[str, Callable[[Iterable[bool]], bool]] = {"and": all, "or": any, "not": all}
COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {"lt": lt, "le": le, "eq": eq, "ne": ne}
MOST = 6
"""How many such steps are told apart."""


def held_against(update: Term, own: Term) -> list[Term]:
    """The other sides of maxima and minima that a state is kept by, which read no state."""
    kept = [n for n in postorder([update]) if n.op in ("max", "min") and own in n.terms]
    return [x for n in kept for x in n.terms if not symbols([x], "state")]


def capped(update: Term) -> tuple[str, Term, Term] | None:
    """``max`` or ``min``, what it keeps within a bound, and the bound, which reads no state."""
    op, parts = update.op, update.terms
    if op == "where" and parts[0].op in ("lt", "le") and {*parts[1:]} == {*parts[0].terms}:
        op, parts = ("min" if parts[1] is parts[0].terms[0] else "max"), parts[1:]
    if op not in ("max", "min"):
        return None
    own, bound = sorted(parts, key=lambda x: not symbols([x], "state"))
    return None if symbols([bound], "state") else (op, own, bound)


def thresholds(update: Term) -> list[int]:
    """The last steps before an update takes another branch, as it compares its own with numbers."""
    numbers = (a.value for n in postorder([update]) if _is_of_the_step(n) for a in n.terms if a is not STEP)
    last = {step for number in numbers for step in (ceil(number) - 1, floor(number)) if 0 < step < LATEST}
    return sorted(last) if len(last) <= MOST else []


def settled(update: Term, step: int) -> Term:
    """The update with the branches that it takes at a step, as far as comparisons with numbers say."""
    found: dict[Term, Term] = {}
    for node in postorder([update]):
        taken = _truth(node.terms[0], step) if node.op == "where" else None
        if taken is not None:
            found[node] = substitute([node.terms[1 if taken else 2]], found)[0]
    return substitute([update], found)[0]


def _truth(condition: Term, step: int) -> bool | None:
    """What comparisons of a step with numbers come to; None for other conditions."""
    if _is_of_the_step(condition):
        low, high = (Fraction(step) if a is STEP else a.value for a in condition.terms)
        return bool(COMPARED[condition.op](low, high))
    parts = [_truth(part, step) for part in condition.terms] if condition.op in LOGICAL else []
    if not parts or None in parts:
        return None
    return not parts[0] if condition.op == "not" else LOGICAL[condition.op](map(bool, parts))


def _is_of_the_step(node: Term) -> bool:
    """Whether a term compares the step with a number."""
    return node.op in COMPARED and STEP in node.terms and any(a.op == "num" for a in node.terms)
