"""A NumPy kernel taking one step, and what it made of its arguments."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType
from typing import Any

from verifier.errors import InputError
from verifier.lift.numpy_signature import Kernel

ORACLE = "grad"


def run_step(
    kernel: Kernel, oracle: Callable[[Any], Any], arguments: Sequence[Any], hypers: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The new weight and the new states.

    A step that returns the new weight alone leaves the new states in its names, one that returns None in
    the arrays that it was given.

    Raises
    ------
    InputError
        When it returns anything else, or does not know its new states.
    """
    given = dict(zip(kernel.positional, arguments, strict=True))
    step = kernel.step if "g" in given else _with_oracle(kernel, oracle)
    with _names_at_the_end(_code(step)) as names:
        returned = step(*arguments, **hypers)
    states = tuple(kernel.initial)
    if returned is None:
        return tuple(given[name] for name in ("w", *states))  # whatever was written into them
    values = tuple(returned) if isinstance(returned, tuple | list) else (returned,)
    every = ", ".join(("w", *states))
    for value in values:
        if isinstance(value, Mapping | Iterator | str) or callable(value):
            raise InputError(f"{kernel.name} returns a {type(value).__name__}; return arrays: {every}")
    if len(values) == 1 + len(states):
        return values
    if len(values) == 1:
        return (values[0], *(names.get(name, given[name]) for name in states))
    accepted = f"accepted: None, 1 (the new weight), or {1 + len(states)} ({every})"
    raise InputError(f"{kernel.name} returns {len(values)} values; {accepted}")


def _with_oracle(kernel: Kernel, oracle: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function with ``grad`` in it."""
    step = kernel.step
    if not isinstance(step, FunctionType):
        raise InputError(
            f"{kernel.name} takes no gradient; add the parameter g, or call grad(w) in a function"
        )
    names = {**step.__globals__, ORACLE: oracle}
    copy = FunctionType(step.__code__, names, step.__name__, step.__defaults__, step.__closure__)
    copy.__kwdefaults__ = step.__kwdefaults__
    return copy


def _code(step: Callable[..., Any]) -> CodeType | None:
    while hasattr(step, "__wrapped__"):
        step = step.__wrapped__
    code: CodeType | None = getattr(step, "__code__", None)
    return code


@contextmanager
def _names_at_the_end(code: CodeType | None) -> Iterator[dict[str, Any]]:
    """What the names of a function hold when it returns, there once it has."""
    names: dict[str, Any] = {}

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is code:
            names.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        yield names
    finally:
        sys.setprofile(before)
