"""Keras optimizers that are at hand as Python objects: a class, or an instance with its configuration."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from inspect import signature
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.at_hand import PLAIN, folder_of, refuse_replaced
from verifier.lift.frameworks.call import Construction, FrameworkCall, Value
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift
from verifier.lift.vocabulary import quoted

_SERIALIZED = {"class_name", "config"}


def lift_object(optimizer: Any, vocabulary: Vocabulary) -> Lift:
    """The recurrence of an optimizer that the caller holds, or of a class with its default arguments.

    It is read in another process, so the class must lie in a file that can be imported; what was changed
    in the running interpreter alone is not seen.

    Parameters
    ----------
    optimizer : keras.Optimizer or type
    vocabulary : Vocabulary

    Raises
    ------
    InputError
        When the class lies in no file, the object does not say what it was made with, or it cannot be lifted.
    """
    cls = optimizer if isinstance(optimizer, type) else type(optimizer)
    module = None if cls.__module__.partition(".")[0] == "keras" else cls.__module__
    keywords = () if isinstance(optimizer, type) else _settings(optimizer, is_own=module is None)
    call = FrameworkCall("keras", cls.__name__, keywords=keywords, module=module)
    found = lift_all([call], vocabulary, folders=[] if module is None else [folder_of(cls)])[0]
    if isinstance(found, InputError):
        raise found
    return found


def _settings(optimizer: Any, *, is_own: bool) -> tuple[tuple[str, Value], ...]:
    """The arguments that its configuration says, or attributes of their names; Keras' own say all.

    Raises
    ------
    InputError
        When an argument is kept in neither, or a method is replaced on the object.
    """
    refuse_replaced(optimizer)
    config = dict(optimizer.get_config())
    for each in () if is_own else signature(type(optimizer)).parameters.values():
        if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD) or each.name in {*config, "name"}:
            continue
        value = vars(optimizer).get(each.name, ...)
        if not isinstance(value, PLAIN):
            raise InputError(
                f"{type(optimizer).__name__}: its `get_config` does not say what {quoted(each.name)} is; add "
                "it there"
            )
        config[each.name] = value
    return _keywords(config)


def _keywords(config: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    return tuple((name, _value(value)) for name, value in config.items() if name != "name")


def _value(value: Any) -> Value:
    """A value of a configuration as it would be written."""
    if isinstance(value, dict) and value.keys() >= _SERIALIZED:
        return Construction(str(value["class_name"]), (), _keywords(value["config"]))
    if isinstance(value, float):
        return _short(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return tuple(map(_value, value))
    raise InputError(f"the value {value!r} of the optimizer's configuration is no plain value")


def _short(value: float) -> float:
    """A float32 number as the short decimal that it was made of: Keras keeps the rate in a variable."""
    if struct.unpack("f", struct.pack("f", value))[0] != value:
        return value
    return next(short for digits in range(1, 18) if _single(short := float(f"{value:.{digits}g}")) == value)


def _single(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])
