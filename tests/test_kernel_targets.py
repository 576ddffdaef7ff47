"""Kernels that write in place: the specification's step, and nothing written when something is wrong."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from tests.kernel_calls import ADAM, SYSTEMS, everywhere, inputs, text
from tests.parts import some_of
from verifier import catalogue
from verifier.findings import Verdict
from verifier.handwritten import find
from verifier.kernel import generate
from verifier.kernel.cheaper import cheaper, signs_in_front, work
from verifier.kernel.program import program_of
from verifier.kernel.registers import layout
from verifier.numerics.battery import battery
from verifier.referee import judge
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, sqrt, state, where

in_place = pytest.mark.parametrize("target", ["blocked", "numba"])


def module(system: System, target: str) -> dict[str, Any]:
    if target == "numba":
        pytest.importorskip("numba", reason="python -m pip install '.[compiled]'")
    space: dict[str, Any] = {}
    exec(compile(text(system, target), "<generated>", "exec"), space)
    return space


def with_new_arrays(kernel: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    def step(w: Any, g: Any, t: int, *states: Any, **hypers: float) -> tuple[Any, ...]:
        ours = [np.array(x) for x in (w, *states)]
        kernel(ours[0], np.array(g), t, *ours[1:], **hypers)
        return tuple(ours)

    return step


def taken(
    space: dict[str, Any], system: System, arrays: list[np.ndarray], **hypers: float
) -> list[np.ndarray]:
    copies = [a.copy(order="K") for a in arrays]
    results = space[system.name](copies[0], copies[1], 3, *copies[2:], **hypers)
    assert all(r is a for r, a in zip(results, [copies[0], *copies[2:]], strict=True))
    return list(results)


def plain(system: System, arrays: list[np.ndarray], **hypers: float) -> tuple[np.ndarray, ...]:
    space: dict[str, Any] = {}
    exec(compile(text(system, "numpy"), "<generated>", "exec"), space)
    results: tuple[np.ndarray, ...] = space[system.name](arrays[0], arrays[1], 3, *arrays[2:], **hypers)
    return results


@pytest.mark.parametrize(("name", "target"), some_of(list(product(SYSTEMS, ["blocked", "numba"])), 3))
def test_each_target_is_within_the_rounding_limit_of_the_hand_written_and_of_the_plain_kernel(
    name: str, target: str
) -> None:
    space = module(SYSTEMS[name], target)
    space["CHECK_FINITE"] = False  # the battery tries what is not finite too
    findings = battery(SYSTEMS[name], with_new_arrays(space[name]))
    assert [f.verdict for f in findings if f.as_claimed is not True] == []
    assert find(name) is not None, "and `check` holds the hand-written one against the plain one"


def test_a_target_with_one_operation_changed_is_beyond_the_limit() -> None:
    source = generate(ADAM, "blocked")
    broken = source.replace("numpy.multiply(g, g, scratch0)", "numpy.absolute(g, scratch0)")
    assert broken != source
    space: dict[str, Any] = {}
    exec(compile(broken, "<generated>", "exec"), space)
    space["CHECK_FINITE"] = False
    verdicts = [f.verdict for f in battery(ADAM, with_new_arrays(space["adam"]))]
    assert Verdict.REFUTED in verdicts


@everywhere
def test_the_cheaper_step_is_proved_the_same_and_takes_no_more_operations(name: str) -> None:
    light = signs_in_front(cheaper(SYSTEMS[name]))
    assert judge(SYSTEMS[name], light).verdict is Verdict.PROVED
    assert work(light) <= work(SYSTEMS[name])


def test_adam_is_rid_of_its_two_divisions_by_scalars() -> None:
    assert work(cheaper(ADAM)) < work(ADAM)
    assert generate(ADAM, "blocked").count("numpy.divide(") == 1


def test_of_as_many_operations_those_with_less_scratch_are_taken() -> None:
    """lr*(g/x) needs no second array beside x; (lr*g)/x does."""
    system = SYSTEMS["rmsprop"]
    light, plain = (layout(program_of(signs_in_front(s), readable=True)) for s in (cheaper(system), system))
    assert (len(light.calls), len(light.numbers)) == (len(plain.calls), len(plain.numbers) - 1)


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_cheaper_is_used_only_where_it_is_proved_to_be_the_same(sign: int) -> None:
    """sqrt(c*v) is sqrt(c)*sqrt(v) where both are positive, and not where both are negative."""
    weight = WEIGHT - hyper("lr") * (GRADIENT / sqrt(hyper("c") * state("v")))
    average = State("v", ONE * sign, state("v") + GRADIENT * GRADIENT * sign)
    system = System("f", (Hyper("lr"), Hyper("c")), (average,), weight)
    assert (cheaper(system) is not system) == (sign > 0)


@in_place
def test_arrays_of_any_shape_are_taken_with_and_without_threads(target: str) -> None:
    space = module(ADAM, target)
    for dtype, shape in product(["float32", "float64"], [(), (0,), (1,), (3, 5), (131073,), (2, 140001)]):
        arrays = inputs(ADAM, shape, dtype)
        for mine, theirs in zip(taken(space, ADAM, arrays), plain(ADAM, arrays), strict=True):
            assert mine.dtype == theirs.dtype
            np.testing.assert_allclose(
                mine, theirs, rtol=64 * np.finfo(dtype).eps, atol=64 * np.finfo(dtype).eps
            )


@in_place
def test_arrays_that_are_not_contiguous_are_written_where_they_lie(target: str) -> None:
    arrays = inputs(ADAM, (6, 8), "float64")
    strided = [np.repeat(a, 2, axis=1)[:, ::2] for a in arrays]
    assert not strided[0].flags.c_contiguous
    transposed = [np.asfortranarray(a) for a in arrays]
    space = module(ADAM, target)
    expected = taken(space, ADAM, arrays)
    for laid_out in (strided, transposed):
        space["adam"](laid_out[0], laid_out[1], 3, *laid_out[2:])
        for a, b in zip([laid_out[0], *laid_out[2:]], expected, strict=True):
            np.testing.assert_array_equal(a, b)


def swapped() -> System:
    """States that exchange their values, one that keeps the gradient, one that is set to a number."""
    states = (
        State("a", ZERO, state("b")),
        State("b", ONE, state("a")),
        State("last", ZERO, GRADIENT),
        State("five", ZERO, ONE * 5),
        State("old", ZERO, WEIGHT),
    )
    return System("f", (), states, WEIGHT - state("a") * state("last"))


def chosen() -> System:
    """Choices with what is overwritten on either side, and with a condition of the step alone."""
    up = where(Term("lt", ZERO, GRADIENT), state("a"), WEIGHT)
    late = where(Term("lt", ONE * 2, STEP), up, GRADIENT)
    both = Term("and", Term("lt", WEIGHT, GRADIENT), Term("ne", state("a"), ONE))
    return System("f", (), (State("a", ZERO, where(both, WEIGHT, state("a"))),), late * 3 / 7)


@in_place
@pytest.mark.parametrize("system", [swapped(), chosen()], ids=["swapped", "chosen"])
def test_results_may_exchange_their_arrays(target: str, system: System) -> None:
    arrays = inputs(system, (50,), "float64")
    for a, b in zip(taken(module(system, target), system, arrays), plain(system, arrays), strict=True):
        np.testing.assert_array_max_ulp(a, b, maxulp=2)


@everywhere
def test_no_scratch_is_used_beyond_four_blocks(name: str) -> None:
    plan = layout(program_of(signs_in_front(cheaper(SYSTEMS[name])), readable=True))
    assert len(plan.numbers) + len(plan.truths) <= 4


def test_what_needs_most_scratch_is_computed_first() -> None:
    """With w*a held, g*b + m*c would take a third block."""
    plan = layout(program_of(signs_in_front(cheaper(SYSTEMS["lion"])), readable=True))
    assert len(plan.numbers) == 2


def test_a_stranger_may_name_things_as_the_generated_file_does() -> None:
    names = ("numpy", "arrays", "scratch0", "i", "w_i", "n0", "admit", "numbers", "alone", "ALONE", "math")
    states = tuple(State(n, ZERO, state(n) + GRADIENT * 2) for n in names)
    total = WEIGHT
    for n in names:
        total = total - hyper(n + "_") * state(n)
    system = System("finite", tuple(Hyper(n + "_") for n in names), states, total)
    for target in ("blocked", "numba"):
        space = module(system, target)
        arrays = inputs(system, (5,), "float64")
        keywords = {f"{n}_": 0.5 for n in names}
        taken_by_name = space["kernel"](*arrays[:2], 1, *arrays[2:], **keywords)
        assert np.isfinite(taken_by_name[0]).all()


def test_the_catalogue_of_targets_is_what_the_command_offers() -> None:
    making = importlib.import_module("verifier.cli.making")
    helped = making.kernel.params[1].help
    assert all(target in helped for target in ("numpy", "blocked", "numba"))


def test_weights_that_only_a_map_relates_are_not_the_same_weights() -> None:
    """Nesterov's weight is the look-ahead point in Keras' form: one method, and another kernel."""
    related = judge(catalogue.system("nesterov/keras"), SYSTEMS["nesterov"])
    assert (related.verdict, related.same_weights) == (Verdict.PROVED, False)
    assert judge(ADAM, cheaper(ADAM)).same_weights
