"""Runs of the hazard search are taken many steps at a time, and find what single steps find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.parts import some_of
from verifier import catalogue
from verifier.hazards import search, shadow
from verifier.hazards.arithmetic import EVERYTHING
from verifier.hazards.formats import format_of
from verifier.hazards.inputs import columns, usual_setting
from verifier.hazards.machine import Machine
from verifier.hazards.search import Course, setup, wrong
from verifier.kernel.cheaper import signs_in_front

NAMES = [r.name for r in catalogue.recurrences()]


@pytest.mark.parametrize("name", some_of(NAMES, 6))
@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_steps_taken_at_once_find_what_single_steps_find(
    name: str, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, fmt = signs_in_front(catalogue.system(name)), format_of(dtype)
    tried = columns(fmt, ("constant", "normal"), 75, (1.0, 1e-4, fmt.largest / 2), (0.0, 1.0), seed=3)
    made = setup(system, fmt, EVERYTHING, usual_setting(system))

    def course() -> list[Any]:
        machine = Machine(made, tried.weights)
        return [list(after.values()) for g in tried.gradients for after in machine.take(g)]

    found, values = list(wrong(made, tried)), course()
    monkeypatch.setattr(search, "AT_ONCE", 1)
    monkeypatch.setattr(shadow, "AHEAD", 1)
    assert found == list(wrong(made, tried))
    for one, other in zip(values, course(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_exact_course_is_computed_once_and_no_further_than_it_is_asked_for() -> None:
    system, fmt = signs_in_front(catalogue.system("adam")), format_of("float16")
    tried = columns(fmt, ("constant",), 40, (1.0,), (0.0,), seed=3)
    course = Course(setup(system, fmt, EVERYTHING, usual_setting(system)), tried)
    first = [step for step, _ in zip(course.steps(), range(5), strict=False)]
    every = list(course.steps())
    assert len(every) == 40
    assert all(a is b for a, b in zip(first, every, strict=False))
    assert np.isfinite([value for step in every for value in step.values()]).all()
