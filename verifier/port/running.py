"""Both running optimizers on the same gradients, each in a process of its own, and how far they part."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import hypot, isfinite, ulp
from pathlib import Path

from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.norms import OTHERS, REST
from verifier.port.child import Course
from verifier.port.rounding import bounds
from verifier.system import System

STEPS = 200
WEIGHTS = (1.0, -0.5, 0.25)
SCALES = (1.0, 0.125, 2.0**-12)
"""Of the gradients of the coordinates; the last are near the small constants of denominators."""
SECONDS = 300.0
DERIVATION = (
    "running error analysis of both recurrences in float64, first order, doubled for another order of "
    "operations; in ulps of the largest weight so far"
)
_PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Agreement:
    """Two running optimizers, held against each other.

    Attributes
    ----------
    steps : int
        At which there was something to compare.
    ulps : float
        The largest distance of two weights, in ulps of the largest weight so far.
    limit : float
        What rounding alone may come to, in the same unit; see `DERIVATION`.
    within : bool
        Whether at every step the distance is within the limit of that step.
    """

    steps: int
    ulps: float
    limit: float
    within: bool


def gradients() -> tuple[tuple[float, ...], ...]:
    """For each step the gradients of all coordinates: eighths up to three, scaled, a quarter of them zero.

    The first coordinate begins with two zeros.
    """
    source = random.Random(STEPS)
    rows = [tuple(_gradient(source) * scale for scale in SCALES) for _ in range(STEPS)]
    return tuple((0.0, *row[1:]) if t < 2 else row for t, row in enumerate(rows))


def _gradient(source: random.Random) -> float:
    return source.choice((0.0, *(source.choice((-1, 1)) * source.randrange(1, 25) / 8 for _ in range(3))))


def agreement(calls: tuple[FrameworkCall, FrameworkCall], systems: tuple[System, System]) -> Agreement:
    """Run both calls, and hold the distances against what rounding may come to.

    Parameters
    ----------
    calls : (FrameworkCall, FrameworkCall)
    systems : (System, System)
        What they compute, without hyperparameters.

    Raises
    ------
    InputError
        When a constructor refuses, or a process ends early.
    """
    given = gradients()
    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(_run, [Course(call, WEIGHTS, given) for call in calls])
    parts = [
        _coordinate([row[i] for row in left], [row[i] for row in right], systems, w0, _gradients(given, i))
        for i, w0 in enumerate(WEIGHTS)
    ]
    return Agreement(
        steps=max(p.steps for p in parts),
        ulps=max(p.ulps for p in parts),
        limit=max(p.limit for p in parts),
        within=all(p.within for p in parts) and any(p.steps == STEPS for p in parts),
    )


def constructed(call: FrameworkCall) -> None:
    """Let the framework make the optimizer of a call.

    Raises
    ------
    InputError
        When the constructor refuses; its own words.
    """
    _run(Course(call, WEIGHTS, ()))


def _gradients(
    rows: Sequence[Sequence[float]], coordinate: int
) -> tuple[list[float], dict[str, list[float]]]:
    """The gradients of one coordinate, and the norms of the others; there is no other variable."""
    rest = [hypot(*row[:coordinate], *row[coordinate + 1 :]) for row in rows]
    return [row[coordinate] for row in rows], {REST: rest, OTHERS: [0.0] * len(rows)}


def _coordinate(
    left: list[float],
    right: list[float],
    systems: tuple[System, System],
    w0: float,
    given: tuple[list[float], dict[str, list[float]]],
) -> Agreement:
    """One coordinate; where both weights and both recurrences are undefined there is nothing to compare."""
    ulps, limits, within, largest = [0.0], [0.0], True, abs(w0)
    bounded = zip(*(bounds(system, w0, *given) for system in systems), strict=True)
    for a, b, ((x, ex), (y, ey)) in zip(left, right, bounded, strict=True):
        if not any(map(isfinite, (a, b, x, y))):
            continue
        within = within and isfinite(ex + ey) and abs(a - b) <= ex + ey
        largest = max(largest, abs(a)) if isfinite(a) else largest
        ulps.append(abs(a - b) / ulp(largest))
        limits.append((ex + ey) / ulp(largest))
    return Agreement(len(ulps) - 1, max(filter(isfinite, ulps)), max(filter(isfinite, limits)), within)


def _run(course: Course) -> list[list[float]]:
    with tempfile.TemporaryDirectory(prefix="verifier-") as folder:
        result = Path(folder) / "weights.json"
        command = [sys.executable, "-P", "-W", "ignore", "-m", "verifier.port.child", str(result)]
        try:
            ended = subprocess.run(
                command,
                input=pickle.dumps(course),
                env=_environment(folder),
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise InputError(f"{course.call}: {STEPS} steps took longer than {SECONDS:g} s") from None
        if not result.exists():
            said = ended.stderr.decode(errors="replace").strip().splitlines()[-2:]
            raise InputError(f"{course.call}: the process that runs it ended: {' | '.join(said)}")
        data = json.loads(result.read_text(encoding="utf-8"))
    if "error" in data:
        raise InputError(data["error"])
    weights: list[list[float]] = data["weights"]
    return weights


def _environment(folder: str) -> dict[str, str]:
    """The processor alone, double precision, no settings of the user's."""
    paths = [str(_PACKAGE), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "KERAS_BACKEND": "jax",
        "KERAS_HOME": folder,
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
