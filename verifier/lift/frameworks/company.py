"""Parameters beside each other: what was read of one must be the step of each of them.

Read alone, on a vector, a rate that goes by a parameter's place in the list, by its name, by its number of
dimensions, or by a count kept for all of them, looks like any other number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from verifier.errors import InputError
from verifier.lift.frameworks.raised import is_ours
from verifier.lift.frameworks.validate import Parted, Runner, validate
from verifier.system import System

Shape = tuple[int, ...]
Array = NDArray[np.float64]
VECTORS: tuple[Shape, ...] = ((3,), (3,), (3,))
FEWER: tuple[Shape, ...] = ((3,), (), (2, 3), (2, 1, 3), (2, 2, 1, 2), (1200,), (160, 160))
"""Of all numbers of dimensions, and larger along each than what code commonly takes for small."""
SHAPES: tuple[Shape, ...] = (*FEWER, (1, 2, 1, 2, 1), (16, 8, 3, 3))
"""Where a further shape costs little: with nothing to compile."""
SINGLE: tuple[Shape, ...] = ((1,), (1, 1), (1,))
"""Where the other coordinates of a parameter enter, there are none."""
STEPS = 16
REST_WEIGHT, REST_GRADIENT = 0.3, -0.125
"""Of coordinates that are not looked at."""


Several = Callable[[tuple[Shape, ...], int], Runner]
"""Makes a runner of one optimizer for parameters of these shapes, so many of them of a first kind or group.

It has a course for each of them, that of its first coordinate, and shows the weight alone.
"""


@dataclass(frozen=True)
class Words:
    """What to say of a step that is another beside others or on another shape; a note of a second kind."""

    place: str
    kind: str
    shape: str


@dataclass(frozen=True)
class Held:
    """How several parameters are held against what was read of one.

    Attributes
    ----------
    system : System
    accepts : callable
        Whether the code takes these hyperparameters.
    tolerance : float
    """

    system: System
    accepts: Callable[[Mapping[str, Fraction]], bool]
    tolerance: float

    def parts(self, run: Runner, count: int) -> bool:
        """Whether the running code makes another number of one of so many parameters."""
        accepts, tolerance = self.accepts, self.tolerance
        try:
            validate(
                self.system, run, accepts=accepts, runs=1, steps=STEPS, courses=count, tolerance=tolerance
            )
        except Parted:
            return True
        except InputError:  # too little to compare
            return False
        return False

    def fails(self, run: Runner, count: int) -> str:
        """What the running code raises of so many parameters, empty where it raises nothing."""
        try:
            self.parts(run, count)
        except Exception as error:  # the code of an optimizer may raise anything; what is ours goes on
            if is_ours(error):
                raise
            return type(error).__name__
        return ""


def hold_in_company(held: Held, several: Several, shapes: tuple[Shape, ...], words: Words) -> Iterator[str]:
    """Hold what was read against the steps of several parameters; what to say of what it was read for.

    Raises
    ------
    InputError
        When one of them takes another step than was read.
    """
    failed: dict[Shape, str] = {}
    if held.fails(several(shapes, len(shapes)), len(shapes)):
        failed = {s: said for s in dict.fromkeys(shapes) if (said := held.fails(several((s,), 1), 1))}
    yield from (f"on a shape {shape} its code raises {said}" for shape, said in failed.items())
    taken = tuple(shape for shape in shapes if shape not in failed)
    count = len(taken)
    one, two = several(taken, count), several(taken, count // 2)
    if said := held.fails(one, count):
        yield f"read for one parameter: of several its code raises {said}"
    elif held.parts(one, count):
        same = taken[:1] * 3
        beside = held.parts(several(same, len(same)), len(same))
        raise InputError(f"{held.system.name}: {words.place if beside else words.shape}")
    elif held.fails(two, count) or held.parts(two, count):
        yield words.kind


def filled(shape: Shape, first: float, rest: float) -> Array:
    """An array of that shape with another first number than the rest."""
    values = np.full(shape, rest)
    values.flat[0] = first
    return values
