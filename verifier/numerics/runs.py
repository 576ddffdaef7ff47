"""Whole runs: how far kernels drift from each other and from the exact weights. A figure, no test.

Errors of many steps accumulate, or cancel, as the optimizer's dynamics will have it; a limit that
holds for every run would say nothing. The limit is on single steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

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
    ends = [_run(system, kernel, setting, gradients) for kernel in kernels]
    short = gradients[:EXACT_STEPS, :1]
    exact = _exact_run(system, setting, short[:, 0])
    errors = [np.abs(_run(system, kernel, setting, short) - exact) for kernel in kernels]
    return {
        "steps": length,
        "sequences": SEQUENCES,
        "between": float(np.max(np.abs(ends[0] - ends[-1]) / ulp(ends[0], fmt))),
        "exact_steps": len(short),
        "exact": [float(np.max(e / ulp(np.array([exact]), fmt))) for e in errors],
    }


def _run(system: System, kernel: Step, setting: Setting, gradients: Any) -> Array:
    names, (first,) = keywords(system), start(system, setting, [1.0])
    now = [np.full(gradients.shape[1], x, gradients.dtype) for x in (1.0, *first)]
    for t, g in enumerate(gradients, start=1):
        values = setting.at(names, t)
        now = list(kernel(now[0], g, t, *now[1:], **{name: values[term] for term, name in names.items()}))
    return np.asarray(now[0], dtype=np.float64)


def _exact_run(system: System, setting: Setting, gradients: Any) -> float:
    (first,) = start(system, setting, [1.0])
    reference, order = Reference(roots(system)), arrays(system)
    now: list[Any] = [1.0, *first]
    for t, g in enumerate(gradients, start=1):
        given = dict(zip(order, (now[0], float(g), *now[1:]), strict=True))
        now = reference.at(given | setting.at(keywords(system), t) | {STEP: t})
    return float(now[0])
