"""Ulps, the 50-digit reference, the rounding radius, and the battery that stands on them."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parts import some_of
from verifier import catalogue, handwritten
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT, Domain
from verifier.findings import Finding, Verdict
from verifier.kernel.cheaper import cheaper
from verifier.numerics import BATTERY, CAMPAIGN, Plan, apart, battery, campaign
from verifier.numerics.gradients import KINDS, draw
from verifier.numerics.precision import DOUBLE, SINGLE, Format, ulp
from verifier.numerics.reference import Reference
from verifier.numerics.settings import Setting
from verifier.numerics.settings import settings as choose
from verifier.numerics.steps import zero_is_undefined
from verifier.sympy_terms import system_of
from verifier.system import Hyper, System
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    sequence,
    sqrt,
    symbols,
    term,
    where,
)

SYSTEMS = {r.name: system_of(r) for r in catalogue.recurrences()}
everywhere = pytest.mark.parametrize("name", SYSTEMS)

SMALL = Plan((1, 2, 3), settings=3, columns=1, exact=8, run=0, seed=1)


# --- ulps


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_ulps_of_doubles_are_those_of_the_standard_library(x: float) -> None:
    assert ulp(np.array([x]), DOUBLE)[0] == math.ulp(x)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_ulps_of_singles_are_the_distance_to_the_next(x: float) -> None:
    with np.errstate(over="ignore"):
        above = np.nextafter(np.float32(abs(x)), np.float32(np.inf))
    expected = float(above) - abs(x) if np.isfinite(above) else 2.0**104
    assert ulp(np.array([x]), SINGLE)[0] == expected


def test_the_formats_are_ieee_single_and_double() -> None:
    assert (SINGLE.unit, SINGLE.smallest, SINGLE.largest) == (2**-24, 2**-149, (2 - 2**-23) * 2.0**127)
    assert (DOUBLE.unit, DOUBLE.smallest, DOUBLE.largest) == (2**-53, 5e-324, np.finfo(float).max)


# --- the reference


def _exactly(value: Term, **values: float) -> Any:
    given_ = {s: values[s.name] for s in symbols([value])}
    return Reference([value]).at(given_)[0]


@pytest.mark.parametrize(
    "value",
    [
        ONE / GRADIENT,
        GRADIENT / GRADIENT,
        ZERO * (ONE / GRADIENT),
        GRADIENT ** term(-1),
        sqrt(GRADIENT - 1),
        Term("log", GRADIENT),
        Term("log", GRADIENT - 1),
        where(Term("lt", ONE / GRADIENT, ONE), ONE, ONE),
        Term("max", ONE, ONE / GRADIENT),
    ],
)
def test_what_is_undefined_is_none_and_stays_none(value: Term) -> None:
    assert _exactly(value, g=0.0) is None
    assert _exactly(value + ONE, g=0.0) is None


def test_where_needs_only_the_branch_it_takes() -> None:
    value = where(Term("eq", GRADIENT, ZERO), term(7), ONE / GRADIENT)
    assert _exactly(value, g=0.0) == 7
    assert _exactly(value, g=4.0) == 0.25


def test_conventions_of_the_reference_are_those_of_terms() -> None:
    assert _exactly(GRADIENT**GRADIENT, g=0.0) == 1
    assert _exactly(Term("sign", GRADIENT), g=0.0) == 0
    assert _exactly((-GRADIENT) ** term(3), g=2.0) == -8


def test_a_tower_of_exponentials_is_far_beyond_every_format_and_does_not_hang() -> None:
    tower = Term("exp", Term("exp", Term("exp", GRADIENT)))
    assert _exactly(tower, g=100.0) > mpmath.mpf(10) ** 1000
    assert 0 < _exactly(Term("exp", -tower), g=100.0) < mpmath.mpf(10) ** -1000


def test_the_reference_carries_fifty_digits_and_leaves_other_precisions_alone() -> None:
    before = mpmath.mp.dps
    root = _exactly(sqrt(GRADIENT), g=2.0)
    assert str(root).startswith("1.414213562373095048801688724209698078569671875")
    assert mpmath.mp.dps == before


@given(st.integers(1, 60), st.sampled_from(["0.9", "0.5", "0.999"]))
def test_the_reference_agrees_with_exact_fractions(t: int, decay: str) -> None:
    beta = float(decay)
    exact = 1 - Fraction(beta) ** t
    value = _exactly(ONE - hyper("beta") ** STEP, beta=beta, t=t)
    assert abs(value * exact.denominator - exact.numerator) < exact.numerator * mpmath.mpf(10) ** -45


# --- settings and gradients


@given(
    st.sampled_from(
        [UNIT, POSITIVE, NON_NEGATIVE, REAL, Domain(Fraction(2), Fraction(3)), Domain(None, Fraction(0))]
    )
)
def test_settings_lie_in_the_domain_and_meet_its_boundary(domain: Domain) -> None:
    chosen = choose(System("f", (Hyper("x", domain),), (), WEIGHT), 30, np.random.default_rng(0))
    assert all(domain.contains(Fraction(s.values["x"])) for s in chosen)
    if domain.lower is not None and not domain.lower_open:
        assert chosen[1].values["x"] == domain.lower


def test_the_first_setting_is_the_usual_one() -> None:
    assert choose(SYSTEMS["adam"], 2, np.random.default_rng(0))[0].values == {
        "lr": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-8,
    }


def test_a_varying_rate_is_one_sequence_at_all_offsets() -> None:
    setting = Setting("drawn", {"lr": 8.0}, varies=True)
    now, later = sequence("lr", 0), sequence("lr", 1)
    assert setting.at([later], 3)[later] == setting.at([now], 4)[now]
    assert len({setting.at([now], t)[now] for t in range(4)}) == 4


@pytest.mark.parametrize("fmt", [SINGLE, DOUBLE], ids=lambda f: f.name)
def test_gradients_hold_zeros_both_signs_and_sizes_whose_squares_leave_the_format(fmt: Format) -> None:
    found, kinds = draw(np.random.default_rng(0), 20, 2, fmt, leading_zero=True)
    assert (found == found.astype(fmt.dtype)).all()
    assert set(kinds) == set(KINDS)
    assert (found == 0).any()
    assert (np.diff(np.sign(found), axis=0) == 2).any()
    with np.errstate(over="ignore", under="ignore"):
        square = found.astype(fmt.dtype) ** 2
    assert np.isinf(square).any()
    assert ((square == 0) & (found != 0)).any()
    assert not (draw(np.random.default_rng(0), 20, 2, fmt, leading_zero=False)[0][0] == 0).any()


def test_which_formulas_are_undefined_at_a_leading_zero_gradient_is_found_out_and_not_listed() -> None:
    undefined = {
        name
        for name, system in SYSTEMS.items()
        if zero_is_undefined(system, choose(system, 2, np.random.default_rng(0))[0])
    }
    assert undefined == {"amsgrad", "adamax"}


# --- the battery


@cache
def measured(name: str) -> tuple[Finding, ...]:
    return tuple(battery(SYSTEMS[name], handwritten.find(name)))


@everywhere
def test_the_battery_passes_with_both_kernels(name: str) -> None:
    found = measured(name)
    assert {f.kind for f in found} == {"kernel"}
    assert [f.as_claimed for f in found] == [True] * len(found)
    assert [f.verdict for f in found] == [Verdict.PROVED] * len(found)
    for finding in found:
        json.dumps(finding.details, allow_nan=False)


@everywhere
def test_the_battery_gives_the_same_findings_each_time(name: str) -> None:
    assert battery(SYSTEMS[name], handwritten.find(name), SMALL) == battery(
        SYSTEMS[name], handwritten.find(name), SMALL
    )


@pytest.mark.parametrize("name", some_of(list(SYSTEMS), 8))
def test_a_campaign_of_thousands_of_sequences_stays_within_the_same_limit(name: str) -> None:
    found = campaign(SYSTEMS[name], handwritten.find(name))
    assert CAMPAIGN.settings * CAMPAIGN.columns * len(KINDS) > 2000
    assert [f.summary for f in found if not f.as_claimed] == []
    shares = [m["share"] for f in found[1:2] for m in f.details["formats"].values()]
    assert min(shares) > 1 / 4, "the limit is far from what happens"
    assert found[0].details["whole_run"]["float32"]["steps"] == CAMPAIGN.run


@everywhere
def test_most_results_carry_a_claim(name: str) -> None:
    for told in measured(name)[0].details["formats"].values():
        assert told["claimed"] > 0.9 * told["results"]


def test_the_hypothesis_on_the_first_gradient_is_carried_visibly() -> None:
    with_, without = (battery(SYSTEMS[n], handwritten.find(n), SMALL) for n in ("adamax", "adam"))
    assert "first gradient is not zero" in with_[0].details["hypotheses"][0]
    assert without[0].details["hypotheses"] == []
    assert with_[-1].subject.endswith("undefined at a leading zero gradient")
    assert with_[-1].details["weights"]["usual"] == ["nan", "nan"]


def test_a_formula_that_nobody_has_written_by_hand_is_still_held_against_fifty_digits() -> None:
    system = System("f", (Hyper("lr", POSITIVE),), (), WEIGHT - hyper("lr") * GRADIENT)
    missing, exact = battery(system, None, SMALL)
    assert (missing.verdict, missing.as_claimed) == (Verdict.UNDECIDED, None)
    assert (exact.verdict, exact.as_claimed) == (Verdict.PROVED, True)


def test_a_formula_that_is_nowhere_a_number_is_undecided_and_not_passed() -> None:
    nowhere = System("f", (), (), WEIGHT / ZERO)
    found = battery(nowhere, lambda w, g, t: (w / 0,), SMALL)
    assert found[0].as_claimed is None


def test_seeds_settings_and_kinds_of_gradients_are_told() -> None:
    details = battery(SYSTEMS["lion"], handwritten.find("lion"))[0].details
    assert details["seed"] == BATTERY.seed
    assert details["settings"][0]["label"] == "usual"
    assert details["gradients"] == list(KINDS)
    assert "roundoff" in details["limit"]


def test_names_that_cannot_stand_in_code_do_not_stop_the_battery() -> None:
    system = System("f", (Hyper("lambda", UNIT),), (), WEIGHT - hyper("lambda") * GRADIENT)
    assert battery(system, None, SMALL)[1].as_claimed


# --- formulas that are equal over the reals


def test_equal_formulas_part_by_ulps_and_others_by_digits() -> None:
    adam, usual = (
        SYSTEMS["adam"],
        Setting("usual", {h.name: float(h.usual or 0) for h in SYSTEMS["adam"].hypers}),
    )
    light = cheaper(adam)
    other = System(adam.name, adam.hypers, adam.states, adam.weight * term(Fraction(1001, 1000)), adam.query)
    assert set(apart(adam, adam, usual, SINGLE, 1).values()) == {0.0}
    for fmt in (SINGLE, DOUBLE):
        far = apart(adam, light, usual, fmt, 1)
        assert 0 < far[1] <= far[10] <= far[100] <= far[1000] < 1000
    assert apart(adam, other, usual, SINGLE, 1)[1] > 1000
