"""Keras' optimizer classes: found by name, their signatures, and instances of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import Parameter
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.raised import own_module
from verifier.lift.source_text import printable
from verifier.lift.vocabulary import nearest, quoted

UNUSED = ("self", "name")
"""Parameters that no formula depends on."""


class Refused(InputError):
    """The framework's constructor does not take the arguments."""


@dataclass(frozen=True)
class Maker:
    """Makes optimizers of one call, with numbers of one's choice for its symbols.

    Attributes
    ----------
    call : FrameworkCall
    cls : type
        The class of the optimizer.
    bound : Bound
    """

    call: FrameworkCall
    cls: Any
    bound: Bound

    def make(self, number: Callable[[Free], float]) -> Any:
        """An optimizer.

        Raises
        ------
        Refused
            In the framework's own words.
        """
        try:
            return self.cls(**self.bound.filled(number, lambda name: _member("optimizers.schedules", name)))
        except (TypeError, ValueError) as error:
            raise Refused(f"{self.call}: Keras refuses it: {printable(str(error), 300)}") from None

    def takes(self, number: Callable[[Free], float]) -> bool:
        """Whether the constructor takes these numbers."""
        try:
            self.make(number)
        except Refused:
            return False
        return True


def optimizer_class(call: FrameworkCall) -> Any:
    """The class that a call names: one of ``keras.optimizers``, or one of the call's module.

    Raises
    ------
    InputError
        When there is none of that name, or it is no optimizer.
    """
    from keras import Optimizer, optimizers

    module = optimizers if call.module is None else own_module(call)
    known = [name for name, value in vars(module).items() if _is_optimizer(value, Optimizer)]
    short = call.name.removeprefix("optimizers.").removeprefix("keras.optimizers.")
    if short not in known:
        raise InputError(f"{call}: Keras has no optimizer {quoted(short)}; {nearest(short, known)}")
    return vars(module)[short]


def offered() -> list[str]:
    """The optimizers of Keras."""
    from keras import Optimizer, optimizers

    return sorted(name for name, value in vars(optimizers).items() if _is_optimizer(value, Optimizer))


def _is_optimizer(value: object, kind: type) -> bool:
    return isinstance(value, type) and issubclass(value, kind) and value is not kind


def parameters(cls: Any) -> tuple[Parameter, ...]:
    """The parameters of a class; what it passes on to the class that it extends is among them."""
    found: dict[str, Parameter] = {}
    for each in _initializers(cls):
        signature = inspect.signature(each).parameters.values()
        found |= {p.name: p for p in signature if p.name not in found}
        if not any(p.kind is Parameter.VAR_KEYWORD for p in signature):
            break
    kept = [p for p in found.values() if p.name not in UNUSED and p.kind not in _VARIADIC]
    return tuple(p.replace(kind=_kind(p, cls)) for p in kept)


_VARIADIC = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)


def _initializers(cls: Any) -> Iterator[Any]:
    """Every ``__init__`` in the order in which ``super()`` finds them."""
    return (vars(each)["__init__"] for each in cls.__mro__ if "__init__" in vars(each) and each is not object)


def _kind(parameter: Parameter, cls: Any) -> Any:
    """A parameter that only the class below names is given by keyword."""
    named = parameter.name in inspect.signature(cls.__init__).parameters
    return parameter.kind if named else Parameter.KEYWORD_ONLY


def whole(cls: Any) -> tuple[str, ...]:
    """The parameters that are whole numbers by default: counts, never symbols."""
    return tuple(p.name for p in parameters(cls) if type(p.default) is int)


def signatures(call: FrameworkCall, cls: Any) -> Callable[[str], tuple[Parameter, ...]]:
    """The parameters of a name in a call: of its optimizer, or of a schedule among its arguments."""

    def found(name: str) -> tuple[Parameter, ...]:
        if name == call.name:
            return parameters(cls)
        return parameters(_member("optimizers.schedules", name))

    return found


def _member(folder: str, name: str) -> Any:
    module = import_module(f"keras.{folder}")
    short = name.rpartition(".")[2]
    known = [each for each, value in vars(module).items() if isinstance(value, type)]
    if short not in known:
        raise InputError(f"keras.{folder} has no {quoted(short)}; {nearest(short, known)}")
    return getattr(module, short)
