"""Running a Keras optimizer with plain numbers, on whatever backend this process has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.lift.frameworks.keras_class import Maker
from verifier.lift.frameworks.keras_memory import Memory, built
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.norms import OTHERS, REST, SHARES
from verifier.lift.frameworks.validate import Step
from verifier.lift.outside import Watch

Call = Callable[[Memory, list[list[float]]], None]
"""One call of an optimizer with the gradients of both variables."""


@dataclass(frozen=True)
class Running:
    """The real optimizer: a `Runner` for `validate`.

    Its variable has three coordinates with gradients of their own, so that what is not of each
    coordinate alone shows.

    Attributes
    ----------
    maker : Maker
    places : mapping
        For each state of the lifted system the attribute of the optimizer that holds it.
    """

    maker: Maker
    places: Mapping[str, str]

    def __call__(self, hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[Step]:
        """What the optimizer holds after each step."""
        optimizer = self.maker.make(lambda free: hypers.get(free.name, usual(free)))
        memory = built(optimizer, np.array([w0, 0.3, -1.2]), np.array([0.7]))
        call = _apply if memory.calls == 1 else _compiled(memory)
        beside = [hypers[OTHERS]] if OTHERS in hypers else [0.25]
        watch = Watch(lambda: [("", self.maker.cls), ("self", optimizer)], _is_variable)
        given = ([gradient, *_others(gradient, hypers)] for gradient in gradients)
        return watch.over(self._taken(memory, call, given, beside), len(gradients))

    def _taken(
        self, memory: Memory, call: Call, gradients: Iterable[list[float]], beside: list[float]
    ) -> Iterator[Step]:
        for gradient in gradients:
            for part in _parts(gradient, memory.calls):
                call(memory, [part, beside])
            yield self._held(memory)

    def accepts(self, hypers: Mapping[str, Fraction]) -> bool:
        """Whether the constructor takes these numbers."""
        return self.maker.takes(lambda free: float(hypers.get(free.name, Fraction(usual(free)))))

    def _held(self, memory: Memory) -> Step:
        names = memory.names(free.name for free in self.maker.bound.free)
        held = zip(names, memory.optimizer.variables, strict=True)
        return {"w": _first(memory.own)} | {name: _first(v) for name, v in held if name in self.places}


def _is_variable(value: object) -> bool:
    from keras import Variable

    return isinstance(value, Variable)


def usual(free: Free) -> float:
    """The number that the call would use, or any where it needs one."""
    return 0.5 if free.usual is None else float(free.usual)


def _others(gradient: float, hypers: Mapping[str, float]) -> list[float]:
    if REST in hypers:
        return [hypers[REST] * share for share in SHARES]
    return [1 - gradient / 2, 0.25]


def _parts(gradient: list[float], calls: int) -> list[list[float]]:
    """Gradients for the calls of one step, with this mean."""
    shifts = [0.0] * calls if calls == 1 else [1.0, -1.0, *[0.0] * (calls - 2)]
    return [[number + shift for number in gradient] for shift in shifts]


def _apply(memory: Memory, gradients: list[list[float]]) -> None:
    from keras import ops

    given = [ops.convert_to_tensor(np.array(each), dtype="float64") for each in gradients]
    with _interpreted():
        memory.optimizer.apply(given, memory.trainable)


def _interpreted() -> AbstractContextManager[None]:
    """On JAX each operation by itself: it would compile Keras' branches anew at every call."""
    from keras import backend

    if backend.backend() != "jax":
        return nullcontext()
    from jax import disable_jit

    found: AbstractContextManager[None] = disable_jit()
    return found


def _compiled(memory: Memory) -> Call:
    """A call as training loops make it; JAX would compile Keras' branches anew at every eager call."""
    from keras import backend

    if backend.backend() != "jax":
        return _apply
    from jax import jit

    step = jit(memory.optimizer.stateless_apply)

    def call(memory: Memory, gradients: list[list[float]]) -> None:
        held, kept = memory.trainable, memory.optimizer.variables
        given = [np.array(each) for each in gradients]
        weights, values = step([v.value for v in kept], given, [v.value for v in held])
        for variable, value in zip((*held, *kept), (*weights, *values), strict=True):
            variable.assign(value)

    return call


def _first(variable: Any) -> float:
    from keras import ops

    return float(np.asarray(ops.convert_to_numpy(variable.value)).flat[0])
