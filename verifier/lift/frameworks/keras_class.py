"""Keras' optimizer classes: found by name, their signatures, and instances of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import Parameter
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.raised import own_module, place, said
from verifier.lift.source_text import printable
from verifier.lift.vocabulary import nearest, quoted

UNUSED = ("self", "name")
"""Parameters that no formula depends on."""
AS_KERAS_3 = (
    "what is read is made of plain numbers, by a class of Keras 3: `build(variables)` makes its states with "
    "`add_variable_from_reference`, `update_step(gradient, variable, learning_rate)` assigns them"
)


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
        InputError
            When a constructor of anyone's fails in another way.
        """
        try:
            return self.cls(**self.bound.filled(number, lambda name: _member("optimizers.schedules", name)))
        except InputError:
            raise
        except (TypeError, ValueError) as error:
            raise Refused(f"{self.call}: Keras refuses it: {printable(str(error), 300)}") from None
        except Exception as error:
            raise InputError(f"{self.call}: {place(error)}{said(error)}; {AS_KERAS_3}") from error

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
    found = vars(module)[short]
    owner = next(each for each in found.__mro__ if "apply_gradients" in vars(each))
    if not owner.__module__.startswith("keras."):
        raise InputError(
            f"{call}: {owner.__name__} has an `apply_gradients` of its own, which not all of Keras' training "
            "loops call; what it does belongs into `apply` or `update_step`"
        )
    return found


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
    placed = [p.replace(kind=_kind(p, cls)) for p in kept]
    occupied = _occupied(cls, placed)
    return tuple(p for p in placed if p.name not in occupied)


def _occupied(cls: Any, placed: Sequence[Parameter]) -> set[str]:
    """What a class itself gives the class that it extends, as ``super().__init__(learning_rate=lr)`` does.

    Only the constructor knows: it does not take these from outside, and says which one it was given twice.
    """
    passed_on = {p.name for p in placed if p.kind is Parameter.KEYWORD_ONLY} - set(_signed(cls))
    found: set[str] = set()
    while passed_on - found:
        arguments = {p.name: 0.5 if p.default is Parameter.empty else p.default for p in placed}
        try:
            cls(**{name: value for name, value in arguments.items() if name not in found})
        except TypeError as error:
            twice = re.search(r"multiple values for (?:keyword )?argument '(\w+)'", str(error))
            if twice is not None and twice[1] in passed_on - found:
                found.add(twice[1])
                continue
        except Exception:  # of anyone's constructor; whoever makes the optimizer says so
            return found
        return found
    return found


def _signed(cls: Any) -> Iterable[str]:
    return inspect.signature(cls.__init__).parameters


_VARIADIC = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)


def _initializers(cls: Any) -> Iterator[Any]:
    """Every ``__init__`` in the order in which ``super()`` finds them."""
    return (vars(each)["__init__"] for each in cls.__mro__ if "__init__" in vars(each) and each is not object)


def _kind(parameter: Parameter, cls: Any) -> Any:
    """A parameter that only the class below names is given by keyword."""
    return parameter.kind if parameter.name in _signed(cls) else Parameter.KEYWORD_ONLY


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
