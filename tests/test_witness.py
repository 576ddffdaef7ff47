"""The witness is right: computed here once more, by hand-written steps."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt as float_root

import pytest

from tests.refuted import witness_of
from tests.sample_systems import (
    looked_ahead,
    nesterov,
)
from verifier.comparison.pairwise import compare_systems
from verifier.lift.formula import read_source
from verifier.refute import SameQueriesOtherWeights, refute

F = Fraction


def steps_of_adam(numbers: dict[str, float], gradients: list[float], inside: bool, swapped: bool) -> float:
    """Adam's last weight in floats."""
    first, second = (numbers["b2"], numbers["b1"]) if swapped else (numbers["b1"], numbers["b2"])
    weight = mean_1 = mean_2 = 0.0
    for t, gradient in enumerate(gradients, start=1):
        mean_1 = first * mean_1 + (1 - first) * gradient
        mean_2 = second * mean_2 + (1 - second) * gradient**2
        top, square = mean_1 / (1 - first**t), mean_2 / (1 - second**t)
        below = float_root(square + numbers["eps"]) if inside else float_root(square) + numbers["eps"]
        weight -= numbers["lr"] * top / below
    return weight


@pytest.mark.parametrize("name", ["epsilon inside and outside the root", "swapped betas"])
def test_the_weights_of_a_witness_are_those_of_the_steps_written_by_hand(name: str) -> None:
    found = witness_of(name)
    numbers = {n: float(F(x)) for n, x in found.hyperparameters.items()}
    gradients = [float(F(x)) for x in found.gradients]
    start = float(F(found.w0))
    left = start + steps_of_adam(numbers, gradients, inside=False, swapped=False)
    right = start + steps_of_adam(numbers, gradients, inside="inside" in name, swapped="swapped" in name)
    assert left == pytest.approx(float(F(found.left.split()[0])))
    assert right == pytest.approx(float(F(found.right.split()[0])))


def test_epsilon_in_the_root_is_shown_in_one_step_with_rational_weights() -> None:
    found = witness_of("epsilon inside and outside the root")
    assert found.t == 1
    F(found.left)
    F(found.right)


def test_a_varying_rate_is_a_list_from_index_0() -> None:
    found = witness_of("the rate inside and outside the buffer, varying")
    rates = found.hyperparameters["lr"]
    assert isinstance(rates, list)
    assert len(rates) == found.t + 1
    weight = {"left": F(found.w0), "right": F(found.w0)}
    inner = outer = F(0)
    decay = F(found.hyperparameters["b"])
    for rate, gradient in zip(map(F, rates[1:]), map(F, found.gradients), strict=True):
        inner, outer = decay * inner + rate * gradient, decay * outer + gradient
        weight = {"left": weight["left"] - inner, "right": weight["right"] - rate * outer}
    assert weight == {"left": F(found.left), "right": F(found.right)}


def test_a_late_difference_is_shown_at_its_first_step() -> None:
    assert witness_of("wrong only for t > 1000").t == 1001


def test_a_difference_at_a_zero_gradient_needs_one_step() -> None:
    assert witness_of("wrong only at g = 0").gradients == ["0"]


def test_an_undefined_side_is_named_with_its_operation() -> None:
    found = witness_of("undefined at a leading zero gradient")
    assert found.left.startswith("undefined: division by zero in ")
    assert (found.gradients, found.right) == (["0"], "0")


def test_a_cancelled_factor_is_found_where_it_is_zero() -> None:
    assert witness_of("a cancelled factor that may be zero").gradients == ["2"]
    assert witness_of("a cancelled factor of hyperparameters").hyperparameters["b"] == "2/7"


def test_a_threshold_met_at_an_irrational_number_is_shown_by_it() -> None:
    decay = witness_of("RAdam's > and >=").hyperparameters["b2"]
    low, high = map(F, decay["interval"])
    assert 0 <= low < high < 1

    def at(x: Fraction) -> Fraction:
        return sum((c * x**i for i, c in enumerate(decay["polynomial"])), F(0))

    assert at(low) * at(high) < 0
    middle = float(low + high) / 2
    for _ in range(60):
        slope = sum(i * c * middle ** (i - 1) for i, c in enumerate(decay["polynomial"]) if i)
        middle -= sum(c * middle**i for i, c in enumerate(decay["polynomial"])) / slope
    t = witness_of("RAdam's > and >=").t
    assert 2 / (1 - middle) - 1 - 2 * t * middle**t / (1 - middle**t) == pytest.approx(5)


def test_query_points_that_part_are_listed() -> None:
    found = witness_of("look-ahead and heavy ball")
    assert found.queries is not None
    assert [entry["t"] for entry in found.queries] == [1, 2]
    assert found.queries[0]["left"]["point"] == found.queries[0]["right"]["point"]
    assert (
        found.queries[1]["left"]["point"] == found.left != found.right == found.queries[1]["right"]["point"]
    )


def test_other_weights_at_the_same_query_points_refute_nothing() -> None:
    found = refute(nesterov(), looked_ahead())
    assert isinstance(found, SameQueriesOtherWeights)
    assert found.witness.left != found.witness.right


def test_values_that_are_nearly_the_same_are_shown_with_the_digits_in_which_they_differ() -> None:
    left, right = (
        read_source(f"def step(w, g, t, *, lr):\n    return w - lr*g/sqrt(g*g + {tiny}) - (g == 0)")
        for tiny in ("1e-40", "2e-40")
    )
    found = refute(left, right)
    assert found is not None
    (one, near_one), (other, near_other) = (map(F, x.split(" +/- ")) for x in (found.left, found.right))
    assert abs(one - other) > near_one + near_other


def test_numbers_that_no_float_holds_are_compared_all_the_same() -> None:
    left, right = (
        read_source(f"def step(w, g, t, *, lr={usual}):\n    return w - lr*{factor}*g")
        for usual, factor in (("1e400", "1e999"), ("1", "1"))
    )
    found = compare_systems(left, right)
    assert (found.as_given, found.witness is None) == ("refuted", False)
    assert found.defaults_differ == {"lr": [str(10**400), "1"]}
