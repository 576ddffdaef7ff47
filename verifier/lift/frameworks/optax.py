"""Optax: gradient transformations, read from the jaxprs of their ``init`` and ``update``.

The transformation is built inside a traced function whose arguments are its hyperparameters. Where its code
branches on one of them, shadow numbers take the tracers' place. All of this runs in the child process.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks import norms
from verifier.lift.frameworks.assembly import assemble, conditions, holds, sentences
from verifier.lift.frameworks.binding import Bound, Parameters, bind
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.company import FEWER, Held, hold_in_company
from verifier.lift.frameworks.company import SINGLE as SINGLE_SHAPES
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.optax_calls import by_calls
from verifier.lift.frameworks.optax_company import WORDS, Several
from verifier.lift.frameworks.optax_norms import read_norms
from verifier.lift.frameworks.optax_runner import by_shape, runner
from verifier.lift.frameworks.optax_trace import (
    Across,
    Reader,
    Reading,
    read,
    read_alone,
    shadowed,
)
from verifier.lift.frameworks.optax_transformation import Transformation
from verifier.lift.frameworks.raised import own_names
from verifier.lift.frameworks.raised import place as line_of
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.stairs import Rounded, Stairs, with_numbers
from verifier.lift.frameworks.validate import SINGLE, TOLERANCE, validate
from verifier.lift.symbolic_names import symbolic_names
from verifier.lift.vocabulary import nearest, quoted

MODULES = ("optax", "optax.contrib", "optax.schedules", "optax.transforms")
"""Where factories are looked up, in this order; not every release has all of them."""
MORE = "it does not act on each coordinate alone: more of the others enters than the norm of their gradients"


OTHERWISE = (
    "its step on a matrix is not its step on a vector; such an optimizer is not read: "
    "write a factory for each shape"
)


class Pair(InputError):
    """What is updated must be a pair of weights, the fast and the slow ones."""


def lift_call(call: FrameworkCall, vocabulary: Vocabulary) -> Lift:
    """The optimizer that a call of Optax makes.

    Raises
    ------
    InputError
        When there is no such factory, an argument is not known, the transformation does not act on each
        coordinate alone, draws random numbers, or uses an operation that is not read.
    """
    found = factory(call, call.name)

    return with_numbers(
        call,
        lambda known: bind(call, lambda name: _parameters(factory(call, name)), known),
        partial(_lift, found, call),
        vocabulary,
    )


def _lift(factory_of: Callable[..., Any], call: FrameworkCall, bound: Bound) -> Lift:
    with symbolic_names(own_names(call)):
        return lift_optax(factory_of, call, bound, strange=call.module is not None)


def lift_optax(
    factory_of: Callable[..., Any], call: FrameworkCall, bound: Bound, *, strange: bool = True
) -> Lift:
    """The optimizer that a factory makes of bound arguments; a ``strange`` factory is anyone's."""
    transformation, reading = _transformation(factory_of, call, bound), None
    try:
        transformation, reading = _read_by_steps(transformation, call)
        system = assemble(str(call), bound.free, reading.initial, reading.step)
        system = replace(system, hypers=(*system.hypers, *norms.given(reading.norms)))
        tolerance = SINGLE if reading.single else TOLERANCE
        decided = partial(holds, reading.decided)
        validated = validate(system, runner(transformation, reading), accepts=decided, tolerance=tolerance)
        company = _company(transformation, reading, Held(system, decided, tolerance)) if strange else ()
    except Stairs:
        raise
    except InputError as error:
        said = str(error)
        if reading is not None:
            told = said.partition(": ")[2] in (WORDS.place, WORDS.shape)
            said = (
                said if told else MORE if reading.norms else OTHERWISE if by_shape(transformation) else said
            )
        said = f"{said}; {norms.AS_GIVEN}" if isinstance(error, Across) or said is MORE else said
        raise InputError(said if said.startswith(str(call)) else f"{call}: {said}") from None
    domains = {h.name: h.domain for h in system.hypers}
    names = {h.name for h in system.hypers}
    return Lift(
        call=str(call),
        system=system,
        arguments=tuple(free for free in bound.free if free.name in names),
        conditions=(*reading.conditions, *sentences(conditions(reading.decided, domains))),
        version=versions("optax"),
        validated=validated,
        notes=(*_notes(transformation, reading), *company),
        state_places=tuple(reading.kept_places.items()),
        off=bound.off,
    )


def _company(transformation: Transformation, reading: Reading, held: Held) -> tuple[str, ...]:
    """What was read held against the steps of several arrays; what to say of what it was read for."""
    if transformation.paired or transformation.calls > 1 or norms.OTHERS in reading.norms:
        return ()
    shapes = SINGLE_SHAPES if reading.norms else FEWER
    return tuple(hold_in_company(held, partial(Several, transformation), shapes, WORDS))


def _notes(transformation: Transformation, reading: Reading) -> Iterator[str]:
    if reading.single:
        yield "a part is computed in float32 in double precision too"
    yield from (norms.NOTES[name] for name in reading.norms)
    if transformation.calls > 1:
        yield f"one step is {transformation.calls} calls, and its gradient the mean of theirs"


def _read_by_steps(transformation: Transformation, call: FrameworkCall) -> tuple[Transformation, Reading]:
    """What is read of a step, which may be several calls, or be given a pair of weights."""
    try:
        reading = _read_alone_or_norms(transformation, call)
    except Pair:
        transformation = replace(transformation, paired=True)
        return transformation, _read_alone_or_norms(transformation, call)
    except Rounded:
        whole = by_calls(transformation)
        if whole is None:
            raise
        return whole, _read(whole, call)
    whole = by_calls(transformation) if reading.turns else None
    if whole is not None:
        with suppress(InputError):
            return whole, _read(whole, call)
    return transformation, reading


def _read_alone_or_norms(transformation: Transformation, call: FrameworkCall) -> Reading:
    """What is read of one coordinate; where others enter by the norms of their gradients, with these."""
    try:
        return _read(transformation, call)
    except Across as error:
        try:
            return _read(transformation, call, read_norms)
        except InputError:
            raise error from None


def _read(transformation: Transformation, call: FrameworkCall, reader: Reader = read_alone) -> Reading:
    import jax

    try:
        try:
            return read(transformation, reader)
        except jax.errors.ConcretizationTypeError:
            return shadowed(transformation, reader)
    except InputError:
        raise
    except Exception as error:  # the user's arguments, or what Optax does with them
        wanted = Pair if "no attribute fast" in str(error) and not transformation.paired else InputError
        raise wanted(f"{call}: {_said(error)}") from None


def _said(error: Exception) -> str:
    wanted = re.search(r"missing \d+ required keyword-only arguments?: (.*)", str(error))
    if wanted is not None:
        return f"its update needs more than the gradient: {wanted.group(1)}"
    if "callable" in str(error) and "Tracer" in str(error):
        return "it wants a function, and is given a number; no call that is written has one"
    if "Array" in type(error).__name__ and "Conversion" in type(error).__name__:
        return (
            f"{line_of(error)}NumPy computes with a hyperparameter or a weight; let jax.numpy or `math` do it"
        )
    wrapped = re.search(r"Tracer has no attribute '?(\w+)", str(error))
    if wrapped is not None:
        return f"it wants an object with '{wrapped.group(1)}', and is given a number or weights as an array"
    return f"{line_of(error) or 'Optax says: '}{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def _transformation(factory_of: Callable[..., Any], call: FrameworkCall, bound: Bound) -> Transformation:
    def build(hypers: Mapping[str, Any]) -> Any:
        given = (lambda free: hypers[free.name]), (lambda name: factory(call, name))
        made = factory_of(*bound.filled_spread(*given), **bound.filled(*given))
        if not (hasattr(made, "init") and hasattr(made, "update")):
            raise InputError(f"{call}: {call.name} makes no gradient transformation")
        return made

    return Transformation(build, bound.free)


def factory(call: FrameworkCall, name: str) -> Callable[..., Any]:
    """The factory of a name, in the module of the call or in Optax.

    Raises
    ------
    InputError
        When there is none; the message names the nearest.
    """
    of_factory, _, inner = name.removesuffix(")").partition("(")
    if inner:
        return factory(call, of_factory)(factory(call, inner))  # type: ignore[no-any-return]
    places = (call.module,) if call.module else tuple(filter(find_spec, MODULES))
    for place in places:
        found: Any = import_module(place)
        for part in name.removeprefix("contrib.").split("."):
            found = getattr(found, part, None)
        if callable(found):
            return found  # type: ignore[no-any-return]
    raise InputError(f"{call}: Optax has no factory {quoted(name)}; {nearest(name, _names(places))}")


def offered() -> list[str]:
    """The factories of Optax that say that they make a gradient transformation."""
    return [
        f"{prefix}{name}"
        for place, prefix in (("optax", ""), ("optax.contrib", "contrib."))
        for name, value in sorted(vars(import_module(place)).items())
        if inspect.isfunction(value) and not name.startswith("_") and _makes(value)
    ]


def _makes(factory_of: Callable[..., Any]) -> bool:
    return "GradientTransformation" in str(inspect.signature(factory_of).return_annotation)


def _names(places: tuple[str, ...]) -> Iterator[str]:
    for place in places:
        for name, value in vars(import_module(place)).items():
            if callable(value) and not name.startswith("_"):
                yield name


def _parameters(found: Callable[..., Any]) -> Parameters:
    return tuple(inspect.signature(found).parameters.values())
