"""Ports: the parts that need no framework."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ulp
from typing import Any

import pytest

from verifier import InputError
from verifier.evaluate import compile_system, run
from verifier.lift.formula import read_source
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.record import Lift
from verifier.port import effect
from verifier.port.calls import candidates, chained, constructor, filled, named
from verifier.port.dialects import DIALECTS
from verifier.port.numbers import rational, written_number
from verifier.port.porting import port
from verifier.port.rounding import bounds
from verifier.port.running import gradients
from verifier.port.search import in_two
from verifier.port.subclass import subclass
from verifier.port.translate import impossible, moving, namesakes, numbers_of, same
from verifier.system import System, fix_hypers
from verifier.term import CONNECTIVES, FUNCTIONS, RELATIONS, STEP, ZERO, Term, sqrt, term

INSIDE = """
def inside(w, g, t, u=0, *, lr=0.01, mu=0.9):
    u = mu*u - lr*g
    w = w + u
    return w
"""
OUTSIDE = """
def outside(w, g, t, b=0, *, lr=0.001, mu=0.5):
    b = mu*b + g
    w = w - lr*b
    return w
"""
WITH_MEAN = """
def with_mean(w, g, t, b=0, *, lr=0.001, mu=0.5):
    b = mu*b + (1 - mu)*g
    w = w - lr*b
    return w
"""
EARLY = """
def early(w, g, t, v=0, *, lr=0.001, rho=0.9, epsilon=1e-7):
    v = rho*v + (1 - rho)*g**2
    w = w - lr*g*sqrt(1 - rho**t)/(sqrt(v) + epsilon)
    return w
"""
LATE = """
def late(w, g, t, v=0, *, lr=0.001, rho=0.9, epsilon=1e-8):
    v = rho*v + (1 - rho)*g**2
    w = w - lr*g/(sqrt(v/(1 - rho**t)) + epsilon)
    return w
"""
UNDER_ROOT = """
def under_root(w, g, t, v=0, *, lr=0.001, rho=0.9, epsilon=1e-7):
    v = rho*v + (1 - rho)*g**2
    w = w - lr*g/sqrt(v + epsilon)
    return w
"""
BESIDE_ROOT = UNDER_ROOT.replace("sqrt(v + epsilon)", "(sqrt(v) + epsilon)")
AMONG = {
    "one": ("keras:A()", "torch:B()"),
    "two": ("keras:A(mu=0.9, fast=True)", "torch:B(nu=0.9, quick=True)"),
}


def lifted(source: str) -> Lift:
    system = read_source(source)
    arguments = tuple(Free(h.name, h.name, h.domain, h.usual) for h in system.hypers)
    return Lift(system.name, system, arguments, (), "", "")


def number(value: Any) -> float:
    """The middle of a ball, or an exact number."""
    return float(value.mid()) if hasattr(value, "mid") else float(Fraction(int(value.p), int(value.q)))


def at_usual(lift: Lift) -> System:
    return fix_hypers(lift.system, numbers_of(lift))


def test_a_buffer_with_the_rate_inside_becomes_one_with_the_rate_outside() -> None:
    found = same(lifted(INSIDE), lifted(OUTSIDE), 20)
    assert found is not None
    assert found.values == {"lr": term(Fraction(1, 100)), "mu": term(Fraction(9, 10))}
    assert found.state_map == {"b": "-100*u"}
    assert found.weight_map == {"left": "w", "right": "w"}


def test_a_constant_that_must_be_computed_is_computed_exactly() -> None:
    found = same(lifted(INSIDE), lifted(WITH_MEAN), 20)
    assert found is not None
    assert found.values["lr"] == term(Fraction(1, 10))


def test_a_constant_that_depends_on_the_step_is_no_port() -> None:
    source, other = lifted(EARLY), lifted(LATE)
    assert same(source, other, 5) is None
    found = moving(source, other, 10)
    assert found is not None
    assert rational(found["epsilon"]) is None
    table = effect.of_map("epsilon", found["epsilon"], term(Fraction(1, 10**7)))
    assert table["ratios"]["1"] == pytest.approx(0.1**-0.5)
    assert table["under_1_percent_from"] == 38


def test_a_constant_inside_the_root_is_none_beside_it() -> None:
    source, other = lifted(UNDER_ROOT), lifted(BESIDE_ROOT)
    assert same(source, other, 5) is None
    assert "no numbers" in (impossible(source, other) or "")
    values = namesakes(source, other)
    assert values is not None
    rows = effect.of_steps(at_usual(source), fix_hypers(other.system, values))
    assert rows[0]["ratios"]["1"] == pytest.approx((0.1**0.5 + 1e-7) / (0.1 + 1e-7) ** 0.5)
    assert rows[0]["under_1_percent_from"] == 1
    assert rows[-1]["under_1_percent_from"] is None


def test_steps_are_measured_where_the_way_an_average_is_written_widens_balls() -> None:
    """Taken as written, m + (1 - mu)*(g - m) doubles a ball in each step where mu is 0."""
    widening = OUTSIDE.replace("b = mu*b + g", "b = b + (1 - mu)*(g - b)").replace("mu=0.5", "mu=1e-3")
    rows = effect.of_steps(at_usual(lifted(widening)), at_usual(lifted(widening)))
    assert {row["ratios"]["1000"] for row in rows} == {1.0}
    assert {row["under_1_percent_from"] for row in rows} == {1}


def test_optimizers_with_the_same_arguments_come_first() -> None:
    found = candidates(parse("keras:A(mu=0.5, fast=True)"), "torch", AMONG)
    assert str(found[0]) == "torch:B(nu=0.9, quick=True)"
    assert str(candidates(parse("keras:A()"), "torch", AMONG)[0]) == "torch:B()"
    assert not candidates(parse("keras:C()"), "torch", AMONG)


def test_an_argument_that_the_partner_lacks_is_tried_under_its_own_name() -> None:
    found = candidates(parse("keras:A(decay=0.1, sparse=True)"), "torch", AMONG)
    assert "torch:B(decay=0.1, sparse=True)" in map(str, found)


def test_a_call_is_written_with_its_numbers_and_its_switches() -> None:
    arguments = (Free("a", "rate"), Free("b", "betas[0]"), Free("c", "betas[1]"))
    call = filled(parse("torch:B(rate=0.5, fast=True)"), arguments, {"a": 0.1, "b": 0.9, "c": 0.99})
    assert constructor(call) == "torch.optim.B(params, rate=0.1, betas=(0.9, 0.99), fast=True)"
    assert constructor(parse("optax:contrib.f(x=1)")) == "optax.contrib.f(x=1)"
    assert constructor(parse("torch:B()")) == "torch.optim.B(params)"


def test_positional_numbers_and_switches_are_named_before_a_partner_is_looked_for() -> None:
    arguments = (Free("lr", "rate", given=Fraction(1, 10)), Free("b", "betas[0]", given=Fraction(1, 2)))
    read = replace(lifted(INSIDE), arguments=arguments, off=(("fast", True), ("slow", False)))
    assert str(named(parse("keras:A(0.1, True, mu=0.9)"), read)) == "keras:A(mu=0.9, rate=0.1, fast=True)"
    for text in ("keras:A(rate=0.1)", "optax:chain(a(0.1), b())"):
        assert str(named(parse(text), read)) == text


def test_a_chain_of_chains_is_one_chain() -> None:
    whole = chained(parse("optax:a(x=1)"), parse("optax:chain(b(), c(2))"), parse("optax:d()"))
    assert str(whole) == "optax:chain(a(x=1), b(), c(2), d())"


def test_numbers_are_exact_where_they_can_be_and_say_so_where_they_cannot() -> None:
    assert written_number(term(Fraction(1, 100))) is not None
    third, root = written_number(term(Fraction(1, 3))), written_number(sqrt(term(2)))
    assert third is not None
    assert (third.exact, third.is_exact) == ("1/3", False)
    assert root is not None
    assert (root.exact, root.is_exact, root.number) == ("sqrt(2)", False, 2**0.5)
    assert written_number(term(1) / ZERO) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (sqrt(term(Fraction(1, 4))), Fraction(1, 2)),
        (term(2) ** -3, Fraction(1, 8)),
        (ZERO**0, Fraction(1)),
        (sqrt(term(-1)), None),
        (ZERO**-1, None),
        (STEP, None),
        (term(2) ** 10**9, None),
        (Term("max", term(2), term(3)), Fraction(3)),
        (Term("abs", term(-2)), Fraction(2)),
    ],
)
def test_a_term_without_symbols_has_its_rational_value(value: Term, expected: Fraction | None) -> None:
    assert rational(value) == expected


@pytest.mark.parametrize("source", [INSIDE, OUTSIDE, WITH_MEAN, EARLY, LATE, UNDER_ROOT, BESIDE_ROOT])
def test_float64_is_within_the_bound_of_the_exact_run(source: str) -> None:
    system, row = at_usual(lifted(source)), [step[1] for step in gradients()][:40]
    given = [Fraction(g) for g in row]
    exact = run(compile_system(system), {}, Fraction(1), given, exact_bits=300).weights[1:]
    for (value, error), weight in zip(bounds(system, 1.0, row, {}), exact, strict=True):
        middle = number(weight)
        assert abs(value - middle) <= error + ulp(middle)
        assert error < 1e-10


def test_a_small_change_of_a_constant_is_outside_the_bound() -> None:
    lift, row = lifted(INSIDE), [step[1] for step in gradients()]
    changed = fix_hypers(lift.system, numbers_of(lift) | {"lr": term(Fraction("0.010000001"))})
    parted = [
        abs(a[0] - b[0]) > a[1] + b[1]
        for a, b in zip(bounds(at_usual(lift), 1.0, row, {}), bounds(changed, 1.0, row, {}), strict=True)
    ]
    assert any(parted)


def test_the_gradients_of_the_runs_have_zeros_among_them_and_at_the_start() -> None:
    rows = gradients()
    assert rows[0][0] == rows[1][0] == 0
    for coordinate in zip(*rows, strict=True):
        assert 20 < sum(g == 0 for g in coordinate) < 100


@pytest.mark.parametrize("framework", DIALECTS)
@pytest.mark.parametrize("source", [INSIDE, EARLY, UNDER_ROOT])
def test_the_text_of_a_class_is_python(source: str, framework: str) -> None:
    lift = lifted(source)
    compile(subclass(lift.system, "a title", framework), "ported.py", "exec")


@pytest.mark.parametrize("framework", DIALECTS)
def test_every_operation_of_a_term_has_its_text_in_every_framework(framework: str) -> None:
    assert {*FUNCTIONS, *RELATIONS, *CONNECTIVES, "where"} - {"abs"} <= DIALECTS[framework].functions.keys()


@pytest.mark.parametrize(
    ("text", "front", "core"),
    [
        ("optax:chain(clip(0.5), sgd(0.1))", "clip(0.5)", "optax:sgd(0.1)"),
        ("optax:chain(clip(0.5), trace(0.9), scale(-1))", "clip(0.5)", "optax:chain(trace(0.9), scale(-1))"),
        ("keras:SGD(0.1, clipnorm=0.5)", "clipnorm=0.5", "keras:SGD(0.1)"),
    ],
)
def test_a_call_is_told_from_what_changes_its_gradients(text: str, front: str, core: str) -> None:
    found = in_two(parse(text))
    assert found is not None
    assert (found.front, str(found.core), list(found.numbers.values())) == (front, core, [0.5])


@pytest.mark.parametrize("text", ["optax:chain(trace(0.9), scale(-1))", "keras:SGD(0.1, clipnorm=None)"])
def test_what_changes_no_gradients_stays_whole(text: str) -> None:
    assert in_two(parse(text)) is None


def test_an_unknown_framework_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match="no such framework"):
        port("keras:SGD()", "tensorflow")
