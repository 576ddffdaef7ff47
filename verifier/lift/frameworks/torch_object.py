"""PyTorch optimizers that are at hand as Python objects: a class, or an instance with its settings."""

from __future__ import annotations

from inspect import signature
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.at_hand import PLAIN, folder_of
from verifier.lift.frameworks.call import FrameworkCall, Value
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.torch_outside import is_own, refuse_outside


def lift_object(optimizer: Any, vocabulary: Vocabulary) -> Lift:
    """The recurrence of an optimizer that the caller holds, or of a class with its default arguments.

    It is read in another process, so the class must lie in a file that can be imported; what was changed
    in the running interpreter alone is not seen.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer or type
    vocabulary : Vocabulary

    Raises
    ------
    InputError
        When the class lies in no file, its parameter groups differ, something outside of it changes what it
        does, or it cannot be lifted.
    """
    cls = optimizer if isinstance(optimizer, type) else type(optimizer)
    keywords = () if isinstance(optimizer, type) else _settings(optimizer)
    module = None if is_own(cls) else cls.__module__
    call = FrameworkCall("torch", cls.__name__, keywords=keywords, module=module)
    found = lift_all([call], vocabulary, folders=[] if module is None else [folder_of(cls)])[0]
    if isinstance(found, InputError):
        raise found
    return found


def _settings(optimizer: Any) -> tuple[tuple[str, Value], ...]:
    """The arguments that the parameter groups hold, or attributes of their names."""
    groups = [{k: v for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
    if any(group != groups[0] for group in groups):
        raise InputError(f"the parameter groups of {type(optimizer).__name__} differ; give one of them alone")
    names = signature(type(optimizer)).parameters
    attributes = {n: value for n, value in vars(optimizer).items() if isinstance(value, (*PLAIN, tuple))}
    held = {name: value for name, value in (attributes | groups[0]).items() if name in names}
    settings = {name: _value(name, value) for name, value in held.items()}
    refuse_outside(optimizer, settings)
    return tuple(settings.items())


def _value(name: str, value: Any) -> Value:
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, list | tuple):
        return tuple(_value(name, member) for member in value)
    raise InputError(f"the setting {name} is a {type(value).__name__}, no plain number; set it to a number")
