"""How much it matters where no constant map exists: the map's course, and the ratio of the steps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

from flint import arb

from verifier.algebra.in_front import written
from verifier.evaluate import UNSETTLED, Value, compile_system, is_number, run
from verifier.port.numbers import as_float
from verifier.system import System
from verifier.term import STEP, Term

TIMES = (1, 2, 10, 100, 1000)
MAGNITUDES = (Fraction(1), Fraction(1, 100), Fraction(1, 10**4), Fraction(1, 10**6))
"""Of the gradients for which the steps are measured: constant, one magnitude for each run."""
CLOSE = Fraction(1, 100)
LATEST = 2**40
"""Steps past which no map is followed."""
_EXACT_BITS = 256
PRECISIONS = (256, 1024, 4096)
"""Bits of the balls, more where those before leave too few digits: an average m + (1-β)(g-m), taken as it is
written, makes a ball up to twice as wide in each step."""
_PART = 2.0**-30
"""Of a difference, how much of it may be unsettled."""


def of_map(name: str, value: Term, constant: Term) -> dict[str, Any]:
    """A value that depends on the step against a constant: ratios, and from when on they are close to one."""

    def ratio(t: int) -> float:
        return as_float(value, {STEP: float(t)}) / as_float(constant, {})

    return {
        "of": name,
        "map": written(value),
        "against": written(constant),
        "ratios": {str(t): ratio(t) for t in TIMES},
        "under_1_percent_from": settled(lambda t: abs(ratio(t) - 1) < CLOSE),
    }


def settled(close: Callable[[int], bool]) -> int | None:
    """The step from which on something holds, found by doubling and bisection; None where it never does.

    It is taken to change once between two powers of two, and not past the latest.

    Examples
    --------
    >>> settled(lambda t: t > 1000)
    1001
    """
    powers: list[int] = [2**k for k in range(LATEST.bit_length())]
    if not close(powers[-1]):
        return None
    failing = [t for t in powers if not close(t)]
    if not failing:
        return 1
    low, high = failing[-1], 2 * failing[-1]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if close(middle) else (middle, high)
    return high


def of_steps(original: System, other: System) -> list[dict[str, Any]]:
    """The ratio of the steps, the original's over the other's, for constant gradients of several sizes.

    Neither system has hyperparameters. Runs are exact or in certified balls.
    """
    return [_of_magnitude(original, other, size) for size in MAGNITUDES]


def _of_magnitude(original: System, other: System, size: Fraction) -> dict[str, Any]:
    ours, theirs = (moves(system, size) for system in (original, other))
    ratios = [a / b if b else float("nan") for a, b in zip(ours, theirs, strict=True)]
    failing = [t for t, r in enumerate(ratios, start=1) if not abs(r - 1) < CLOSE]
    last = failing[-1] if failing else 0
    return {
        "gradient": str(size),
        "ratios": {str(t): _shown(ratios[t - 1]) for t in TIMES},
        "under_1_percent_from": last + 1 if last < TIMES[-1] else None,
    }


def _shown(ratio: float) -> float | None:
    return ratio if isfinite(ratio) else None


def moves(system: System, size: Fraction, steps: int = TIMES[-1]) -> list[float]:
    """The steps for a constant gradient, from the weight 0; NaN where one is undefined, or not settled."""
    program, gradients = compile_system(system), [size] * steps
    moved: list[float | None] = []
    for bits in PRECISIONS:
        found = run(program, {}, Fraction(0), gradients, precision=bits, exact_bits=_EXACT_BITS)
        moved = [_difference(a, b) for a, b in pairwise(found.weights)]
        if None not in moved:
            break
    return [float("nan") if move is None else move for move in moved]


def _difference(a: Value, b: Value) -> float | None:
    """The difference of two weights; None where their balls leave too few digits of it."""
    if a is UNSETTLED or b is UNSETTLED:
        return None
    if not (is_number(a) and is_number(b)):
        return float("nan")
    gap = b - a
    if not isinstance(gap, arb):
        return float(Fraction(int(gap.p), int(gap.q)))
    middle = gap.mid()
    return float(middle) if gap.rad() <= abs(middle) * _PART else None
