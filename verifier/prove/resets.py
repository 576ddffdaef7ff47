"""States that a branch on the step sets anew, against states that are set anew when they are next read.

A moment that is put back to zero after the ninth step is no moment that is read as zero at the tenth: after
the ninth step the two differ. The relation says so: there the one is zero, elsewhere they are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from verifier.prove.guess import guess_relations, turned
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.system import System, map_terms
from verifier.term import ONE, STEP, WEIGHT, Term, postorder, shift, state, substitute, symbols, where


class Reset(NamedTuple):
    """After which steps a state has which value, whatever it had before, and its update at other steps."""

    at: Term
    value: Term
    otherwise: Term

    def after(self, otherwise: Term) -> Term:
        """What the state is after a step."""
        return where(self.at, self.value, otherwise)


def past_resets(pair: Pair) -> Iterator[Relation]:
    """Relations of states that a step sets anew, from runs in which that is done where they are read."""
    for side, weight in ((pair.left, WEIGHT), (pair.right, RIGHT_WEIGHT)):
        resets = {state(s.name): _reset(s.update, side.weight, weight) for s in side.states}
        found = {x: reset for x, reset in resets.items() if reset is not None}
        for at in dict.fromkeys(reset.at for reset in found.values()):
            here = {x: reset for x, reset in found.items() if reset.at is at}
            moved = _read_anew(side, here)
            other = replace(pair, left=moved) if side is pair.left else replace(pair, right=moved)
            yield from filter(None, (_set_anew(told, here) for told in guess_relations(other)))


def _set_anew(told: Relation, resets: dict[Term, Reset]) -> Relation | None:
    """The relation of the states as they are; None where it does not tell each that is set anew."""
    for relation in (told, turned(told)):
        solved = relation.solved
        if resets.keys() <= solved.keys() and WEIGHT not in solved:
            after = [reset.after(solved[x]) for x, reset in resets.items()]
            values = substitute(after, {RIGHT_WEIGHT: solved[RIGHT_WEIGHT]})
            return Relation(solved | dict(zip(resets, values, strict=True)))
    return None


def _read_anew(side: System, resets: dict[Term, Reset]) -> System:
    """The side with states that keep what the branch would put away, and are read as it sets them."""
    before = dict(zip(resets, shift([reset.after(x) for x, reset in resets.items()], -1), strict=True))
    given = {state(s.name): s for s in side.states}
    kept = tuple(replace(s, update=resets[x].otherwise) if x in resets else s for x, s in given.items())
    return map_terms(replace(side, states=kept), before, {})


def _reset(update: Term, new_weight: Term, weight: Term) -> Reset | None:
    """How a state is set anew; None where it is not, or not by the step alone to what is known after it."""
    branches = [n for n in postorder([update]) if n.op == "where" and STEP in symbols([n.terms[0]])]
    for branch in branches:
        at, then, otherwise = branch.terms
        for condition, taken, left in ((at, then, otherwise), (Term("not", at), otherwise, then)):
            (value,) = substitute([update], {branch: taken})
            if _by_numbers([condition], "time") and _by_numbers(substitute([value], {new_weight: ONE})):
                (known,) = substitute([value], {new_weight: weight})
                return Reset(condition, known, substitute([update], {branch: left})[0])
    return None


def _by_numbers(terms: list[Term], *kinds: str) -> bool:
    """Whether nothing is read but hyperparameters, and symbols of these kinds."""
    return all(s.args[0] in ("hyper", *kinds) for s in symbols(terms))
