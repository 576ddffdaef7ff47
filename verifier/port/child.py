"""The process in which a framework runs its own optimizer on plain numbers.

``python -P -m verifier.port.child RESULT`` reads a pickled `Course` from standard input and writes JSON to
the file RESULT: ``{"weights": [[…], …]}``, one list for each step, or ``{"error": sentence}``. Nothing of
the lift is used: what runs is the call as it is written.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verifier.lift.frameworks.call import Construction, FrameworkCall, Table, Value


@dataclass(frozen=True)
class Course:
    """A call, and what its optimizer is run on: first weights, and gradients for each step."""

    call: FrameworkCall
    weights: tuple[float, ...]
    gradients: tuple[tuple[float, ...], ...]


def run(course: Course) -> list[list[float]]:
    """The weights after each step, in float64."""
    runners = {"torch": _torch, "keras": _keras, "optax": _optax}
    return [[float(x) for x in row] for row in runners[course.call.framework](course)]


def _made(place: Any, call: FrameworkCall, *first: Any, nested: Any = None) -> Any:
    def value(each: Value) -> Any:
        if isinstance(each, Construction):
            keywords = {name: value(v) for name, v in each.keywords}
            return _member(nested or place, each.name)(*map(value, each.positional), **keywords)
        if isinstance(each, Table):
            return {key: value(v) for key, v in each.entries}
        return tuple(map(value, each)) if isinstance(each, tuple) else each

    keywords = {name: value(v) for name, v in call.keywords}
    return _member(place, call.name)(*first, *map(value, call.positional), **keywords)


def _member(place: Any, dotted: str) -> Any:
    outer, _, inner = dotted.removesuffix(")").partition("(")
    if inner:
        return _member(place, outer)(_member(place, inner))
    for part in dotted.split("."):
        place = getattr(place, part)
    return place


def _torch(course: Course) -> Iterator[Sequence[float]]:
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    weight = torch.tensor(course.weights, requires_grad=True)
    if dict(course.call.keywords).get("differentiable"):
        weight = weight.clone()  # such a step writes into no leaf
    optimizer = _made(torch.optim, course.call, [weight])
    for gradient in course.gradients:
        weight.grad = torch.tensor(gradient)
        optimizer.step()
        yield weight.tolist()


def _keras(course: Course) -> Iterator[Sequence[float]]:
    import jax
    import keras
    import numpy as np

    keras.config.set_floatx("float64")
    optimizer = _made(keras.optimizers, course.call, nested=keras.optimizers.schedules)
    variable = keras.Variable(np.array(course.weights), dtype="float64")
    optimizer.build([variable])
    step = jax.jit(optimizer.stateless_apply)
    weights, held = [variable.value], [each.value for each in optimizer.variables]
    for gradient in course.gradients:
        for _ in range(optimizer.gradient_accumulation_steps or 1):
            weights, held = step(held, [np.array(gradient)], weights)
        yield np.asarray(weights[0]).tolist()


def _optax(course: Course) -> Iterator[Sequence[float]]:
    import jax
    import numpy as np
    import optax

    transformation = _made(optax, course.call)

    def step(weight: Any, held: Any, gradient: Any) -> Any:
        updates, new = transformation.update(gradient, held, weight)
        return optax.apply_updates(weight, updates), new

    weight, compiled = np.array(course.weights), jax.jit(step)
    held = transformation.init(weight)
    for gradient in course.gradients:
        before = _accumulated(held)
        weight, held = compiled(weight, held, np.array(gradient))
        while before and _accumulated(held) == before:  # several calls are one step
            weight, held = compiled(weight, held, np.array(gradient))
        yield np.asarray(weight).tolist()


def _accumulated(held: Any) -> list[int]:
    """How many steps were taken, by each that accumulates the gradients of several calls; mostly none."""
    import jax

    leaves = jax.tree_util.tree_flatten_with_path(held)[0]
    return [int(leaf) for path, leaf in leaves if path and getattr(path[-1], "name", "") == "gradient_step"]


def main() -> None:
    """Run the course on standard input."""
    course: Course = pickle.load(sys.stdin.buffer)
    try:
        data: dict[str, Any] = {"weights": run(course)}
    except (TypeError, ValueError, AttributeError, RuntimeError) as error:
        data = {"error": f"{course.call}: {type(error).__name__}: {error}"}
    Path(sys.argv[1]).write_text(json.dumps(data), encoding="utf-8")


if __name__ == "__main__":
    main()
