"""Sizes of steps: states that grow or shrink where the gradient says so, and never take anything of it."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.term import GRADIENT, Term, state, symbols

SIZE = "step_size"
"""Under which name the first size of a step stands."""


def is_size(update: Term, name: str) -> bool:
    """Whether a state is made of its old value and of numbers, chosen by the gradient: Rprop's sizes."""
    taken = set(_values(update))
    others = {s for s in taken if s.args[0] != "hyper" and s is not state(name)}
    return state(name) in taken and not others and GRADIENT in symbols([update])


def _values(root: Term) -> Iterator[Term]:
    """The letters of which a value is made, without those of its conditions."""
    waiting, seen = [root], {root}
    while waiting:
        node = waiting.pop()
        if node.op == "sym":
            yield node
        below = node.terms[1:] if node.op == "where" else node.terms
        waiting += (n for n in below if n not in seen)
        seen |= set(below)
