"""Optax: a transformation of several arrays, by place and by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verifier.lift.frameworks.company import REST_GRADIENT, REST_WEIGHT, Shape, Words, filled
from verifier.lift.frameworks.optax_transformation import Transformation
from verifier.lift.frameworks.validate import Step

WORDS = Words(
    place="its step of one array among several is not its step of one alone: it goes by the place in the "
    "tree, by a name, or keeps a number for all; write a factory for each kind",
    kind="read for an array without a name: its step goes by names",
    shape="its step on an array of another shape is not its step on a vector; write a factory for each shape",
)
NAMED = "kernel", "embedding_layer_norm_scale_bias"


@dataclass(frozen=True)
class Several:
    """A `Runner` of a transformation of arrays of these shapes.

    Attributes
    ----------
    transformation : Transformation
    shapes : tuple of Shape
    first : int
        Fewer than there are: so many have one name, the rest another; else they have none.
    """

    transformation: Transformation
    shapes: tuple[Shape, ...]
    first: int

    def __call__(self, hypers: Mapping[str, float], w0: Any, gradients: Sequence[Any]) -> Iterator[Step]:
        """The first coordinate of each array after each step."""
        import jax

        numbers = {free.name: hypers.get(free.name, 0.5) for free in self.transformation.free}
        functions = self.transformation.build(numbers)  # once: a factory may make another class each time
        made = replace(self.transformation, build=lambda _: functions)
        weights = self._tree(w0, REST_WEIGHT)
        held = made.start(numbers, weights)
        step = jax.jit(lambda held, weights, slopes: made.step(numbers, held, weights, slopes))
        for each in gradients:
            weights, held = step(held, weights, self._tree(each, REST_GRADIENT))
            yield {"w": np.array([float(np.asarray(leaf).flat[0]) for leaf in self._leaves(weights)])}

    def _tree(self, firsts: Any, rest: float) -> Any:
        pairs = zip(self.shapes, np.atleast_1d(firsts), strict=True)
        arrays = [filled(shape, first, rest) for shape, first in pairs]
        if self.first == len(arrays):
            return arrays
        return dict(zip(NAMED, (arrays[: self.first], arrays[self.first :]), strict=True))

    def _leaves(self, tree: Any) -> list[Any]:
        return tree if isinstance(tree, list) else [leaf for name in NAMED for leaf in tree[name]]
