"""PyTorch: the recurrence of an optimizer, from running its real code on symbolic numbers.

Both implementations of an optimizer, one tensor at a time and ``foreach``, are read in the same way:
``foreach`` is an argument like any other.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import partial
from pathlib import Path

from verifier.errors import InputError
from verifier.lift.frameworks.assembly import assemble
from verifier.lift.frameworks.binding import Bound, bind
from verifier.lift.frameworks.cache import versions
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.softened import softened, taken_at
from verifier.lift.frameworks.torch_running import FORMS, Form, made, parameters, steps
from verifier.lift.frameworks.torch_steps import Steps, trace
from verifier.lift.frameworks.validate import SINGLE, TOLERANCE, validate
from verifier.lift.reals import Untraceable, symbolic_math

_PRECISION = (
    "read and run with float64 as PyTorch's default type; with float32, scalars that it keeps are float32"
)
_SPARSE = "with sparse gradients, at steps at which the gradient has an entry for the coordinate"
_ROUNDS = "a part of the step is computed with fewer digits than float64 has; read as real numbers"
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
    bound = bind(call, partial(parameters, call), vocabulary)
    with _words(call), symbolic_math():
        form, traced = _traced(call, bound)
    name = str(call)
    system = assemble(name, bound.free, traced.initial, traced.general, traced.first)
    places = {key: key for key in traced.initial}
    with _words(call):
        said = validate(
            system,
            steps(call, bound, form, places),
            accepts=partial(_accepted, call, bound),
            tolerance=SINGLE if traced.rounds else TOLERANCE,
        )
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
        validated=said,
        notes=tuple(note for holds, note in told if holds),
        state_places=tuple((key, f"state[p][{key!r}]") for key in places),
        off=bound.off,
    )


def _traced(call: FrameworkCall, bound: Bound) -> tuple[Form, Steps]:
    """The traces, with a form of parameter that the optimizer takes; else why it refused the first."""
    refusals = []
    for form in FORMS:
        try:
            return form, trace(call, bound, form)
        except (RuntimeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            refusals.append(error)
    raise refusals[0]


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
    except ValueError:
        return False
    return True


@contextmanager
def _words(call: FrameworkCall) -> Iterator[None]:
    """What the framework or the trace refuses, as an error about the call."""
    try:
        yield
    except Untraceable as error:
        raise InputError(f"{call}: {_place(error)}{error}") from error
    except InputError:
        raise
    except Exception as error:  # whatever the framework raises; what is ours goes on
        if _raised_by_us(error):
            raise
        raise InputError(f"{call}: {_place(error)}{type(error).__name__}: {error}") from error


def _raised_by_us(error: Exception) -> bool:
    return Path(__file__).parent in Path(traceback.extract_tb(error.__traceback__)[-1].filename).parents


def _place(error: Exception) -> str:
    """The line of the optimizer's own code at which it happened."""
    ours = Path(__file__).parents[2]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if ours not in path.parents and "optim" in path.parent.name and path.name != "optimizer.py":
            return f"{path.name}:{frame.lineno}: "
    return ""
