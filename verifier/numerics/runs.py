"""Whole runs: how far kernels drift from each other and from the exact weights. A figure, no test.

Errors of many steps accumulate, or cancel, as the optimizer's dynamics will have it; a limit that
holds for every run would say nothing. The limit is on single steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from verifier.kernel.compiled import compile_numpy
from verifier.kernel.names import arrays, keywords
from verifier.numerics.precision import Array, Format, ulp
from verifier.numerics.reference import Reference
from verifier.numerics.settings import Setting
from verifier.numerics.steps import Step, roots, start
from verifier.system import System
from verifier.term import STEP

SEQUENCES = 256
"""Gradient sequences over which kernels are compared with each other."""

EXACT_STEPS = 100
"""Steps of the first sequence that are also computed in 50 digits."""

MARKS = (1, 10, 100, 1000)
"""Steps up to which the distance of two formulas is told."""


def apart(left: System, right: System, setting: Setting, fmt: Format, seed: int) -> dict[int, float]:
    """How far two formulas part that are equal over the reals, each computed in its own order of operations.

    Parameters
    ----------
    left, right : System
        With the same weights over the reals, at the same hyperparameters.
    setting : Setting
        Values for the hyperparameters of both.
    fmt : Format
    seed : int
        Of the normal gradients, `SEQUENCES` of them; the first weight is 0.

    Returns
    -------
    dict
        For each of `MARKS` the largest distance up to that step, in units in the last place of the largest
        weight of the sequence by then; infinite if one side is no number where the other is.
    """
    gradients = np.random.default_rng(seed).standard_normal((MARKS[-1], SEQUENCES)).astype(fmt.dtype)
    courses = [weights(system, compile_numpy(system), setting, gradients, 0.0) for system in (left, right)]
    largest, size, found = 0.0, np.zeros(SEQUENCES), {}
    for t, (a, b) in enumerate(zip(*courses, strict=True), start=1):
        size = np.fmax(size, np.fmax(np.abs(a), np.abs(b)))
        off = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, np.abs(a - b) / ulp(size, fmt))
        largest = max(largest, float(np.where(np.isnan(off), np.inf, off).max()))
        if t in MARKS:
            found[t] = largest
    return found


def drift(
    system: System, kernels: Sequence[Step], setting: Setting, fmt: Format, length: int, seed: int
) -> dict[str, Any]:
    """The largest distances of the weights, in ulps of the weight, each kernel running by itself.

    Parameters
    ----------
    system : System
    kernels : sequence of callable
    setting : Setting
    fmt : Format
    length, seed : int
        How many steps, with normal gradients from this seed.

    Returns
    -------
    dict
        ``steps``, ``sequences``, ``between`` (kernels, at the end) and ``exact`` (each kernel, first
        sequence, after ``exact_steps``).
    """
    if length == 0:
        return {}
    gradients = np.random.default_rng(seed).standard_normal((length, SEQUENCES)).astype(fmt.dtype)
    ends = [_end(system, kernel, setting, gradients) for kernel in kernels]
    short = gradients[:EXACT_STEPS, :1]
    exact = _exact_run(system, setting, short[:, 0])
    errors = [np.abs(_end(system, kernel, setting, short) - exact) for kernel in kernels]
    return {
        "steps": length,
        "sequences": SEQUENCES,
        "between": float(np.max(np.abs(ends[0] - ends[-1]) / ulp(ends[0], fmt))),
        "exact_steps": len(short),
        "exact": [float(np.max(e / ulp(np.array([exact]), fmt))) for e in errors],
    }


def weights(
    system: System, kernel: Step, setting: Setting, gradients: Any, first: float = 1.0
) -> Iterator[Array]:
    """The weights after each step, one sequence of gradients for each column."""
    names, (states,) = keywords(system), start(system, setting, [first])
    now = [np.full(gradients.shape[1], x, gradients.dtype) for x in (first, *states)]
    for t, g in enumerate(gradients, start=1):
        values = setting.at(names, t)
        now = list(kernel(now[0], g, t, *now[1:], **{name: values[term] for term, name in names.items()}))
        yield np.asarray(now[0], dtype=np.float64)


def _end(system: System, kernel: Step, setting: Setting, gradients: Any) -> Array:
    *_, last = weights(system, kernel, setting, gradients)
    return last


def _exact_run(system: System, setting: Setting, gradients: Any) -> float:
    (first,) = start(system, setting, [1.0])
    reference, order = Reference(roots(system)), arrays(system)
    now: list[Any] = [1.0, *first]
    for t, g in enumerate(gradients, start=1):
        given = dict(zip(order, (now[0], float(g), *now[1:]), strict=True))
        now = reference.at(given | setting.at(keywords(system), t) | {STEP: t})
    return float(now[0])
