"""Where a step is defined: on both sides alike, and never again after it was not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from verifier.algebra.evaluate import Condition, Evaluation
from verifier.algebra.fraction import Undefined
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import ANY, Assumption
from verifier.algebra.smt import infeasible
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.term import WEIGHT, Term, fold, postorder, substitute, symbols


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


def lost(path: Path, after: dict[Term, Term], *sides: Side) -> frozenset[Term]:
    """The weights and states whose new values do not exist where the step does not.

    The sides are defined alike: what is lost wherever one of them is not defined is lost.
    """
    return frozenset(
        each for each, value in after.items() if any(_is_lost(path, value, side) for side in sides)
    )


def _is_lost(path: Path, value: Term, side: Side) -> bool:
    evaluation = Evaluation(path)
    if isinstance(evaluation.value(value), Undefined):
        return True
    if side.exists:
        return frozenset(evaluation.conditions) >= side.conditions
    needs = [(a.polynomial, a.signs) for a in evaluation.conditions.values()]
    return bool(needs) and infeasible(path, needs)


def stays_undefined(pair: Pair, lost: list[frozenset[Term]], late: Sequence[frozenset[Term]] = ()) -> bool:
    """Whether on both sides every weight after one that is undefined is undefined too.

    Where states alone are lost, which ``late`` says, the next step is such a one.

    After each step those are lost whose new value needs, on every branch, one that was lost before:
    the weights must be among them, and the query points need one. The next step is the second at the
    earliest.
    """
    if not lost and not late:
        return True
    roots = [*pair.updates.values(), pair.left.query, pair.right.query]
    *next_values, left, right = substitute(roots, _settled(pair, roots))
    updates = dict(zip(pair.updates, next_values, strict=True))
    next_lost = [frozenset(each for each in updates if needs(updates[each], states)) for states in late]
    gone, seen = frozenset.intersection(*lost, *next_lost), set[frozenset[Term]]()
    while gone not in seen:
        if not (gone >= {WEIGHT, RIGHT_WEIGHT} and needs(left, gone) and needs(right, gone)):
            return False
        seen.add(gone)
        gone = frozenset(each for each in updates if needs(updates[each], gone))
    return True


def _settled(pair: Pair, roots: list[Term]) -> dict[Term, Term]:
    """What stands for the branches that have been left for good after the first step."""
    found: dict[Term, Term] = {}
    path = pair.path(2)
    for node in postorder(roots):
        if node.op == "where" and not _moves(node.terms[0]):
            with suppress(Split, Unsupported):
                taken = Evaluation(path).value(node.terms[0])
                if isinstance(taken, bool):
                    found[node] = substitute(node.terms[1 if taken else 2 :][:1], found)[0]
    return found


def _moves(value: Term) -> bool:
    return any(symbols([value], kind) for kind in ("state", "weight", "gradient"))


def needs(value: Term, wanted: frozenset[Term]) -> bool:
    """Whether one of the wanted terms is evaluated on every branch."""

    def combine(node: Term, args: tuple[bool, ...]) -> bool:
        if node.op == "where":
            return args[0] or (args[1] and args[2])
        return node in wanted or any(args)

    return fold([value], combine)[value]
