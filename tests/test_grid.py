"""Hazards over a grid: every recurrence, format and setting once, and each as if it were alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.command import Run
from verifier.grid import search_grid
from verifier.hazards import Hazards, to_json
from verifier.hazards.formats import format_of
from verifier.numerics.apriori import Bounds
from verifier.system import System
from verifier.work import Effort


def without_search(system: System, dtype: str, seed: int) -> Hazards:
    """A search that looks at nothing."""
    return Hazards(system, format_of(dtype), seed, (), Bounds((), ()))


def test_each_point_of_the_grid_is_searched_around_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[System] = []
    monkeypatch.setattr(
        "verifier.grid.hazards", lambda *given: asked.append(given[0]) or without_search(*given)
    )
    rates = [Fraction(1, 10), Fraction(1, 1000)]
    found = search_grid(["sgd"], ["float16"], 7, {"lr": rates}, Effort(jobs=1))
    assert [system.hypers[0].usual for system in asked] == rates
    for rate, system, each in zip(rates, asked, found, strict=True):
        assert each.data == to_json(without_search(system, "float16", 7)) | {"at": {"lr": str(rate)}}
        assert each.lines[0] == f"sgd in float16: 0 hazards (seed 7), around lr = {rate}"


def test_a_recurrence_without_the_hyperparameter_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("verifier.grid.results", lambda units, effort: asked.extend(units) or [])
    betas = [Fraction(9, 10), Fraction(99, 100)]
    search_grid(["sgd", "momentum"], ["float16", "float32"], at={"momentum": betas})
    points = [unit.arguments for unit in asked]
    assert len({unit.key for unit in asked}) == len(points) == 2 + 4
    assert [setting for name, *_, setting in points if name == "sgd"] == [{}, {}]


MISTAKES = {
    ("sgd", "--at", "lr=0"): "outside of its domain, lr > 0",
    ("sgd", "--at", "lrr=1"): "no such hyperparameter; there are lr",
    ("sgd", "--at", "lr=much"): "not a number",
    ("sgd", "--at", "lr=1e400"): "--at lr: the number 10000000000000000000… is beyond the range",
    ("sgd", "--dtype", "float32,float8"): "there is no format 'float8'",
    ("sgd", "--all"): "say which",
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_said_before_anything_is_searched(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("hazards", *arguments)
    assert (said.status, said.out) == (2, "")
    assert MISTAKES[arguments] in said.err


@pytest.mark.parametrize(
    "text",
    [
        "def big(w, g, t, *, lr=1e400):\n    w = w - lr*g\n",
        "def big(w, g, t, *, lr=0.1):\n    w = w - 1e400*lr*g\n",
        "def big(w, g, t, m=1e400, *, lr=0.1):\n    m = m + g\n    w = w - lr*m\n",
    ],
)
def test_a_formula_with_a_number_too_large_for_floats_is_refused(text: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "big.py"
    path.write_text(text, encoding="utf-8")
    for command in ("hazards", "kernel"):
        said = run(command, str(path))
        assert said.status == 2
        assert "beyond the range of double precision" in said.err
