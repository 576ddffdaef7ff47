"""Norms of gradients: of what is joined across coordinates, the part that is a quantity of its own.

A gradient is given from outside, so the norm of its other coordinates may be any number that is not negative,
at every step: a given sequence, and every value of it is one of some gradient. Nothing like it holds of
weights and states, which the optimizer itself has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from verifier.domain import NON_NEGATIVE
from verifier.lift.frameworks import folding
from verifier.system import Hyper, System
from verifier.term import GRADIENT, ONE, Term, postorder, sequence, sqrt, substitute, symbols

REST = "norm_of_rest"
"""The norm of the other coordinates of the same variable's gradient."""
OTHERS = "norm_of_others"
"""The norm of all other variables' gradients."""
WHOLE = "norm"
"""The norm of a variable's whole gradient, as specifications are given it."""
SHARES = (0.6, -0.8)
"""Two coordinates with the norm 1."""

AS_GIVEN = "a formula file may have a norm as a number that is given at each step, `norm[t]`"
"""What a user can do where a norm is not read."""

NOTES = {
    REST: f"{REST}[t] is the norm of the other coordinates of the same variable's gradient, any sequence",
    OTHERS: f"{OTHERS}[t] is the norm of the gradients of all other variables, any sequence",
}


def settled_at_zero(terms: Iterable[Term], nonnegative: Callable[[Term], bool]) -> list[Term]:
    """The terms with min(1/a, 1/b) as 1/max(a, b), for numbers a and b that are not negative.

    They are the same but where one is 0: code divides by it there, has an infinity, and takes the other.
    """
    roots = list(terms)
    found = {node: _under_maximum(node, nonnegative) for node in postorder(roots) if node.op == "min"}
    return substitute(roots, {node: new for node, new in found.items() if new is not None})


def _under_maximum(node: Term, nonnegative: Callable[[Term], bool]) -> Term | None:
    below = [found for side in node.terms if (found := _divisor(side, nonnegative)) is not None]
    return folding.div(ONE, Term("max", *below)) if len(below) == 2 else None


def _divisor(side: Term, nonnegative: Callable[[Term], bool]) -> Term | None:
    """By what, never negative, one is divided in a term; a positive number is one by another number."""
    if side.op == "num" and side.value > 0:
        return folding.div(ONE, side)
    return side.terms[1] if side.op == "div" and side.terms[0] is ONE and nonnegative(side.terms[1]) else None


def told_apart(system: System, other: System) -> System:
    """A system in the norm of the rest where the other one is: the whole norm is made of that and of g."""
    names = {h.name for h in system.hypers if h.varies}
    if WHOLE not in names or not any(h.name == REST and h.varies for h in other.hypers):
        return system
    whole = sqrt(GRADIENT**2 + sequence(REST, 0) ** 2)
    named = [value for _, value in system.lets]
    terms = (system.weight, *(s.update for s in system.states), *named)
    outputs = substitute(terms, {sequence(WHOLE, 0): whole})
    if any(symbol.name == WHOLE for symbol in symbols((*outputs, *(s.initial for s in system.states)))):
        return system
    hypers = tuple(h for h in system.hypers if h.name != WHOLE)
    states = tuple(replace(s, update=new) for s, new in zip(system.states, outputs[1:], strict=False))
    lets = tuple(zip((name for name, _ in system.lets), outputs[1 + len(states) :], strict=True))
    return replace(system, weight=outputs[0], states=states, lets=lets, hypers=(*hypers, *given((REST,))))


def given(names: Iterable[str]) -> tuple[Hyper, ...]:
    """The sequences of these names."""
    return tuple(Hyper(name, NON_NEGATIVE, varies=True) for name in names)
