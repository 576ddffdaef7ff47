"""Each coefficient of each recurrence is mentioned by a theorem, which then changes or fails.

A few of them are changed here; all, by ``python -m tests.theorem_mutants``.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.theorem_mutants import Mutant, Original, broken, faults, leaves, main, mutants, tried
from verifier import catalogue
from verifier.term import ONE, WEIGHT, hyper, term
from verifier.theorems.draft import Check, Draft, equals
from verifier.theorems.regime import ANY

SOME = {"sgd": None, "schedule_free_sgd": 2, "adagrad": 2, "adamax": 1}
"""How many of each; the whole takes minutes."""


@pytest.mark.parametrize(("name", "count"), SOME.items())
def test_a_coefficient_that_changes_changes_or_refutes_a_theorem(name: str, count: int | None) -> None:
    number, found = tried(name, count)
    assert found == []
    assert number == (count or number) > 0


@pytest.mark.campaign
@pytest.mark.parametrize("name", catalogue.names())
def test_every_coefficient_that_changes_changes_or_refutes_a_theorem(name: str) -> None:
    assert tried(name)[1] == []


def test_each_place_of_a_coefficient_is_changed_once() -> None:
    a, b = hyper("a"), hyper("b")
    assert list(leaves(a * b + 2)) == [
        a * term("3/7") * b + 2,
        a * (b * term("3/7")) + 2,
        a * b + 3,
    ]


@pytest.mark.parametrize("name", ["nesterov", "lion", "novograd"])
def test_no_changed_recurrence_is_the_old_one_and_states_and_weight_are_both_changed(name: str) -> None:
    system = replace(catalogue.system(name), lets=())
    found = mutants(system)
    assert all(m.system != system for m in found)
    assert {m.changed for m in found} == {WEIGHT.name, *(s.name for s in system.states)}
    assert len({m.system for m in found}) == len(found)


def test_a_theorem_that_stays_though_numbers_refute_it_is_a_fault() -> None:
    # The control: of the changed recurrence the old statements are taken for its own.
    original = Original.of(catalogue.system("momentum"))
    (mutant, *_) = mutants(original.system)
    assert faults(original, mutant) == []
    deaf = replace(original, said=original.said | Original.of(mutant.system).said)
    assert any("though numbers refute it" in fault for fault in faults(deaf, mutant))


def test_a_recurrence_of_which_no_theorem_speaks_is_a_fault() -> None:
    original = Original.of(catalogue.system("sgd"))
    unchanged = Mutant(original.system, WEIGHT.name)
    assert faults(original, unchanged) == [f"{unchanged}: no theorem changes or fails"]


def test_numbers_refute_a_claim_of_another_recurrence() -> None:
    system = catalogue.system("sgd")
    right, wrong = (
        Draft("w", "test", lambda n: "", (), (), (Check(equals(ONE, side), ANY),)) for side in (ONE, term(2))
    )
    assert not broken(right, system)
    assert broken(wrong, system)


def test_the_command_prints_a_line_for_each_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sgd", "--count", "1"]) == 0
    assert capsys.readouterr().out.split()[:3] == ["sgd", "1", "changed"]
