"""`assert_equivalent`: what passes, what fails, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verifier import InputError
from verifier.testing import assert_equivalent


def step(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g**2
    w -= lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)


def undefined_at_zero(w, g, *, lr=0.1):
    return w - lr * g**2 / g


def late(w, g, u=0, *, lr=0.1, beta=0.9):
    w -= lr * u
    u *= beta
    u += g


def renamed(w, g, acc=0, *, rate=0.1, friction=0.9):
    acc = friction * acc + g
    return w - rate * acc


def constant(w, g, u=0, *, lr=0.1):
    u = 0.9 * u + g
    return w - lr * u, u


def failure(*arguments: Any, **named: Any) -> str:
    with pytest.raises(AssertionError) as error:
        assert_equivalent(*arguments, **named)
    return str(error.value)


def test_a_right_step_passes() -> None:
    assert_equivalent(step, "adam")


def test_names_and_files_are_taken_as_well(tmp_path: Path) -> None:
    file = tmp_path / "steps.py"
    file.write_text("def mine(w, g, *, lr=0.1):\n    return w - lr*g\n")
    assert_equivalent("sgd", "sgd")
    assert_equivalent(f"{file}:mine", "sgd")
    assert_equivalent(f"numpy:{file}:mine", f"{file}:mine")


def test_a_step_may_be_the_reference(tmp_path: Path) -> None:
    assert_equivalent("adam", step)


def test_a_wrong_step_fails_and_says_where_it_parts() -> None:
    said = failure(late, "momentum").splitlines()
    assert said[0].startswith("late(…) and momentum are not the same optimizer (")
    assert "gives" in said[1]
    assert any(line.startswith("first differing step: t = ") for line in said)
    assert said[-1].startswith("judged on: real numbers, each coordinate alone; lr > 0")


def test_a_step_that_is_the_same_only_under_a_condition_fails() -> None:
    said = failure(undefined_at_zero, "sgd")
    assert "(conditional)" in said
    assert "same if g != 0; else not the same: " in said
    assert "first differing step: t = 1" in said


def test_what_a_step_is_instead_is_said() -> None:
    said = failure(late, "sgd")
    assert "nearest known form" not in said
    assert "nearest known form: momentum, which it is proved to be" in failure(renamed_as_known, "sgd")


def renamed_as_known(w, g, acc=0, *, lr=0.1, beta=0.9):
    acc = beta * acc + g
    return w - lr * acc


def test_a_hyperparameter_may_have_another_name() -> None:
    rename = {"rate": "lr", "friction": "momentum"}
    assert "hyperparameters without a partner: " in failure(renamed, "momentum")
    with pytest.raises(AssertionError):  # any real number, by its name, is a wider domain
        assert_equivalent(renamed, "momentum")
    assert_equivalent(renamed, "momentum", rename=rename)


def test_a_number_may_stand_in_the_code() -> None:
    assert "(translated)" in failure(constant, "momentum")
    assert_equivalent("momentum", constant, at={"momentum": "9/10"})


def test_what_is_not_decided_fails_with_another_message() -> None:
    said = failure(step, "adam", timeout=1e-6)
    assert "it was not decided whether they are the same optimizer; nothing was shown either way" in said
    assert "reason: the time limit" in said
    assert "are not the same" not in said


@pytest.mark.parametrize(
    "wrong", [lambda w, g, *, lr=0.1: w - lr * g.mean(), "nowhere", "numpy:nowhere.py:f"]
)
def test_what_cannot_be_read_is_an_input_error(wrong: str | Callable[..., Any]) -> None:
    with pytest.raises(InputError) as raised:
        assert_equivalent(wrong, "adam")
    assert len(raised.traceback) == 2, "the test and the assertion, nothing of how it was noticed"
