"""Steps held against each other and against 50 digits, under the limit that roundings set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from verifier.numerics.precision import Array, Format, ulp
from verifier.numerics.radius import balls, scale
from verifier.numerics.reference import Reference
from verifier.numerics.steps import Steps, roots
from verifier.system import System


@dataclass(frozen=True)
class Limits:
    """What roundings can do to each result of each step.

    Attributes
    ----------
    radius : tuple of array
        The bound on a kernel's distance from the exact result; infinite where none is claimed.
    unit : tuple of array
        One unit in the last place of the largest operand of the last addition.
    """

    radius: tuple[Array, ...]
    unit: tuple[Array, ...]


@dataclass(frozen=True)
class Comparison:
    """Distances between two computations of the same steps, over all results.

    Attributes
    ----------
    steps, results : int
        How many were compared, results being weights and states.
    claimed : int
        Results for which there is a finite limit.
    broken : int
        Results beyond the limit, or not finite where the limit is.
    largest : float
        The largest distance within the claimed results, in units in the last place.
    limit : float
        The limit there, in the same units.
    share : float
        The largest distance as a part of its limit; beyond 1 is a failure.
    at, worst : (int, int) or None
        Result and step of ``largest`` and of ``share``.
    lost : int
        Results that exist and for which a kernel has no finite number.
    apart : int
        Results without a claim where one side is finite and the other is not.
    """

    steps: int
    results: int
    claimed: int
    broken: int
    largest: float
    limit: float
    share: float
    at: tuple[int, int] | None
    worst: tuple[int, int] | None
    lost: int = 0
    apart: int = 0


def limits(system: System, steps: Steps, fmt: Format) -> Limits:
    """The rounding radius and the unit of measure of every result."""
    targets = roots(system)
    known = balls(targets, steps.inputs, fmt)
    shape = (len(steps.places),)
    return Limits(
        tuple(np.broadcast_to(known[root].radius, shape) for root in targets),
        tuple(np.broadcast_to(ulp(scale(root, known), fmt), shape) for root in targets),
    )


def between(left: Sequence[Array], right: Sequence[Array], bounds: Limits) -> Comparison:
    """Two kernels: each may be one radius from the exact result, so two from each other."""
    a, b = np.stack(left), np.stack(right)
    radius, unit = 2 * np.stack(bounds.radius), np.stack(bounds.unit)
    with np.errstate(all="ignore"):
        distance = np.where(a == b, 0.0, np.abs(a - b))
    apart = ~np.isfinite(radius) & (np.isfinite(a) != np.isfinite(b))
    return _comparison(distance, radius, unit, apart=int(apart.sum()))


def exactly(system: System, steps: Steps, chosen: Sequence[int]) -> tuple[Array, Array]:
    """The chosen steps in 50 digits: each kernel's errors, and whether the exact result exists.

    The errors have the shape (kernels, results, chosen); an error is infinite where a result is
    not finite though the exact one exists, and where it is finite though there is none.
    """
    reference = Reference(roots(system))
    errors = np.zeros((len(steps.outputs), len(steps.outputs[0]), len(chosen)))
    exists = np.zeros(errors.shape[1:], dtype=bool)
    for column, i in enumerate(chosen):
        exact = reference.at({term: float(x[i]) for term, x in steps.inputs.items()})
        exists[:, column] = [x is not None for x in exact]
        for k, kernel in enumerate(steps.outputs):
            errors[k, :, column] = [_error(float(y[i]), x) for y, x in zip(kernel, exact, strict=True)]
    return errors, exists


def _error(computed: float, exact: object) -> float:
    if exact is None or not np.isfinite(computed):
        return 0.0 if exact is None and not np.isfinite(computed) else np.inf
    return float(abs(exact - computed))  # type: ignore[operator]


def against_exact(errors: Array, exists: Array, bounds: Limits, chosen: Sequence[int]) -> Comparison:
    """One kernel against the exact results. A finite number where there is none breaks the limit."""
    radius = np.where(exists, np.stack(bounds.radius)[:, chosen], 0.0)
    unit = np.stack(bounds.unit)[:, chosen]
    lost = exists & ~np.isfinite(radius) & ~np.isfinite(errors)
    return _comparison(errors, radius, unit, lost=int(lost.sum()))


def _comparison(distance: Array, radius: Array, unit: Array, lost: int = 0, apart: int = 0) -> Comparison:
    claimed = np.isfinite(radius)
    unit = np.where(np.isfinite(unit), unit, 1.0)  # where the exact result does not exist
    with np.errstate(all="ignore"):
        kept = distance <= radius
        ulps = np.where(claimed & ~np.isnan(distance), distance / unit, -1.0)
        part = np.where(distance == 0, 0.0, distance / radius)
    share = np.where(claimed, np.where(np.isnan(part), np.inf, part), -1.0)
    at, worst = _place(ulps), _place(share)
    return Comparison(
        steps=distance.shape[1],
        results=distance.size,
        claimed=int(claimed.sum()),
        broken=int((claimed & ~kept).sum()),
        largest=float(ulps[at]) if at else 0.0,
        limit=float(radius[at] / unit[at]) if at else 0.0,
        share=float(share[worst]) if worst else 0.0,
        at=at,
        worst=worst,
        lost=lost,
        apart=apart,
    )


def _place(values: Array) -> tuple[int, int] | None:
    if values.size == 0 or values.max() < 0:
        return None
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)
