"""The rounding radius: no kernel of any formula is further off, and none is many times closer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.kernel import compile_numpy, generate
from verifier.numerics.precision import DOUBLE, SINGLE, Format
from verifier.numerics.radius import balls, scale
from verifier.numerics.reference import Reference
from verifier.system import Hyper, State, System
from verifier.term import (
    GRADIENT,
    MINUS_ONE,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    sequence,
    sqrt,
    state,
    term,
    where,
)

# --- the rounding radius

NUMBERS = st.sampled_from([Fraction(n) for n in ("1", "2", "-1", "3", "1/2", "0.1", "24/25", "-7/3", "1e-8")])
LEAVES = st.one_of(
    st.sampled_from([WEIGHT, GRADIENT, state("m"), hyper("lr"), hyper("beta"), sequence("eta", 0), STEP]),
    NUMBERS.map(term),
)


def _compound(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    two = [st.builds(Term, st.just(op), inner, inner) for op in ("add", "mul", "div", "max", "min")]
    one = [st.builds(Term, st.just(op), inner) for op in ("abs", "sign", "exp", "log")]
    relation = st.builds(Term, st.sampled_from(["lt", "le", "eq", "ne"]), inner, inner)
    condition = st.one_of(
        relation, st.builds(lambda a, b: Term("and", a, Term("not", b)), relation, relation)
    )
    return st.one_of(
        *two,
        *one,
        inner.map(sqrt),
        inner.map(lambda a: sqrt(a * a)),
        st.builds(lambda a, n: a ** term(n), inner, st.integers(-3, 4)),
        inner.map(lambda a: hyper("beta") ** a),
        inner.map(lambda a: MINUS_ONE * a),
        st.builds(where, condition, inner, inner),
    )


TERMS = st.recursive(LEAVES, _compound, max_leaves=12)

SAMPLES = 40


def _values(fmt: Format, seed: int) -> dict[Term, np.ndarray]:
    rng = np.random.default_rng(seed)
    sizes = 2.0 ** rng.integers(-20, 20, (3, SAMPLES))
    sizes[:, ::5] = 2.0 ** rng.integers(-fmt.exponents + 4, fmt.exponents - 4, (3, SAMPLES // 5))
    w, g, m = (rng.standard_normal((3, SAMPLES)) * sizes).astype(fmt.dtype).astype(np.float64)
    g[::7] = 0.0
    m[3::9] = -g[3::9]
    shape = np.ones(SAMPLES)
    scalars = {hyper("lr"): 0.01, hyper("beta"): 0.9, sequence("eta", 0): 0.3, STEP: 7.0}
    return {WEIGHT: w, GRADIENT: g, state("m"): m} | {s: x * shape for s, x in scalars.items()}


def _system(value: Term) -> System:
    hypers = (Hyper("lr"), Hyper("beta"), Hyper("eta", varies=True))
    return System("f", hypers, (State("m", ZERO, state("m")),), value)


def _errors(value: Term, fmt: Format, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the generated kernel from 50 digits, infinite where one side alone is a number; radii."""
    values = _values(fmt, seed)
    arrays = [values[s].astype(fmt.dtype) for s in (WEIGHT, GRADIENT, state("m"))]
    with np.errstate(all="ignore"):
        computed = compile_numpy(_system(value))(
            arrays[0], arrays[1], 7, arrays[2], lr=0.01, beta=0.9, eta=0.3
        )[0]
    reference = Reference([value])
    errors = np.zeros(SAMPLES)
    for i, x in enumerate(computed.astype(np.float64)):
        (exact,) = reference.at({s: float(v[i]) for s, v in values.items()})
        if exact is not None or np.isfinite(x):
            errors[i] = float(abs(exact - float(x))) if exact is not None and np.isfinite(x) else np.inf
    return errors, np.broadcast_to(balls([value], values, fmt)[value].radius, (SAMPLES,))


@settings(max_examples=300, deadline=None)
@given(TERMS, st.sampled_from([SINGLE, DOUBLE]))
def test_no_kernel_of_any_formula_is_further_off_than_its_radius(value: Term, fmt: Format) -> None:
    errors, radii = _errors(value, fmt)
    claimed = np.isfinite(radii)
    assert (errors[claimed] <= radii[claimed]).all()


@settings(max_examples=100, deadline=None)
@given(TERMS)
def test_the_printed_kernel_of_any_formula_is_the_compiled_one_bit_for_bit(value: Term) -> None:
    values = _values(DOUBLE, 5)
    arrays = [values[s] for s in (WEIGHT, GRADIENT, state("m"))]
    space: dict[str, Any] = {}
    exec(compile(generate(_system(value)), "<generated>", "exec"), space)
    with np.errstate(all="ignore"):
        results = [
            kernel(arrays[0], arrays[1], 7, arrays[2], lr=0.01, beta=0.9, eta=0.3)
            for kernel in (space["f"], compile_numpy(_system(value)))
        ]
    assert np.array_equal(results[0], results[1], equal_nan=True)


USUAL_FORMULAS = [
    hyper("beta") * state("m") + (ONE - hyper("beta")) * GRADIENT,
    WEIGHT - hyper("lr") * GRADIENT,
    WEIGHT - hyper("lr") * GRADIENT / (sqrt(state("m") ** term(2)) + hyper("lr")),
    (WEIGHT + GRADIENT) + state("m"),
]


@pytest.mark.parametrize("fmt", [SINGLE, DOUBLE], ids=lambda f: f.name)
@pytest.mark.parametrize("value", USUAL_FORMULAS, ids=repr)
def test_the_radius_is_not_many_times_larger_than_the_errors_that_happen(value: Term, fmt: Format) -> None:
    errors, radii = _errors(value, fmt)
    claimed = np.isfinite(radii)
    assert claimed.mean() > 3 / 4, "squares of the extreme numbers alone leave the format"
    assert (errors[claimed] / np.where(radii > 0, radii, 1)[claimed]).max() > 1 / 4


def test_one_rounding_is_half_an_ulp() -> None:
    value = WEIGHT * GRADIENT
    ones = {WEIGHT: np.ones(1), GRADIENT: np.ones(1)}
    found = balls([value], ones, DOUBLE)[value].radius[0] / 2**-53
    assert 1 <= found < 1.0001


def test_the_radius_of_a_sum_counts_its_additions_in_any_order() -> None:
    total = (WEIGHT + GRADIENT) + (WEIGHT - GRADIENT)
    values = {WEIGHT: np.ones(1), GRADIENT: np.full(1, 1000.0)}
    assert balls([total], values, DOUBLE)[total].radius[0] / 2**-53 == pytest.approx(3 * 2002, rel=1e-6)


@pytest.mark.parametrize(
    "value",
    [
        GRADIENT / (WEIGHT + (GRADIENT - WEIGHT) * term(Fraction(1, 3)) - WEIGHT),
        sqrt(WEIGHT * WEIGHT * term(Fraction(1, 3)) - WEIGHT * term(Fraction(1, 3)) * WEIGHT),
        Term("log", WEIGHT * term(Fraction(1, 3)) - WEIGHT * term(Fraction(1, 3))),
        GRADIENT * GRADIENT * GRADIENT,
    ],
)
def test_where_an_operation_may_fail_nothing_is_claimed(value: Term) -> None:
    values = {WEIGHT: np.full(1, 1.1), GRADIENT: np.full(1, 1.1 if value.op != "mul" else 1e13)}
    assert balls([value], values, SINGLE)[value].radius[0] == np.inf


def test_underflow_has_a_radius_and_exact_zeros_have_none() -> None:
    value = GRADIENT ** term(2)
    radius = balls([value], {GRADIENT: np.array([1e-30, 0.0])}, SINGLE)[value].radius
    assert radius[0] >= 1e-60
    assert radius[1] == 0


def test_a_branch_that_roundings_cannot_decide_costs_the_distance_of_the_branches() -> None:
    third = term(Fraction(1, 3))
    close = where(Term("lt", WEIGHT * third, GRADIENT), term(5), term(9))
    values = {WEIGHT: np.array([1.0, 1.0]), GRADIENT: np.array([1 / 3, 2.0])}
    assert balls([close], values, DOUBLE)[close].radius.tolist() == [pytest.approx(4), 0]
    sign = Term("sign", WEIGHT * third - GRADIENT)
    assert balls([sign], values, DOUBLE)[sign].radius.tolist() == [pytest.approx(2), 0]


def test_errors_are_measured_by_the_largest_operand_of_the_last_addition() -> None:
    value = WEIGHT - GRADIENT
    values = {WEIGHT: np.array([1000.0]), GRADIENT: np.array([999.0])}
    assert scale(value, balls([value], values, DOUBLE)).tolist() == [1000]
