"""Certificates: what is falsified in one, by a function whose name says it, is rejected."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.campaign.certificates import attack, places
from tests.campaign.claims import true
from tests.sample_proofs import (
    PAIRS,
    Data,
    added,
    certificate_of,
    falsified,
    lines,
    row,
    trees,
    written,
)
from verifier.checker import Rejected, check


def flip_the_decay(data: Data) -> None:
    """The right's update with a sign changed."""
    rows = data["systems"]["right"]["states"]["right.m"]
    rows[1] = added(data, "mul", added(data, "num", "-1"), rows[1])


def change_a_start(data: Data) -> None:
    data["systems"]["right"]["states"]["right.m"][0] = added(data, "num", "3/7")


def begin_with_another_weight(data: Data) -> None:
    rows = data["systems"]["right"]["states"]["w'"]
    rows[0] = added(data, "add", rows[0], added(data, "num", "1"))


def change_the_weight(data: Data) -> None:
    rows = data["systems"]["left"]["states"]["w"]
    rows[1] = added(data, "mul", rows[1], added(data, "num", "2"))


def ask_elsewhere(data: Data) -> None:
    system = data["systems"]["right"]
    system["query"] = added(data, "mul", system["query"], added(data, "num", "2"))


def ask_where_the_gradient_is(data: Data) -> None:
    for system in data["systems"].values():
        system["query"] = row(data, "sym", "gradient", "g")


def told(data: Data, name: str) -> list[Any]:
    """The invariant that says what a state or a weight is."""
    symbol = row(data, "sym", "state", name)
    return next(each for each in data["invariants"] if each[:2] == [symbol, [0]])


def relate_otherwise(data: Data) -> None:
    each = told(data, "left.m")
    each[2] = added(data, "mul", each[2], added(data, "num", "2"))


def map_the_weight_otherwise(data: Data) -> None:
    each = told(data, "w'")
    each[2] = added(data, "add", each[2], added(data, "num", "1"))


def say_it_of_later_steps_only(data: Data) -> None:
    """What holds from the second step on: nothing is known before that."""
    early = added(data, "le", row(data, "sym", "time", "t"), added(data, "num", "1"))
    for each in (told(data, "left.m"), told(data, "w'")):
        each[2] = added(data, "where", early, each[0], each[2])


def forget_an_obligation(data: Data) -> None:
    del data["proofs"]["step"]


def claim_a_false_invariant(data: Data) -> None:
    data["invariants"].append([row(data, "sym", "state", "left.m"), [0, 1], added(data, "num", "0")])


def suppose_what_is_to_be_shown(data: Data) -> None:
    """One that holds of no step after the first: supposed of the old values, it would prove anything."""
    data["invariants"].append([row(data, "sym", "time", "t"), [0], added(data, "num", "0")])


def widen_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"] = ["0"]


def close_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"] = ["0", [[0, 1], "0"], [[-1, 0], "1"]]


def leave_nothing_in_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"].append([[1], "1"])


def keep_no_state(data: Data) -> None:
    del data["systems"]["left"]["states"]["left.v"]


def replace_a_closed_form(data: Data) -> None:
    told(data, "right.p")[2] = added(data, "num", "1")


def read_the_gradient_in_the_relation(data: Data) -> None:
    gradient, zero, each = row(data, "sym", "gradient", "g"), added(data, "num", "0"), told(data, "left.m")
    each[2] = added(data, "add", each[2], added(data, "mul", zero, gradient))


def read_the_other_side(data: Data) -> None:
    data["systems"]["right"]["states"]["right.m"][1] = row(data, "sym", "state", "left.m")


def keep_a_state_on_both_sides(data: Data) -> None:
    left, right = (data["systems"][side]["states"] for side in ("left", "right"))
    right["left.m"] = left["left.m"]


def read_what_is_not_declared(data: Data) -> None:
    del data["hypers"]["beta_1"]


def allow_no_gradient(data: Data) -> None:
    data["gradient"] = [2]


def count_rows_from_the_end(data: Data) -> None:
    for system in data["systems"].values():
        system["query"] -= len(data["terms"])


def lose_everything(data: Data) -> None:
    """All is undefined for good, as one may say of any system."""
    data["ways"] = [[[], ["w", "w'"], []]]
    for name in ("step", "later query", "later step"):
        data["proofs"][name] = {"lines": []}


FALSIFIED = [
    allow_no_gradient,
    leave_nothing_in_a_domain,
    read_what_is_not_declared,
    flip_the_decay,
    change_a_start,
    begin_with_another_weight,
    change_the_weight,
    ask_elsewhere,
    ask_where_the_gradient_is,
    relate_otherwise,
    map_the_weight_otherwise,
    say_it_of_later_steps_only,
    forget_an_obligation,
    claim_a_false_invariant,
    suppose_what_is_to_be_shown,
    widen_a_domain,
    close_a_domain,
    keep_no_state,
    replace_a_closed_form,
    read_the_gradient_in_the_relation,
    read_the_other_side,
    keep_a_state_on_both_sides,
    count_rows_from_the_end,
    lose_everything,
]


@pytest.mark.parametrize("change", FALSIFIED, ids=lambda change: change.__name__)
def test_a_falsified_claim_is_rejected(change: Callable[[Data], object]) -> None:
    with pytest.raises(Rejected):
        check(falsified(certificate_of("adam"), change))


def reading(data: Data, op: str, *args: tuple[str, ...]) -> list[Any]:
    """An operation of terms that are in the table."""
    return [op, *(row(data, *each) for each in args)]


LEFT, RIGHT, V = (("sym", "state", name) for name in ("left.k", "right.k", "left.v"))
NOTHING, ONE, M = ("num", "0"), ("num", "1"), ("sym", "state", "left.m")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("turns", ["eq", LEFT, NOTHING], ["eq", LEFT, ONE]),  # the start
        ("turns", ["eq", RIGHT, NOTHING], ["eq", RIGHT, LEFT]),  # a later turn
        ("turns", ["eq", LEFT, ONE], ["lt", LEFT, NOTHING]),
        ("together", ["eq", M, NOTHING], ["lt", M, NOTHING]),  # the start
        ("together", ["lt", NOTHING, V], ["lt", ONE, V]),  # a step that reaches neither way
        ("together", ["eq", V, NOTHING], ["eq", M, NOTHING]),
    ],
    ids=str,
)
def test_a_way_that_is_not_one_is_rejected(name: str, old: list[Any], new: list[Any]) -> None:
    data = copy.deepcopy(certificate_of(name))
    data["terms"][row(data, *reading(data, *old))] = reading(data, *new)
    with pytest.raises(Rejected):
        check(data)


@pytest.mark.parametrize("name", ["turns", "together"])
def test_a_way_less_is_rejected(name: str) -> None:
    data = copy.deepcopy(certificate_of(name))
    ways = next(each for each in data["invariants"] if data["terms"][each[0]][0] == "or")
    for each in data["terms"][ways[0]][1:]:
        ways[0] = each
        with pytest.raises(Rejected):
            check(data)


@pytest.mark.parametrize("name", PAIRS)
def test_without_a_case_of_a_split_a_proof_is_rejected(name: str) -> None:
    data = certificate_of(name)
    count = sum(1 for proof in data["proofs"].values() for tree in trees(proof) if "split" in tree)
    for chosen in range(count):
        other = copy.deepcopy(data)
        splits = [t for p in other["proofs"].values() for t in trees(p) if "split" in t]
        gone = splits[chosen]["cases"].pop()
        with pytest.raises(Rejected, match=r"cases are missing|does not|not shown"):
            check(other)
        splits[chosen]["cases"].append([gone[0], {"lines": []}])
        if _matters(gone[1]):
            with pytest.raises(Rejected):
                check(other)


def _matters(tree: Data) -> bool:
    """Whether a case's proof does more than to say that the case cannot be."""
    return bool(tree["lines"]) or "split" in tree


@pytest.mark.parametrize("name", ["no epsilon", "threshold", "first step", "maximum"])
def test_a_line_with_a_changed_number_teaches_nothing_false(name: str) -> None:
    data = certificate_of(name)
    places = [i for i, (tree, k) in enumerate(lines(data)) if tree["lines"][k][0] == "sum"]
    for chosen in places[:: max(1, len(places) // 40)]:
        other = copy.deepcopy(data)
        tree, k = list(lines(other))[chosen]
        tree["lines"][k][1] += " + 1"
        with pytest.raises(Rejected, match="identity"):
            check(other)


def test_a_condition_on_one_side_only_is_rejected() -> None:
    def divide(data: Data) -> None:
        rows, g = data["systems"]["right"]["states"]["w'"], row(data, "sym", "gradient", "g")
        zero = added(data, "div", added(data, "mul", g, added(data, "num", "0")), g)
        rows[1] = added(data, "add", rows[1], zero)

    with pytest.raises(Rejected):
        check(falsified(certificate_of("first step"), divide))


def test_what_is_lost_must_be_said_and_must_stay_lost() -> None:
    assert certificate_of("no epsilon")["ways"] == [[[], ["w", "w'"], []]]
    for lost in ([], ["w"], ["w", "w'", "left.v"]):
        ways = [[[], lost, []]] if lost else []
        with pytest.raises(Rejected):
            check(falsified(certificate_of("no epsilon"), lambda data, ways=ways: data.update(ways=ways)))


@pytest.mark.parametrize(
    "change", [[], [[], None, []], [None, None, []], [None, ["w", "w'", "left.m"], None]]
)
def test_what_is_lost_now_and_then_is_said_with_all_that_is_kept(change: list[Any]) -> None:
    data = copy.deepcopy(certificate_of("now and then"))
    ((there, lost, kept),) = data["ways"]
    assert (there, lost, bool(kept)) == (["left.m", "right.m"], ["w", "w'"], True)
    own = [old if new is None else new for old, new in zip((there, lost, kept), change, strict=False)]
    data["ways"] = [own] if own else []
    with pytest.raises(Rejected):
        check(data)


@pytest.mark.parametrize(
    "name",
    ["no epsilon", "threshold", "first step", "moved weight", "now and then", "before", "filter", "falling"],
)
def test_a_changed_certificate_that_is_accepted_says_nothing_false(name: str) -> None:
    data = written(*PAIRS[name])
    assert true(data)
    found = attack(data, seed=7, every=1 + sum(1 for _ in places(data)) // 12)
    assert found.tried > found.accepted
    assert found.false == []


def test_the_attack_would_notice_a_false_claim() -> None:
    data = written(*PAIRS["moved weight"])
    data["terms"].append(["num", "2"])
    rows = data["systems"]["left"]["states"]["w"]
    data["terms"].append(["mul", rows[1], len(data["terms"]) - 1])
    rows[1] = len(data["terms"]) - 1
    assert not true(data)
