"""PyTorch: the recurrence of an optimizer, from running its real code on symbolic numbers.

Both implementations of an optimizer, one tensor at a time and ``foreach``, are read in the same way:
``foreach`` is an argument like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import partial

from verifier.errors import InputError
from verifier.lift.branches import Branches
from verifier.lift.frameworks.assembly import assemble
from verifier.lift.frameworks.binding import Bound, bind
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Free, Vocabulary
from verifier.lift.frameworks.raised import is_ours, own_names, place, said
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.softened import softened, taken_at
from verifier.lift.frameworks.stairs import Stairs, with_numbers
from verifier.lift.frameworks.torch_company import held_in_company
from verifier.lift.frameworks.torch_compiler import leave_out as leave_out_compiler
from verifier.lift.frameworks.torch_mirror import Mirror
from verifier.lift.frameworks.torch_run import TracedRun
from verifier.lift.frameworks.torch_running import (
    FORMS,
    Form,
    found_class,
    made,
    other_sample,
    parameters,
    sample,
    steps,
)
from verifier.lift.frameworks.torch_steps import Steps, trace
from verifier.lift.frameworks.torch_tracing import traced
from verifier.lift.frameworks.validate import SINGLE, TOLERANCE, Parted, validate
from verifier.lift.numpy_arrays import Number
from verifier.lift.outside import named
from verifier.lift.reals import Real, Untraceable, symbolic_math
from verifier.lift.symbolic_names import symbolic_names
from verifier.lift.term_arrays import filled
from verifier.lift.vocabulary import quoted
from verifier.term import WEIGHT, hyper

_PRECISION = (
    "read and run with float64 as PyTorch's default type; with float32, scalars that it keeps are float32"
)
_TWICE = (
    "run a second time, the step is another formula: it uses a number in a way that no trace sees (a place "
    "in a list, a loop of that length), or one that is kept outside of the optimizer"
)
_DIMENSIONS = (2, 4)
_AHEAD = 37
"""Steps: no multiple of what tables are long."""
_SPARSE = "with sparse gradients, at steps at which the gradient has an entry for the coordinate"
_ROUNDS = "a part of the step is computed with fewer digits than float64 has; read as real numbers"
_ROUNDED = "a part of its step has fewer digits than float64, whose rounding may be all of it"
_OVERWRITES = "the step overwrites the gradient that it is given"


def lift_call(call: FrameworkCall, vocabulary: Vocabulary) -> Lift:
    """The optimizer of a call; changes settings of the process in which it runs.

    Raises
    ------
    InputError
        When the constructor or the step refuses, or the step cannot be traced: in their words.
    """
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    leave_out_compiler()
    try:
        return _lift(call, vocabulary)
    except InputError:
        other, values = softened(call)
        if not values:
            raise
        with suppress(InputError):
            return taken_at(_lift(other, vocabulary), call, values)
        raise


def offered() -> list[str]:
    """The optimizers of PyTorch."""
    from torch import optim

    classes = {n: v for n, v in vars(optim).items() if isinstance(v, type) and issubclass(v, optim.Optimizer)}
    return sorted(name for name, value in classes.items() if value is not optim.Optimizer)


def _lift(call: FrameworkCall, vocabulary: Vocabulary) -> Lift:
    return with_numbers(
        call,
        lambda known: bind(call, partial(parameters, call), known),
        lambda bound: _read(call, bound),
        vocabulary,
    )


def _read(call: FrameworkCall, bound: Bound) -> Lift:
    with _words(call), symbolic_math(), symbolic_names(own_names(call)):
        form, traced = _traced(call, bound)
        if form == FORMS[0]:
            _refuse_shapes(call, bound, traced)
    name = str(call)
    system = assemble(name, bound.free, traced.initial, traced.general, traced.first)
    accepts = partial(_accepted, call, bound)
    tolerance = SINGLE if traced.rounds else TOLERANCE
    with _words(call):
        run = steps(call, bound, form, traced.places)
        try:
            held = validate(system, run, accepts=accepts, tolerance=tolerance)
        except Parted as error:
            raise Parted(f"{error}; {_ROUNDED}") if traced.rounds else error from None
        company = tuple(held_in_company(call, bound, form, system, accepts=accepts, tolerance=tolerance))
    told = (
        (True, _PRECISION),
        (form.sparse, _SPARSE),
        (traced.overwrites, _OVERWRITES),
        (traced.rounds, _ROUNDS),
    )
    return Lift(
        call=name,
        system=system,
        arguments=tuple(free for free in bound.free if system.hyper(free.name)),
        conditions=(),
        version=versions("torch"),
        validated=held,
        notes=(*(note for holds, note in told if holds), *company),
        state_places=tuple(traced.places.items()),
        off=bound.off,
    )


def _traced(call: FrameworkCall, bound: Bound) -> tuple[Form, Steps]:
    """The traces, with a form of parameter that the optimizer takes; else why it refused the first."""
    refusals: list[Exception] = []
    for form in FORMS:
        try:
            return form, _trace(call, bound, form)
        except (InputError, Stairs):
            raise
        except Exception as error:  # the optimizer's own code may raise anything; what is ours goes on
            if is_ours(error):
                raise
            refusals.append(error)
    raise refusals[0]


def _trace(call: FrameworkCall, bound: Bound, form: Form) -> Steps:
    """The steps of the optimizer, for a form of parameter.

    It is traced twice, with other numbers behind the symbols, the second time some steps further on: what
    takes a number out of the trace, or is kept where no trace looks, makes another formula of it.

    Raises
    ------
    Untraceable
        When the two are not the same.
    """
    domains = {free.name: free.domain for free in bound.free}
    modes = [free.name for free in bound.free if free.usual is not None and free.usual.denominator == 1]
    read = trace(partial(_begun, call, bound, form, sample, 0), domains, modes)
    with named(found_class(call, call.name)):
        for value in (other_sample, sample):  # a constructor may not take the other numbers
            with suppress(Exception):
                if trace(partial(_begun, call, bound, form, value, _AHEAD), domains, modes) == read:
                    return read
                break
        raise Untraceable(_TWICE)


def _refuse_shapes(call: FrameworkCall, bound: Bound, read: Steps) -> None:
    """Refuse an optimizer whose step on a matrix, or on a tensor of four dimensions, is another one."""
    domains = {free.name: free.domain for free in bound.free}
    modes = [free.name for free in bound.free if free.usual is not None and free.usual.denominator == 1]
    for dimensions in _DIMENSIONS:
        where = f"on a tensor of {dimensions} dimensions"
        try:
            there = trace(partial(_begun, call, bound, Form(dimensions), sample, 0), domains, modes)
        except Untraceable as error:
            raise Untraceable(f"{place(error)}{where}: {error}") from error
        except Exception as error:  # it takes no such tensor: its own code says so
            if is_ours(error) or isinstance(error, InputError):
                raise
            continue
        if there != read:
            raise Untraceable(f"its step {where} is not its step on a vector; such an optimizer is not read")


def _begun(
    call: FrameworkCall,
    bound: Bound,
    form: Form,
    value: Callable[[Free], float],
    ahead: int,
    branches: Branches,
    moving: frozenset[str],
) -> TracedRun:
    """The optimizer made of symbolic numbers, before its first step."""
    import torch

    mirror = Mirror()
    branches.kinds = frozenset()
    run = TracedRun(None, mirror, branches, moving, ahead)  # type: ignore[arg-type]

    def number(free: Free) -> Number:
        return Number(value(free), hyper(free.name), branches)

    start = torch.full(form.shape(1), 0.3)
    mirror.write(start, filled(form.shape(1), [WEIGHT]))
    with traced(mirror, branches):
        run.running = made(call, bound, number, start, form=form, terms=run.born_terms)
    run.begin()
    return run


def _accepted(call: FrameworkCall, bound: Bound, hypers: Mapping[str, Fraction]) -> bool:
    """Whether the constructor takes these hyperparameters."""
    import torch

    try:
        made(
            call,
            bound,
            lambda free: float(hypers.get(free.name, free.usual or 0)),
            torch.zeros(1, 1),
            form=FORMS[0],
        )
    except Exception:  # whatever a constructor raises that does not like a number
        return False
    return True


@contextmanager
def _words(call: FrameworkCall) -> Iterator[None]:
    """What the framework or the trace refuses, as an error about the call."""
    try:
        yield
    except Stairs:
        raise
    except InputError as error:
        if str(error).startswith(str(call)):
            raise
        raise InputError(f"{call}: {place(error)}{error}") from error
    except Exception as error:  # whatever the framework raises; what is ours goes on
        if is_ours(error):
            raise
        symbolic = any(f"'{each.__name__}' object" in str(error) for each in (Real, Number))
        told = _unwritten(call) if symbolic else said(error)
        raise InputError(f"{call}: {place(error)}{told}") from error


def _unwritten(call: FrameworkCall) -> str:
    """What to say where a symbol stands for something that is no number."""
    written = dict(call.keywords)
    wanted = [p.name for p in parameters(call, call.name) if p.default is p.empty and p.name not in written]
    wanted = [name for name in wanted if name not in ("args", "kwargs")]
    names = ", ".join(map(quoted, wanted)) or "an argument"
    return f"{names} is no number here, as a symbol that stands for it is; write its value"
