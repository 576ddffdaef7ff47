"""Certificates of false claims, written by hand, are rejected for the rule that each bends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import forged_powers, forged_proofs
from tests.forged_proofs import Forgery, gradient_squared
from verifier.checker import Rejected, check

FORGERIES = forged_proofs.FORGERIES | forged_powers.FORGERIES


def test_a_true_claim_that_is_written_by_hand_is_accepted() -> None:
    assert check(gradient_squared().data()) == []


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_bent_rule_is_rejected_for_what_is_bent(forge: Callable[[], Forgery]) -> None:
    with pytest.raises(Rejected, match=FORGERIES[forge]):
        check(forge().data())


def twice(data: dict[str, Any]) -> None:
    """The left weight in a second row, which is not moved with the first: it stays the old one."""
    data["terms"].append(["sym", "state", "w"])
    data["invariants"][0][2] = len(data["terms"]) - 1


def empty(data: dict[str, Any]) -> None:
    """A hyperparameter that is no number, so that all is true of it."""
    data["hypers"]["beta"] = ["1/2", [[1], "1"], [[-1], "0"]]


def silent(data: dict[str, Any]) -> None:
    """No gradient is ever given."""
    data["gradient"] = []


def signless(data: dict[str, Any]) -> None:
    """An invariant that nothing satisfies: supposed of the old values, it would prove all of the new ones."""
    data["invariants"][0][1] = []
    data["proofs"]["step"] = {"lines": []}


def elsewhere(data: dict[str, Any]) -> None:
    """The left weight begins at the square of the right one."""
    rows = data["systems"]["right"]["states"]["w'"]
    data["terms"].append(["mul", rows[0], rows[0]])
    rows[0] = data["systems"]["left"]["states"]["w"][0]
    data["systems"]["left"]["states"]["w"][0] = len(data["terms"]) - 1


def half_lost(data: dict[str, Any]) -> None:
    """One weight alone is lost."""
    data["ways"] = [[[], ["w"], []]]


def untold(data: dict[str, Any]) -> None:
    """Both weights are there, and nothing is claimed of them."""
    data["ways"] = [[["w", "w'"], [], []]]


def untold_of_one(data: dict[str, Any]) -> None:
    """The left weight is lost, the right one there."""
    data["ways"] = [[["w'"], ["w"], [0]]]


def joint(data: dict[str, Any]) -> None:
    """Both weights are states of the left, and the right is no system."""
    sides = data["systems"]
    sides["left"]["states"] |= sides["right"]["states"]
    sides["right"]["states"] = {}


def guided(data: dict[str, Any]) -> None:
    """An invariant about the gradient of the next step, which is known before it is asked for."""
    names = [*map(tuple, data["terms"])]
    g = names.index(("sym", "gradient", "g"))
    data["invariants"].append([g, [0], g])


CLAIMS = {
    twice: "there twice",
    empty: "not in a domain",
    silent: "no gradient",
    signless: "start: what must hold in the end",
    elsewhere: "^start: ",
    half_lost: "a weight is neither",
    untold: "a weight is neither",
    untold_of_one: "a weight is neither",
    joint: "no two systems",
    guided: "start: what must hold in the end",
}


@pytest.mark.parametrize("forge", CLAIMS, ids=lambda forge: forge.__name__)
def test_a_claim_that_would_be_true_of_nothing_is_rejected(forge: Callable[[dict[str, Any]], None]) -> None:
    data = gradient_squared().data()
    forge(data)
    with pytest.raises(Rejected, match=CLAIMS[forge]):
        check(data)
