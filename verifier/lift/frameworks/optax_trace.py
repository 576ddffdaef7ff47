"""Tracing a gradient transformation: its ``init`` and ``update`` as terms for one coordinate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from verifier.errors import InputError
from verifier.lift.frameworks.assembly import Traced
from verifier.lift.frameworks.folding import add
from verifier.lift.frameworks.jaxpr import Array, Jaxpr
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.optax_names import names_of
from verifier.lift.frameworks.optax_transformation import Transformation
from verifier.lift.frameworks.primitives import number
from verifier.lift.frameworks.shadow import Path
from verifier.lift.frameworks.stairs import counted_around, settled
from verifier.lift.reals import symbolic_math
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    state,
    substitute,
    symbols,
    term,
    where,
)

SHAPE = (2, 2)
"""Of the weights that are traced: what acts across coordinates is seen, whichever axis it takes."""
ELSEWHERE = "@"
"""Part of the names of symbols that belong to another coordinate than the first."""


class Across(InputError):
    """Coordinates are combined."""


@dataclass(frozen=True)
class Reading:
    """What was traced.

    Attributes
    ----------
    initial, step
        For one coordinate. Counters of the steps are replaced by t.
    leaves : tuple of str
        A name for each leaf of the state, counters among them.
    places : dict
        Where in the state each name is.
    decided : dict
        Branches that the code took on hyperparameters.
    traced : bool
        Whether the hyperparameters were tracers.
    conditions : tuple of str
        What else was assumed, in words.
    single : bool
        Whether something is computed in single precision.
    norms : tuple of str
        The norms of other gradients on which the step depends: see `norms`.
    turns : bool
        Whether a state counts steps around a circle: see `stairs`.
    """

    initial: dict[str, Term]
    step: Traced
    leaves: tuple[str, ...]
    places: dict[str, str]
    decided: dict[Term, bool] = field(default_factory=dict)
    traced: bool = True
    conditions: tuple[str, ...] = ()
    single: bool = False
    norms: tuple[str, ...] = ()
    turns: bool = False

    @property
    def kept_places(self) -> dict[str, str]:
        """Where in Optax' state the states are that are left; one that counts around a circle is ours."""
        return {name: self.places[name] for name in self.initial if name in self.places}


Given = Callable[[Callable[..., Any]], tuple[Callable[..., Any], tuple[Any, ...]]]
"""A function of hyperparameters and more as one to trace, and the arguments that come first."""

Reader = Callable[[Transformation, Jaxpr, Given, list[Array]], Reading]


def read_alone(transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array]) -> Reading:
    """What is read of one coordinate that nothing else enters: a `Reader`."""
    held, begun = _begun(transformation, reader, given, cells)
    names, places = names_of(held, {free.name for free in transformation.free} | {"w", "g", "t"})
    shapes = _shapes(names, held)
    states = [_laid_out(state(name), shape) for name, shape in shapes.items()]
    for place, value in transformation.resets.items():
        states[place] = _single(term(value))
    new = _advanced(transformation, reader, given, [*cells, *states], held)
    if any(first(new[1 + place]) is not term(value) for place, value in transformation.resets.items()):
        raise InputError(f"its count of calls does not begin anew after {transformation.calls}")
    firsts = [state(name) for name, shape in shapes.items() if shape]
    new, begun = (list(map(_as_weights, cells)) for cells in (new, begun))
    _check_coordinates(reader, [*new, *begun], [WEIGHT, GRADIENT, *firsts])
    initial = dict(zip(names, map(first, begun), strict=True))
    traced = Traced(first(new[0]), dict(zip(names, map(first, new[1:]), strict=True)))
    return by_time(initial, traced, names, places, reader)


def read(transformation: Transformation, reader: Reader = read_alone) -> Reading:
    """Trace with tracers in the place of the hyperparameters.

    Raises
    ------
    InputError
        When something is no recurrence of one coordinate.
    jax.errors.ConcretizationTypeError
        When the code branches on a hyperparameter.
    """
    hypers = {free.name: shaped(()) for free in transformation.free}
    cells = [_single(hyper(name)) for name in sorted(hypers)]  # the order in which JAX flattens a dict
    return reader(transformation, Jaxpr(), lambda function: (lambda *rest: function(*rest), (hypers,)), cells)


def shadowed(transformation: Transformation, reader: Reader = read_alone) -> Reading:
    """Trace with shadow numbers in the place of the hyperparameters: their branches are written down."""
    path = Path()
    numbers = {f.name: path.shadow(generic(f, i), hyper(f.name)) for i, f in enumerate(transformation.free)}
    with symbolic_math():
        reading = reader(
            transformation, Jaxpr(path), lambda function: (lambda *rest: function(numbers, *rest), ()), []
        )
    return Reading(**{**vars(reading), "decided": dict(path.decided), "traced": False})


def generic(free: Free, index: int) -> float:
    """A number near the usual one, or in the domain, that no program writes and no other argument has."""
    near = (free.usual or 0) * (1 - Fraction(index + 1, 1297))
    if near and free.domain.contains(near):
        return float(near)
    share = 0.3141592 + 0.0618034 * (index % 10)
    low = 0.0 if free.domain.lower is None else float(free.domain.lower)
    high = low + 1.0 if free.domain.upper is None else float(free.domain.upper)
    return low + (high - low) * share


def _begun(
    transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array]
) -> tuple[Any, list[Array]]:
    """The form of the state, and its leaves at the start."""
    import jax

    start, hypers = given(transformation.start)
    held = jax.eval_shape(start, *hypers, shaped(SHAPE))
    program = jax.make_jaxpr(start)(*hypers, shaped(SHAPE))
    return held, reader.run(program, [*cells, coordinates(SHAPE, WEIGHT)])


def _advanced(
    transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array], held: Any
) -> list[Array]:
    """The new weights, and the leaves of the state after a step."""
    import jax

    step, hypers = given(transformation.step)
    program = jax.make_jaxpr(step)(*hypers, held, shaped(SHAPE), shaped(SHAPE))
    return reader.run(program, [*cells, coordinates(SHAPE, WEIGHT), coordinates(SHAPE, GRADIENT)])


def shaped(shape: tuple[int, ...]) -> Any:
    """What JAX traces in the place of an array of that shape."""
    import jax

    return jax.ShapeDtypeStruct(shape, np.float64)  # type: ignore[no-untyped-call,unused-ignore]


def _single(cell: Term) -> Array:
    cells = np.empty((), object)
    cells[()] = cell
    return cells


def coordinates(shape: tuple[int, ...], symbol: Term) -> Array:
    """An array of symbols: the first coordinate's is the symbol itself."""
    cells = np.empty(shape, object)
    for place in np.ndindex(*shape):
        cells[place] = elsewhere(symbol, place) if any(place) else symbol
    return cells


def _laid_out(symbol: Term, shape: tuple[int, ...]) -> Array:
    """An array of symbols for a state that is one number, or one for each coordinate in another shape."""
    return coordinates(SHAPE, symbol).reshape(shape) if shape else coordinates((), symbol)


def _as_weights(cells: Array) -> Array:
    return cells.reshape(SHAPE) if cells.ndim else cells


def first(cells: Array) -> Term:
    """The first coordinate."""
    return number(cells[(0,) * cells.ndim])


def _shapes(names: Iterable[str], held: Any) -> dict[str, tuple[int, ...]]:
    """The shape of every leaf of a state: none, or one with as many coordinates as the weights."""
    import jax

    leaves = dict(zip(names, jax.tree.leaves(held), strict=True))
    for name, leaf in leaves.items():
        if "key<" in str(leaf.dtype) or leaf.dtype == np.uint32:
            raise InputError(f"it draws random numbers (its state '{name}' is a key)")
        if leaf.shape and prod(leaf.shape) != prod(SHAPE):
            raise InputError(
                f"it does not act on each coordinate alone: for weights of shape {SHAPE} it keeps '{name}' "
                f"of shape {leaf.shape}"
            )
    return {name: leaf.shape for name, leaf in leaves.items()}


def _check_coordinates(reader: Jaxpr, results: Iterable[Array], firsts: Iterable[Term]) -> None:
    """Refuse what mixes coordinates or treats them differently.

    ``firsts`` are the symbols of the first coordinate. With its own symbols in their places, every other
    coordinate must have become the very term of the first.
    """
    for cells in results:
        for place in np.ndindex(cells.shape):
            moved = {own: elsewhere(own, (0,) * len(SHAPE)) for own in firsts}
            moved |= {elsewhere(own, place): own for own in firsts if any(place)}
            if place == (0,) * len(SHAPE):
                moved = {}
            here = substitute([number(cells[place])], moved)[0]
            if here is not first(cells) or any(ELSEWHERE in s.name for s in symbols([here])):
                found = (f"{name} at {at}" if at else name for name, at in sorted(reader.across.items()))
                through = ", ".join(found) or "a broadcast"
                raise Across(f"it does not act on each coordinate alone: it combines them ({through})")


def elsewhere(symbol: Term, place: object) -> Term:
    """The symbol of another coordinate."""
    kind, name = symbol.args
    return Term("sym", kind, f"{name}{ELSEWHERE}{place}")


def by_time(
    initial: dict[str, Term], step: Traced, names: tuple[str, ...], places: dict[str, str], reader: Jaxpr
) -> Reading:
    """What is read: states that count the steps become t; those that change never or once become numbers."""
    if reader.demoted:
        kinds = ", ".join(sorted(reader.demoted))
        raise InputError(f"it keeps numbers as {kinds}: what it does is decided by rounding")
    known = counted_around(initial, step.states)
    for name, start in initial.items():
        new = step.states[name]
        if new is state(name) and WEIGHT not in symbols([start]):
            known[state(name)] = start
        elif start.op == new.op == "num":
            known[state(name)] = where(Term("eq", STEP, ONE), start, new)
        elif start.op == "num" and new is add(state(name), ONE):
            known[state(name)] = add(STEP, term(start.value - 1))
    kept = [name for name in initial if state(name) not in known]
    outputs, circles = settled(substitute([step.weight, *(step.states[n] for n in kept)], known))
    limits = tuple(f"t < {limit}" for limit in sorted(reader.saturating) if STEP in symbols(outputs))
    turning = {circle.name: circle.update for circle in circles}
    traced = Traced(outputs[0], dict(zip(kept, outputs[1:], strict=True)) | turning)
    assumed = (*limits, *sorted(reader.assumed))
    begun = {n: initial[n] for n in kept} | dict.fromkeys(turning, ZERO)
    single, turns = bool(reader.single), bool(circles)
    return Reading(begun, traced, names, places, conditions=assumed, single=single, turns=turns)
