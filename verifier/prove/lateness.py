"""A step after which both weights exist and a state on either side does not: the next loses the weights.

``a = 1/v`` for the next step, where ``v`` is zero: both sides are defined alike, a step later.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.algebra.evaluate import Condition, Evaluation
from verifier.algebra.fraction import Undefined
from verifier.algebra.path import Path
from verifier.algebra.signs import Assumption
from verifier.algebra.smt import infeasible
from verifier.prove.claims import Outcome, claimed, equal
from verifier.prove.definedness import Side, alike, joint, lost
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.prove.sides import Claims, side
from verifier.term import WEIGHT, Term


def asks_at_its_weight(pair: Pair, relation: Relation) -> bool:
    """Whether both sides ask for the gradient at their weights, which are to be equal."""
    same = relation.solved[RIGHT_WEIGHT] is WEIGHT
    return same and pair.left.query is WEIGHT and pair.right.query is RIGHT_WEIGHT


def side_or_late(
    path: Path, left: list[Term], right: list[Term], claims: Claims, after: dict[Term, Term], carrying: bool
) -> Outcome:
    """One case of a step, after which the weights may be there for one more."""
    return _late(path, left, right, claims, after) or side(path, left, right, claims, after, carrying)


def _late(
    path: Path, left: list[Term], right: list[Term], claims: Claims, after: Mapping[Term, Term]
) -> Outcome | None:
    """The outcome where the weights exist, and more is needed for states; None where that is not alike.

    The weights are shown to be equal with nothing assumed of the states, all else where all exists.
    """
    one, two = joint(path, left[:2]), joint(path, right[:2])
    if not (one.exists and two.exists and alike(path, one, two)):
        return None
    all_left, all_right = _whole(path, left), _whole(path, right)
    if not alike(path, all_left, all_right):
        return None
    if not _is_late(one, all_left) and not _is_late(two, all_right):
        return None
    both = one.evaluation.together(two.evaluation)
    query = equal(both, both.value(left[0]), both.value(right[0]))
    weights = claimed(both, [(after[WEIGHT], after[RIGHT_WEIGHT])])
    outcome = weights if query.proved else query
    if outcome.proved and all_left.exists and all_right.exists:
        outcome = claimed(all_left.evaluation.together(all_right.evaluation), claims)
    carried = {w: after[w] for w in (WEIGHT, RIGHT_WEIGHT)}
    always = not one.conditions or not two.conditions
    gone = _lost_late(path, after, (one, all_left), (two, all_right))
    return outcome._replace(lost=None if always else lost(path, carried, one, two), late=gone)


def _whole(path: Path, terms: list[Term]) -> Side:
    """One side's step with the conditions that its states need too."""
    side = joint(path, terms)
    return side._replace(conditions=frozenset(side.evaluation.conditions), later=False)


def _is_late(weights: Side, whole: Side) -> bool:
    return not whole.exists or whole.conditions != weights.conditions


def _lost_late(
    path: Path, after: Mapping[Term, Term], left: tuple[Side, Side], right: tuple[Side, Side]
) -> tuple[frozenset[Term], ...]:
    """What does not exist where the weights do and not all states: a set for each reason why."""
    (one, all_left), (two, all_right) = left, right
    reasons = all_left.conditions - one.conditions
    if all_left.exists and all_right.exists and reasons == all_right.conditions - two.conditions:
        asked = {each: _conditions(path, value) for each, value in after.items()}
        return tuple(frozenset(e for e, conditions in asked.items() if r in conditions) for r in reasons)
    sides = left, right
    return (frozenset(e for e, value in after.items() if any(_is_lost(path, value, *s) for s in sides)),)


def _conditions(path: Path, value: Term) -> frozenset[Condition]:
    evaluation = Evaluation(path)
    evaluation.value(value)
    return frozenset(evaluation.conditions)


def _is_lost(path: Path, value: Term, weights: Side, whole: Side) -> bool:
    """Whether a new value does not exist where the weights do and a state of that side does not."""
    evaluation = Evaluation(path)
    if isinstance(evaluation.value(value), Undefined):
        return True
    if whole.exists:
        return frozenset(evaluation.conditions) >= whole.conditions - weights.conditions
    needs: list[Assumption] = list(evaluation.conditions.values())
    return bool(needs) and infeasible(path, [(a.polynomial, a.signs) for a in needs])
