"""A reading of both weights says no more than the relation, and says it as w plus what is linear."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.prove.readings import linear, weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.term import ONE, WEIGHT, Term, fold, hyper, sqrt, state, symbols, term

X, Y, A = state("left.x"), state("right.y"), state("right.a")
LR = hyper("lr")

TOLD: dict[str, tuple[Term, dict[Term, Term]]] = {
    "the weight itself": (WEIGHT, {}),
    "a state beside it": (WEIGHT + X * LR, {}),
    "the weight twice and once less": (term(2) * (WEIGHT + X) - WEIGHT, {}),
    "states of both sides in one product": (WEIGHT + LR * (X + Y), {}),
    "a state of the left": (X, {A: WEIGHT}),
    "a part of the weight": (LR * WEIGHT + X, {A: WEIGHT}),
    "the weight told by states": (X, {WEIGHT: LR * X + A}),
    "a part of it, the rest told by a state of the left": (LR * WEIGHT + Y, {X: term(2) * WEIGHT + A}),
}


def value_at(value: Term, known: dict[Term, Fraction]) -> Fraction:
    """The value of sums and products."""

    def combine(node: Term, args: tuple[Fraction, ...]) -> Fraction:
        if node.op == "sym":
            return known[node]
        one, other = args if args else (node.value, Fraction(0))
        return {"num": one, "add": one + other, "mul": one * other}.get(node.op) or one / other

    return fold([value], combine)[value]


@pytest.mark.parametrize("name", TOLD)
def test_a_reading_follows_from_the_relation(name: str) -> None:
    right, solved = TOLD[name]
    found = weight_reading(Relation({**solved, RIGHT_WEIGHT: right}))
    assert found is not None
    known = {WEIGHT: Fraction(3), X: Fraction(7), Y: Fraction(11), A: Fraction(5), LR: Fraction(2, 9)}
    known |= {each: value_at(value, known) for each, value in solved.items()}
    assert value_at(found, known) == value_at(right, known)


@pytest.mark.parametrize("name", TOLD)
def test_a_reading_is_a_sum_of_the_weight_and_of_states(name: str) -> None:
    right, solved = TOLD[name]
    found = weight_reading(Relation({**solved, RIGHT_WEIGHT: right}))
    assert found is not None
    told = linear(found)
    assert told is not None
    assert told[WEIGHT] is ONE
    parts = [found]
    while any(part.op == "add" for part in parts):
        parts = [s for part in parts for s in (part.terms if part.op == "add" else (part,))]
    assert parts.count(WEIGHT) == 1
    assert all(len([s for s in symbols([part]) if s is not LR]) == 1 for part in parts)


@pytest.mark.parametrize("right", [X, LR * WEIGHT, WEIGHT + sqrt(X), WEIGHT + X * Y, WEIGHT * X], ids=str)
def test_what_is_no_reading_is_none(right: Term) -> None:
    assert weight_reading(Relation({RIGHT_WEIGHT: right})) is None
