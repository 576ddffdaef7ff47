"""The laws of `compare`: its record, its maps, conditions and witnesses, held against plain Python."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from tests.campaign.pairs import PAIRS, Pair
from tests.comparison_claims import faults
from tests.comparison_form import Record
from tests.comparison_runs import Sides
from tests.parts import some_of
from tests.rewordings import WAYS, function
from tests.test_pairs import left_names
from verifier import catalogue, compare
from verifier.compare import compare_read
from verifier.comparison.record import by_themselves
from verifier.lift.formula import read_source
from verifier.printed import PrintedForm

BY_ID = {pair.id: pair for pair in PAIRS}

QUICK = """
    sign-by-division-guarded l2-or-decoupled-plain rate-inside-or-outside sutskever-or-keras polyak-two-step
    powers-kept schedule-free-with-y rprop-forms-within-bounds adagrad-epsilon-as-start adadelta-one-root
    decay-without-the-rate rmsprop-sum-of-squares average-or-sum adagrad-started-shifted lion-is-signum
    quasi-hyperbolic-is-nesterov beta-of-the-new adam-is-rmsprop-under-a-rename
    sign-by-division adagrad-guarded-or-not-at-zero rate-of-the-step-before nesterov-or-momentum
    wrong-at-zero-gradient-only adagrad-rate-over-root-t first-buffer-is-the-gradient sutskever-or-torch
    ascent schedule-free-average-late old-velocity correction-from-step-zero
    clipped-quotient-with-a-guard radius-of-a-clipped-quotient distance-kept-as-its-square
    guard-above-a-radius
""".split()
"""Pairs that take little time and together show every verdict and every field."""

SLOW = [name for name in BY_ID if name not in QUICK]


def recorded(left: str, right: str, rename: dict[str, str] | None = None, timeout: float = 60.0) -> Record:
    """The comparison of two texts as JSON data."""
    sides = (read_source(left), read_source(right))
    return compare_read(sides, ("left", "right"), rename=rename, timeout=timeout).to_json()


@cache
def of(name: str) -> Record:
    pair = BY_ID[name]
    return recorded(pair.left, pair.right, pair.rename)


def sides_of(pair: Pair) -> Sides:
    names = left_names(pair, read_source(pair.left), read_source(pair.right))
    return Sides(pair.left, pair.right, names)


def holds(name: str) -> None:
    """The verdict is the known one, and whatever is claimed beside it is true."""
    pair, record = BY_ID[name], of(name)
    assert record["verdict"] in pair.verdicts
    assert set(pair.conditions) <= set(record["conditions"])
    assert faults(record, sides_of(pair)) == []


@pytest.mark.parametrize("name", QUICK)
def test_a_comparison_is_right_in_every_field(name: str) -> None:
    holds(name)


@pytest.mark.campaign
@pytest.mark.parametrize("name", SLOW)
def test_a_comparison_is_right_in_every_field_for_all_pairs(name: str) -> None:
    holds(name)


def mirrored(name: str) -> None:
    """The verdict does not depend on which side is called left."""
    pair = BY_ID[name]
    back = recorded(pair.right, pair.left, {right: left for left, right in pair.rename.items()})
    assert back["verdict"] == of(name)["verdict"]
    names = left_names(pair, read_source(pair.left), read_source(pair.right))
    here = {left: right for right, left in names.items()}
    assert faults(back, Sides(pair.right, pair.left, here)) == []


@pytest.mark.parametrize("name", QUICK[::8])
def test_the_two_sides_can_be_exchanged(name: str) -> None:
    mirrored(name)


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in BY_ID if name not in QUICK[::8]])
def test_the_two_sides_of_all_pairs_can_be_exchanged(name: str) -> None:
    mirrored(name)


def test_the_quick_pairs_show_every_verdict_and_every_field() -> None:
    records = [of(name) for name in QUICK]
    assert {r["verdict"] for r in records} == {
        "equal",
        "translated",
        "conditional",
        "different",
        "ill-formed",
    }
    assert {(r["translation"] or {}).get("kind") for r in records} == {"constant", "step-dependent", None}
    assert {(r["translation"] or {}).get("to") for r in records} == {"left", "right", None}
    for name in ("unmatched", "state_map", "relations", "conditions", "schedule_witnesses", "reason"):
        assert any(r[name] for r in records), name
    assert any(r["weight_map"] not in ({"left": "w", "right": "w"}, None) for r in records)
    assert any("queries" in (r["witness"] or {}) for r in records)
    witnesses = [r["witness"] for r in records if r["witness"]]
    assert any("undefined" in w["left"] + w["right"] for w in witnesses)
    assert any("+/-" in w["left"] for w in witnesses)


def readable(form: PrintedForm) -> bool:
    """Whether a form has one reading, and everything that a step needs."""
    return bool(form.update) and not form.readings and form.claim.kind != "incomplete"


NAMES = [
    *catalogue.names(),
    *(name for name, form in catalogue.forms().items() if readable(form)),
]


@pytest.mark.parametrize("name", NAMES[::20])
def test_every_method_is_equal_to_itself(name: str) -> None:
    itself(name)


@pytest.mark.campaign
@pytest.mark.parametrize("name", NAMES)
def test_every_specification_and_printed_form_is_equal_to_itself(name: str) -> None:
    itself(name)


def itself(name: str) -> None:
    system = catalogue.system(name)
    found = compare_read((system, system), (name, name))
    assert found.verdict == "equal"
    assert found.weight_map == {"left": "w", "right": "w"}
    assert found.unmatched == []
    assert found.sentence() == "same"


PLAIN = ["average-or-sum", "torch-order", "adagrad-started-shifted"]


@pytest.mark.parametrize(("way", "name"), some_of(list(product(WAYS, PLAIN)), 2))
def test_names_and_order_change_no_verdict(name: str, way: Callable[[str], str]) -> None:
    pair, record = BY_ID[name], of(name)
    other = way(pair.right)
    again = recorded(pair.left, other, pair.rename)
    assert again["verdict"] == record["verdict"]
    assert set(again["conditions"]) == set(record["conditions"])
    assert len(again["unmatched"]) == len(record["unmatched"])
    names = left_names(pair, read_source(pair.left), read_source(other))
    assert faults(again, Sides(pair.left, other, names)) == []


def test_the_ways_of_writing_change_the_texts() -> None:
    for way in WAYS:
        assert any(way(BY_ID[name].right) != ast.unparse(function(BY_ID[name].right)) for name in PLAIN), way


# The laws find what is wrong.


def wrong(record: Record, change: Callable[[dict[str, Any]], object]) -> Record:
    changed = copy.deepcopy(dict(record))
    change(changed)
    return changed


WRONG: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "a field less": ("adagrad-rate-over-root-t", lambda r: r.pop("scope")),
    "a field more": ("adagrad-rate-over-root-t", lambda r: r.update(more=1)),
    "another type": ("adagrad-rate-over-root-t", lambda r: r.update(conditions=None)),
    "another verdict": ("adagrad-rate-over-root-t", lambda r: r.update(verdict="equal")),
    "a condition that does not suffice": (
        "adagrad-rate-over-root-t",
        lambda r: r["conditions"].append("lr == 1"),
    ),
    "a condition on gradients that does not suffice": (
        "adagrad-rate-over-root-t",
        lambda r: r["conditions"].append("g[t] == g"),
    ),
    "another map": (
        "adagrad-rate-over-root-t",
        lambda r: r["translation"]["map"].update(epsilon="epsilon*t"),
    ),
    "a map to the other side": ("adagrad-rate-over-root-t", lambda r: r["translation"].update(to="left")),
    "a map that is off at one step": (
        "average-or-sum",
        lambda r: r["translation"]["map"].update(lr="lr*(1 - beta**t)"),
    ),
    "a wrong number": ("adagrad-rate-over-root-t", lambda r: r["witness"].update(left="1/3")),
    "a later step": (
        "average-or-sum",
        lambda r: (r["witness"].update(t=2), r["witness"]["gradients"].append("1")),
    ),
    "another gradient": ("adagrad-rate-over-root-t", lambda r: r["witness"]["gradients"].insert(0, "5")),
    "no witness": ("adagrad-rate-over-root-t", lambda r: r.update(witness=None)),
    "another state map": ("powers-kept", lambda r: r["state_map"].update(m="2*m")),
    "another weight map": ("sutskever-or-keras", lambda r: r["weight_map"].update(right="w")),
    "a schedule that is not proved": (
        "rate-inside-or-outside",
        lambda r: (r["schedules"].update(lr="proved"), r["schedule_witnesses"].clear()),
    ),
    "a schedule's other number": (
        "rate-inside-or-outside",
        lambda r: r["schedule_witnesses"]["lr"].update(left="1/7"),
    ),
    "another point": ("nesterov-or-momentum", lambda r: r["witness"]["queries"][1]["left"].update(point="7")),
}


@cache
def known_faults(name: str) -> frozenset[str]:
    return frozenset(faults(of(name), sides_of(BY_ID[name])))


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_record_is_found_out(case: str) -> None:
    name, change = WRONG[case]
    assert set(faults(wrong(of(name), change), sides_of(BY_ID[name]))) - known_faults(name)


def test_a_limit_of_a_translation_makes_nothing_the_same_by_itself() -> None:
    limited = {"map": {"lr": "2*lr", "eps": "0"}, "where": ["eps == 0"]}
    itself = {"map": {"flag": "1"}, "where": ["flag == 1"]}
    assert by_themselves(["eps == 0", "beta == 0"], limited) == ["beta == 0"]
    assert by_themselves(["flag == 1", "beta == 0"], itself) == ["flag == 1", "beta == 0"]
    assert by_themselves(["beta == 0"], None) == ["beta == 0"]


def test_where_gradients_are_asked_for_at_different_points_the_sentence_says_so() -> None:
    found = compare("nesterov", "momentum")
    assert found.witness is not None
    assert found.witness.queries is not None
    assert found.apart() == (
        "not the same: with lr = 1, momentum = 1/2, w0 = 0 and gradients 1, "
        "at step 2 nesterov asks for the gradient at -3/2 and momentum asks for the gradient at -1"
    )
    nowhere = replace(found, witness=replace(found.witness, t=1, right="undefined: log of 0"))
    assert nowhere.apart().endswith(
        "w0 = 0, at step 1 nesterov asks for the gradient at -3/2 "
        "and momentum has no point to ask for the gradient at (log of 0)"
    )
