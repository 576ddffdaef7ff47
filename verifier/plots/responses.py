"""What one optimizer does with the standard sequences of gradients, and what its rate amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from verifier.closed_form import expectation
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import Linear, read
from verifier.plots.figure import Curve, Figure, Panel, curve, listed, said
from verifier.plots.runs import PATTERN, SEQUENCES, STEPS, Array, run, unusual, values
from verifier.port.numbers import as_float
from verifier.system import System
from verifier.term import STEP, Term, hyper, symbols

SIZES = (1.0, 1e-2, 1e-4, 1e-6)
CLOSE = 0.01
"""One percent: what is no further apart is said to be the same."""
REST = 0.95
"""What is not near its end by this share of the steps is not said to be at rest."""
RANGE = f"for gradients from {SIZES[-1]:g} to {SIZES[0]:g}"


def figures(system: System, letters: Mapping[str, str]) -> Iterator[Figure]:
    """The responses; the effective rate, with the correction of averages where there is one."""
    at = values(system)
    yield responses(system, at)
    yield effective(system, at, tuple(_corrections(system, letters, at)))


def setting(at: Mapping[str, float], missing: tuple[str, ...] = ()) -> str:
    """The numbers of a figure, as the end of its caption."""
    if not at:
        return ""
    given = listed(f"{name} = {said(value)}" for name, value in at.items())
    without = [name for name in missing if name in at]
    note = f"; no source names a usual value of {listed(without)}" if without else ""
    return f" With {given}{note}."


def responses(system: System, at: Mapping[str, float]) -> Figure:
    """The weight by step under each of the standard sequences."""
    found = run(system, at, np.stack(list(SEQUENCES.values()), axis=1))
    steps = range(STEPS + 1)
    panels = [
        Panel(title, "step", "weight", (curve("", steps, found.weights[:, i]),))
        for i, title in enumerate(SEQUENCES)
    ]
    courses = [found.weights[:, i] for i in range(len(SEQUENCES))]
    seen = (_constant(courses[0]), _impulse(courses[1]), _bounded(courses[2], "1 and −1 in turn"))
    changing = _bounded(courses[3], f"gradients {listed(map(said, PATTERN))}, over and over,")
    caption = f"{' '.join(seen)} {changing}{setting(at, unusual(system))}"
    return Figure("responses", "Response to standard gradients", caption, tuple(panels))


def _constant(weights: Array) -> str:
    """The first and the last step under the gradient 1."""
    moves = np.diff(weights)
    first, last = moves[0], moves[-1]
    if np.all(np.abs(moves - first) <= CLOSE * abs(first)):
        return f"Under the gradient 1 every step is about {said(first)}."
    ratio = f": {said(last / first)} times the first" if first and np.isfinite(last) else ""
    return f"Under the gradient 1 the first step is {said(first)}, step {STEPS} {said(last)}{ratio}."


def _impulse(weights: Array) -> str:
    """How far one gradient carries, and how much of the way is made at once."""
    first, whole = weights[1] - weights[0], weights[-1] - weights[0]
    moved = f"One gradient of 1 moves the weight by {said(whole)} in {STEPS} steps"
    if not np.isfinite(whole) or whole == 0:
        return f"{moved}."
    away = np.flatnonzero(np.abs(weights - weights[-1]) > CLOSE * abs(whole))
    if away[-1] == 0:
        return f"{moved}, all of it in the first."
    share = f"{moved}, {said(100 * first / whole)} % of that in the first"
    rest = away[-1] < STEPS * REST
    return f"{share}, 99 % by step {away[-1] + 1}." if rest else f"{share}; it does not come to rest."


def _bounded(weights: Array, gradients: str) -> str:
    known = weights[np.isfinite(weights)]
    broken = "" if len(known) == len(weights) else f"; from step {len(known)} on it is not a number"
    return f"Under {gradients} it stays between {said(known.min())} and {said(known.max())}{broken}."


def effective(system: System, at: Mapping[str, float], corrections: tuple[Curve, ...]) -> Figure:
    """What a step is for one unit of the gradient, for constant gradients of several sizes."""
    found = run(system, at, np.tile(SIZES, (STEPS, 1)))
    rates = -found.moves / np.array(SIZES)
    steps = range(1, STEPS + 1)
    curves = tuple(curve(f"gradient {said(size)}", steps, rates[:, i]) for i, size in enumerate(SIZES))
    panels = [Panel("effective rate: −step/gradient", "step", "rate", curves, _axes(rates))]
    seen = _dependence(rates[-1])
    if corrections:
        logarithmic = _axes(np.array([c.y for c in corrections]))
        panels.append(Panel("bias-correction factor", "step", "factor", corrections, logarithmic))
        seen = " ".join([seen, *map(_correction, corrections)])
    title = "Effective learning rate" + (" and bias correction" if corrections else "")
    return Figure("rate", title, f"{seen}{setting(at, unusual(system))}", tuple(panels))


def _axes(numbers: Array) -> str:
    """The upward axis is logarithmic where no value is without a logarithm."""
    return "y" if bool(np.all(numbers[np.isfinite(numbers)] > 0)) else ""


def _dependence(last: Array) -> str:
    """How the effective rate goes with the size of a constant gradient, at the last step."""
    sizes = listed(f"{said(r)} for {said(s)}" for r, s in zip(last, SIZES, strict=True))
    steps = last * np.array(SIZES)
    if np.ptp(last) <= CLOSE * abs(last[0]):
        return f"The rate is the same {RANGE}: {said(last[0])} at step {STEPS}."
    if np.ptp(steps) <= CLOSE * abs(steps[0]):
        return (
            f"The smaller the gradient, the larger the rate: the step itself is {said(-steps[0])} at "
            f"step {STEPS} {RANGE}."
        )
    return f"At step {STEPS} the rate depends on the size of the gradient: it is {sizes}."


def _correction(found: Curve) -> str:
    outside = [x for x, y in zip(found.x, found.y, strict=True) if abs(y - 1) > CLOSE]
    until = outside[-1] if outside else 0.0
    first = f"The factor of {found.name} is {said(found.y[0])} at step 1"
    if until == found.x[-1]:
        return f"{first} and still {said(found.y[-1])} at step {STEPS}."
    return f"{first} and within 1 % of 1 from step {said(until + 1)} on."


def _corrections(system: System, letters: Mapping[str, str], at: Mapping[str, float]) -> Iterator[Curve]:
    """The factors by which the step corrects its averages, out of the closed forms."""
    study = Study(read(system), letters)
    given: dict[Term, float] = {hyper(name): value for name, value in at.items()}
    steps = range(1, STEPS + 1)
    for structure in study.reading.structures.values():
        if isinstance(structure, Linear) and structure.closed:
            for factor in map(at_step, expectation.corrections(study, structure)):
                if all(s in given or s == STEP for s in symbols([factor])):
                    seen = (as_float(factor, given | {STEP: float(t)}) for t in steps)
                    yield curve(structure.name, steps, seen)
