"""Which hyperparameter of one side is which of the other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.domain import POSITIVE, UNIT, Domain
from verifier.errors import InputError
from verifier.lift.formula import read_source
from verifier.lift.matching import match
from verifier.system import Hyper, System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, hyper, sequence


def taking(*names: str) -> System:
    """A step that multiplies its hyperparameters, in order, by the gradient and its powers."""
    total = " - ".join(["w", *(f"{name.partition(':')[0]}*g**{i}" for i, name in enumerate(names, 1))])
    return read_source(f"def f(w, g, t, *, {', '.join(names)}): return {total}")


def pairs(left: str, right: str, **rename: str) -> dict[str, str]:
    return dict(match(taking(*left.split()), taking(*right.split()), rename).pairs)


def test_identical_names_are_one() -> None:
    assert pairs("lr kappa", "kappa lr") == {"lr": "lr", "kappa": "kappa"}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("lr", "learning_rate"),
        ("eta", "alpha"),
        ("beta_1", "b1"),
        ("mu", "momentum"),
        ("rho", "decay"),
        ("beta_2", "b2"),
        ("epsilon", "e"),
        ("weight_decay", "lambda_"),
    ],
)
def test_one_alias_on_each_side_is_one_hyperparameter(left: str, right: str) -> None:
    assert pairs(left, right) == {left: right}
    assert pairs(right, left) == {right: left}


def test_names_of_different_groups_are_two() -> None:
    assert pairs("beta_1", "beta_2") == {}
    assert pairs("kappa", "lr") == {}


def test_two_left_over_in_one_group_are_not_guessed() -> None:
    assert pairs("rho momentum", "beta") == {}
    assert pairs("beta", "rho momentum") == {}
    assert pairs("rho momentum", "beta mu") == {}


def test_identical_names_go_before_aliases() -> None:
    assert pairs("rho momentum", "momentum decay") == {"momentum": "momentum", "rho": "decay"}


def test_given_names_go_before_identical_ones() -> None:
    assert pairs("beta_1 beta_2", "beta_1 beta_2", beta_1="beta_2", beta_2="beta_1") == {
        "beta_1": "beta_2",
        "beta_2": "beta_1",
    }
    assert pairs("rho momentum", "beta", rho="beta") == {"rho": "beta"}
    assert pairs("kappa", "lr", kappa="lr") == {"kappa": "lr"}


def test_the_right_side_takes_the_names_of_the_left() -> None:
    found = match(taking("lr", "beta_1"), taking("momentum", "eta"))
    lr, b1 = hyper("lr"), hyper("beta_1")
    assert found.right.weight is WEIGHT - b1 * GRADIENT**1 - lr * GRADIENT**2
    assert [h.name for h in found.right.hypers] == ["beta_1", "lr"]
    assert found.pairs == (("lr", "eta"), ("beta_1", "momentum"))
    assert found.unmatched == ()


def test_exchanged_names_are_exchanged_at_once() -> None:
    found = match(taking("a", "b"), taking("a", "b"), {"a": "b", "b": "a"})
    assert found.right.weight is WEIGHT - hyper("b") * GRADIENT**1 - hyper("a") * GRADIENT**2


def test_names_without_a_partner_are_listed() -> None:
    found = match(taking("lr", "rho", "kappa"), taking("lr", "beta", "mu", "xi"))
    assert found.left_only == ("rho", "kappa")
    assert found.right_only == ("beta", "mu", "xi")
    assert found.unmatched == ("rho", "kappa", "beta", "mu", "xi")


def test_a_name_without_a_partner_is_kept_apart_from_the_same_name_of_the_other_side() -> None:
    found = match(taking("lr", "lr_right"), taking("eta", "lr"), {"lr": "eta"})
    assert found.right.weight is WEIGHT - hyper("lr") * GRADIENT**1 - hyper("lr_right_") * GRADIENT**2
    assert found.left_only == ("lr_right",)
    assert found.right_only == ("lr_right_",)


def test_both_sides_are_judged_on_the_intersection_of_their_domains() -> None:
    found = match(taking("rho: '0 < rho <= 2'", "lr"), taking("beta", "lr"))
    inside = Domain(Fraction(0), Fraction(1), lower_open=True, upper_open=True)
    assert found.left.hypers == (Hyper("rho", inside), Hyper("lr", POSITIVE))
    assert found.right.hypers == (Hyper("rho", inside), Hyper("lr", POSITIVE))
    assert found.scope == "real numbers, each coordinate alone; 0 < rho < 1, lr > 0"


def test_a_usual_value_outside_the_common_domain_is_dropped() -> None:
    left = read_source("def f(w, g, *, epsilon=0, mu=0.5): return w - g*epsilon*mu")
    found = match(left, left)
    assert [h.usual for h in found.left.hypers] == [None, Fraction(1, 2)]


def test_the_scope_is_written_as_the_interface_writes_it() -> None:
    adam = taking("lr", "beta_1", "beta_2", "epsilon")
    expected = "real numbers, each coordinate alone; lr > 0, 0 <= beta_1 < 1, 0 <= beta_2 < 1, epsilon > 0"
    assert match(adam, adam).scope == expected
    assert match(adam, taking("lr", "kappa")).scope == expected + ", kappa real"
    nothing = read_source("def f(w, g): return w - g")
    assert match(nothing, nothing).scope == "real numbers, each coordinate alone"


VARYING = read_source("def f(w, g, t, m=eta, *, eta): return w - eta[t]*g, m")


def test_a_rate_that_one_side_reads_with_an_index_is_held_constant() -> None:
    found = match(VARYING, taking("lr"))
    assert found.left.weight is WEIGHT - hyper("eta") * GRADIENT
    assert found.left.states[0].initial is hyper("eta")
    assert found.left.hypers == found.right.hypers == (Hyper("eta", POSITIVE),)
    assert match(taking("lr"), VARYING).right.weight is WEIGHT - hyper("lr") * GRADIENT
    assert match(VARYING, taking("kappa")).left.weight is WEIGHT - hyper("eta") * GRADIENT


def test_a_rate_that_both_sides_read_with_an_index_stays_a_sequence() -> None:
    right = read_source("def f(w, g, t, *, lr): return w - lr[t]*lr[t-1]*g")
    found = match(VARYING, right)
    assert found.left.weight is WEIGHT - sequence("eta", 0) * GRADIENT
    assert found.right.weight is WEIGHT - sequence("eta", 0) * sequence("eta", -1) * GRADIENT
    assert found.left.states[0].initial is sequence("eta", 0)
    assert found.left.hypers == found.right.hypers == (Hyper("eta", POSITIVE, varies=True),)


def test_the_sides_are_not_changed_otherwise() -> None:
    left = read_source("def f(w, g, t, m=0, *, beta): m = beta*m + g; return w - m/(1 - beta**t)")
    found = match(left, left)
    assert found.left == left
    assert found.right == left
    new_m = hyper("beta") * Term("sym", "state", "m") + GRADIENT
    assert found.right.weight is WEIGHT - new_m / (Term("num", Fraction(1)) - hyper("beta") ** STEP)


@pytest.mark.parametrize(
    ("rename", "problem"),
    [
        ({"lrr": "eta"}, "rename: the left side has no hyperparameter 'lrr'; did you mean lr"),
        ({"lr": "etaa"}, "rename: the right side has no hyperparameter 'etaa'; did you mean eta?"),
        ({"lr": "eta", "beta": "eta"}, "rename: 'eta' of the right side is given twice"),
    ],
)
def test_a_rename_that_names_nothing_is_refused(rename: dict[str, str], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        match(taking("lr", "beta"), taking("eta", "mu"), rename)
    assert problem in str(caught.value)


def test_domains_without_a_common_number_are_refused() -> None:
    with pytest.raises(InputError, match="no value lies in both domains, 2 <= mu <= 3 on the left"):
        match(taking("mu: '2 <= mu <= 3'"), taking("mu"))


def test_a_domain_by_name_is_that_of_the_unit_interval() -> None:
    assert match(taking("mu"), taking("mu")).domains == {"mu": UNIT}
