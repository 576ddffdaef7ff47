"""Forms that are others at special values of their hyperparameters: plain descent is momentum without any."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product

from verifier.audit.judging.course import Course, same_course
from verifier.audit.judging.judge import course_of
from verifier.audit.judging.known import Known, correspondences, literals_of

SPECIAL = (Fraction(0), Fraction(1))
ANY = (Fraction(3, 4),)
"""A number that stands for whatever a decay rate may be: the letters that correspond alone are asked for."""
MAX_SPECIAL = 64


def is_case(special: Known, general: Known) -> bool:
    """Whether a form is another one where some of the other's hyperparameters are 0, 1 or its numbers."""
    literals = (*ANY, *literals_of(special.system))
    for how in islice(correspondences(special.system, general.system, literals), MAX_SPECIAL):
        numbers = {ours: general.numbers[theirs] for ours, theirs in how.names.items()} | dict(how.constants)
        course = Course(special.system, numbers)
        absent = (dict(zip(how.fixed, v, strict=True)) for v in product(SPECIAL, repeat=len(how.fixed)))
        if any(same_course(course, course_of(general, fixed)) for fixed in (how.fixed, *absent)):
            return True
    return False
