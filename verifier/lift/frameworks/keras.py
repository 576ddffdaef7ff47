"""Keras 3: optimizers, read on the JAX backend from the program that ``stateless_apply`` becomes.

Hyperparameters are Python numbers there, on which the code branches; so shadow numbers take their place.
Everything here runs in the child process.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from random import Random

from verifier.errors import InputError
from verifier.lift.frameworks import norms
from verifier.lift.frameworks.assembly import Traced, assemble, conditions, holds, merged, sentences
from verifier.lift.frameworks.binding import bind
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall, Value
from verifier.lift.frameworks.company import Held
from verifier.lift.frameworks.keras_class import (
    AS_KERAS_3,
    Maker,
    Refused,
    optimizer_class,
    parameters,
    signatures,
    whole,
)
from verifier.lift.frameworks.keras_class import offered as offered
from verifier.lift.frameworks.keras_company import held_in_company
from verifier.lift.frameworks.keras_reading import (
    ELSEWHERE,
    GRADIENT_BESIDE,
    GRADIENT_ELSEWHERE,
    Reading,
    read_step,
    words_of,
)
from verifier.lift.frameworks.keras_running import Running, usual
from verifier.lift.frameworks.keras_variables import as_values
from verifier.lift.frameworks.meaning import Free, Vocabulary
from verifier.lift.frameworks.raised import is_ours, own_names, place, said
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.stairs import settled, with_numbers
from verifier.lift.frameworks.validate import SINGLE, TOLERANCE, validate
from verifier.lift.outside import named
from verifier.lift.reals import Untraceable, symbolic_math
from verifier.lift.symbolic_names import symbolic_names
from verifier.system import System, fix_hypers
from verifier.term import HALF, ZERO, Term, hyper, sequence, substitute, symbols, term

SEEDS = (3, 5, 8)
"""Traces with different numbers: both sides of a threshold, and no literal that is taken for a symbol.
An even seed turns the sign of what may be any real number."""
VECTOR, MATRIX = (2,), (2, 2)
NORMS = {GRADIENT_ELSEWHERE: norms.REST, GRADIENT_BESIDE: norms.OTHERS}
"""What may enter from elsewhere, and the norm that it enters by."""
COUNTER = "the counter of steps is a 32-bit integer: t < 2**31"
RUNS, COURSES = 4, 8
"""Of the validation: an eager step of Keras takes milliseconds, on whatever many coordinates."""
_TRIES = 200


def lift_call(call: FrameworkCall, vocabulary: Vocabulary) -> Lift:
    """The optimizer that a call makes.

    A number 0 or 1 that the constructor does not take is put into the lifted formula.

    Raises
    ------
    InputError
        When there is no such optimizer, Keras refuses the arguments, or the step cannot be read.
    """
    _settle(call)
    if call.module is None:
        return _lift_call(call, vocabulary)
    said: set[str] = set()
    with as_values(said):
        found = _lift_call(call, vocabulary)
    taken = ", ".join(f"`{name}`" for name in sorted(said))
    note = (f"on JAX, Keras takes no variable in {taken}: read as its value, as other backends do",)
    return replace(found, notes=(*found.notes, *(note if said else ())))


def _lift_call(call: FrameworkCall, vocabulary: Vocabulary) -> Lift:
    cls = optimizer_class(call)
    known = replace(vocabulary, whole=(*vocabulary.whole, *whole(cls)))
    try:
        return with_numbers(
            call,
            lambda known: bind(call, signatures(call, cls), known),
            lambda bound: _lift(Maker(call, cls, bound)),
            known,
        )
    except Refused:
        named = _named(call, cls)
        loose = replace(named, keywords=tuple((name, _loosened(value)) for name, value in named.keywords))
        maker = Maker(loose, cls, bind(loose, signatures(loose, cls), known))
        if loose == named or not maker.takes(usual):
            raise
        return replace(_fixed(_lift(maker), named), call=str(call))


def _named(call: FrameworkCall, cls: type) -> FrameworkCall:
    """The call with all arguments by keyword."""
    names = (parameter.name for parameter in parameters(cls))
    placed = tuple(zip(names, call.positional, strict=False))
    return replace(call, positional=(), keywords=(*placed, *call.keywords))


def _settle(call: FrameworkCall) -> None:
    import keras

    if keras.backend.backend() != "jax":
        raise InputError(f"{call}: Keras is read on its JAX backend, not on '{keras.backend.backend()}'")
    keras.config.set_floatx("float64")


def _loosened(value: Value) -> Value:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return 0.5 if plain and value in (0, 1) else value


def _fixed(lift: Lift, call: FrameworkCall) -> Lift:
    """The lift of a loosened call with the numbers of the call as it is written."""
    written = dict(call.keywords)
    numbers = {f.name: term(int(v)) for f in lift.arguments if (v := written.get(f.argument)) in (0, 1)}
    refused = ", ".join(f"{f.argument}={written[f.argument]}" for f in lift.arguments if f.name in numbers)
    return replace(
        lift,
        system=fix_hypers(lift.system, numbers),
        arguments=tuple(free for free in lift.arguments if free.name not in numbers),
        conditions=tuple(said for said in lift.conditions if numbers.keys().isdisjoint(said.split())),
        notes=(*lift.notes, f"Keras' constructor does not take {refused}; the formula does"),
    )


def _lift(maker: Maker) -> Lift:
    first = _read(maker, VECTOR, SEEDS[0])
    try:
        with named(maker.cls):
            return _lifted(maker, [first, *(_read(maker, VECTOR, seed) for seed in SEEDS[1:])])
    except Untraceable as error:
        raise InputError(f"{maker.call}: {error}") from None


def _lifted(maker: Maker, readings: list[Reading]) -> Lift:
    matrix = _read(maker, MATRIX, SEEDS[0])
    _refuse_across(maker.call, [*readings, matrix])
    system, assumed = _system(maker, readings)
    if not readings[0].elsewhere and matrix.outputs != readings[0].outputs:
        raise InputError(
            f"{maker.call}: its step on a matrix is not its step on a vector; such an optimizer is not read: "
            "write a class for each shape"
        )
    running = Running(maker, readings[0].attributes, any(reading.whole for reading in readings))
    validated, single = _validated(system, running, readings, assumed)
    held = Held(system, partial(_accepts, running, assumed), SINGLE if single else TOLERANCE)
    company = held_in_company(maker, readings[0].calls, held, _norms(readings[0]))
    return Lift(
        call=str(maker.call),
        system=system,
        arguments=tuple(free for free in maker.bound.free if system.hyper(free.name) is not None),
        conditions=sentences(assumed),
        version=versions("keras"),
        validated=validated,
        notes=(*_notes(readings, single), *company),
        state_places=tuple(readings[0].attributes.items()),
        off=maker.bound.off,
    )


def _read(maker: Maker, shape: tuple[int, ...], seed: int) -> Reading:
    random = Random(seed)
    numbers = _numbers(maker, random, flipped=seed % 2 == 0)
    try:
        with symbolic_math(), symbolic_names(own_names(maker.call)):
            return read_step(maker, lambda free: numbers[free.name], shape, random)
    except Refused:
        raise
    except InputError as error:
        where = " on a matrix" if shape == MATRIX else ""
        raise InputError(f"{maker.call}:{where} {error}") from None
    except Exception as error:  # an optimizer of anyone's may raise anything; what is ours goes on
        if is_ours(error) or maker.call.module is None:
            raise
        cure = f"; {AS_KERAS_3}" if isinstance(error, NotImplementedError) else ""
        raise InputError(f"{maker.call}: {place(error)}{said(error)}{cure}") from error


def _numbers(maker: Maker, random: Random, flipped: bool) -> dict[str, float]:
    """Numbers for the symbols that the constructor takes."""
    for attempt in range(_TRIES):
        sign = -1 if flipped != (2 * attempt > _TRIES) else 1
        drawn = {free.name: _drawn(free, random, sign) for free in maker.bound.free}
        if maker.takes(lambda free, drawn=drawn: drawn[free.name]):  # type: ignore[misc]
            return drawn
    maker.make(usual)
    raise InputError(f"{maker.call}: Keras takes none of {_TRIES} random settings of its arguments")


def _drawn(free: Free, random: Random, sign: int) -> float:
    """A number of the domain; where that is the whole line, with the sign of the usual one or the other."""
    share, domain = random.uniform(0.1, 0.9), free.domain
    if domain.lower is not None and domain.upper is not None:
        return float(domain.lower) + float(domain.upper - domain.lower) * share
    if domain.lower is not None:
        return float(domain.lower) + share
    return (
        float(domain.upper) - share if domain.upper is not None else sign * math.copysign(share, usual(free))
    )


def _refuse_across(call: FrameworkCall, readings: Iterable[Reading]) -> None:
    """Others may enter by their gradients alone, as the norm of a gradient does."""
    if found := {words for reading in readings for words in reading.elsewhere} - NORMS.keys():
        raise InputError(
            f"{call}: the new weight of one coordinate depends on {', '.join(sorted(found))}: "
            f"an optimizer across coordinates is no recurrence of one coordinate; {norms.AS_GIVEN}"
        )


def _system(maker: Maker, readings: list[Reading]) -> tuple[System, dict[Term, bool]]:
    """The system, and the conditions of the path that was read."""
    names = list(readings[0].states)
    if any(list(reading.states) != names for reading in readings):
        raise InputError(f"{maker.call}: which states there are depends on the values of hyperparameters")
    _refuse_unlike(maker.call, readings)
    outputs, decided = merged([(reading.decided, reading.outputs) for reading in readings])
    found, circles = settled(norms.settled_at_zero(_with_rest(outputs), partial(_nonnegative, maker)))
    weight, *rest = found
    turning = {circle.name: circle.update for circle in circles}
    general = Traced(weight, dict(zip(names, rest, strict=False)) | turning)
    initial = dict(zip(names, rest[len(names) :], strict=True)) | dict.fromkeys(turning, ZERO)
    system = assemble(str(maker.call), maker.bound.free, initial, general)
    if readings[0].elsewhere:
        system = replace(system, hypers=(*system.hypers, *norms.given(_norms(readings[0]))))
    domains = {hyper.name: hyper.domain for hyper in system.hypers}
    return system, conditions(decided, domains)


def _refuse_unlike(call: FrameworkCall, readings: list[Reading]) -> None:
    for one in readings:
        if any(one.decided == two.decided and one.outputs != two.outputs for two in readings):
            raise InputError(
                f"{call}: its numbers are made of the hyperparameters in a way that is not read; compute "
                "them with + - * / **, functions of `math` or `keras.ops`, not with NumPy's"
            )


def _with_rest(outputs: tuple[Term, ...]) -> list[Term]:
    """The terms with the gradients of another coordinate and another variable as given sequences."""
    other = [s for s in symbols(outputs) if s.args[0] == ELSEWHERE]
    return substitute(outputs, {symbol: sequence(NORMS[words_of(symbol)], 0) for symbol in other})


def _nonnegative(maker: Maker, value: Term) -> bool:
    """Whether a term is a root, or a hyperparameter that is nowhere negative."""
    lower = {hyper(free.name): free.domain.lower for free in maker.bound.free}.get(value)
    is_root = value.op == "pow" and value.terms[1] is HALF
    return is_root or (lower is not None and lower >= 0)


def _norms(reading: Reading) -> list[str]:
    return [name for words, name in NORMS.items() if words in reading.elsewhere]


def _validated(
    system: System, running: Running, readings: list[Reading], assumed: Mapping[Term, bool]
) -> tuple[str, bool]:
    """How the running code agrees, and whether only in single precision, in which it computes a part."""
    courses = 1 if readings[0].elsewhere else COURSES
    accepts = partial(_accepts, running, assumed)
    held = partial(validate, system, running, accepts=accepts, runs=RUNS, courses=courses)
    try:
        return held(), False
    except InputError:
        if not any(reading.single for reading in readings):
            raise
    return held(tolerance=SINGLE), True


def _accepts(running: Running, assumed: Mapping[Term, bool], hypers: Mapping[str, Fraction]) -> bool:
    return holds(assumed, hypers) and running.accepts(hypers)


def _notes(readings: list[Reading], single: bool) -> tuple[str, ...]:
    lowered = sorted({each for reading in readings for each in reading.demoted})
    lowered += ["float32"] if single else []
    calls = readings[0].calls
    mean = f"one step is {calls} calls, and its gradient the mean of theirs"
    return (
        COUNTER,
        *(norms.NOTES[name] for name in _norms(readings[0])),
        *([mean] if calls > 1 else []),
        *(f"something is computed in {each} where the variable is float64" for each in lowered),
    )
