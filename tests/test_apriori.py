"""The bound before the run: no step of any kernel is further off, whatever it is given, and mutants are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.single_steps import SAMPLES, drawn, off
from tests.test_radius import TERMS
from verifier import catalogue
from verifier.kernel import compile_numpy
from verifier.kernel.names import keywords
from verifier.numerics.apriori import LAST, StepBound, largest_size, step_bounds
from verifier.numerics.precision import DOUBLE, SINGLE, Format
from verifier.numerics.radius import balls
from verifier.numerics.settings import usual
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, STEP, WEIGHT, ZERO, Term, fold, hyper, sqrt, state, term

STEPS = (1, 6, 1000)


@pytest.mark.parametrize("name", catalogue.names())
def test_no_step_of_any_specification_is_further_off_than_its_bound(name: str) -> None:
    system = catalogue.system(name)
    step = compile_numpy(system)
    for fmt in (SINGLE, DOUBLE):
        for t in STEPS:
            bounds = step_bounds(system, fmt, steps=(t, t))
            given = drawn(system, fmt, t, bounds.nonnegative)
            for i, bound in enumerate(bounds.bounds):
                if bound.ulps is not None:
                    assert off(system, step, fmt, given, t, i).max() <= bound.ulps, (fmt.name, t, bound)


@settings(max_examples=60, deadline=None)
@given(TERMS, st.sampled_from([SINGLE, DOUBLE]), st.integers(0, 10**6))
def test_no_step_of_any_formula_is_further_off_than_its_bound(value: Term, fmt: Format, seed: int) -> None:
    usual_values = {"lr": "0.01", "beta": "0.9", "eta": "0.3"}
    hypers = tuple(Hyper(n, usual=Fraction(x), varies=n == "eta") for n, x in usual_values.items())
    system = System("f", hypers, (State("m", WEIGHT, state("m")),), value)
    bound = step_bounds(system, fmt, steps=(7, 7)).bounds[0]
    assume(bound.ulps is not None)
    given_ = drawn(system, fmt, seed)
    wide = given_ | {n: np.full(SAMPLES, usual(system).values[n.name]) for n in keywords(system)}
    wide |= {STEP: np.full(SAMPLES, 7.0)}
    sizes = np.concatenate(
        [np.broadcast_to(np.abs(b.middle), (SAMPLES,)) for b in balls([value], wide, DOUBLE).values()]
    )
    assume(((sizes == 0) | ((sizes > 2.0**-100) & (sizes < 2.0**100))).all())
    assert off(system, compile_numpy(system), fmt, given_, 7).max() <= bound.ulps


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "rmsprop"])
def test_a_kernel_with_one_wrong_digit_exceeds_the_bound(name: str) -> None:
    system = catalogue.system(name)
    step = compile_numpy(system)
    bounds = step_bounds(system, SINGLE, steps=(30, 30))
    bound, given_ = bounds.bounds[0].ulps, drawn(system, SINGLE, 4, bounds.nonnegative)
    given_[WEIGHT] = np.zeros(SAMPLES)
    assert bound is not None

    def mutant(*args: Any, lr: float, **hypers: float) -> Any:
        return step(*args, lr=lr * (1 + 2.0**-18), **hypers)

    assert (
        off(system, step, SINGLE, given_, 30).max() <= bound < off(system, mutant, SINGLE, given_, 30).max()
    )


def _bound(value: Term, fmt: Format = SINGLE, **usual_values: str) -> StepBound:
    hypers = tuple(Hyper(name, usual=Fraction(x)) for name, x in usual_values.items())
    return step_bounds(System("f", hypers, (State("m", WEIGHT, state("m")),), value), fmt).bounds[0]


def test_each_rounding_counts_once() -> None:
    assert _bound(WEIGHT).ulps == 0
    assert _bound(WEIGHT * GRADIENT).ulps == pytest.approx(1, abs=0.02)
    assert _bound(WEIGHT + GRADIENT).ulps == pytest.approx(2, abs=0.02), "one for each of the two terms"
    assert _bound(sqrt(WEIGHT * WEIGHT)).ulps == pytest.approx(1.5, abs=0.02), "a root halves"


def test_what_may_cancel_is_no_divisor_and_has_no_root_and_no_sign() -> None:
    apart = GRADIENT - state("m")
    for value in (WEIGHT / apart, sqrt(apart), Term("sign", apart)):
        assert _bound(value).ulps is None
        assert "cancel" in _bound(value).reason
    assert _bound(WEIGHT / (GRADIENT * GRADIENT + term(1))).ulps is not None


def test_what_cancels_in_the_scalars_is_told_by_the_balls() -> None:
    start = WEIGHT / (term(1) - hyper("beta") ** STEP)
    near, far = _bound(start, DOUBLE, beta="0.999"), _bound(start, DOUBLE, beta="0.9")
    assert near.at == far.at == 1
    assert near.ulps is not None
    assert far.ulps is not None
    assert near.ulps == pytest.approx(111 * far.ulps, rel=0.2), "0.999/0.001 against 0.9/0.1"
    assert near.settled < near.ulps / 100
    assert _bound(start, DOUBLE, beta="1").ulps is None, "a divisor of zero"


def test_a_power_that_underflows_is_no_scalar_for_arrays_but_may_be_taken_from_one() -> None:
    power = hyper("beta") ** STEP
    assert "underflow" in _bound(WEIGHT * power, beta="0.5").reason
    assert _bound(WEIGHT * (term(1) - power), beta="0.5").ulps is not None
    within = System("f", (Hyper("beta", usual=Fraction(1, 2)),), (), WEIGHT * power)
    assert step_bounds(within, SINGLE, steps=(1, 900)).bounds[0].ulps is not None


def test_signs_that_a_bound_needs_are_those_that_every_run_keeps() -> None:
    square = state("v") + GRADIENT * GRADIENT

    def found(initial: Term, update: Term) -> StepBound:
        system = System("f", (), (State("v", initial, update),), WEIGHT - GRADIENT / sqrt(update + term(1)))
        return step_bounds(system, SINGLE).bounds[0]

    assert found(ZERO, square).ulps is not None
    assert found(WEIGHT, square).ulps is None, "the first value may be negative"
    assert found(ZERO, state("v") - GRADIENT).ulps is None, "an update may be negative"


def test_bounds_hold_for_step_numbers_as_large_as_a_double_holds() -> None:
    found = step_bounds(catalogue.system("adam"), SINGLE).bounds[0]
    later = step_bounds(catalogue.system("adam"), SINGLE, steps=(10**12, LAST)).bounds[0]
    assert later.ulps == found.ulps


def test_the_size_of_a_power_is_that_of_its_base_without_signs_and_of_a_root_its_own() -> None:
    taken = {GRADIENT: 9.0, WEIGHT: -5.0}
    operations = {"add": np.add, "pow": np.power}

    def size(root: Term) -> float:
        values = fold(
            [root],
            lambda node, args: np.float64(
                operations[node.op](*args) if args else taken.get(node) or node.value
            ),
        )
        return float(largest_size(root, values))

    assert size((GRADIENT + WEIGHT) ** 2) == 14.0**2
    assert size(sqrt(GRADIENT + WEIGHT)) == 2.0
