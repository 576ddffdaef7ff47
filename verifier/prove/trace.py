"""Runs of both sides in floating point on the same gradients: food for guesses, never a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verifier.domain import Domain
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.term import GRADIENT, STEP, WEIGHT, Term, fold

Array = NDArray[np.float64]

RUNS = 24
SEED = 20
GOLDEN = (sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Trace:
    """The values of all states and weights of both sides after a step, one entry a run."""

    step: int
    values: dict[Term, Array]


def trace(pair: Pair, steps: int, given: Mapping[Term, float] | None = None, point: int = 0) -> list[Trace]:
    """Both sides after each step, from their starts, at one generic setting of hyperparameters.

    ``given`` sets some of the hyperparameters; ``point`` chooses another generic setting.
    """
    generator = np.random.default_rng(SEED)
    gradients = generator.normal(size=(steps + 1, RUNS)) * generator.choice(
        [0.5, 1.0, 2.0], size=(steps + 1, RUNS)
    )
    values: dict[Term, Array] = {WEIGHT: generator.normal(size=RUNS)}
    values[RIGHT_WEIGHT] = values[WEIGHT]
    fixed = setting(pair, given, point)
    values |= evaluate(pair.starts(0), values | fixed(0))
    result = []
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            here = {GRADIENT: gradients[step], STEP: np.float64(step)}
            values = evaluate(pair.updates, values | fixed(step) | here)
            result.append(Trace(step, values))
    return result


def setting(
    pair: Pair, given: Mapping[Term, float] | None = None, point: int = 0
) -> Callable[[int], dict[Term, Any]]:
    """Generic numbers for the hyperparameters by step; a sequence has another one at each step."""
    names = [s for s in pair.domains if s.args[0] == "hyper"]
    reads = [s for s in pair.domains if s.args[0] == "sequence"]
    constants = {s: generic(pair.domains[s], i + 1 + 17 * point) for i, s in enumerate(names)}
    constants |= given or {}

    def at(step: int) -> dict[Term, Any]:
        places = {s: 31 * len(s.name) + 7 * (step + int(str(s.args[2]))) for s in reads}
        return constants | {s: generic(pair.domains[s], place) for s, place in places.items()}

    return at


def generic(domain: Domain, index: int) -> float:
    """A number in the domain with no special property."""
    place = 0.25 + 0.5 * ((index * GOLDEN) % 1)
    if domain.lower is not None and domain.upper is not None:
        return float(domain.lower) + place * float(domain.upper - domain.lower)
    if domain.lower is not None:
        return float(domain.lower) + 2 * place
    return (float(domain.upper) if domain.upper is not None else 2.0) - 2 * place


def evaluate(terms: Mapping[Term, Term], values: Mapping[Term, Any]) -> dict[Term, Array]:
    """The terms' values over all runs; an undefined value is not a number."""
    found = fold(terms.values(), lambda node, args: _node(node, args, values))
    return {key: np.broadcast_to(np.asarray(found[value], float), (RUNS,)) for key, value in terms.items()}


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "max": np.maximum,
    "min": np.minimum,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "abs": np.abs,
    "sign": np.sign,
    "exp": np.exp,
    "log": np.log,
    "not": np.logical_not,
    "where": np.where,
}


def _node(node: Term, args: tuple[Any, ...], values: Mapping[Term, Any]) -> Any:
    if node.op == "num":
        return np.float64(node.value)
    if node.op == "sym":
        return values.get(node, np.float64("nan"))
    return _OPERATIONS[node.op](*args)
