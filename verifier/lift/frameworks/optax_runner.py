"""Running a gradient transformation on numbers, to hold what was read against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from verifier.lift.frameworks.optax_trace import Reading, Transformation
from verifier.lift.frameworks.validate import Runner, Step

OTHER = -0.625
"""What the gradients of the second coordinate are multiplied with: a coordinate that must not matter."""

SPREAD = 0.5
"""Of the gradients of the calls that make one step: each counts, and not their mean alone is given."""


def runner(transformation: Transformation, reading: Reading) -> Runner:
    """The real code on a vector of two: first as it is, then compiled if hyperparameters may be tracers."""
    compiled = _compiled(transformation) if reading.traced else None
    seen: list[object] = []

    def run(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[Step]:
        start, all_gradients = np.array([w0, 0.375]), np.array([[g, OTHER * g + 0.25] for g in gradients])
        numbers = _complete(transformation, hypers)
        if compiled is None or not seen:
            seen.append(None)
            yield from _eager(transformation, reading, numbers, start, all_gradients)
            return
        weights, leaves = compiled(numbers, start, all_gradients)
        for t in range(len(gradients)):
            yield _shown(reading, weights[t], [leaf[t] for leaf in leaves])

    return run


def _complete(transformation: Transformation, hypers: Mapping[str, float]) -> dict[str, float]:
    """With a number for those that the recurrence does not use."""
    return {free.name: hypers.get(free.name, 0.5) for free in transformation.free}


def _compiled(transformation: Transformation) -> Any:
    import jax

    def course(hypers: Any, start: Any, gradients: Any) -> Any:
        def step(carry: Any, gradient: Any) -> Any:
            weight, held = transformation.step(hypers, carry[1], carry[0], gradient, SPREAD)
            return (weight, held), (weight, jax.tree.leaves(held))

        return jax.lax.scan(step, (start, transformation.start(hypers, start)), gradients)[1]

    ready = jax.jit(course)
    return lambda *arguments: jax.tree.map(np.asarray, ready(*arguments))


def _eager(
    transformation: Transformation, reading: Reading, hypers: Mapping[str, float], start: Any, gradients: Any
) -> Iterator[Step]:
    import jax
    import jax.numpy as jnp

    weight = jnp.asarray(start)
    held = transformation.start(hypers, weight)
    for gradient in gradients:
        weight, held = transformation.step(hypers, held, weight, jnp.asarray(gradient), SPREAD)
        yield _shown(reading, np.asarray(weight), [np.asarray(leaf) for leaf in jax.tree.leaves(held)])


def _shown(reading: Reading, weight: Any, leaves: Sequence[Any]) -> Step:
    values = {name: float(leaf.flat[0]) for name, leaf in zip(reading.leaves, leaves, strict=True)}
    return values | {"w": float(weight[0])}
