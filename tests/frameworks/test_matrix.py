"""The matrix and `check --frameworks` with the frameworks; needs all three."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import pytest

from verifier import catalogue, check, compare, files
from verifier.lift.frameworks import cache as lifts
from verifier.lift.frameworks.process import offered
from verifier.matrix import Family, matrix
from verifier.report.frameworks import frameworks

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in catalogue.FRAMEWORKS),
    reason="needs Keras, PyTorch and Optax: python -m pip install 'optimizer-verifier[frameworks]'",
)

NAMES = ("sgd", "adam")


@cache
def families() -> tuple[Family, ...]:
    return tuple(matrix(NAMES))


def verdict(left: str, right: str) -> str:
    (found,) = [c for f in families() for c in f.comparisons if (c.left, c.right) == (left, right)]
    return found.verdict


def test_every_two_of_a_family_are_compared_and_nothing_is_left_unread() -> None:
    for family in families():
        calls = catalogue.implementations()[family.name]
        assert tuple(side.name for side in family.sides) == (family.name, *calls)
        pairs = tuple((c.left, c.right) for c in family.comparisons)
        assert pairs == tuple(combinations((family.name, *calls), 2))
        assert family.unread == ()


def test_gradient_descent_is_one_method_everywhere() -> None:
    assert {c.verdict for c in families()[0].comparisons} == {"equal"}


def test_epsilon_of_keras_adam_lies_elsewhere_than_that_of_the_others() -> None:
    assert verdict("torch:Adam()", "optax:adam()") == "equal"
    assert verdict("adam", "torch:Adam()") == "equal"
    assert verdict("keras:Adam()", "torch:Adam()") == "conditional"


def test_the_page_has_a_row_for_every_pair_and_the_versions_of_what_was_read() -> None:
    pages = frameworks(families())
    page, data = pages["measured/frameworks.md"], json.loads(pages["measured/frameworks.json"])
    assert len(re.findall(r"^\| `[^`]+` \| `[^`]+` \| \w+ \|", page, re.MULTILINE)) == 12
    for framework in catalogue.FRAMEWORKS:
        assert lifts.versions(framework) in page
        assert data["versions"][framework] == catalogue.frameworks()[framework]


def test_check_reads_anew_where_it_is_told_to_and_judges_it_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    assert {s.reason for s in check("sgd").skipped} == {"not read yet: --frameworks reads it"}
    anew = check("sgd", frameworks=True)
    assert [f.summary for f in anew.findings if f.kind == "framework"] == ["same"] * 3
    assert (anew.as_claimed, anew.skipped) == (True, ())
    assert check("sgd") == anew


def test_all_that_a_framework_has_is_listed() -> None:
    found = offered("torch")
    assert {"Adam", "LBFGS", "SGD"} <= set(found)
    assert "Optimizer" not in found


def test_calls_that_accumulate_gradients_make_one_step_with_their_mean() -> None:
    accumulated = "optax:MultiSteps(adam(0.001), 4)"
    assert "one step is 4 calls, and its gradient the mean of theirs" in catalogue.lifted(accumulated).notes
    assert compare(accumulated, "optax:adam(0.001)").verdict == "equal"
    summed = compare("optax:MultiSteps(sgd(0.1), 3, use_grad_mean=False)", "optax:sgd(0.1)")
    assert (summed.verdict, summed.translation["map"]) == ("translated", {"lr": "3*lr"})  # type: ignore[index]


def test_compare_says_of_which_version_it_speaks() -> None:
    found = compare("optax:adam()", "torch:Adam()")
    assert found.verdict == "equal"
    assert "t < 2147483647" in found.scope
    assert all(lifts.versions(framework) in found.scope for framework in ("optax", "torch"))
