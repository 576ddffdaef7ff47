"""Validation: a lifted recurrence is run beside the code it was read from, and refused where they part."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.domain import Domain
from verifier.errors import InputError
from verifier.evaluate import Program, Trajectory, Undefined, compile_system, is_number, run
from verifier.lift.frameworks.rounding import in_float64
from verifier.system import System

Step = Mapping[str, Any]
"""What the running code holds after a step: ``w``, and every state that can be read, by name.

Numbers; where several courses are run at once, an array with an element for each, or one number for all.
"""

Runner = Callable[[Mapping[str, float], Any, Sequence[Any]], Iterable[Step]]
"""Runs the real code: hyperparameters, first weight, gradients; gives a `Step` for each gradient.

Where several courses are run at once, the weight and each gradient are arrays with an element for each.
"""

TOLERANCE = 1e-9
"""Relative to the largest number of the run: rounding of some hundred operations in float64, amplified."""
SINGLE = 2e-5
"""The same where the code computes a part in float32, whatever the type of the weights."""
RUNS, STEPS = 8, 40
LEAST = 1e-3
"""Below this no number of a run counts as its largest."""
_EXACT_BITS = 400
_AMPLIFIED = 100
"""Times the rounding of the recurrence itself in float64: the code's operations come in another order."""


class Parted(InputError):
    """The running code makes another number than the recurrence."""


@dataclass(frozen=True)
class Course:
    """A first weight and gradients: numbers that floats hold exactly, so that both sides get the same."""

    w0: Fraction
    gradients: tuple[Fraction, ...]


@dataclass(frozen=True)
class Trial:
    """One run: such numbers for the hyperparameters, and one course or some, each of a coordinate."""

    hypers: dict[str, Fraction]
    courses: tuple[Course, ...]

    @property
    def numbers(self) -> dict[str, float]:
        """The hyperparameters as floats."""
        return {name: float(value) for name, value in self.hypers.items()}

    @property
    def given(self) -> tuple[Any, list[Any]]:
        """The first weight and the gradients for a `Runner`."""
        rows = zip(*((c.w0, *c.gradients) for c in self.courses), strict=True)
        first, *rest = (np.array(row, dtype=float) if len(row) > 1 else float(row[0]) for row in rows)
        return first, rest


def validate(
    system: System,
    runner: Runner,
    *,
    accepts: Callable[[Mapping[str, Fraction]], bool] = lambda hypers: True,
    runs: int = RUNS,
    steps: int = STEPS,
    courses: int = 1,
    tolerance: float = TOLERANCE,
) -> str:
    """Hold a lifted system against the running code.

    Parameters
    ----------
    system : System
    runner : callable
        The real code.
    accepts : callable
        Whether the code takes these hyperparameters, and the path that was lifted.
    runs, steps : int
        Each run has hyperparameters of its own.
    courses : int
        How many first weights with gradients of their own a run has at once, as coordinates of one variable.
    tolerance : float
        Relative to the largest weight or state of the run.

    Returns
    -------
    str
        What was compared and how close it came, in one sentence.

    Raises
    ------
    Parted
        When they part: the step, the quantity, both numbers.
    InputError
        When there is too little to compare.
    """
    source, program = random.Random(system.name), compile_system(system)
    worst, compared = 0.0, 0
    for number in range(runs):
        trial = _drawn(system, source, (courses, steps), accepts, alone=number == runs - 1)
        gap, count = _gap(system, program, runner, trial, tolerance)
        worst, compared = max(worst, gap), compared + count
    wanted = runs * steps * courses
    if compared < wanted // 2:
        raise InputError(f"{system.name}: only {compared} of {wanted} steps have numbers to compare")
    each = "" if courses == 1 else f" of {courses} coordinates"
    return f"{runs} runs of {steps} steps{each} agree with the running code to {worst:.0e} (relative)"


def _drawn(
    system: System,
    source: random.Random,
    size: tuple[int, int],
    accepts: Callable[[Mapping[str, Fraction]], bool],
    *,
    alone: bool,
) -> Trial:
    """A trial of so many courses and steps.

    One ``alone`` has 0 for what is given from outside, as where there is no other coordinate.
    """
    for _ in range(1000):
        hypers = {h.name: _number(h.domain, source) for h in system.hypers}
        if alone:
            hypers |= {
                h.name: Fraction(0) for h in system.hypers if h.varies and h.domain.contains(Fraction(0))
            }
        if accepts(hypers):
            return Trial(hypers, tuple(_course(source, size[1]) for _ in range(size[0])))
    raise InputError(f"{system.name}: the code accepts none of 1000 random settings of its hyperparameters")


def _number(domain: Domain, source: random.Random) -> Fraction:
    """A random number of the domain that a float holds exactly; of a bounded one, at times near its end."""
    if domain.lower is not None and domain.upper is not None:
        share = source.choice((Fraction(source.randrange(1, 16), 16), Fraction(63, 64), Fraction(127, 128)))
        value = domain.lower + (domain.upper - domain.lower) * share
        return Fraction(float(value))
    size = Fraction(source.randrange(1, 33), 16)
    if domain.lower is not None:
        return Fraction(float(domain.lower)) + size
    return Fraction(float(domain.upper)) - size if domain.upper is not None else size * source.choice((-1, 1))


def _course(source: random.Random, steps: int) -> Course:
    gradients = tuple(_gradient(source) for _ in range(steps))
    return Course(Fraction(source.randrange(-32, 33), 16), gradients)


def _gradient(source: random.Random) -> Fraction:
    return source.choice((Fraction(source.randrange(-24, 25), 8),) * 6 + (Fraction(0), Fraction(1)))


def _gap(
    system: System, program: Program, runner: Runner, trial: Trial, tolerance: float
) -> tuple[float, int]:
    """How far the two are apart, relative to the largest number so far, and how many steps were compared.

    First both in float64, all courses at once; a course in which they part, or that is not made of numbers,
    is held against exact values.
    """
    real = list(runner(trial.numbers, *trial.given))
    worst, compared = 0.0, 0
    for index, near in enumerate(_nearness(system, trial, real)):
        gap, count = near, len(real)
        if not near <= tolerance:
            alone = Trial(trial.hypers, trial.courses[index : index + 1])
            gap, count = _exact_gap(system, program, [_of(step, index) for step in real], alone, tolerance)
        worst, compared = max(worst, gap), compared + count
    return worst, compared


def _nearness(system: System, trial: Trial, real: Sequence[Step]) -> list[float]:
    """How far the code is from the recurrence in float64, by course; not a number where one has none."""
    first, gradients = trial.given
    courses = len(trial.courses)
    if len(real) < len(gradients):
        return [float("nan")] * courses
    steps = list(zip(in_float64(system, trial.numbers, first, gradients), real, strict=True))
    pairs = [(ours[name], theirs.get(name, ours[name])) for ours, theirs in steps for name in ours]
    found = np.array([[np.broadcast_to(value, courses) for value in pair] for pair in pairs], dtype=float)
    ours, theirs = found[:, 0], found[:, 1]
    scale = np.maximum.accumulate(np.maximum(abs(ours), np.abs(first)), axis=0)
    with np.errstate(all="ignore"):
        gaps: list[float] = (abs(ours - theirs) / np.maximum(scale, LEAST)).max(axis=0).tolist()
    return gaps


def _of(step: Step, course: int) -> dict[str, float]:
    """What a step made of one course."""
    return {n: float(v if np.ndim(v) == 0 else np.asarray(v)[course]) for n, v in step.items()}


def _exact_gap(
    system: System, program: Program, real: Sequence[Step], trial: Trial, tolerance: float
) -> tuple[float, int]:
    """The same for one course, whose recurrence is run in exact numbers."""
    (course,) = trial.courses
    lifted = run(program, trial.hypers, course.w0, course.gradients, exact_bits=_EXACT_BITS)
    worst, compared, scale = 0.0, 0, abs(float(course.w0))
    for t, step in enumerate(real, start=1):
        for name, ours in _values(system, lifted, t).items():
            if name not in step or ours is None:
                continue
            theirs = step[name]
            scale = max(scale, abs(ours)) if ours == ours else scale
            gap = _distance(ours, theirs, scale)
            if not gap <= tolerance:
                if gap <= _AMPLIFIED * _rounding(system, trial, lifted, t):
                    return worst, compared
                raise Parted(_parted(system, trial, t, name, ours, theirs))
            worst, compared = max(worst, gap), compared + (name == "w")
    return worst, compared


def _rounding(system: System, trial: Trial, lifted: Trajectory, steps: int) -> float:
    """How far the recurrence in float64 is from its exact values, at most, after so many steps.

    Where a formula cancels (a variance as a difference of squares), rounding alone parts two computations
    of it, and from there on nothing is compared.
    """
    first, gradients = trial.given
    worst, scale = 0.0, abs(first)
    for t, step in enumerate(in_float64(system, trial.numbers, first, gradients[:steps]), start=1):
        for name, exact in _values(system, lifted, t).items():
            if exact is not None and exact == exact:
                scale = max(scale, abs(exact))
                worst = max(worst, _distance(exact, step[name], scale))
    return worst


def _distance(ours: float, theirs: float, scale: float) -> float:
    if ours != ours or theirs - theirs != 0:
        return 0.0 if ours != ours and theirs - theirs != 0 else float("inf")
    return abs(ours - theirs) / max(scale, LEAST)


def _values(system: System, lifted: Trajectory, t: int) -> dict[str, float | None]:
    """Weight and states after a step; not a number where undefined, None where not settled."""
    names = ("w", *(s.name for s in system.states))
    return dict(zip(names, map(_plain, (lifted.weights[t], *lifted.states[t])), strict=True))


def _plain(value: object) -> float | None:
    if isinstance(value, Undefined):
        return float("nan")
    if not is_number(value):
        return None
    return float(value.mid() if hasattr(value, "mid") else Fraction(int(value.p), int(value.q)))  # type: ignore[attr-defined]


def _parted(system: System, trial: Trial, t: int, name: str, ours: float, theirs: float) -> str:
    what = "the weight" if name == "w" else f"the state '{name}'"
    numbers = ", ".join(f"{n} = {float(v):g}" for n, v in trial.hypers.items())
    return (
        f"{system.name}: what was read differs from the running code at step {t}: {what} is {theirs:.12g} "
        f"there and {ours:.12g} in the recurrence ({numbers}); it is not used"
    )
