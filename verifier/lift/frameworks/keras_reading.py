"""One step of a Keras optimizer as terms: the JAX program of ``stateless_apply``, walked over symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np

from verifier.errors import InputError
from verifier.lift.frameworks import folding
from verifier.lift.frameworks.arrays import Array, each
from verifier.lift.frameworks.keras_class import Maker
from verifier.lift.frameworks.keras_memory import Memory, built
from verifier.lift.frameworks.keras_program import Program, counter
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.primitives import Cell
from verifier.lift.frameworks.shadow import Path
from verifier.term import (
    GRADIENT,
    ONE,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    postorder,
    state,
    substitute,
    symbols,
    term,
)

ELSEWHERE = "elsewhere"
"""The kind of the symbols of other coordinates and other variables."""
SUM = "sum"
"""The kind of the symbols of sums of gradients."""
GRADIENT_ELSEWHERE = "the gradient of another coordinate"
GRADIENT_BESIDE = "the gradient of another variable"


@dataclass(frozen=True)
class Reading:
    """One trace.

    Attributes
    ----------
    weight : Term
        The new weight of the first coordinate.
    states, initial : mapping
        New and first value of each of its states.
    decided : mapping
        The branches that the code took.
    attributes : mapping
        For each state the attribute of the optimizer that holds it.
    demoted : tuple of str
        Precisions below that of the variable in which something is computed.
    calls : int
        How many calls make one step; its gradient is the mean of theirs.
    single : bool
        Whether something is computed in single precision.
    whole : bool
        Whether JAX would compile a branch or a loop of it anew in every eager call.
    """

    weight: Term
    states: Mapping[str, Term]
    initial: Mapping[str, Term]
    decided: Mapping[Term, bool]
    attributes: Mapping[str, str]
    demoted: tuple[str, ...]
    calls: int
    single: bool = False
    whole: bool = False

    @property
    def outputs(self) -> tuple[Term, ...]:
        """All terms that were read."""
        return (self.weight, *self.states.values(), *self.initial.values())

    @property
    def elsewhere(self) -> set[str]:
        """What of other coordinates or variables the step depends on, in words."""
        found = (n for n in postorder(self.outputs) if n.op == "sym" and n.args[0] == ELSEWHERE)
        return set(map(words_of, found))


@dataclass(frozen=True)
class _Trace:
    """The symbols of one trace."""

    memory: Memory
    path: Path
    names: list[str]

    def inputs(self) -> list[Array]:
        """Terms for the arguments of ``stateless_apply``: the optimizer's variables, gradients, weights."""
        kept = [self._held(v, n) for v, n in zip(self.memory.optimizer.variables, self.names, strict=True)]
        gradients = [self._summed(mean) for mean in self._means()]
        weights = [self._coordinates(WEIGHT, "weight"), _elsewhere("beside_weight", self.memory.beside.shape)]
        return [*kept, *gradients, *weights]

    def _means(self) -> list[Array]:
        """The gradients of a step: where several calls make one, the means of theirs."""
        own, beside = self._coordinates(GRADIENT, "gradient"), self.memory.beside.shape
        return [own, _elsewhere("beside_gradient", beside, GRADIENT_BESIDE)]

    def _summed(self, means: Array) -> Array:
        """What the last call of a step is given, where all calls before it were given zeros."""
        return means if self.memory.calls == 1 else each(_sum_of, means)

    def with_means(self, outputs: list[Array]) -> list[Array]:
        """The outputs in the means of the gradients, for the sums that the calls were given.

        Raises
        ------
        InputError
            When the step depends on the sums in another way.
        """
        if self.memory.calls == 1:
            return outputs
        means = [mean for array in self._means() for mean in array.flat]
        found = {folding.div(_sum_of(mean), term(self.memory.calls)): mean for mean in means}
        roots = [cell for array in outputs for cell in array.flat if isinstance(cell, Term)]
        new = dict(zip(roots, substitute(roots, found), strict=True))
        if symbols(new.values(), SUM):
            raise InputError("a step depends on its calls' gradients by more than their mean")
        return [each(lambda cell: _replaced(cell, new), array) for array in outputs]

    def _held(self, variable: Any, name: str) -> Array:
        role = self.memory.role(variable)
        if role == "step":
            return _single(counter(self.memory.calls))
        if role == "accumulator":
            return each(lambda _: ZERO, _elsewhere(name, variable.shape))
        if variable is self.memory.optimizer._learning_rate:
            return _single(self.path.term_of(variable.numpy()[()]))
        if role == "own":
            return self._coordinates(state(name), f"state '{name}'")
        return _single(state(name)) if role == "shared" else _elsewhere(name, variable.shape)

    def _coordinates(self, first: Term, what: str) -> Array:
        terms = _elsewhere(what, self.memory.own.shape, f"the {what} of another coordinate")
        terms.flat[0] = first
        return terms


def read_step(
    maker: Maker, number: Callable[[Free], float], shape: tuple[int, ...], random: Random
) -> Reading:
    """The step of a newly made optimizer on a variable of this shape.

    Parameters
    ----------
    maker : Maker
    number : callable
        A number for each symbolic argument, unlike all numbers that are written in the code.
    shape : tuple of int
    random : Random
        Where the first weights come from.

    Raises
    ------
    InputError
        When the program has an operation that cannot be read.
    """
    path = Path()
    optimizer = maker.make(lambda free: path.shadow(number(free), hyper(free.name)))
    own = np.array([random.uniform(1, 2) for _ in range(int(np.prod(shape)))]).reshape(shape)
    memory = built(optimizer, own, np.array([random.uniform(1, 2)]))
    trace = _Trace(memory, path, memory.names(free.name for free in maker.bound.free))
    path.shadow(float(own.flat[0]), WEIGHT)
    reader = Program(path)
    outputs = trace.with_means(reader.run(_program(memory), trace.inputs()))
    reading = _reading(trace, outputs, tuple(sorted(reader.demoted)))
    return replace(reading, single=bool(reader.single), whole=bool(reader.whole))


def _program(memory: Memory) -> Any:
    import jax

    values = [v.value for v in memory.optimizer.variables]
    weights = [v.value for v in memory.trainable]
    gradients = [jax.ShapeDtypeStruct(weight.shape, weight.dtype) for weight in weights]
    return jax.make_jaxpr(memory.optimizer.stateless_apply)(values, gradients, weights)


def _reading(trace: _Trace, outputs: list[Array], demoted: tuple[str, ...]) -> Reading:
    memory, weights, after = trace.memory, outputs[0], outputs[2:]
    states: dict[str, Term] = {}
    initial: dict[str, Term] = {}
    attributes: dict[str, str] = {}
    roles: dict[str, str] = {}
    for variable, name, new in zip(memory.optimizer.variables, trace.names, after, strict=True):
        role = memory.role(variable)
        if role == "step":
            _counts(new.item(), memory.calls)
        elif role == "accumulator" and any(cell is not ZERO for cell in new.flat):
            raise InputError(
                "the accumulated gradient is not cleared after a step; such an optimizer is not read"
            )
        elif role in ("own", "shared") and variable is not memory.optimizer._learning_rate:
            states[name] = _number(new.flat[0])
            initial[name] = trace.path.term_of(np.asarray(variable.numpy()).flat[0])
            attributes[name] = memory.attribute(variable)
            roles[name] = role
    weight = _number(weights.flat[0])
    kept = _needed(weight, states, {name for name in states if roles[name] == "own"})
    for held in (states, initial, attributes):
        for name in held.keys() - kept:
            del held[name]
    return Reading(weight, states, initial, dict(trace.path.decided), attributes, demoted, memory.calls)


def _needed(weight: Term, states: Mapping[str, Term], own: set[str]) -> set[str]:
    """The weight's own states, and what these and it are made of: no number kept of another variable."""
    kept = own
    while True:
        found = {symbol.name for symbol in symbols([weight, *(states[name] for name in kept)], "state")}
        more = found & states.keys() - kept
        if not more:
            return kept
        kept = kept | more


def _counts(new: Term, calls: int) -> None:
    if new is not folding.add(counter(calls), ONE):
        raise InputError("the counter of steps does not go up by one; such an optimizer is not read")


def _number(value: Term | bool) -> Term:
    return term(int(value)) if isinstance(value, bool) else value


def _replaced(cell: Cell, new: Mapping[Term, Term]) -> Cell:
    return new[cell] if isinstance(cell, Term) else cell


def _sum_of(mean: Term) -> Term:
    return Term("sym", SUM, mean.name)


def _single(value: Term) -> Array:
    held = np.empty((), dtype=object)
    held[()] = value
    return held


def words_of(symbol: Term) -> str:
    """What a symbol of another coordinate or variable is, in words."""
    return symbol.name.partition(" (")[0]


def _elsewhere(name: str, shape: Any, words: str = "another variable") -> Array:
    terms = np.empty(tuple(shape), dtype=object)
    for place in range(terms.size):
        terms.flat[place] = Term("sym", ELSEWHERE, f"{words} ({name} {place})")
    return terms
