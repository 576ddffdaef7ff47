"""States whose first step is another one: solved from the second step on, and held against exact runs."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from verifier import catalogue
from verifier.closed_form import Derivation, derive
from verifier.closed_form.bound import COUNT, index, summation, tidy
from verifier.closed_form.identities import Identities
from verifier.domain import UNIT
from verifier.lift.formula import read_source
from verifier.term import ONE, hyper

TEXT = "def step(w, g, t, m=0, *, lr=0.1, beta=0.9):\n    m = {}\n    return w - lr*m\n"


def of_update(update: str) -> Derivation:
    return derive(read_source(TEXT.format(update)))


def says(found: Derivation, theorem: str) -> str | None:
    return next((t.statement for t in found.theorems if t.id == theorem), None)


def test_the_layers_moment_of_novograd_is_solved() -> None:
    found = derive(catalogue.system("novograd"))
    assert found.unsolved == ()
    assert says(found, "v-sum-after-the-first") == (
        "v[t] = norm[1]² β₂^(t-1) + (1 - β₂) Σ_{i=2}^{t} β₂^(t-i) norm[i]² for t ≥ 1"
    )
    assert says(found, "v-constant-input") == "v[t] = norm² for t ≥ 1"


@pytest.mark.parametrize("first", ["t == 1", "1 == t", "t <= 1", "t < 2"])
def test_a_buffer_that_begins_with_the_bare_gradient_is_solved(first: str) -> None:
    found = of_update(f"where({first}, g, beta*m + g/2)")
    assert says(found, "m-sum-after-the-first") == (
        "m[t] = g[1] β^(t-1) + Σ_{i=2}^{t} β^(t-i) g[i]/2 for t ≥ 1"
    )
    random, beta, m = Random(1), Fraction(3, 7), Fraction(0)
    gradients = [Fraction(random.randrange(-9, 9)) for _ in range(8)]
    for t, g in enumerate(gradients, 1):
        m = g if t == 1 else beta * m + g / 2
        later = sum((beta ** (t - i) * gradients[i - 1] for i in range(2, t + 1)), Fraction(0))
        assert m == gradients[0] * beta ** (t - 1) + later / 2


def test_under_equal_gradients_what_the_first_step_is_off_fades() -> None:
    found = of_update("where(t == 1, g, beta*m + g/2)")
    left, _, right = (says(found, "m-constant-gradient") or "").partition(" = ")
    assert left == "m[t]"
    assert right.startswith("g/(2·(1 - β))")
    beta, g, m = Fraction(3, 7), Fraction(5), Fraction(5)
    level = g / 2 / (1 - beta)
    for t in range(2, 9):
        m = beta * m + g / 2
        assert m == level + (g - level) * beta ** (t - 1)


@pytest.mark.parametrize("condition", ["t == 2", "t < 3", "t > 1", "g > 0"])
def test_another_condition_is_no_first_step(condition: str) -> None:
    assert says(of_update(f"where({condition}, g, beta*m + g/2)"), "m-sum-after-the-first") is None


def test_a_sum_from_the_second_step_on_is_told_by_its_exponents() -> None:
    identities, beta, i = Identities({"beta": UNIT}), hyper("beta"), index("i")
    short, long = (summation(beta ** tidy(COUNT - i + shift), i, 2, tidy(COUNT + 1)) for shift in (1, 2))
    assert identities.equal(beta * short, long)
    assert not identities.equal(short, long)
    assert not identities.equal(beta * short, short + ONE)
