"""Sizes that grow and shrink by signs: what is derived is what a run in exact numbers does."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from verifier import catalogue
from verifier.closed_form import Derivation
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import read
from verifier.lift.formula import read_source
from verifier.theorems import derive
from verifier.theorems.modes import followed

GROW, SHRINK, LEAST, MOST = Fraction("1.2"), Fraction("0.5"), Fraction("1e-6"), Fraction(50)
FIRST = Fraction("0.1")
TEXT = "def step(w, g, t, v={}, k=0, *, lr=0.1):\n    v = {}\n    k = g\n    return w - lr*v\n"


@cache
def derived(name: str) -> Derivation:
    return derive(catalogue.system(name))


def says(theorem: str) -> str:
    return next(t.statement for t in derived("rprop").theorems if t.id == theorem)


def rprop(signs: list[int]) -> tuple[list[Fraction], list[Fraction]]:
    """Sizes and weights of Rprop with backtracking, from the step 0 on."""
    size, kept, step, w = FIRST, 0, Fraction(0), Fraction(0)
    sizes, weights = [size], [w]
    for g in signs:
        if kept * g < 0:
            size, step, kept = max(SHRINK * size, LEAST), -step, 0
        else:
            size = min(GROW * size, MOST) if kept * g > 0 else size
            step, kept = -g * size, g
        w += step
        sizes.append(size)
        weights.append(w)
    return sizes, weights


def test_under_one_sign_the_size_grows_to_its_cap() -> None:
    assert says("size-constant-gradient") == "size[t] = min(etas_2^(t-1) lr[0], step_sizes_2) for t ≥ 1"
    assert says("size-constant-gradient-usual-end") == "size[t] = step_sizes_2 just from the step 36 on"
    sizes, weights = rprop([1] * 50)
    assert all(sizes[t] == min(GROW ** (t - 1) * FIRST, MOST) for t in range(1, 51))
    assert sizes.index(MOST) == 36
    assert says("w-step-under-one-sign") == "w[t] - w[t-1] = -sign(g) size[t]"
    assert all(weights[t] - weights[t - 1] == -sizes[t] for t in range(2, 51))


def test_under_alternating_signs_the_size_shrinks_to_its_floor_and_steps_are_taken_back() -> None:
    assert says("size-alternating-gradient") == "size[2 n] = size[2 n+1] = max(etas_1^n lr[0], step_sizes_1)"
    assert says("size-alternating-gradient-usual-end") == "size[t] = step_sizes_1 just from the step 34 on"
    assert says("w-alternating-gradient-returns").startswith("w[2 n] = w[0] for every n")
    sizes, weights = rprop([-1, 1] * 25)
    assert all(sizes[t] == max(SHRINK ** (t // 2) * FIRST, LEAST) for t in range(51))
    assert sizes.index(LEAST) == 34
    assert all(weights[2 * n] == 0 for n in range(26))


def test_what_signs_do_not_decide_is_left_alone() -> None:
    undecided = read_source(TEXT.format(0, "where(k > g, 1, v + where(k*g > 1, 1, 2))"))
    assert followed(Study(read(undecided)), 1) is None
    decided = read_source(TEXT.format(0, "where(k*g > 0, 2*v, 1)"))
    assert followed(Study(read(decided)), 1) is not None
    assert not [t for t in derive(undecided).theorems if "-gradient-" in t.id and t.id.startswith("v-")]


@pytest.mark.parametrize(
    "update",
    [
        "min(1.5*v, g*g)",  # the end is no number
        "min(1.5*v + 1, 4)",  # something is added
        "min(-1.5*v, 4)",  # the sign changes
        "min(1.5*v, -4)",  # an end below 0
    ],
)
def test_other_maps_are_no_saturation(update: str) -> None:
    found = derive(read_source(TEXT.format(1, f"where(k*g > 0, {update}, v)")))
    assert not [t for t in found.theorems if t.id.startswith("v-constant-gradient")]


def test_a_cap_below_the_start_is_refused() -> None:
    update = "where(k*g > 0, min(1.5*v, 4), v)"
    found = derive(read_source(TEXT.format(5, update)))
    assert not [t for t in found.theorems if t.id == "v-constant-gradient"]
    fine = derive(read_source(TEXT.format(1, update)))
    assert "v[t] = min(1.5^(t-1), 4) for t ≥ 1" in [t.statement for t in fine.theorems]
