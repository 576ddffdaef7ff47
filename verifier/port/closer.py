"""The nearest call with another number: an epsilon under a root is near one beside it that is its root.

With the same number in both places two calls are as far apart as the number is from its root; with its root,
or its square, they may never be. Runs show which is closer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import inf, isfinite, log

from verifier.port.effect import moves
from verifier.port.numbers import as_float, rational
from verifier.system import System, fix_hypers
from verifier.term import Term, sqrt, term

SIZES = tuple(Fraction(10) ** -k for k in (-4, 0, 2, 4, 6, 8, 12, 16))
"""Of the gradients of short runs: usual numbers and their roots lie among them."""
STEPS = 3
MUCH = 2.0
"""By how much the logarithm of the worst ratio of steps has to be smaller."""


def closer(original: System, other: System, values: Mapping[str, Term]) -> dict[str, Term] | None:
    """Numbers with which the steps are closer than with the original's; None without such.

    Parameters
    ----------
    original, other : System
        The original without hyperparameters, the other with them.
    values : mapping
        The original's numbers for the other's hyperparameters; one is replaced by its root or its square.
    """
    before = _worst(original, fix_hypers(other, dict(values)))
    ways = [(_worst(original, fix_hypers(other, way)), way) for way in _ways(other, values)]
    after, way = min(ways, key=lambda each: each[0], default=(inf, {}))
    return way if MUCH * after < before else None


def _ways(other: System, values: Mapping[str, Term]) -> Iterator[dict[str, Term]]:
    for h in other.hypers:
        number = rational(values[h.name]) if h.name in values else None
        if number is not None and number > 0 and number != 1 and h.domain.upper is None:
            for value in (_short(sqrt(term(number))), number * number):
                yield {**values, h.name: term(value)}


def _short(value: Term) -> Fraction:
    exact = rational(value)
    return Fraction(f"{as_float(value, {}):.6g}") if exact is None else exact


def _worst(original: System, other: System) -> float:
    """The largest logarithm of a ratio of steps in runs with gradients of one size."""
    runs = ((moves(system, size, STEPS) for system in (original, other)) for size in SIZES)
    return max(
        _apart(a / b if b else inf) for ours, theirs in runs for a, b in zip(ours, theirs, strict=True)
    )


def _apart(ratio: float) -> float:
    return abs(log(ratio)) if isfinite(ratio) and ratio > 0 else inf
