"""Signs made smooth, so that what stands inside them can be solved for: suggestions only, never proofs."""

from __future__ import annotations

from functools import lru_cache

from verifier.comparison.unknowns import Problem, problem
from verifier.system import System, map_terms
from verifier.term import GRADIENT, ZERO, Term, postorder, substitute


def smoothed(given: Problem) -> Problem | None:
    """The problem with the signs of gradients smooth on both sides; None where there are none.

    Weights that move by signs alone jump with what stands inside, and no small change of that is felt.
    """
    fixed, moved = _smooth(given.fixed), _smooth(given.moved)
    same = fixed is given.fixed and moved is given.moved
    return None if same else problem(fixed, moved, given.to)


@lru_cache(maxsize=4)
def _smooth(system: System) -> System:
    signs = [node for node in postorder(system.outputs) if node.op == "sign"]
    return map_terms(system, {node: _beside_gradient(node.terms[0]) for node in signs}, {})


def _beside_gradient(value: Term) -> Term:
    """The value beside the size of what the gradient adds: as its sign, the same for every multiple."""
    (rest,) = substitute([value], {GRADIENT: ZERO})
    return value if rest is value else value / Term("abs", value - rest)
