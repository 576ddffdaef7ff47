"""Steps drawn at random, and how far a kernel is from 50 digits in the units of the bounds before a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from verifier.kernel.names import arrays, keywords
from verifier.numerics.apriori import largest_size
from verifier.numerics.precision import DOUBLE, Format, ulp
from verifier.numerics.radius import balls
from verifier.numerics.reference import Reference
from verifier.numerics.settings import usual
from verifier.numerics.steps import roots
from verifier.system import System
from verifier.term import STEP, WEIGHT, Term

SAMPLES = 12


def drawn(
    system: System, fmt: Format, seed: int, nonnegative: Sequence[str] = (), samples: int = SAMPLES
) -> dict[Term, Any]:
    """Weights, gradients and states of many sizes, none of which makes anything under- or overflow."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for place in arrays(system):
        x = rng.standard_normal(samples) * 2.0 ** rng.integers(-8, 8, samples)
        x = np.abs(x) if place.name in nonnegative else x
        drawn[place] = x.astype(fmt.dtype).astype(np.float64)
    return drawn


def off(system: System, step: Any, fmt: Format, given: dict[Term, Any], t: int, root: int = 0) -> np.ndarray:
    """How far a kernel is from 50 digits, in the units that bounds are in."""
    named = {term: usual(system).values[term.name] for term in keywords(system)}
    arguments = [given[place].astype(fmt.dtype) for place in arrays(system)]
    keywords_given = {name: named[term] for term, name in keywords(system).items()}
    with np.errstate(all="ignore"):
        computed = step(*arguments[:2], t, *arguments[2:], **keywords_given)[root].astype(np.float64)
    values = given | {h: np.float64(x) for h, x in named.items()} | {STEP: np.float64(t)}
    wanted = roots(system)[root]
    reference = Reference([wanted])
    samples = len(given[WEIGHT])
    columns = [
        reference.at({k: float(v if np.ndim(v) == 0 else v[i]) for k, v in values.items()})[0]
        for i in range(samples)
    ]
    wide = {k: np.broadcast_to(v, (samples,)) for k, v in values.items()}
    middles = {node: ball.middle for node, ball in balls([wanted], wide, DOUBLE).items()}
    error = np.array([abs(float(x - c)) for x, c in zip(columns, computed, strict=True)])
    return error / ulp(np.broadcast_to(largest_size(wanted, middles), (samples,)), fmt)
