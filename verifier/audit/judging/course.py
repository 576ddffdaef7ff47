"""The course of a system: the points that it asks at and its weights over a few steps, at fixed numbers.

Courses only suggest which systems are the same; what they suggest is proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from flint import arb, fmpq

from verifier.audit.judging.glance import FirstStep, Glance, are_apart, glance
from verifier.evaluate import Undefined, compile_system, run
from verifier.system import System

W0 = Fraction(7, 3)
GRADIENTS = tuple(Fraction(x, y) for x, y in ((3, 2), (2, 3), (-5, 4), (1, 7), (-9, 5)))
FURTHER = tuple(Fraction((7 * i * i + 3 * i) % 19 - 9, 4) for i in range(1, 25))
"""More gradients: methods that take signs show over a few steps little of what they do."""
BITS = 64

Points = tuple[float | None, ...]
"""Points asked at and weights, by turns; None where one is undefined."""


@dataclass(frozen=True, eq=False)
class Course:
    """What a system does over a few steps; nothing is computed before it is asked for.

    Attributes
    ----------
    system : System
    numbers : mapping
        A number for each hyperparameter.
    first_step : FirstStep or None
        That of the system, where it is looked at with many numbers.
    """

    system: System
    numbers: Mapping[str, Fraction]
    first_step: FirstStep | None = None

    @cached_property
    def glance(self) -> Glance | None:
        """The first step: most systems part in it."""
        if self.first_step is not None:
            return self.first_step.glance(self.numbers, float(W0), float(GRADIENTS[0]))
        return glance(self.system, self.numbers, float(W0), float(GRADIENTS[0]))

    @cached_property
    def points(self) -> Points | None:
        """All steps; None where they cannot be computed."""
        return points(self.system, self.numbers)


def points(
    system: System,
    numbers: Mapping[str, Fraction],
    w0: Fraction = W0,
    gradients: Sequence[Fraction] = GRADIENTS,
) -> Points | None:
    """The points asked at and the weights of a few steps; None where they cannot be computed."""
    try:
        found = run(_compiled(system), dict(numbers), w0, gradients, exact_bits=BITS)
    except (KeyError, ZeroDivisionError, OverflowError, ValueError):
        return None
    return tuple(number_of(x) for pair in zip(found.queries, found.weights, strict=True) for x in pair)


_compiled = lru_cache(maxsize=1024)(compile_system)


def number_of(value: object) -> float | None:
    """A value of a run as a float; None where it is undefined."""
    if isinstance(value, Undefined):
        return None
    if isinstance(value, fmpq):
        return int(value.p) / int(value.q)
    if isinstance(value, arb):
        return float(value.mid())
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def same_course(one: Course | None, two: Course | None) -> bool:
    """Whether two systems go the same way as far as can be seen."""
    if one is None or two is None or are_apart(one.glance, two.glance):
        return False
    return same_points(one.points, two.points)


def same_points(one: Points | None, two: Points | None) -> bool:
    """Whether two runs are the same as far as can be seen, and show something."""
    if one is None or two is None or len(one) != len(two):
        return False
    weights = {x for x in one[1::2] if x is not None}
    if sum(x is not None for x in one) < 4 or len(weights) < 2:  # no weight after the start, or none moves
        return False
    return _all_near(one, two)


def _all_near(one: Points | None, two: Points | None) -> bool:
    return one is not None and two is not None and all(map(near, one, two))


def near(a: float | None, b: float | None) -> bool:
    """Whether two values of a course are the same as far as can be seen."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-11 * (1 + min(abs(a), abs(b)))  # what is beyond all floats is near nothing
