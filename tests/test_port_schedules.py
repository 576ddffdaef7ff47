"""Schedules of one framework in the names of another."""

from __future__ import annotations

import pytest

from verifier.domain import REAL
from verifier.lift.frameworks.call import parse, written
from verifier.lift.frameworks.meaning import Free, exact
from verifier.port.calls import constructor, filled
from verifier.port.schedules import carried

SCHEDULES = (
    ("keras:Slow(a='x', n='n', m='y')", "optax:slow(steps='n', first='x', last='x*y')"),
    ("keras:Slow(a='x', n='n', m='y', w='w')", "optax:slow_warm(steps='n + w', warm='w', last='y/x')"),
    ("keras:Stairs(at='b', to='v')", "optax:stairs(first='first(v)', scales={'b + 1': 'ratios(v)'})"),
    ("optax:stairs(first='a', scales={'b': 's'})", "keras:Stairs(at='b - 1', to='a*products(s)')"),
    ("optax:joined(parts=each(flat(value='v')), at='b')", "keras:Stairs(at='b', to='v')"),
    ("optax:joined(parts=[up(to='p', steps='w'), flat(value='p')], at=['w'])", "keras:Up(n='w', to='p')"),
)


@pytest.mark.parametrize(
    ("call", "to", "expected"),
    [
        ("keras:F(Slow(0.5, 10), b=0.9)", "optax", ["slow(steps=10, first=0.5)"]),
        ("keras:F(b=schedules.Slow(0.5, n=10, m=0.5))", "optax", ["slow(steps=10, first=0.5, last=0.25)"]),
        ("keras:F(Slow(0.5, 10, 0.2, 5))", "optax", ["slow_warm(steps=15, warm=5, last=0.4)"]),
        ("keras:F(Slow(0.0, 10, 0.2, 5))", "optax", ["slow_warm(steps=15, warm=5)"]),
        ("keras:F(Slow(0.5, 10, other=1))", "optax", []),
        ("keras:F(Fast(0.5))", "optax", []),
        ("optax:f(slow(10, 0.5, 0.25))", "keras", []),
        ("keras:F(0.5)", "optax", []),
        (
            "keras:F(Stairs([10, 20], [0.4, 0.2, 0.1]))",
            "optax",
            [
                "stairs(first=0.4, scales={11: 0.5, 21: 0.5})",
                "joined(parts=(flat(value=0.4), flat(value=0.2), flat(value=0.1)), at=(10, 20))",
            ],
        ),
        ("optax:f(stairs(0.4, {11: 0.5, 21: 0.1}))", "keras", ["Stairs(at=(10, 20), to=(0.4, 0.2, 0.02))"]),
        ("optax:f(joined([flat(0.4), flat(0.3)], [10]))", "keras", ["Stairs(at=(10,), to=(0.4, 0.3))"]),
        ("optax:f(joined([up(0.4, 10), flat(0.4)], at=[10]))", "keras", ["Up(n=10, to=0.4)"]),
        ("optax:f(joined([up(0.4, 10), flat(0.3)], at=[10]))", "keras", []),
        ("optax:f(joined([up(0.4, 10), flat(0.4)], at=[11]))", "keras", []),
    ],
)
def test_a_schedule_has_its_numbers_in_the_names_of_the_other_framework(
    call: str, to: str, expected: list[str]
) -> None:
    assert [written(each) for each in carried(parse(call), {}, to, SCHEDULES)] == expected


def test_numbers_go_into_the_schedule_that_has_them_and_whole_ones_stay_whole() -> None:
    call = parse("keras:SGD(momentum=0.9, learning_rate=Slow(a=0.5, n=10))")
    free = [Free(name, name, REAL, None, None) for name in ("a", "n")]
    assert constructor(filled(call, free, {"a": 0.25, "n": 10.0})) == (
        "keras.optimizers.SGD(learning_rate=keras.optimizers.schedules.Slow(a=0.25, n=10), momentum=0.9)"
    )


def test_a_number_that_stands_in_a_schedule_is_left_where_it_stands() -> None:
    call = parse("optax:sgd(momentum=0.9, learning_rate=joined([flat(value=0.4), flat(value=0.2)], [10]))")
    free = [Free(name, "value", REAL, None, exact(v)) for name, v in (("value", 0.4), ("value_2", 0.2))]
    assert filled(call, free, {"value": 0.4, "value_2": 0.2}) == call
