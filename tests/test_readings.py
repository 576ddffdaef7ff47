"""A reading of both weights says no more than the relation, and says it as w plus what is linear."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.comparison import Question, answered
from verifier.lift.formula import read_source
from verifier.prove.readings import LEFT_WEIGHT, by_the_right, linear, weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.term import ONE, WEIGHT, Term, fold, hyper, sqrt, state, symbols, term

X, Y, A, B = state("left.x"), state("right.y"), state("right.a"), state("right.b")
LR, SIGN = hyper("lr"), Term("sign", X)

TOLD: dict[str, tuple[Term, dict[Term, Term]]] = {
    "the weight itself": (WEIGHT, {}),
    "a state beside it": (WEIGHT + X * LR, {}),
    "the weight twice and once less": (term(2) * (WEIGHT + X) - WEIGHT, {}),
    "states of both sides in one product": (WEIGHT + LR * (X + Y), {}),
    "a state of the left": (X, {A: WEIGHT}),
    "a part of the weight": (LR * WEIGHT + X, {A: WEIGHT}),
    "the weight told by states": (X, {WEIGHT: LR * X + A}),
    "a part of it, the rest told by a state of the left": (LR * WEIGHT + Y, {X: term(2) * WEIGHT + A}),
    "a part that is a quotient of numbers": (term(15) / 29 * WEIGHT + Y, {X: term(10) / 29 * WEIGHT - Y}),
    "a part that is a quotient": (WEIGHT / (ONE + LR) + Y, {X: WEIGHT / (ONE + LR) - Y}),
    "a sign that a state tells": (WEIGHT + LR * (ONE + LR) * SIGN, {A: -LR * SIGN}),
    "a sign told twice, once with the weight": (
        WEIGHT + LR * (ONE + LR) * SIGN,
        {B: WEIGHT + LR * SIGN, A: -LR * SIGN},
    ),
}


def value_at(value: Term, known: dict[Term, Fraction]) -> Fraction:
    """The value of sums and products."""

    def combine(node: Term, args: tuple[Fraction, ...]) -> Fraction:
        if node.op == "sym":
            return known[node]
        if node.op == "sign":
            return Fraction((args[0] > 0) - (args[0] < 0))
        one, other = args if args else (node.value, Fraction(1))
        return {"num": one, "add": one + other, "mul": one * other}.get(node.op, one / (other or 1))

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


@pytest.mark.parametrize(
    ("right", "told"),
    [
        (WEIGHT + SIGN, LR * SIGN),
        (X + LR * WEIGHT, LR * WEIGHT),
        (X, (ONE - LR) * WEIGHT),
        (WEIGHT + SIGN, Term("abs", X)),
        (WEIGHT + SIGN + Term("abs", X), SIGN + term(2) * Term("abs", X)),
    ],
    ids=str,
)
def test_nothing_is_divided_by_what_may_be_zero_and_no_other_part_is_cleared(right: Term, told: Term) -> None:
    assert weight_reading(Relation({A: told, RIGHT_WEIGHT: right})) is None


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_of_the_left_by_the_right_follows_from_the_relation(name: str) -> None:
    right, solved = TOLD[name]
    told, rest = by_the_right(Relation({**solved, RIGHT_WEIGHT: right}))
    left, known = Fraction(3), {X: Fraction(7), Y: Fraction(11), A: Fraction(5), LR: Fraction(2, 9)}
    known |= {WEIGHT: left}
    known |= {each: value_at(value, known) for each, value in solved.items()}
    known |= {LEFT_WEIGHT: known[WEIGHT], WEIGHT: value_at(right, known)}
    assert all(
        value_at(each, known) == value_at(value, known) for each, value in (*told.items(), *rest.items())
    )
    assert not any(s.name.startswith("left.") for s in symbols(told.values(), "state"))


def mapped(left: str, right: str) -> dict[str, object]:
    sides = (read_source(left), read_source(right))
    fields = answered(Question(*sides, ("left", "right"), {}, {}), 60.0).fields
    return {name: fields[name] for name in ("state_map", "weight_map", "relations")}


SUMMED = """
def step(w, g, s=0, start="w", *, lr):
    s = s + g
    return start - lr*s, s, start
"""
OTHER_SUM = """
def step(w, g, s=0, *, lr):
    s = s + w*w
    return w - lr*g + (0 if s >= 0 else 1), s
"""
AHEAD = """
def step(w, v=0, kept="w", *, lr, mu):
    v = mu*v - lr*grad(kept + mu*v)
    kept = kept + v
    return kept, v, kept
"""
READ_AHEAD = """
def step(w, g, v=0, *, lr, mu):
    v = mu*v - lr*g
    return w + mu*v - lr*g, v
"""


def test_a_state_that_only_a_state_of_its_own_side_tells_stands_in_an_equation() -> None:
    said = mapped(SUMMED, OTHER_SUM)
    assert said["state_map"] == {}
    assert said["relations"] == ["left.start == lr*left.s + w"]


def test_the_weight_in_a_state_map_is_the_right_one() -> None:
    said = mapped(AHEAD, READ_AHEAD)
    assert said["weight_map"] == {"left": "w", "right": "w - mu*v"}
    assert said["state_map"] == {"v": "v", "kept": "w - mu*v"}


def test_states_of_the_left_are_told_where_the_proof_tells_the_right_ones() -> None:
    assert mapped(READ_AHEAD, AHEAD)["state_map"] == {"v": "v"}


def test_a_weight_stored_elsewhere_is_read_by_a_state_that_tells_what_is_not_linear() -> None:
    left = """
def f(w, g, t, m=0, *, lr, mu):
    m = mu*m + (1 - mu)*g
    w = w - lr*sign(m)
"""
    right = """
def f(w, t, m=0, before="w", moved=0, *, lr, mu):
    here = before + moved
    m = mu*m + (1 - mu)*grad(here)
    before = here
    moved = -lr*sign(m)
    w = here + moved - (1 + mu)*moved
"""
    for one, two, side in ((left, right, "right"), (right, left, "left")):
        question = Question(read_source(one), read_source(two), ("left", "right"), {}, {})
        found = answered(question, 30.0).fields
        assert found["as_given"] == "proved"
        assert found["weight_map"] == {"left": "w", "right": "w", side: "w + (1 + mu)*moved"}


def test_a_reading_that_holds_only_after_the_first_step_is_none_of_weights_that_start_alike() -> None:
    shifted = """
def f(w, t, z="w", b="w", m=0, *, lr, c: "0 < c < 1"):
    z = z - lr*grad(z)
    here = b + m
    new = c*here + (1 - c)*z
    b, m = here, new - here
    w = new + m - 1
"""
    mean = """
def f(w, t, z="w", *, lr, c: "0 < c < 1"):
    z = z - lr*grad(z)
    w = c*w + (1 - c)*z
"""
    for one, two in ((shifted, mean), (mean, shifted)):
        question = Question(read_source(one), read_source(two), ("left", "right"), {}, {})
        assert answered(question, 30.0).fields["as_given"] != "proved"
    assert mapped(shifted.replace("m - 1", "m"), mean)["weight_map"] == {"left": "w - m", "right": "w"}
