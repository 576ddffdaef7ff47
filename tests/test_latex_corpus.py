"""The corpus of formulas in many styles: each is read as it was found to mean, or refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.formula_readings import lines_of
from verifier.lift.latex import read

FOLDER = Path(__file__).parent / "corpus" / "formulas"


def cases(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", cases("readings.toml"), ids=lambda case: case["text"][:40])
def test_a_formula_says_what_it_says(case: dict[str, Any]) -> None:
    assert lines_of(read(case["text"].strip("\n"), case["kind"])) == case["says"]


def test_the_corpus_has_many_styles_and_refusals_among_them() -> None:
    found = cases("readings.toml")
    assert len(found) > 100
    assert {case["kind"] for case in found} == {"latex", "unicode", "pseudo"}
    assert any(line.startswith("refused") for case in found for line in case["says"])
    assert any(not case["says"] for case in found)
