"""Running a gradient transformation on numbers, to hold what was read against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verifier.lift.frameworks.norms import OTHERS, REST, SHARES
from verifier.lift.frameworks.optax_norms import BESIDE, OWN, is_own
from verifier.lift.frameworks.optax_trace import Reading
from verifier.lift.frameworks.optax_transformation import Transformation
from verifier.lift.frameworks.validate import Runner, Step
from verifier.lift.outside import Watch

OTHER = -0.625
"""What the gradients of the second coordinate are multiplied with: a coordinate that must not matter."""

SPREAD = 0.5
"""Of the gradients of the calls that make one step: each counts, and not their mean alone is given."""


def runner(transformation: Transformation, reading: Reading) -> Runner:
    """The real code on some coordinates: first as it is, then compiled if hyperparameters may be tracers."""
    compiled = _compiled(transformation) if reading.traced else None
    seen: list[object] = []

    def run(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[Step]:
        course = _beside_others(hypers, w0, gradients, len(seen)) if reading.norms else _two(w0, gradients)
        numbers = _complete(transformation, hypers)
        if compiled is None or not seen:
            seen.append(None)
            yield from _eager(transformation, reading, numbers, course)
            return
        seen.append(None)
        weights, held = compiled(numbers, course.start, course.gradients)
        for t in range(len(gradients)):
            yield _shown(reading, course.place, *_at(t, (weights, held)))

    return run


@dataclass(frozen=True)
class Course:
    """Weights and gradients for a run: arrays, or variables with arrays, of gradients one for each step.

    Attributes
    ----------
    start, gradients : array or dict of arrays
    place : int
        The coordinate that is looked at.
    """

    start: Any
    gradients: Any
    place: int = 0


def _two(w0: float, gradients: Sequence[float]) -> Course:
    """One variable of two coordinates."""
    return Course(np.array([w0, 0.375]), np.array([[g, OTHER * g + 0.25] for g in gradients]))


def _beside_others(hypers: Mapping[str, float], w0: float, gradients: Sequence[float], run: int) -> Course:
    """A variable of three coordinates beside another one, whose other gradients have the given norms."""
    place, steps = run % 3, len(gradients)
    rest, others = (np.array(SHARES) * hypers.get(name, 0.5) for name in (REST, OTHERS))
    own = np.insert(np.tile(rest, (steps, 1)), place, gradients, axis=1)
    start = {BESIDE: np.array([0.5, -2.0]), OWN: np.insert(np.array([0.375, 1.25]), place, w0)}
    return Course(start, {BESIDE: np.tile(others, (steps, 1)), OWN: own}, place)


def by_shape(transformation: Transformation) -> bool:
    """Whether the first coordinate of a matrix becomes another number than that of a vector."""
    numbers, shapes = _complete(transformation, {}), ((2,), (2, 2))
    values = [np.resize([0.75, 0.375], shape) for shape in shapes]
    courses = [Course(each, each[np.newaxis]) for each in values]
    try:
        weights = [_once(transformation, numbers, course) for course in courses]
    except Exception:  # of anyone's code, which may take but one of the shapes
        return True
    return weights[0] != weights[1]


def _once(transformation: Transformation, hypers: Mapping[str, float], course: Course) -> float:
    import jax.numpy as jnp

    weight = jnp.asarray(course.start)
    held = transformation.start(hypers, weight)
    return _number(transformation.step(hypers, held, weight, jnp.asarray(course.gradients[0]))[0], 0)


def _at(t: int, arrays: Any) -> Any:
    import jax

    return jax.tree.map(lambda array: array[t], arrays)


def _complete(transformation: Transformation, hypers: Mapping[str, float]) -> dict[str, float]:
    """With a number for those that the recurrence does not use."""
    return {free.name: hypers.get(free.name, 0.5) for free in transformation.free}


def _compiled(transformation: Transformation) -> Any:
    import jax

    def course(hypers: Any, start: Any, gradients: Any) -> Any:
        made = transformation.build(hypers)  # once: a class that a factory has within is another each time
        once = replace(transformation, build=lambda _: made)

        def step(carry: Any, gradient: Any) -> Any:
            after = once.step(hypers, carry[1], carry[0], gradient, SPREAD)
            return after, after

        return jax.lax.scan(step, (start, once.start(hypers, start)), gradients)[1]

    ready = jax.jit(course)
    return lambda *arguments: jax.tree.map(np.asarray, ready(*arguments))


def _eager(
    transformation: Transformation, reading: Reading, hypers: Mapping[str, float], course: Course
) -> Iterator[Step]:
    import jax
    import jax.numpy as jnp

    weight, gradients = jax.tree.map(jnp.asarray, (course.start, course.gradients))
    refuse_memory(transformation, hypers, weight, _at(0, gradients))
    held = transformation.start(hypers, weight)
    for t in range(len(jax.tree.leaves(gradients)[0])):
        with jax.disable_jit():  # else branches are compiled anew in every call
            weight, held = transformation.step(hypers, held, weight, _at(t, gradients), SPREAD)
        yield _shown(reading, course.place, weight, held)


def refuse_memory(
    transformation: Transformation, hypers: Mapping[str, float], weight: Any, gradient: Any
) -> None:
    """Refuse functions that remember something outside of the state that they are handed.

    A step builds them anew, so they are looked at apart from it, over some calls of one pair of functions.
    """
    import jax

    made = transformation.build(hypers)
    watch = Watch(lambda: [("", made.init), ("", made.update)])
    watch.look()
    weight = transformation.given(weight)
    held = made.init(weight)
    for _ in range(3):
        gradient = jax.tree.map(lambda slope: 2 * slope, gradient)
        _, held = made.update(gradient, held, weight)
        watch.look()


def _shown(reading: Reading, place: int, weight: Any, held: Any) -> Step:
    import jax

    own = [leaf for path, leaf in jax.tree_util.tree_flatten_with_path(held)[0] if is_own(path)]
    values = {name: _number(leaf, place) for name, leaf in zip(reading.leaves, own, strict=True)}
    return values | {"w": _number(weight[OWN] if reading.norms else weight, place)}


def _number(leaf: Any, place: int) -> float:
    numbers = np.asarray(leaf)
    return float(numbers.flat[place if numbers.size > 1 else 0])
