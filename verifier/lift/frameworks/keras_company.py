"""Keras: an optimizer of several variables, by place, by name and by shape."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from verifier.lift.frameworks.company import (
    FEWER,
    REST_GRADIENT,
    REST_WEIGHT,
    SINGLE,
    Held,
    Shape,
    Words,
    filled,
    hold_in_company,
)
from verifier.lift.frameworks.keras_class import Maker
from verifier.lift.frameworks.keras_running import usual
from verifier.lift.frameworks.norms import OTHERS
from verifier.lift.frameworks.validate import Step

WORDS = Words(
    place="its step of one variable among several is not its step of one alone: a rate goes by the place in "
    "the list, or a number is kept for all; give each variable a state of its own",
    kind="read for a variable with no name that says anything: its step goes by names",
    shape="its step on a variable of another shape is not its step on a vector; write a class for each shape",
)
NAMED = "w", "embedding_layer_norm_scale_kernel_beta_bias_gamma"


@dataclass(frozen=True)
class Several:
    """A `Runner` of an optimizer of variables of these shapes.

    Attributes
    ----------
    maker : Maker
    shapes : tuple of Shape
    first : int
        So many have one name, the rest another.
    calls : int
        Of the optimizer that make one step.
    asked : set of str
        What the code asks of a variable that has it not.
    """

    maker: Maker
    shapes: tuple[Shape, ...]
    first: int
    calls: int
    asked: set[str] = field(default_factory=set)

    def __call__(self, hypers: Mapping[str, float], w0: Any, gradients: Sequence[Any]) -> Iterator[Step]:
        """The first coordinate of each variable after each step."""
        from jax import jit

        optimizer = self.maker.make(lambda free: hypers.get(free.name, usual(free)))
        kind, arrays = self._variable(), self._arrays(w0, REST_WEIGHT)
        names = [NAMED[place >= self.first] for place in range(len(arrays))]
        variables = [kind(a, dtype="float64", name=n) for a, n in zip(arrays, names, strict=True)]
        optimizer.build(variables)
        values, weights = [v.value for v in optimizer.variables], [v.value for v in variables]
        step = jit(optimizer.stateless_apply)
        for each in gradients:
            for _ in range(self.calls):
                weights, values = step(values, self._arrays(each, REST_GRADIENT), weights)
            yield {"w": np.array([float(np.asarray(weight).flat[0]) for weight in weights])}

    def _arrays(self, firsts: Any, rest: float) -> list[Any]:
        pairs = zip(self.shapes, np.atleast_1d(firsts), strict=True)
        return [filled(shape, first, rest) for shape, first in pairs]

    def _variable(self) -> Any:
        from keras import Variable

        asked = self.asked

        class Asked(Variable):  # type: ignore[misc]
            def __getattr__(self, name: str) -> Any:
                asked.add(name)
                raise AttributeError(name)

        return Asked


def held_in_company(maker: Maker, calls: int, held: Held, norms: Collection[str]) -> tuple[str, ...]:
    """Hold what was read of anyone's class against the steps of several variables; what it was read for.

    Where norms of other coordinates enter, each variable has one; those of other variables leave no company.

    Raises
    ------
    InputError
        When one of them takes another step.
    """
    if maker.call.module is None or OTHERS in norms:
        return ()
    asked: set[str] = set()
    several = partial(Several, maker, calls=calls, asked=asked)
    said = tuple(hold_in_company(held, several, SINGLE if norms else FEWER, WORDS))
    told = ", ".join(f"`{name}`" for name in sorted(asked) if not name.startswith("_"))
    return (*said, f"read for a variable without {told}, for which its code asks") if told else said
