"""Where a step is defined: on both sides alike, and never again after it was not."""

from __future__ import annotations

from typing import NamedTuple

from verifier.algebra.evaluate import Condition, Evaluation
from verifier.algebra.fraction import Undefined
from verifier.algebra.path import Path
from verifier.algebra.signs import ANY, Assumption
from verifier.algebra.smt import infeasible
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.term import WEIGHT, Term, fold


class Side(NamedTuple):
    """One side's step on a path: its values, and the conditions that its query and weight need.

    ``exists`` is False where some value is undefined everywhere on the path; ``later`` says that a
    state needs more than the weight: it would show a step later than the other side's.
    """

    evaluation: Evaluation
    conditions: frozenset[Condition]
    exists: bool
    later: bool

    @property
    def needs(self) -> list[Assumption]:
        """The conditions as assumptions."""
        return list(self.evaluation.conditions.values())


def joint(path: Path, terms: list[Term]) -> Side:
    """One side's step on a path: its query point and its weight first, then its states."""
    evaluation = Evaluation(path)
    values = [evaluation.value(each) for each in terms[:2]]
    conditions = frozenset(evaluation.conditions)
    values += [evaluation.value(each) for each in terms[2:]]
    exists = not any(isinstance(value, Undefined) for value in values)
    return Side(evaluation, conditions, exists, exists and frozenset(evaluation.conditions) != conditions)


def alike(path: Path, one: Side, two: Side) -> bool:
    """Whether either side is defined just where the other is."""
    if one.exists and two.exists and one.conditions == two.conditions:
        return True
    return _implies(path, one, two) and _implies(path, two, one)


def _implies(path: Path, one: Side, two: Side) -> bool:
    """Whether where the one is defined the other is."""
    if not one.exists:
        return True
    given = [(a.polynomial, a.signs) for a in one.needs]
    if not two.exists:
        return infeasible(path, given)
    open_ = [a for a in two.needs if a.signs != ANY and (a.polynomial, a.signs) not in given]
    return all(infeasible(path, [*given, (a.polynomial, ANY - a.signs)]) for a in open_)


def lost(path: Path, after: dict[Term, Term], side: Side) -> frozenset[Term]:
    """The weights and states whose new values do not exist where the side's step does not."""
    return frozenset(each for each, value in after.items() if _is_lost(path, value, side))


def _is_lost(path: Path, value: Term, side: Side) -> bool:
    evaluation = Evaluation(path)
    if isinstance(evaluation.value(value), Undefined):
        return True
    if side.exists:
        return frozenset(evaluation.conditions) >= side.conditions
    needs = [(a.polynomial, a.signs) for a in evaluation.conditions.values()]
    return bool(needs) and infeasible(path, needs)


def stays_undefined(pair: Pair, lost: list[frozenset[Term]]) -> bool:
    """Whether on both sides every weight after one that is undefined is undefined too.

    Of the weights and states that are lost with a step those are kept whose next value needs, on
    every branch, one that is kept: they never come back. Both weights must be among them, and both
    query points need them.
    """
    if not lost:
        return True
    kept, before = frozenset.intersection(*lost), frozenset[Term]()
    while kept != before:
        before, kept = kept, frozenset(each for each in kept if needs(pair.updates[each], kept))
    queries = (pair.left.query, pair.right.query)
    return {WEIGHT, RIGHT_WEIGHT} <= kept and all(needs(query, kept) for query in queries)


def needs(value: Term, wanted: frozenset[Term]) -> bool:
    """Whether one of the wanted terms is evaluated on every branch."""

    def combine(node: Term, args: tuple[bool, ...]) -> bool:
        if node.op == "where":
            return args[0] or (args[1] and args[2])
        return node in wanted or any(args)

    return fold([value], combine)[value]
