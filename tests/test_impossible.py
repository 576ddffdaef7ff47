"""Where no constant map exists, that is proved; where one holds for some settings, nobody denies it."""

from __future__ import annotations

from math import inf

import pytest

from verifier.algebra.ring import STRICT, Unsupported
from verifier.comparison.elimination import Elimination
from verifier.comparison.impossible import no_constant_maps
from verifier.comparison.unknowns import problem
from verifier.lift.formula import read_source
from verifier.term import hyper

ADAM = """
def f(w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g**2
    w = w - lr*m/(1-beta_1**t)/(sqrt(v/(1-beta_2**t)) + epsilon)
"""
INSIDE = ADAM.replace("(sqrt(v/(1-beta_2**t)) + epsilon)", "sqrt(v/(1-beta_2**t) + epsilon)")


def excluded(left: str, right: str) -> tuple[bool, bool] | None:
    """Whether a proof says that no constant map to the right exists, and whether in no open set."""
    proofs = no_constant_maps([problem(read_source(left), read_source(right), "right")], inf)
    return next(((proof.excludes, proof.generic) for proof in proofs), None)


def test_almost_no_setting_has_a_constant_inside_the_root_for_one_beside_it() -> None:
    assert excluded(ADAM, INSIDE) == (True, True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("w - lr*g - lr*wd*(w - lr*g)", "w - lr*wd*w - lr*g"),  # lr*(1 - lr*wd), where lr*wd < 1
        ("w - lr*(1 - k)*g", "w - lr*g"),  # lr*(1 - k), where k < 1
        ("w - lr*(1 - 4*k)*g", "w - lr*g"),  # lr*(1 - 4*k), where k < 1/4
        ("w - lr*(k - 2)*g", "w - lr*g"),  # lr*(k - 2), where k > 2
    ],
)
def test_a_map_that_holds_for_some_numbers_is_not_called_impossible(left: str, right: str) -> None:
    names = '*, lr, wd: "wd > 0" = 1, k: "k > 0" = 1'
    texts = (f"def f(w, g, t, {names}):\n    return {body}\n" for body in (left, right))
    found = excluded(*texts)
    assert found is None or found == (False, False)


def test_equations_that_disagree_hold_together_for_few_settings_alone() -> None:
    path = problem(read_source(ADAM), read_source(INSIDE), "right").pair.path(1)
    a, x = (path.leaf(hyper(name)).numerator for name in ("lr", "lr?"))
    elimination = Elimination.of(path.ring, frozenset({hyper("lr")}), ())
    assert elimination.inconsistent([x - a, x - 2 * a])
    assert elimination.inconsistent([x**2 - a, x**3 - 1])
    assert elimination.inconsistent([x + a])  # both are positive
    assert not elimination.inconsistent([x**2 - a, x**2 * a - a**2])
    assert not elimination.inconsistent([(x - a) * (x - 2 * a), (x - a) * (x - 3 * a)])


def test_roots_of_settings_that_depend_on_each_other_tell_nothing() -> None:
    path = problem(read_source(ADAM), read_source(INSIDE), "right").pair.path(1)
    a, x = (path.leaf(hyper(name)).numerator for name in ("lr", "lr?"))
    ring = path.ring
    one, other = ring.root(a, 2, STRICT), ring.root(4 * a, 2, STRICT)
    elimination = Elimination.of(ring, frozenset({hyper("lr")}), ())
    with pytest.raises(Unsupported):
        elimination.inconsistent([x - other, x - 2 * one])


def test_nothing_is_asked_of_the_solver_where_numbers_agree_in_the_other_direction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("z3.Tactic", None)
    sides = [
        read_source(f"def f(w, g, t, *, lr, k):\n    w = {rule}\n") for rule in ("w - lr*g", "w - k*lr*g")
    ]
    assert not no_constant_maps([problem(*sides, "right"), problem(*sides[::-1], "left")], inf)


def test_equations_larger_than_the_solver_answers_are_not_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contradicted = problem(read_source(ADAM), read_source(INSIDE), "right")
    assert no_constant_maps([contradicted], inf)
    monkeypatch.setattr("z3.Tactic", None)
    monkeypatch.setattr("verifier.comparison.impossible.NUMBERS", 1)
    assert not no_constant_maps([contradicted], inf)


def test_equations_of_a_high_degree_in_few_numbers_are_answered() -> None:
    smoothed = """
def f(w, g, t, s=0, q=0, *, lr, a: "0 < a < 1"):
    s = a*g + (1 - a)*s
    q = a*s + (1 - a)*q
    w = w - lr*(2*s - q)
"""
    levelled = """
def f(w, g, t, l=0, b=0, *, lr, a: "0 < a < 1"):
    o = l
    b = b + a*a*(g - o - b)
    l = l + b + (1 - (1 - a)**2)*(g - l - b)
    w = w - lr*l
"""
    assert [excluded(smoothed, levelled), excluded(levelled, smoothed)] == [(True, False), (True, True)]


def test_what_the_solver_gives_up_may_be_answered_with_one_more_equation() -> None:
    inside = """
def f(w, g, t, v=0, a=0, u=0, *, lr, rho, mu, epsilon):
    v = rho*v + (1 - rho)*g**2
    a = rho*a + (1 - rho)*g
    u = mu*u + g/sqrt(v - a**2 + epsilon)
    w = w - lr*u
"""
    beside = inside.replace("sqrt(v - a**2 + epsilon)", "(sqrt(v - a**2) + epsilon)")
    assert [excluded(inside, beside), excluded(beside, inside)] == [(True, True), (True, True)]
