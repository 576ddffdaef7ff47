"""Runs of a system over hybrid numbers: queries, weights and states, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import ctx, fmpq

from verifier.evaluate.algebraic import AlgebraicNumber, Field
from verifier.evaluate.number import EXACT_BITS, Value, bounded, exact
from verifier.evaluate.program import Code, Program, compile_system
from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT

Given = Fraction | AlgebraicNumber | int
"""A number that enters a run."""

Setting = Mapping[str, Given | Sequence[Given]]
"""Hyperparameters by name: a number, or a list from index 0 for a given sequence."""

PRECISIONS = (128, 512, 2048)
"""Bits of the balls: the first, and what is tried where they are too wide."""


@dataclass(frozen=True)
class Trajectory:
    """What a system did. All lists have one entry more than there were gradients.

    Attributes
    ----------
    queries : tuple of Value
        ``queries[t]`` is the point at which step ``t+1`` asks for its gradient.
    weights : tuple of Value
        ``weights[t]`` is the weight after step ``t``.
    states : tuple of tuple of Value
        ``states[t]`` are the states after step ``t``, in the system's order.
    besides : tuple of tuple of Value
        The further terms of the program, at steps 1, 2, …
    """

    queries: tuple[Value, ...]
    weights: tuple[Value, ...]
    states: tuple[tuple[Value, ...], ...]
    besides: tuple[tuple[Value, ...], ...] = ()


@dataclass(frozen=True)
class Start:
    """What enters a run, as values that several runs share."""

    hypers: dict[str, Any]
    w0: Value
    gradients: tuple[Value, ...]


def start_at(hypers: Setting, w0: Given, gradients: Sequence[Given]) -> Start:
    """The start of a run; equal algebraic numbers share one field, so that sums stay exact."""
    fields: dict[AlgebraicNumber, Field] = {}

    def value(x: Given) -> Value:
        if isinstance(x, AlgebraicNumber):
            return fields.setdefault(x, Field(x)).generator()
        return exact(x)

    values = {n: value(x) if isinstance(x, Given) else [value(y) for y in x] for n, x in hypers.items()}
    return Start(values, value(w0), tuple(value(g) for g in gradients))


def working_precision(bits: int) -> AbstractContextManager[Any]:
    """Balls of that many bits, within a ``with`` statement."""
    manager: AbstractContextManager[Any] = ctx.workprec(bits)
    return manager


class Run:
    """A run under way. Ask for `point`, then `advance` with the gradient there; and so on.

    Parameters
    ----------
    program : Program
    start : Start
    exact_bits : int
        Longer exact weights and states become balls. A small number makes long runs fast.
    """

    __slots__ = ("_ask", "_bits", "_program", "_step", "besides", "states", "t", "weight")

    def __init__(self, program: Program, start: Start, exact_bits: int = EXACT_BITS) -> None:
        self._program, self._bits = program, exact_bits
        self.t, self.weight = 0, start.w0
        self._step = Machine(program.step, start.hypers)
        self._ask = None if program.ask is None else Machine(program.ask, start.hypers)
        self.states: list[Value] = Machine(program.start, start.hypers).run({WEIGHT: start.w0}, 0)
        self.besides: list[Value] = []

    def point(self) -> Value:
        """The point at which the next step asks for its gradient."""
        if self._ask is None:
            return self.weight
        return bounded(self._ask.run(self._old(), self.t + 1)[0], self._bits)

    def advance(self, gradient: Value) -> None:
        """Take a step with that gradient."""
        values = self._old()
        values[GRADIENT] = gradient
        self.t += 1
        new = self._step.run(values, self.t)
        count = 1 + len(self.states)
        self.weight, *self.states = [bounded(x, self._bits) for x in new[:count]]
        self.besides = new[count:]

    def _old(self) -> dict[Any, Value]:
        names = (s.name for s in self._program.system.states)
        values: dict[Any, Value] = dict(zip(names, self.states, strict=True))
        values[WEIGHT] = self.weight
        return values


class Machine:
    """The registers of a code, with the hyperparameters in their places."""

    __slots__ = ("_code", "_registers", "_sequences")

    def __init__(self, code: Code, hypers: Mapping[str, Any]) -> None:
        self._code, registers = code, list(code.registers)
        for name, slot in code.hypers:
            given = hypers[name]
            registers[slot] = given[0] if isinstance(given, list) else given
        for operation, target, a, b in code.once:
            registers[target] = operation(registers[a], registers[b])
        self._sequences = [(hypers[name], offset, slot) for name, offset, slot in code.sequences]
        self._registers = registers

    def run(self, values: dict[Any, Value], t: int) -> list[Value]:
        """The outputs at step ``t``; ``values`` by state name, and by term for weight and gradient."""
        registers, code = self._registers, self._code
        values[STEP] = fmpq(t)
        for key, slot in code.reads:
            registers[slot] = values[key]
        for given, offset, slot in self._sequences:
            registers[slot] = _read(given, t + offset)
        for operation, target, a, b in code.each:
            registers[target] = operation(registers[a], registers[b])
        return [registers[output] for output in code.outputs]


def _read(given: Any, index: int) -> Value:
    """An element of a given sequence; a list that is too short goes on with its last number."""
    if not isinstance(given, list):
        return given
    return given[min(max(index, 0), len(given) - 1)]


def run(
    system: System | Program,
    hypers: Setting,
    w0: Given,
    gradients: Sequence[Given],
    *,
    precision: int = PRECISIONS[0],
    exact_bits: int = EXACT_BITS,
) -> Trajectory:
    """Unroll a system for given gradients, exactly where possible.

    Parameters
    ----------
    system : System or Program
    hypers : mapping
        A number for each hyperparameter; for one that is read with ``[t]`` a number or a list
        from index 0 (initial values read index 0; the last number of a short list is held).
    w0 : Fraction
        The first weight.
    gradients : sequence of Fraction
        ``gradients[t-1]`` is given at step ``t``, wherever that step asks for it.
    precision : int
        Bits of the balls.
    exact_bits : int
        Longer exact weights and states become balls.

    Returns
    -------
    Trajectory
    """
    program = compile_system(system) if isinstance(system, System) else system
    with working_precision(precision):
        start = start_at(hypers, w0, gradients)
        course = Run(program, start, exact_bits)
        queries, weights, states, besides = [course.point()], [course.weight], [tuple(course.states)], []
        for gradient in start.gradients:
            course.advance(gradient)
            queries.append(course.point())
            weights.append(course.weight)
            states.append(tuple(course.states))
            besides.append(tuple(course.besides))
    return Trajectory(tuple(queries), tuple(weights), tuple(states), tuple(besides))
