"""Golden tests as Keras writes them: what they hold, what they let through, and the report of it."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.parts import some_of
from verifier import catalogue
from verifier.evaluate.reference import Missing, unroll
from verifier.findings import Verdict
from verifier.golden import (
    FIRST_GRADIENT,
    FIRST_WEIGHT,
    GRADIENTS,
    STEPS,
    TOLERANCE,
    GoldenTest,
    golden_values,
    passes,
)
from verifier.mutants import mutants
from verifier.report.golden_tests import golden_tests
from verifier.strength import strength
from verifier.system import System
from verifier.term import ONE, ZERO

REPORTS = Path(__file__).parent.parent / "reports"
TESTS = {f"{test.of}: {test.call}": test for test in catalogue.golden_tests()}
PRINTED = {name: test for name, test in TESTS.items() if test.place}


@cache
def committed() -> list[dict[str, Any]]:
    """The committed report, which one test holds to the present sources."""
    data = json.loads((REPORTS / "golden_tests.json").read_text(encoding="utf-8"))
    return data["tests"]


def survivors(name: str, what: str) -> set[str]:
    """What Keras' test of an optimizer lets through: the lines, or the slips in words."""
    test = next(t for t in committed() if t["optimizer"] == name and t["place"])
    return {s[what] for s in test["survivors"]}


def numbers(test: GoldenTest) -> tuple[System, dict[str, Fraction]]:
    return catalogue.system(test.rule), test.numbers


@pytest.mark.parametrize("name", TESTS)
def test_a_rule_passes_its_own_golden_test(name: str) -> None:
    rule, at = numbers(TESTS[name])
    assert passes(rule, at, golden_values(rule, at))


@pytest.mark.parametrize("name", TESTS)
def test_a_test_sets_every_hyperparameter_of_its_rule_and_no_other(name: str) -> None:
    rule, at = numbers(TESTS[name])
    assert {h.name for h in rule.hypers} == at.keys()
    assert all(h.domain.contains(at[h.name]) for h in rule.hypers)


def test_every_optimizer_of_keras_has_a_test() -> None:
    implemented = catalogue.implementations()
    of_keras = {n for n in catalogue.names() if any(c.startswith("keras:") for c in implemented.get(n, ()))}
    assert {test.of for test in TESTS.values()} == of_keras


@pytest.mark.parametrize(
    ("off", "passed"), [("1e-9", True), ("4e-4", True), ("2e-3", False), ("-2e-3", False)]
)
def test_a_constant_error_passes_up_to_the_tolerance(off: str, passed: bool) -> None:
    rule, at = numbers(TESTS["sgd: SGD()"])
    shifted = replace(rule, weight=rule.weight + Fraction(off) / STEPS)
    assert passes(shifted, at, golden_values(rule, at)) == passed


def test_what_is_undefined_fails() -> None:
    rule, at = numbers(TESTS["sgd: SGD()"])
    assert not passes(replace(rule, weight=ONE / ZERO), at, golden_values(rule, at))


@pytest.mark.parametrize("name", ["adagrad", "amsgrad", "adamax", "lion"])
def test_numpy_s_own_comparison_of_other_code_s_numbers_says_the_same(name: str) -> None:
    test = next(t for t in PRINTED.values() if t.of == name)
    rule, at = numbers(test)
    golden = golden_values(rule, at)
    for mutant in islice(mutants(rule), 0, None, 9):
        assert passes(mutant.system, at, golden) == numpy_says(mutant.system, at, golden), mutant.formula


def numpy_says(system: System, at: dict[str, Fraction], golden: tuple[tuple[Fraction, ...], ...]) -> bool:
    rows = []
    for g in GRADIENTS:
        weights = unroll(system, at, FIRST_WEIGHT, (FIRST_GRADIENT, *[g] * (STEPS - 1)), digits=30).weights[
            1:
        ]
        rows.append([np.nan if isinstance(w, Missing) else float(w) for w in weights])
    expected, limit = np.array(golden, dtype=float), float(TOLERANCE)
    return bool(np.allclose(np.array(rows), expected, rtol=limit, atol=limit))


def printed(test: GoldenTest) -> tuple[ast.FunctionDef, np.ndarray]:
    """Keras' own test, and the numbers stored in it."""
    spec = find_spec("keras")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "src" / "optimizers" / test.place
    tree = ast.parse(file.read_text(encoding="utf-8"))
    (body,) = (n for n in ast.walk(tree) if getattr(n, "name", "") == "test_correctness_with_golden")
    stored = next(
        n.value for n in body.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "golden"
    )
    rows = np.array(ast.literal_eval(stored.args[0]))
    return body, rows if rows.shape[1] > 1 else np.tile(rows, (1, len(GRADIENTS)))


@pytest.mark.skipif(find_spec("keras") is None, reason="reads the tests that are installed with Keras")
@pytest.mark.parametrize("name", PRINTED)
def test_our_values_are_those_that_keras_stores(name: str) -> None:
    rule, at = numbers(PRINTED[name])
    body, stored = printed(PRINTED[name])
    ours = np.array(golden_values(rule, at), dtype=float).T
    assert ours.shape == (STEPS, len(GRADIENTS))
    # One place stored by hand may be the neighbour: Adam's last row is one decimal for ten weights.
    assert np.abs(ours - stored).max() < 1.5e-4
    text = ast.unparse(body).replace("np.", "ops.")
    assert ast.unparse(ast.parse(PRINTED[name].call)) in text
    assert "assertAllClose(x, golden[i], rtol=0.0005, atol=0.0005)" in text
    assert "ops.full((10,), 0.01)" in text
    assert "ops.arange(0.1, 1.1, 0.1)" in text


def test_golden_tests_accept_adam_for_amsgrad_sign_sgd_for_lion_and_swapped_betas() -> None:
    assert "v_hat[t] = v[t]" in survivors("amsgrad", "formula")
    assert "w[t] = (-lr[t])*sign((1 - beta_1)*g[t]) + w[t-1]" in survivors("lion", "formula")
    for name in ("amsgrad", "lion"):
        assert "beta_1 and beta_2 exchanged" in survivors(name, "words")


def test_a_golden_test_catches_some_mutants_and_the_referee_refutes_every_one_that_differs() -> None:
    for test in committed():
        assert test["let_through"] < test["different"] == test["refuted"]
        assert test["equal"] + test["refuted"] + test["undecided"] == test["mutants"]


def test_no_mutant_that_is_proved_equal_fails_the_golden_test() -> None:
    for test in TESTS.values():
        rule, at = numbers(test)
        equal = {line["formula"] for t in committed() for line in t["not_refuted"] if t["call"] == test.call}
        for mutant in mutants(rule):
            if mutant.formula in equal:
                assert passes(mutant.system, at, golden_values(rule, at))


@pytest.mark.parametrize("name", some_of(list(TESTS), 5))
def test_the_committed_numbers_are_what_the_present_sources_give(name: str) -> None:
    made = json.loads(golden_tests([strength(TESTS[name])])["golden_tests.json"])
    assert made["tests"][0] in committed()


@pytest.mark.campaign
def test_the_committed_report_is_what_the_present_sources_give() -> None:
    for file, text in golden_tests(list(map(strength, TESTS.values()))).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, "run `python -m verifier report --all`"


def test_the_report_names_each_survivor_with_its_witness() -> None:
    for test in committed():
        assert len(test["survivors"]) == test["let_through"]
        assert all(s["witness"] for s in test["survivors"])
        assert len(test["not_refuted"]) == test["equal"] + test["undecided"]


def test_an_undecided_mutant_is_listed_with_its_reason() -> None:
    whole = strength(TESTS["sgd: SGD()"])
    lost = replace(whole.trials[0], verdict=Verdict.UNDECIDED, reason="no root was found", witness=None)
    page = golden_tests([replace(whole, trials=(lost,))])["golden_tests.md"]
    assert "no root was found" in page.partition("## Undecided")[2].partition("## What")[0]


def test_only_tests_of_optimizers_that_exist_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "names", lambda: ("adam",))
    assert {test.of for test in catalogue.golden_tests()} == {"adam"}
