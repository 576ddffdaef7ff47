"""The first step in floating point, against the same in exact numbers, for every known form and its slips."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isnan

import pytest

from tests.parts import some_of
from verifier.audit.judging.course import GRADIENTS, W0, Course, near, points
from verifier.audit.judging.glance import FirstStep, are_apart, glance
from verifier.audit.judging.known import Known, known_forms
from verifier.audit.slips.further import slips_of
from verifier.system import System
from verifier.term import GRADIENT, ONE, WEIGHT, Term, term, where

FORMS = known_forms()


def of(course: Course) -> tuple[float, float] | None:
    return glance(course.system, course.numbers, float(W0), float(GRADIENTS[0]))


@pytest.mark.parametrize("form", some_of(FORMS, every=6), ids=lambda form: form.name)
def test_a_glance_is_the_first_step(form: Known) -> None:
    seen = 0
    for course in (form.course, *(course for _, course in slips_of(form)[::7])):
        exact, found = points(course.system, course.numbers, W0, GRADIENTS[:1]), of(course)
        if found is None:
            continue
        seen += 1
        assert exact is not None
        for value, right in zip(found, (exact[0], exact[3]), strict=True):
            assert isnan(value) if right is None else near(round(value, 9), round(right, 9))
    assert seen or form.course.points is None


def test_a_program_of_the_first_step_tells_what_a_glance_does() -> None:
    told = 0
    for form in FORMS:
        step, numbers = FirstStep(form.system), {n: x / 2 for n, x in form.numbers.items()}
        for given in (form.numbers, numbers, {}):
            found = step.glance(given, float(W0), float(GRADIENTS[0]))
            assert repr(found) == repr(glance(form.system, given, float(W0), float(GRADIENTS[0])))
            told += found is not None
    assert told > len(FORMS)


def test_forms_that_part_in_the_first_step_are_apart_and_no_other_is() -> None:
    courses = [form.course for form in FORMS]
    parted = 0
    for one, two in pairwise(courses):
        firsts = [points(c.system, c.numbers, W0, GRADIENTS[:1]) for c in (one, two)]
        alike = None not in firsts and all(map(near, *firsts))  # type: ignore[arg-type]
        assert not (alike and are_apart(of(one), of(two)))
        assert not are_apart(of(one), of(one))
        parted += are_apart(of(one), of(two))
    assert parted > len(courses) / 4


@pytest.mark.parametrize(
    "weight",
    [
        where(Term("lt", WEIGHT + GRADIENT, term(Fraction(4, 5))), ONE, WEIGHT),
        WEIGHT / (WEIGHT + GRADIENT - Fraction(4, 5)),
        Term("exp", WEIGHT * 10**6),
    ],
)
def test_nothing_is_seen_where_floating_point_tells_nothing(weight: Term) -> None:
    system = System("made", (), (), weight)
    assert glance(system, {}, 0.7, 0.1) is None
    assert FirstStep(system).glance({}, 0.7, 0.1) is None


def test_what_is_undefined_is_so() -> None:
    undefined = glance(System("made", (), (), WEIGHT / (GRADIENT - GRADIENT)), {}, 0.1, 0.1)
    assert undefined is not None
    assert isnan(undefined[1])
