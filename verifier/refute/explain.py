"""A witness, step by step: the numbers that a reader checks by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from verifier.evaluate import AlgebraicNumber, Given, Undefined, Value, compile_system, run, text_of
from verifier.evaluate.trajectory import Trajectory
from verifier.findings import Witness
from verifier.system import System
from verifier.term import WEIGHT, Term

_DIGITS = 12


def explain(witness: Witness, left: System, right: System) -> list[str]:
    """The steps of both sides as lines: for each step the intermediate values in their order.

    Parameters
    ----------
    witness : Witness
    left, right : System
        As they were given to `refute`.
    """
    given = ", ".join(f"{n} = {_shown(x)}" for n, x in witness.hyperparameters.items())
    lines = [f"start: {given}{', ' if given else ''}w = {witness.w0}"]
    courses = [_course(witness, system) for system in (left, right)]
    for t, gradient in enumerate(witness.gradients, start=1):
        lines.append(f"step {t}: gradient {_shown(gradient)}")
        for side, system, course in zip(("left", "right"), (left, right), courses, strict=True):
            lines.append(f"  {side}: " + ", ".join(_values(system, course, t)))
    return lines


def _course(witness: Witness, system: System) -> Trajectory:
    program = compile_system(system, [value for _, value in _shown_terms(system)])
    hypers = {n: _read_hyper(x) for n, x in witness.hyperparameters.items()}
    return run(program, hypers, _read(witness.w0), [_read(g) for g in witness.gradients])


def _shown_terms(system: System) -> list[tuple[str, Term]]:
    """The intermediate values by their names; without any, the states and the weight."""
    if system.lets:
        return list(system.lets)
    return [*((s.name, s.update) for s in system.states), ("w", system.weight)]


def _values(system: System, course: Trajectory, t: int) -> Iterator[str]:
    if system.query is not WEIGHT:
        yield f"asks at {_text(course.queries[t - 1])}"
    for (name, _), value in zip(_shown_terms(system), course.besides[t - 1], strict=True):
        yield f"{name} = {_text(value)}"


def _text(value: Value) -> str:
    return "undefined" if isinstance(value, Undefined) else text_of(value, _DIGITS)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"the root of {value['polynomial']} (constant term first) in {value['interval']}"
    return str(value)


def _read(value: Any) -> Given:
    if isinstance(value, dict):
        low, high = map(Fraction, value["interval"])
        return AlgebraicNumber(tuple(value["polynomial"]), low, high)
    return Fraction(value)


def _read_hyper(value: Any) -> Given | list[Given]:
    return [_read(x) for x in value] if isinstance(value, list) else _read(value)
