"""Both sides' step from related values, in one case: the same query, defined alike, and related after it."""

from __future__ import annotations

from collections.abc import Callable

from verifier.algebra.path import Path
from verifier.algebra.smt import infeasible
from verifier.prove.claims import Outcome, claimed, equal
from verifier.prove.definedness import alike, joint, lost
from verifier.prove.relation import RIGHT_WEIGHT
from verifier.term import WEIGHT, Term

Claims = list[tuple[Term, Term]]
SideProof = Callable[[Path, list[Term], list[Term], Claims, dict[Term, Term], bool], Outcome]
"""What proves one case of a step: both sides' terms, the relation after it, all new values."""

UNLIKE = "the sides are not defined alike"
"""Why a case is not proved that may be where weights are lost a step after states."""


def side(
    path: Path, left: list[Term], right: list[Term], claims: Claims, after: dict[Term, Term], carrying: bool
) -> Outcome:
    """One case of a step; where the weights are lost for good, no more is said of what else is."""
    told = {w: after[w] for w in (WEIGHT, RIGHT_WEIGHT)} if carrying else after
    one, two = joint(path, left), joint(path, right)
    if not one.exists and not two.exists:
        return Outcome(True, lost=lost(path, told, one, two))
    if one.later or two.later or not alike(path, one, two):
        return Outcome(infeasible(path, []), "z3", reason=UNLIKE)
    if not one.exists or not two.exists:
        return Outcome(True, "z3", lost=lost(path, told, one, two))
    both = one.evaluation.together(two.evaluation)
    query = equal(both, both.value(left[0]), both.value(right[0]))
    outcome = claimed(both, claims) if query.proved else query
    always = not one.conditions or not two.conditions  # and so are both, being defined alike
    return outcome if always else outcome._replace(lost=lost(path, told, one, two))
