"""What a kernel cannot take is refused in words, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier, get_ident
from typing import Any

import numpy as np
import pytest

from tests.kernel_calls import ADAM, SYSTEMS, inputs, text, usual
from tests.parts import some_of
from verifier.kernel import TARGETS
from verifier.system import System

Arrays = dict[str, Any]


class Own(np.ndarray):
    """An array that may compute as it likes."""


def replaced(array: Any, value: float) -> Any:
    changed = array.copy()
    changed[-1] = value
    return changed


REFUSED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "another shape": (lambda a: a[:-1].copy(), "has the shape"),
    "one axis more": (lambda a: a[None].copy(), "has the shape"),
    "no axis": (lambda a: np.array(a[0]), "has the shape"),
    "another precision": (lambda a: a.astype("float32"), "is float"),
    "half precision": (lambda a: a.astype("float16"), "must be a NumPy array of float32 or float64"),
    "the other byte order": (lambda a: a.astype(">f8"), "must be a NumPy array of float32 or float64"),
    "integers": (lambda a: a.astype(int), "must be a NumPy array of float32 or float64"),
    "truth values": (lambda a: a > 0, "must be a NumPy array of float32 or float64"),
    "complex numbers": (lambda a: a + 1j, "must be a NumPy array of float32 or float64"),
    "text": (lambda a: np.array(["1.0"] * len(a)), "must be a NumPy array of float32 or float64"),
    "objects": (lambda a: a.astype(object), "must be a NumPy array of float32 or float64"),
    "masked": (lambda a: np.ma.masked_less(a, 0.1), "must be a NumPy array of float32 or float64"),
    "a class of one's own": (lambda a: a.view(Own), "must be a NumPy array of float32 or float64"),
    "nothing": (lambda a: None, "must be a NumPy array of float32 or float64"),
    "an infinity": (lambda a: replaced(a, -np.inf), "holds an infinity or a NaN"),
    "a NaN": (lambda a: replaced(a, np.nan), "holds an infinity or a NaN"),
    "a NaN between strides": (
        lambda a: np.repeat(replaced(a, np.nan), 2)[::2],
        "holds an infinity or a NaN",
    ),
}
"""What is done to one array, and what the message says."""

IN_PLACE: dict[str, tuple[Callable[[Arrays, str], Any], str]] = {
    "read-only": (lambda given, name: sealed(given[name]), "is read-only"),
    "the gradient itself": (lambda given, name: given["g"], "may share memory"),
    "a view of the gradient": (lambda given, name: given["g"][::-1], "may share memory"),
    "one number repeated": (
        lambda given, name: np.lib.stride_tricks.as_strided(given[name], given[name].shape, (0,)),
        "share memory with each other",
    ),
    "windows that overlap": (
        lambda given, name: np.lib.stride_tricks.as_strided(np.ones(9), given[name].shape, (4,)),
        "share memory with each other",
    ),
}
"""What cannot be written, by the arrays and the name of one that is."""


def sealed(array: Any) -> Any:
    array = array.copy()
    array.flags.writeable = False
    return array


def kernel(system: System, target: str) -> Callable[..., Any]:
    if target == "numba":
        pytest.importorskip("numba", reason="python -m pip install '.[compiled]'")
    space: dict[str, Any] = {}
    exec(compile(text(system, target), "<generated>", "exec"), space)
    found: Callable[..., Any] = space[system.name]
    return found


def given(system: System) -> Arrays:
    names = ["w", "g", *(s.name for s in system.states)]
    return dict(zip(names, inputs(system, (4,), "float64"), strict=True))


def refusals(system: System, target: str) -> Iterator[tuple[str, str, Arrays, str]]:
    """Kind, name of the bad array, the arrays, what is to be said."""
    for kind, (change, message) in REFUSED.items():
        if target == "numpy" and kind in ("objects", "nothing"):
            message = "must be a NumPy array"
        for name in given(system):
            arrays = given(system)
            arrays[name] = change(arrays[name])
            yield kind, name, arrays, message
    for kind, (make, message) in IN_PLACE.items() if target != "numpy" else ():
        for name in given(system).keys() - {"g"}:
            arrays = given(system)
            arrays[name] = make(arrays, name)
            yield kind, name, arrays, message


@pytest.mark.parametrize(("name", "target"), some_of(list(product(SYSTEMS, TARGETS)), 4))
def test_no_bad_array_is_taken_and_none_is_touched(name: str, target: str) -> None:
    system = SYSTEMS[name]
    step, options = kernel(system, target), usual(system)
    for kind, bad, arrays, message in refusals(system, target):
        before = {key: np.array(a, copy=True) for key, a in arrays.items()}
        w, g, *states = arrays.values()
        with pytest.raises((TypeError, ValueError)) as refused:
            step(w, g, 1, *states, **options)
        assert message in str(refused.value), f"{kind} as {bad}"
        for key, array in arrays.items():
            np.testing.assert_array_equal(np.array(array), before[key], err_msg=f"{kind} as {bad}: {key}")


SCALARS = [
    ("t", 0, ValueError, "t is 0; steps are counted 1, 2, 3"),
    ("t", 2.5, ValueError, "t is 2.5; steps are counted"),
    ("t", float("inf"), ValueError, "t is inf; give a finite number"),
    ("t", None, TypeError, "t must be a number"),
    ("lr", float("nan"), ValueError, "lr is nan; give a finite number"),
    ("lr", "0.1", TypeError, "lr must be a number"),
    ("lr", np.ones(4), TypeError, "lr must be a number"),
    ("epsilon", float("inf"), ValueError, "epsilon is inf; give a finite number"),
    ("beta_1", 1j, TypeError, "beta_1 must be a number"),
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("name", "value", "error", "message"), SCALARS, ids=lambda x: str(x)[:12])
def test_no_bad_number_is_taken(
    name: str, value: Any, error: type[Exception], message: str, target: str
) -> None:
    arrays = given(ADAM)
    w, g, *states = arrays.values()
    before = {key: a.copy() for key, a in arrays.items()}
    numbers = {"t": 1, **usual(ADAM), name: value}
    with pytest.raises(error, match=message):
        kernel(ADAM, target)(w, g, numbers.pop("t"), *states, **numbers)
    assert all((arrays[key] == before[key]).all() for key in arrays)


@pytest.mark.parametrize("target", TARGETS)
def test_large_numbers_are_finite_although_their_squares_are_not(target: str) -> None:
    arrays = [np.full(5, 1e200) for _ in range(3)]
    results = kernel(SYSTEMS["momentum"], target)(arrays[0], arrays[1], 1, arrays[2])
    assert np.isfinite(results[0]).all()


@pytest.mark.parametrize("target", TARGETS)
def test_arrays_without_elements_and_without_axes_are_taken(target: str) -> None:
    for shape in ((0,), (3, 0), ()):
        arrays = inputs(ADAM, shape, "float32")
        results = kernel(ADAM, target)(arrays[0], arrays[1], 1, *arrays[2:])
        assert all(r.shape == shape and r.dtype == np.float32 for r in results)


def test_a_file_mapped_into_memory_is_written(tmp_path: Any) -> None:
    arrays = inputs(ADAM, (5,), "float64")
    mapped = np.memmap(tmp_path / "w", dtype="float64", mode="w+", shape=(5,))
    mapped[:] = arrays[0]
    kernel(ADAM, "blocked")(mapped, arrays[1], 1, *arrays[2:])
    assert not (mapped == arrays[0]).any()


def test_a_view_beside_another_one_of_the_same_memory_is_taken() -> None:
    memory = np.arange(1.0, 9.0)
    w, velocity = memory[:4], memory[4:]
    kernel(SYSTEMS["momentum"], "blocked")(w, np.ones(4), 1, velocity)
    assert (velocity == 0.9 * np.arange(5.0, 9.0) - 0.01).all()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_starts_threads_of_its_own() -> None:
    space: dict[str, Any] = {}
    exec(text(SYSTEMS["sgd"], "blocked"), space)
    first = space["pool"](2, os.getpid())
    assert space["pool"](2, os.getpid()) is first
    assert space["pool"](2, os.getpid() + 1) is not first


def test_steps_at_once_compute_each_in_memory_of_its_own_which_the_thread_keeps() -> None:
    space: dict[str, Any] = {}
    exec(text(SYSTEMS["momentum"], "blocked"), space)
    together, used = Barrier(2, timeout=60), dict[int, list[Any]]()

    def seen(w: Any, velocity: Any, g: Any, scratch: Any, *_: Any) -> None:
        used.setdefault(get_ident(), []).append(scratch)
        together.wait()  # nobody leaves before the other is here too

    def run(w: Any) -> None:
        for t in (1, 2):
            space["momentum"](w, w + 1, t, w + 2)

    space["one_block"] = seen
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (np.ones(3), np.ones(3))))
    (first, again), (second, once_more) = used.values()
    assert first is again
    assert second is once_more
    assert not np.shares_memory(first, second)


def test_what_was_taken_once_is_looked_at_again() -> None:
    step = kernel(ADAM, "blocked")
    arrays = given(ADAM)
    w, g, *states = arrays.values()
    step(w, g, 1, *states)
    before = {key: a.copy() for key, a in arrays.items()}
    w[0] = np.nan
    with pytest.raises(ValueError, match="w holds an infinity or a NaN"):
        step(w, g, 2, *states)
    w[0] = before["w"][0]
    states[0].flags.writeable = False
    with pytest.raises(ValueError, match="m is read-only"):
        step(w, g, 2, *states)
    states[0].flags.writeable = True
    with pytest.raises(ValueError, match="w and v may share memory"):
        step(w, g, 2, states[0], w)
    with pytest.raises(ValueError, match="t is 0"):
        step(w, g, 0, *states)
    assert all((arrays[key] == before[key]).all() for key in arrays)


@pytest.mark.parametrize("size", [1000, 200_000, 300_000])
def test_one_bad_element_anywhere_among_large_numbers_is_found(size: int) -> None:
    """The scalar products of these overflow, and are no reason to refuse them."""
    step = kernel(SYSTEMS["momentum"], "blocked")
    for bad in (0, size // 2, size - 1):
        arrays = [np.full(size, 1e200) for _ in range(3)]
        for array, name in zip(arrays, ("w", "g", "velocity"), strict=True):
            array[bad] = np.nan
            with pytest.raises(ValueError, match=f"^{name} holds an infinity or a NaN"):
                step(arrays[0], arrays[1], 1, arrays[2])
            array[bad] = 1e200
    assert np.isfinite(step(arrays[0], arrays[1], 1, arrays[2])[0]).all()


@pytest.mark.parametrize("target", TARGETS)
def test_a_number_in_an_array_without_axes_is_a_number(target: str) -> None:
    results = []
    for lr in (0.125, np.array(0.125), np.float32(0.125)):
        w, g, *states = given(ADAM).values()
        results.append(kernel(ADAM, target)(w, g, 1, *states, lr=lr))
    for a, b, c in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


def test_factors_are_computed_once_for_all_arrays_of_a_step() -> None:
    for name, kept in (("adam", 2), ("momentum", 1)):
        space: dict[str, Any] = {}
        exec(text(SYSTEMS[name], "blocked"), space)
        for t in (1, 1, 2, 2):
            w, g, *states = given(SYSTEMS[name]).values()
            space[name](w, g, t, *states)
        assert space["of_the_step"].cache_info().misses == kept, "they depend on t, or they do not"


@pytest.mark.parametrize("target", ["blocked", "numba"])
def test_parts_of_one_long_array_are_taken_if_they_lie_apart(target: str) -> None:
    """Parts own no memory, and are the one case in which contiguous arrays may overlap."""
    step = kernel(SYSTEMS["momentum"], target)
    for begins in ((0, 4, 8), (8, 4, 0), (0, 3, 8), (0, 4, 7), (0, 8, 3)):
        memory = np.arange(1.0, 13.0)
        w, g, velocity = (memory[begin : begin + 4] for begin in begins)
        if sorted(begins) == [0, 4, 8]:
            assert step(w, g, 1, velocity)[0] is w
            continue
        with pytest.raises(ValueError, match="may share memory"):
            step(w, g, 1, velocity)
        np.testing.assert_array_equal(memory, np.arange(1.0, 13.0))
