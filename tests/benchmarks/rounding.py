"""What rounding does to each form of each optimizer, by step and over long runs. Not part of the tests:

    python -m tests.benchmarks.rounding [STEPS]

Every specification, and every framework's printed form of it, is computed in float32 and float64 in its own
order of operations, and held against the same recurrence in numbers of 192 bits.
`reports/measured/rounding.md` and `.json` are written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from verifier import catalogue
from verifier.evaluate.number import is_number
from verifier.evaluate.program import compile_system
from verifier.evaluate.trajectory import Run, start_at, working_precision
from verifier.hazards.inputs import usual_setting
from verifier.hazards.rewrites import proved
from verifier.kernel import digest, program_of
from verifier.kernel.compiled import straight_line
from verifier.kernel.names import keywords
from verifier.system import System

ROOT = Path(__file__).parent.parent.parent
STEPS = 100_000
COORDINATES = 2
MARKS = (1, 10, 100, 1_000, 10_000, 100_000)
SEED = 1960
BITS = 192
CHECKED = 500
"""Over how many steps the run is held against one with twice the bits."""
KEYS = ("keras", "pytorch", "optax")
DTYPES = ("float32", "float64")
GROWING = 100
"""From which step on growth is fitted."""

Array = Any
Take = Callable[[list[Array], Array, int], list[Array]]


def forms() -> Iterator[str]:
    """The specifications and the frameworks' printed forms of them that can be computed."""
    for name in catalogue.names():
        yield name
        yield from (f"{name}/{key}" for key in KEYS if _exists(f"{name}/{key}"))


def _exists(name: str) -> bool:
    try:
        return bool(catalogue.system(name))
    except ValueError:
        return False


def measure(name: str, steps: int = STEPS) -> dict[str, Any]:
    """The errors of a form over a long run."""
    system = catalogue.system(name)
    return measured(name, system, system, steps)


def measure_rewritten(name: str, steps: int = STEPS // 10) -> list[dict[str, Any]]:
    """The errors of the forms of a specification that are proved to be the same, over a shorter run."""
    system = catalogue.system(name)
    shown = [("as specified", system), *proved(system)]
    return [measured(f"{name}: {text}", made, system, steps) for text, made in shown]


def measured(name: str, system: System, same: System, steps: int) -> dict[str, Any]:
    """Errors of the weights in runs with normal gradients; the exact runs are those of what is the same."""
    gradients = np.random.default_rng(SEED).standard_normal((COORDINATES, steps)).astype(np.float32)
    exact = [exact_weights(same, row) for row in gradients]
    reached = min(len(high) for high, _ in exact)
    high, low = (np.stack([pair[i][:reached] for pair in exact]) for i in (0, 1))
    found = {}
    for dtype in DTYPES:
        weights = machine_weights(system, gradients[:, :reached], dtype)
        found[dtype] = errors(weights, high, low, dtype)
    return {"name": name, "hash": digest(system), "errors": found}


def exact_weights(system: System, gradients: Array, bits: int = BITS) -> tuple[Array, Array]:
    """The weights after each step, each as the sum of two numbers of double precision.

    The numbers are the middles of balls; that those are narrow is checked with twice the bits.
    """
    weights = list(_run(system, gradients, bits))
    for mine, theirs in zip(weights, _run(system, gradients[:CHECKED], 2 * bits), strict=False):
        apart = abs(sum(map(Fraction, mine)) - sum(map(Fraction, theirs)))
        assert apart <= Fraction(1, 2**90) * (abs(Fraction(theirs[0])) + Fraction(1, 2**60)), system.name
    high, low = np.array(weights).T
    return high, low


def _run(system: System, gradients: Array, bits: int) -> Iterator[tuple[float, float]]:
    given = [Fraction(float(g)) for g in gradients]
    with working_precision(bits):
        start = start_at(usual_setting(system), Fraction(0), given)
        course = Run(compile_system(system), start, 0)
        for gradient in start.gradients:
            course.advance(gradient)
            if not is_number(course.weight):
                return  # undefined, or a branch that balls of so many bits do not decide
            course.weight, *course.states = map(_middle, (course.weight, *course.states))
            high = float(course.weight)
            yield high, float(course.weight - high)


def _middle(value: Any) -> Any:
    """The middle of a ball: radii would be added up from step to step as no roundings are."""
    return value.mid() if hasattr(value, "mid") else value


def machine_weights(system: System, gradients: Array, dtype: str) -> Array:
    """The weights after each step in a format, shape (coordinates, steps)."""
    take = machine_step(system, dtype)
    now = [np.full(len(gradients), x, dtype) for x in (0.0, *map(float, starts(system)))]
    weights = np.empty(gradients.shape)
    with np.errstate(all="ignore"):
        for t, g in enumerate(gradients.T.astype(dtype), start=1):
            now = take(now, g, t)
            weights[:, t - 1] = now[0]
    return weights


def machine_step(system: System, dtype: str) -> Take:
    """The generated kernel's step, without what it does for callers."""
    program, real = program_of(system), np.dtype(dtype).type
    lines = program.coefficients
    scalars = straight_line(program.scalars, program.prelude, [line.value for line in lines])
    given = (*program.arrays, *(line.target for line in lines))
    step = straight_line(given, program.body, program.results)
    usual, truths = usual_setting(system), [line.target in program.conditions for line in lines]
    hypers = [np.float64(float(usual[term.name])) for term in keywords(system)]

    def take(now: list[Array], g: Array, t: int) -> list[Array]:
        values = scalars(np.float64(t), *hypers)
        factors = [c if truth else real(c) for c, truth in zip(values, truths, strict=True)]
        return [np.broadcast_to(x, g.shape) for x in step(now[0], g, *now[1:], *factors)]

    return take


def starts(system: System) -> Sequence[Any]:
    """The first values of the states, from the weight zero."""
    course = Run(compile_system(system), start_at(usual_setting(system), Fraction(0), []), 0)
    return [_middle(value) for value in course.states]


def errors(weights: Array, high: Array, low: Array, dtype: str) -> dict[str, Any]:
    """The largest errors so far at the marks, in ulps of the largest weight by then, and how they grow."""
    size = np.maximum.accumulate(np.abs(weights), axis=1).astype(dtype)
    off = np.abs((weights - high) - low) / np.spacing(size).astype(np.float64)
    each = off.max(axis=0)
    sofar = np.maximum.accumulate(each)
    marks = sorted({*(mark for mark in MARKS if mark <= len(sofar)), len(sofar)})
    worst = {str(mark): round(float(sofar[mark - 1]), 2) for mark in marks}
    return {"up_to": worst, "at": int(each.argmax()) + 1, "growth": growth(sofar)}


def growth(sofar: Array) -> float | None:
    """The exponent of the power of t that the largest error so far follows: least squares of logarithms."""
    if len(sofar) < 10 * GROWING or not (sofar[GROWING - 1 :] > 0).all():
        return None
    steps = np.unique(np.geomspace(GROWING, len(sofar), 60).astype(int))
    return round(float(np.polyfit(np.log(steps), np.log(sofar[steps - 1]), 1)[0]), 2) + 0.0


def main() -> None:
    """Measure with two processes, then write."""
    from tests.benchmarks.equal_forms import averages, corrections
    from tests.benchmarks.rounding_page import page

    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    names, specified = {name: digest(catalogue.system(name)) for name in forms()}, catalogue.names()
    first = {mark: name for name, mark in reversed(names.items())}  # many forms are the same text
    with ProcessPoolExecutor(2) as pool:
        once = dict(zip(first, pool.map(measure, first.values(), [steps] * len(first)), strict=True))
        found = [{**once[mark], "name": name} for name, mark in names.items()]
        others = list(pool.map(measure_rewritten, specified, [steps // 10] * len(specified)))
    data = {"steps": steps, "coordinates": COORDINATES, "seed": SEED, "bits": BITS, "forms": found}
    data |= {"corrections": corrections(), "averages": averages()}
    data["same"] = [form for each in others if len(each) > 1 for form in each]
    (ROOT / "reports/measured/rounding.json").write_text(json.dumps(data, indent=1) + "\n")
    (ROOT / "reports/measured/rounding.md").write_text(page(data))


if __name__ == "__main__":
    main()
