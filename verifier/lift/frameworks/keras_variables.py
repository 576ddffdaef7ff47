"""Keras' variables given to operations of JAX that take none: their values go in their place.

``ops.where(condition, x, self.m)`` is code that runs on Keras' other backends and that an error of JAX ends,
which takes arrays there and no variables. What the code means is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FunctionType, ModuleType
from typing import Any

PARTS = ("core", "math", "nn", "numpy")
"""The modules of the backend in which its operations lie."""


@contextmanager
def as_values(said: set[str]) -> Iterator[None]:
    """Within, operations that fail with variables are tried with their values; their names go to ``said``."""
    from keras.src import backend

    modules = [getattr(backend, part) for part in PARTS]
    plain = [(module, name, f) for module in modules for name, f in _operations(module)]
    for module, name, function in plain:
        setattr(module, name, _with_values(function, said))
    try:
        yield
    finally:
        for module, name, function in plain:
            setattr(module, name, function)


def _operations(module: ModuleType) -> list[tuple[str, FunctionType]]:
    return [
        (name, value)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and name[0] != "_"
    ]


def _with_values(function: FunctionType, said: set[str]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError):
            if not any(map(_is_variable, (*args, *kwargs.values()))):
                raise
            values = {name: _value(each) for name, each in kwargs.items()}
            result = function(*map(_value, args), **values)
            said.add(function.__name__)
            return result

    return call


def _value(argument: Any) -> Any:
    return argument.value if _is_variable(argument) else argument


def _is_variable(argument: object) -> bool:
    from keras import Variable

    return isinstance(argument, Variable)
