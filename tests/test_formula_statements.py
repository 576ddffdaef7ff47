"""Statements of a formula file: assignments, branches, returned values, first values, query points."""

from __future__ import annotations

from fractions import Fraction

from tests.formula_texts import g, m, t, v, w, weight_of, written
from verifier.domain import POSITIVE, UNIT
from verifier.lift.formula import read_source
from verifier.system import Hyper
from verifier.term import (
    ONE,
    ZERO,
    Term,
    hyper,
    sequence,
    term,
    where,
)


def test_an_assignment_sees_the_ones_before_it() -> None:
    found = written("""
        def f(w, g, m=0):
            old = m
            m = m/2 + g
            w = w - m - old
    """)
    assert found.weight is w - (m / 2 + g) - m


def test_augmented_assignments() -> None:
    body = "m += g; m -= w; m *= 2; m /= 3; m **= 4"
    assert weight_of("m", body) is (((m + g - w) * 2) / 3) ** 4


def test_a_tuple_assignment_is_simultaneous() -> None:
    found = written("def f(w, g, m=1, v=2):\n    m, v = v, m + g\n    w = w - m")
    assert [s.update for s in found.states] == [v, m + g]
    assert found.weight is w - v


def test_a_chain_of_assignments_and_an_annotated_one() -> None:
    found = written("def f(w, g, m=1, v=2):\n    m = v = g*2\n    w: float = w - m")
    assert [s.update for s in found.states] == [g * 2, g * 2]
    assert found.weight is w - g * 2


BRANCHES = """
def f(w, g, t, m=0, v=0):
    if t == 1:
        m = g
        u = m
    elif t < 5:
        m = m + g
        u = -g
    else:
        u = g
        v = g
    w = w - u
"""


def test_branches_are_joined_and_a_name_left_alone_keeps_its_value() -> None:
    first, early = Term("eq", t, ONE), Term("lt", t, term(5))
    found = read_source(BRANCHES)
    assert found.states[0].update is where(first, g, where(early, m + g, m))
    assert found.states[1].update is where(first, v, where(early, v, g))
    assert found.weight is w - where(first, g, where(early, -g, g))


def test_a_branch_may_assign_a_name_that_only_it_uses() -> None:
    assert weight_of("m", "if t == 1: u = g; m = u") is where(Term("eq", t, ONE), g, m)


def test_one_returned_value_is_the_weight_and_the_states_are_what_their_names_hold() -> None:
    found = written("def f(w, g, m=0):\n    m = m + g\n    return w - m")
    assert found.weight is w - (m + g)
    assert found.states[0].update is m + g
    assert found.lets == (("m", m + g), ("w", found.weight))


def test_every_returned_state_is_in_the_order_of_the_parameters() -> None:
    found = written("def f(w, g, m=0, v=0):\n    u = g*g\n    return w - u, g, u")
    assert (found.weight, *(s.update for s in found.states)) == (w - g * g, g, g * g)
    assert [name for name, _ in found.lets] == ["u", "w", "m", "v"]


def test_a_state_that_is_returned_need_not_be_assigned() -> None:
    assert written("def f(w, g, m=3): return w - g*m, m").states[0].update is m


def test_a_returned_value_goes_before_what_the_names_hold() -> None:
    found = written("def f(w, g, m=0):\n    w = w - g\n    m = g\n    return w - 1, m + 1")
    assert (found.weight, found.states[0].update) == (w - g - 1, g + 1)
    assert dict(found.lets) == {"w": w - g - 1, "m": g + 1}


def test_a_branch_may_return() -> None:
    found = written("""
        def f(w, g, t, m=0):
            if t == 1:
                m = g
                return w
            elif g > 0:
                return w - g, m*2
            m = m + g
            return w - m
    """)
    first, up = Term("eq", t, ONE), Term("lt", ZERO, g)
    assert found.weight is where(first, w, where(up, w - g, w - (m + g)))
    assert found.states[0].update is where(first, g, where(up, m * 2, m + g))


def test_initial_values_are_expressions_in_hyperparameters_and_the_first_weight() -> None:
    found = written("""
        START = 2
        def f(w, g, a=0.1, b=lr**2/START, c="w - lr", d="0.96", *, lr=0.1):
            a = b = c = d = g
            w = w - lr*g
    """)
    lr = hyper("lr")
    expected = [term(Fraction(1, 10)), lr**2 / 2, w - lr, term(Fraction(24, 25))]
    assert [s.initial for s in found.states] == expected


def test_a_hyperparameter_read_with_an_index_is_a_sequence() -> None:
    found = written("""
        def f(w, g, t, m=lr, v="lr[0]", *, lr=0.1, mu=0.9):
            m = mu[t]*mu[t+1]*m + mu[t-1]*g
            v = v*mu[1 + t]
            w = w - lr[t]*m
    """)
    assert found.hypers == (
        Hyper("lr", POSITIVE, Fraction(1, 10), varies=True),
        Hyper("mu", UNIT, Fraction(9, 10), varies=True),
    )
    assert [s.initial for s in found.states] == [sequence("lr", 0), sequence("lr", 0)]
    new_m = sequence("mu", 0) * sequence("mu", 1) * m + sequence("mu", -1) * g
    assert found.states[0].update is new_m
    assert found.weight is w - sequence("lr", 0) * new_m


def test_a_sequence_may_be_renamed_by_an_assignment() -> None:
    found = written("def f(w, g, t, *, lr): lr = lr[t]; return w - lr*g")
    assert found.weight is w - sequence("lr", 0) * g
    assert found.lets == (("w", found.weight),)


def test_the_gradient_may_be_asked_for_elsewhere() -> None:
    found = written("""
        def nesterov(w, m=0, *, lr=0.1, mu=0.9):
            g = grad(w - mu*m)
            m = mu*m + lr*g
            w = w - m
    """)
    new_m = hyper("mu") * m + hyper("lr") * g
    assert found.query is w - hyper("mu") * m
    assert (found.weight, found.states[0].update) == (w - new_m, new_m)


def test_one_query_point_may_be_written_twice() -> None:
    assert written("def f(w, *, lr): return w - lr*grad(w/2)*grad(w/2)").query is w / 2


def test_the_gradient_may_be_assigned_anew() -> None:
    found = written("def f(w, g, *, lr, wd):\n    g = g + wd*w\n    w = w - lr*g")
    assert found.weight is w - hyper("lr") * (g + hyper("wd") * w)
    assert found.lets == (("w", found.weight),)
