"""From a parting to a witness: computed again by independent code, and written as text."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

from flint import arb, fmpq

from verifier.evaluate import AlgebraicNumber, Given, Undefined, Value, text_of
from verifier.evaluate.number import ball
from verifier.evaluate.reference import Missing, unroll
from verifier.evaluate.trajectory import working_precision
from verifier.findings import Witness
from verifier.refute.candidate import Candidate
from verifier.refute.parting import Parting
from verifier.system import System
from verifier.term import WEIGHT, symbols

_DIGITS = (50, 200, 800)
_SHOWN = (30, 60, 120, 240, 480)
"""How many digits are shown of two values: as many as it takes that these differ too."""
_SHORT_RUN = 60
_CLOSE = 1e-20
"""How far the second evaluation may lie from the first ball; it has fifty digits."""


class WitnessRejectedError(AssertionError):
    """The independent evaluation contradicts a witness: one of the two evaluators is wrong."""


def certified(
    parting: Parting, left: System, right: System, weights: bool = False, until: float = inf
) -> Witness | None:
    """The witness, once the independent unroller has confirmed it; None where that cannot reach it.

    Parameters
    ----------
    parting : Parting
    left, right : System
    weights : bool
        Whether the values that differ are weights at equal query points.
    until : float
        The time, as `time.monotonic` tells it, at which to give up.

    Raises
    ------
    WitnessRejectedError
        When the independent evaluation says otherwise at every accuracy.
    """
    for digits in _DIGITS:
        last = _last_values(parting, (left, right), weights, digits, until)
        if last is None:
            return None
        if _matches(parting.left, last[0]) and _matches(parting.right, last[1]) and _differ(*last, digits):
            return written(parting, left, right, weights)
    raise WitnessRejectedError(f"{left.name} and {right.name} at {parting.candidate}: evaluators disagree")


def _last_values(
    parting: Parting, systems: tuple[System, System], weights: bool, digits: int, until: float
) -> tuple[Any, Any] | None:
    candidate, bits = parting.candidate, 10_000 if parting.t <= _SHORT_RUN else 256
    try:
        left, right = (
            unroll(s, candidate.hypers, candidate.w0, candidate.gradients, digits, bits, until)
            for s in systems
        )
    except TimeoutError:
        return None
    last = (left.weights[-1], right.weights[-1]) if weights else (left.queries[-1], right.queries[-1])
    return None if any(isinstance(x, Missing) and x.beyond_reach for x in last) else last


def _matches(value: Value, again: Any) -> bool:
    if isinstance(value, Undefined) or isinstance(again, Missing):
        return isinstance(value, Undefined) and isinstance(again, Missing)
    if isinstance(value, fmpq) and isinstance(again, Fraction):
        return Fraction(int(value.p), int(value.q)) == again
    with working_precision(256):
        other = _as_ball(again)
        return bool(ball(value).overlaps(other + abs(other) * arb(0, _CLOSE)))


def _differ(x: Any, y: Any, digits: int) -> bool:
    if isinstance(x, Missing) or isinstance(y, Missing):
        return isinstance(x, Missing) != isinstance(y, Missing)
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x != y
    with working_precision(4 * digits):
        a, b = _as_ball(x), _as_ball(y)
        return bool(abs(a - b) > (abs(a) + abs(b)) * arb(10) ** -(3 * digits // 5))


def _as_ball(number: Any) -> Value:
    if isinstance(number, Fraction):
        return arb(fmpq(number.numerator, number.denominator))
    return arb(number)


def written(parting: Parting, left: System, right: System, weights: bool = False) -> Witness:
    """The witness as text; query points are listed where a side asks elsewhere than at its weight."""
    candidate = parting.candidate
    asked = None
    if not weights and not (left.query is WEIGHT and right.query is WEIGHT):
        candidate, asked = _queries(parting)
    shown = _told_apart(parting.left, parting.right)
    with working_precision(128):
        return Witness(
            hyperparameters={n: _hyper(x, candidate, left, right, n) for n, x in candidate.hypers.items()},
            w0=_number(candidate.w0),
            gradients=[_number(g) for g in candidate.gradients],
            t=len(candidate.gradients),
            left=shown[0],
            right=shown[1],
            queries=asked,
        )


def _told_apart(left: Value, right: Value) -> tuple[str, str]:
    """Two values that differ, so that a reader sees it: balls as they are shown do not overlap."""
    shown = text_of(left), text_of(right)
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return shown
    for digits in _SHOWN:
        with working_precision(8 * digits):
            shown = text_of(left, digits), text_of(right, digits)
            if not arb(shown[0]).overlaps(arb(shown[1])):
                break
    return shown


def _queries(parting: Parting) -> tuple[Candidate, list[dict[str, Any]]]:
    """The points of every step, with the gradient given there; at the last, points differ."""
    candidate = parting.candidate
    gradients = (*candidate.gradients, Fraction(1))
    *equal, last = parting.points
    shown = [*((text_of(x), text_of(y)) for x, y in equal), _told_apart(*last)]
    asked = [
        {"t": t, "left": _query(x, g), "right": _query(y, g)}
        for t, ((x, y), g) in enumerate(zip(shown, gradients, strict=True), start=1)
    ]
    return Candidate(candidate.hypers, candidate.w0, gradients), asked


def _query(point: str, gradient: Given) -> dict[str, Any]:
    return {"point": point, "gradient": _number(gradient)}


def _number(value: Given) -> Any:
    return value.to_json() if isinstance(value, AlgebraicNumber) else str(value)


def _hyper(value: Any, candidate: Candidate, left: System, right: System, name: str) -> Any:
    if not isinstance(value, tuple):
        return _number(value)
    roots = [root for system in (left, right) for root in (*system.outputs, *_starts(system))]
    offsets = [int(str(s.args[2])) for s in symbols(roots, "sequence") if s.name == name]
    last = len(candidate.gradients) + max(offsets, default=0)
    return [_number(value[min(i, len(value) - 1)]) for i in range(max(last, 0) + 1)]


def _starts(system: System) -> list[Any]:
    return [s.initial for s in system.states]
