"""Norms of gradients: of what is joined across coordinates, the part that is a quantity of its own.

A gradient is given from outside, so the norm of its other coordinates may be any number that is not negative,
at every step: a given sequence, and every value of it is one of some gradient. Nothing like it holds of
weights and states, which the optimizer itself has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from verifier.domain import NON_NEGATIVE
from verifier.lift.frameworks import folding
from verifier.system import Hyper
from verifier.term import ONE, Term, postorder, substitute

REST = "norm_of_rest"
"""The norm of the other coordinates of the same variable's gradient."""
OTHERS = "norm_of_others"
"""The norm of all other variables' gradients."""
SHARES = (0.6, -0.8)
"""Two coordinates with the norm 1."""

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
    sides = [side.terms for side in node.terms if side.op == "div" and side.terms[0] is ONE]
    below = [divisor for _, divisor in sides if nonnegative(divisor)]
    return folding.div(ONE, Term("max", *below)) if len(below) == 2 else None


def given(names: Iterable[str]) -> tuple[Hyper, ...]:
    """The sequences of these names."""
    return tuple(Hyper(name, NON_NEGATIVE, varies=True) for name in names)
