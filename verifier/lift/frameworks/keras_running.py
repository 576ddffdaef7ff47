"""Running a Keras optimizer with plain numbers, on whatever backend this process has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from verifier.lift.frameworks.keras_class import Maker
from verifier.lift.frameworks.keras_memory import Memory, built
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.norms import OTHERS, REST, SHARES
from verifier.lift.frameworks.validate import Step
from verifier.lift.outside import Watch

Call = Callable[[Memory, Sequence[Any]], None]
"""One call of an optimizer with the gradients of both variables, an array each."""


@dataclass(frozen=True)
class Running:
    """The real optimizer: a `Runner` for `validate`.

    Its variable has two coordinates more than are looked at, with gradients of their own, so that what is
    not of each coordinate alone shows; and there is another variable beside it.

    Attributes
    ----------
    maker : Maker
    places : mapping
        For each state of the lifted system the attribute of the optimizer that holds it.
    whole : bool
        Whether JAX would compile a branch or a loop of the step anew in every eager call.
    """

    maker: Maker
    places: Mapping[str, str]
    whole: bool = True

    def __call__(self, hypers: Mapping[str, float], w0: Any, gradients: Sequence[Any]) -> Iterator[Step]:
        """What the optimizer holds after each step, of one coordinate or of several."""
        optimizer = self.maker.make(lambda free: hypers.get(free.name, usual(free)))
        own = np.append(w0, [0.3, -1.2])
        memory = built(optimizer, own, np.linspace(0.7, -0.4, own.size))
        call = self._call(memory)
        watch = Watch(lambda: [("", self.maker.cls), ("self", optimizer)], lambda: _is_variable)
        given = ([np.append(g, _others(g, hypers)), _beside(own.size, hypers)] for g in gradients)
        return watch.over(self._taken(memory, call, given, np.size(w0)), len(gradients))

    def _call(self, memory: Memory) -> Call:
        return _compiled(memory) if memory.calls > 1 else partial(_apply, whole=self.whole)

    def _taken(
        self, memory: Memory, call: Call, gradients: Iterable[Sequence[Any]], courses: int
    ) -> Iterator[Step]:
        held = self._held(memory)
        for own, beside in gradients:
            for part in _parts(own, memory.calls):
                call(memory, [part, beside])
            yield {name: _numbers(variable, courses) for name, variable in held.items()}

    def accepts(self, hypers: Mapping[str, Fraction]) -> bool:
        """Whether the constructor takes these numbers."""
        return self.maker.takes(lambda free: float(hypers.get(free.name, Fraction(usual(free)))))

    def _held(self, memory: Memory) -> dict[str, Any]:
        """By name the variables that hold the weight and the states."""
        names = memory.names(free.name for free in self.maker.bound.free)
        held = zip(names, memory.optimizer.variables, strict=True)
        return {"w": memory.own} | {name: variable for name, variable in held if name in self.places}


def _is_variable(value: object) -> bool:
    from keras import Variable

    return isinstance(value, Variable)


def usual(free: Free) -> float:
    """The number that the call would use, or any where it needs one."""
    return 0.5 if free.usual is None else float(free.usual)


def _others(gradient: Any, hypers: Mapping[str, float]) -> list[float]:
    """The gradients of the coordinates that are not looked at."""
    if REST in hypers:
        return [hypers[REST] * share for share in SHARES]
    return [1 - float(np.ravel(gradient)[0]) / 2, 0.25]


def _beside(size: int, hypers: Mapping[str, float]) -> Any:
    """The gradient of the other variable, which has as many coordinates: JAX compiles for every shape."""
    if OTHERS in hypers:
        return np.append(hypers[OTHERS], np.zeros(size - 1))
    return np.linspace(0.25, -1, size)


def _parts(gradient: Any, calls: int) -> list[Any]:
    """Gradients for the calls of one step, with this mean."""
    shifts = [0.0] * calls if calls == 1 else [1.0, -1.0, *[0.0] * (calls - 2)]
    return [gradient + shift for shift in shifts]


def _apply(memory: Memory, gradients: Sequence[Any], *, whole: bool) -> None:
    from keras import ops

    given = [ops.convert_to_tensor(np.array(each), dtype="float64") for each in gradients]
    with _interpreted() if whole else nullcontext():
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
        return partial(_apply, whole=True)
    from jax import jit

    step = jit(memory.optimizer.stateless_apply)

    def call(memory: Memory, gradients: Sequence[Any]) -> None:
        held, kept = memory.trainable, memory.optimizer.variables
        given = [np.array(each) for each in gradients]
        weights, values = step([v.value for v in kept], given, [v.value for v in held])
        for variable, value in zip((*held, *kept), (*weights, *values), strict=True):
            variable.assign(value)

    return call


def _numbers(variable: Any, courses: int) -> Any:
    """What a variable holds: one number, or one for each of the coordinates that are looked at."""
    from keras import ops

    numbers = np.array(ops.convert_to_numpy(variable.value), dtype=float).reshape(-1)
    return float(numbers[0]) if courses == 1 or numbers.size == 1 else numbers[:courses]
