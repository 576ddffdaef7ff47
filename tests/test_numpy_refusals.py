"""NumPy kernels that no trace follows: the line, the operation, and the choice of a formula file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_numpy_lift import PROLOGUE
from verifier import InputError, catalogue
from verifier.lift.numpy_kernel import read, trace

Step = Callable[..., Any]


def nothing(w, g, *, lr=0.1):
    lr * g


def forgetful(w, g, m=0, *, lr=0.1):
    return w - lr * (m + g)


def three(w, g, m=0, *, lr=0.1):
    return w, m, g


def in_a_dictionary(w, g, m=0, *, lr=0.1):
    return {"w": w - lr * m, "m": g}


def without_default(w, g, m, *, lr=0.1):
    return w - lr * g, m


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (nothing, "'w' never changes; return its new value, or write into the array"),
        (
            forgetful,
            "'m' never changes; return its new value, or write into the array; a hyperparameter stands",
        ),
        (three, "returns 3 values; accepted: None, 1 (the new weight), or 2 (w, m)"),
        (in_a_dictionary, "returns a dict; return arrays: w, m"),
        (without_default, "'m' has no initial value; a state is written m=0"),
    ],
)
def test_a_step_that_does_not_say_what_it_makes_is_refused(step: Step, said: str) -> None:
    with pytest.raises(InputError) as error:
        trace(step)
    assert said in str(error.value)


REFUSED = {
    "w - lr*g/np.linalg.norm(g)": "`np.linalg.norm` joins several coordinates",
    "w - lr*g.mean()": "`.mean` joins several coordinates",
    "w - lr*np.add.reduce(g)": "`np.add.reduce` joins several coordinates",
    "w - lr*g[::-1]": "depends on its place or on another coordinate",
    "w - lr*np.where(np.arange(w.size) > 0, g, 2*g)": "depends on its place or on another coordinate",
    "w - lr*g.astype(np.float32)": "a conversion to float32, which rounds",
    "w - lr*np.cos(g)": "`np.cos` is not traced",
    "w - round(lr)*g": "`float`, `int`, `round` or `divmod` of a number",
    "w - lr*g if g > 0 else w": "the truth of 2 elements at once; `np.where` decides for each",
    "w - lr*g[g > 0]": "`x[mask]` picks elements by their values",
    "w - lr*np.array([float(x) for x in g])": "a conversion of an array to a number",
    "w - lr*undefined": "NameError",
    "w - lr*g.real": "`.real` of an array is not traced",
    "w - lr*g*len(range(t))": "`float`, `int`, `round` or `divmod` of a number",
}


@pytest.mark.parametrize("expression", REFUSED)
def test_what_leaves_the_trace_is_refused_with_its_line(expression: str, tmp_path: Path) -> None:
    file = tmp_path / "kernel.py"
    file.write_text(f"{PROLOGUE}def step(w, g, t, *, lr=0.1):\n    a = 1\n    return {expression}\n")
    with pytest.raises(InputError) as error:
        read(f"{file}:step")
    said = str(error.value)
    assert REFUSED[expression] in said
    assert "depends on its place" in said or f"{file}:5: " in said
    assert said.endswith("give it as a formula file (path.py:function), which is read and never run")


def test_a_length_of_a_loop_that_depends_on_the_step_is_found_by_running() -> None:
    def looping(w, g, t, *, lr=0.1):
        return w - lr * g * sum(1 for _ in range(int(t)))

    with pytest.raises(InputError, match="what was read differs from the running code at step 1"):
        trace(looping)


def test_a_dictionary_of_settings_is_refused_with_what_to_write() -> None:
    def configured(w, g, config=None):
        return w - config["lr"] * g, config

    with pytest.raises(InputError, match=r"\d: configured: what 'config' holds, no signature shows; write"):
        trace(configured)


def endless(w, g, *, lr=0.1):
    step = lr
    while step > 0:
        step = step - 1
    return w - step * g


def hesitant(w, g, *, lr=0.1):
    for bound in range(8):
        w = w - g if lr > bound else w + g
    return w


def test_a_step_that_decides_too_often_is_not_said_to_loop() -> None:
    with pytest.raises(InputError, match="its decisions on numbers make more than 128 paths") as error:
        trace(hesitant)
    assert "loop" not in str(error.value)


def checked(w, g, *, scale=0.1):
    if scale <= 0:
        raise ValueError("the scale is positive")
    return w - scale * g


def test_an_error_at_some_numbers_of_a_domain_is_told() -> None:
    with pytest.raises(InputError, match=r"refusals\.py:\d+: ValueError: the scale is positive; give it as"):
        trace(checked)


def test_a_loop_that_ends_on_a_symbolic_number_is_refused() -> None:
    with pytest.raises(InputError, match="more than 64 decisions that depend on numbers"):
        trace(endless)


class Remembering:
    """A step as an object, whose state no signature shows."""

    def __init__(self) -> None:
        self.u = 0

    def __call__(self, w, g, *, lr=0.1):
        self.u = 0.9 * self.u + g
        return w - lr * self.u


def test_an_object_with_a_memory_of_its_own_is_refused_by_its_line() -> None:
    with pytest.raises(InputError, match=r"test_numpy_refusals\.py:\d+: "):
        trace(Remembering())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("numpy:kernel.py", "name the function as well: numpy:path/to/file.py:function"),
        ("numpy:nowhere/kernel.py:step", "there is no file 'nowhere/kernel.py'"),
    ],
)
def test_a_name_that_names_no_kernel_is_refused(name: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        catalogue.system(name)
    assert said in str(error.value)


def test_a_file_that_fails_and_a_function_that_is_not_there_are_refused(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.py", tmp_path / "other.py"
    broken.write_text("raise OSError('no licence')\n")
    other.write_text("def steps(w, g): return w - g\n")
    with pytest.raises(InputError, match="cannot be run: OSError: no licence"):
        read(f"{broken}:step")
    with pytest.raises(InputError, match="there is no function 'step'; did you mean steps"):
        read(f"{other}:step")


def test_a_class_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "kernel.py"
    file.write_text("class Adam:\n    def step(self, w, g): return w - g\n")
    with pytest.raises(InputError, match=r"kernel\.py:1: Adam: it is a class; write a function"):
        read(f"{file}:Adam")
