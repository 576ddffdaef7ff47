"""What a trigger's exact answer is, certified by balls of many bits, for the few that are reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.evaluate.number import is_number
from verifier.evaluate.program import compile_system
from verifier.evaluate.trajectory import Run, start_at, working_precision
from verifier.hazards.arithmetic import Setup, roots
from verifier.hazards.formats import Array
from verifier.hazards.operations import LONG
from verifier.hazards.search import Trigger, wrong
from verifier.term import Term

BITS = 2048
"""An average's radius grows by about a tenth of itself with each step; 2000 steps take 300 bits."""


def is_certain(made: Setup, trigger: Trigger) -> bool:
    """Whether the result is as wrong beside the certified run as it is beside the one that is only long."""
    found = wrong(made, trigger.columns, exact=list(_certified(made, trigger)))
    return any((kind, place) == (trigger.kind, trigger.place) for kind, place, _, _ in found)


def _certified(made: Setup, trigger: Trigger) -> Iterator[Mapping[Term, Array]]:
    """The new weight and states at each step."""
    gradients = [Fraction(float(g)) for g in trigger.columns.gradients[:, 0]]
    ends = roots(made.system)
    with working_precision(BITS):
        start = start_at(trigger.setting, Fraction(float(trigger.columns.weights[0])), gradients)
        course = Run(compile_system(made.system), start, 0)
        for gradient in start.gradients:
            course.advance(gradient)
            values = (course.weight, *course.states)
            yield {root: np.array([_long(x)]) for root, x in zip(ends, values, strict=True)}


def _long(value: Any) -> Any:
    """The number in the longest format, its middle if it is a narrow ball; NaN for what is none."""
    if not is_number(value):
        return LONG("nan")
    middle = value.mid() if hasattr(value, "mid") else value
    high = float(middle)
    return LONG(high) + LONG(float(middle - high)) if np.isfinite(high) else LONG(high)
