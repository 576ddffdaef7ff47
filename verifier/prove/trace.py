"""Runs of both sides in floating point on the same gradients: food for guesses, never a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sin, sqrt
from random import Random
from typing import Any

import numpy as np

from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.vectors import Array, compiled, run
from verifier.term import GRADIENT, STEP, WEIGHT, Term

RUNS = 24
SEED = 20
MORE = 4
"""How many settings of all magnitudes are looked at at once."""
GOLDEN = (sqrt(5) - 1) / 2
FACTOR = 8.0
"""By what numbers without a bound above differ from one at most, where they are to differ much."""
GENERIC, NEAR_ONE, FAR = 0, -1, 1
"""A setting without special properties, one with long decays, for a warm-up that waits for them to end, and
one with short decays, negative numbers and large ones."""


@dataclass(frozen=True)
class Trace:
    """The values of all states and weights of both sides after a step, one entry a run.

    ``given`` are those before it, with the gradient and the numbers of the step.
    """

    step: int
    values: dict[Term, Array]
    given: dict[Term, Array]


def trace(
    pair: Pair,
    steps: int,
    given: Mapping[Term, Any] | None = None,
    point: int = GENERIC,
    checked: bool = True,
) -> list[Trace]:
    """Both sides after each step, from their starts, at one generic setting of hyperparameters.

    ``given`` sets some of the hyperparameters, also to columns of numbers, a row of runs for each;
    ``point`` chooses another setting, such as `NEAR_ONE`. Unless
    ``checked``, a division by zero inside a comparison may pass unnoticed.
    """
    weights, gradients = _inputs(steps)
    values: dict[Term, Array] = {WEIGHT: weights, RIGHT_WEIGHT: weights}
    fixed = setting(pair, given, point)
    values |= evaluate(pair.first_values, values | fixed(0), checked)
    result = []
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            given = values | fixed(step) | {GRADIENT: gradients[step], STEP: np.float64(step)}
            values = evaluate(pair.updates, given, checked)
            result.append(Trace(step, values, given))
    return result


@lru_cache(maxsize=16)
def _inputs(steps: int) -> tuple[Array, Array]:
    """First weights, one a run, and gradients, by step and run."""
    drawn = Random(SEED)  # NumPy's generators take longer to import than these numbers to draw
    gradients = [drawn.gauss(0, 1) * drawn.choice((0.5, 1.0, 2.0)) for _ in range((steps + 1) * RUNS)]
    weights = [drawn.gauss(0, 1) for _ in range(RUNS)]
    return np.array(weights), np.array(gradients).reshape(steps + 1, RUNS)


def setting(
    pair: Pair, given: Mapping[Term, Any] | None = None, point: int = GENERIC
) -> Callable[[int], dict[Term, Any]]:
    """Generic numbers for the hyperparameters by step; a sequence has another one at each step."""
    known = pair.settings
    if point not in known:
        known[point] = _constants(pair, point)
    constants = known[point] | dict(given or {})
    reads = [(s, d) for s, d in pair.domains.items() if s.args[0] == "sequence"]
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(s.name for s, _ in reads), start=1)}

    def at(step: int) -> dict[Term, Any]:
        index = {s: 1000 * ranks[s.name] + step + int(str(s.args[2])) for s, _ in reads}
        return constants | {s: generic(d, index[s]) for s, d in reads}

    return at


def _constants(pair: Pair, point: int) -> dict[Term, float]:
    names = [s for s in pair.domains if s.args[0] == "hyper"]
    if point >= FAR:
        part = 0.25 if point == FAR else 0.96
        return {s: _wide(pair.domains[s], i + 23 * point, part) for i, s in enumerate(names)}
    return {s: generic(pair.domains[s], i + 1 + 17 * point, point == NEAR_ONE) for i, s in enumerate(names)}


def far_apart(pair: Pair) -> dict[Term, Array]:
    """Many settings of the hyperparameters, a row each: those that have names, then more such as `FAR`.

    In some of these a step size between two bounds is at neither.
    """
    names = [s for s in pair.domains if s.args[0] == "hyper"]
    rows = [setting(pair, None, point)(0) for point in (GENERIC, NEAR_ONE, FAR, *range(FAR + 1, FAR + MORE))]
    return {s: np.array([[row[s]] for row in rows]) for s in names}


def _wide(domain: Domain, index: int, part: float) -> float:
    """A number in the lower part of an interval; without a bound, numbers differ by orders of magnitude."""
    place = _any_place(index)
    if domain.lower is not None and domain.upper is not None:
        return float(domain.lower) + (0.02 + part * place) * domain.breadth
    distance = float(FACTOR ** (2 * place - 1))
    if domain.lower is not None:
        return float(domain.lower) + distance
    return (float(domain.upper) if domain.upper is not None else 0.0) - distance


def _any_place(index: int) -> float:
    return (index * GOLDEN + 0.05 * sin(index * index)) % 1  # spread, without a law between several


def generic(domain: Domain, index: int, high: bool = False) -> float:
    """A number in the domain with no special property, nor any together with those of other places.

    It lies in the middle of an interval, or in its ``high`` part.
    """
    place = 0.8 + 0.2 * _any_place(index) if high else 0.25 + 0.5 * _any_place(index)
    if domain.lower is not None and domain.upper is not None:
        return float(domain.lower) + place * domain.breadth
    if domain.lower is not None:
        return float(domain.lower) + 2 * place
    return (float(domain.upper) if domain.upper is not None else 2.0) - 2 * place


def evaluate(
    terms: Mapping[Term, Term], values: Mapping[Term, Any], checked: bool = True
) -> dict[Term, Array]:
    """The terms' values over all runs; an undefined value is not a number."""
    found = run(compiled(tuple(terms.values())), values, checked)
    return {key: _by_run(value) for key, value in zip(terms, found, strict=True)}


def _by_run(value: Any) -> Array:
    """One number a run, in each row where hyperparameters have several values, one below the other."""
    found = np.asarray(value, np.float64)
    if found.shape[-1:] == (RUNS,):
        return found
    return np.repeat(found, RUNS, axis=-1) if found.ndim else np.full(RUNS, found)
