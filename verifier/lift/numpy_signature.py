"""The signature of a NumPy kernel, which means what the signature of a formula file means."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.errors import InputError
from verifier.lift.calls import inline
from verifier.lift.definitions import definitions
from verifier.lift.parameters import Parameters, parameters
from verifier.lift.scope import BODY_INDICES, Reading, Scope
from verifier.lift.source_text import printable
from verifier.lift.vocabulary import quoted
from verifier.system import Hyper
from verifier.term import Term

_AROUND = (
    "write a function that takes the weight, the gradient, the step, its states and its hyperparameters by "
    "their names, step(w, g, t, m=0, *, lr=0.1),"
)
_CALLED = "and calls this one"
_MADE = "makes one of these, puts the states into it, lets it take its step, and returns what it then holds"
_PLACE = re.compile(r"^step:\d+:\d+: ")


@dataclass(frozen=True)
class Kernel:
    """A function that takes a step.

    Attributes
    ----------
    step : callable
    name : str
    positional : tuple of str
        Those of ``w``, ``g`` and ``t`` that it takes, and the states, in order.
    initial : mapping of str to Term
        The states' first values.
    hypers : tuple of Hyper
    """

    step: Callable[..., Any]
    name: str
    positional: tuple[str, ...]
    initial: Mapping[str, Term]
    hypers: tuple[Hyper, ...]

    @property
    def file(self) -> str:
        """Where the function is written, as Python calls it."""
        step = inspect.unwrap(self.step)
        called: Any = step if hasattr(step, "__code__") else type(step).__call__
        return str(called.__code__.co_filename) if hasattr(called, "__code__") else ""

    @property
    def names(self) -> list[dict[str, Any]]:
        """The global names of the function's code."""
        step = inspect.unwrap(self.step)
        called: Any = step if hasattr(step, "__globals__") else type(step).__call__
        return [called.__globals__] if hasattr(called, "__globals__") else []


def signature_of(step: Callable[..., Any]) -> Kernel:
    """Read the signature of a step.

    Raises
    ------
    InputError
        When a parameter is neither ``w``, ``g``, ``t``, a state with a first value, nor a hyperparameter:
        the line, and what function to write around the step.
    """
    try:
        return _kernel(step)
    except InputError as error:
        call = _MADE if inspect.isclass(step) else _CALLED
        raise InputError(f"{_line(step)}{_name(step)}: {error}; {_AROUND} {call}") from None


def _kernel(step: Callable[..., Any]) -> Kernel:
    if inspect.isclass(step):
        raise InputError("it is a class")
    try:
        signature = inspect.signature(step)
    except (TypeError, ValueError):
        raise InputError("its signature is not known") from None
    taken = _read(f"def step({', '.join(_written(signature))}):\n    return w")
    return Kernel(step, _name(step), (*taken.given, *taken.initial), taken.initial, taken.hypers)


def _read(text: str) -> Parameters:
    """The parameters of a function, without the places of what is wrong in it: it is not what was written."""
    try:
        file = definitions(text, "step")
        function = file.functions["step"]
        assert isinstance(function, ast.FunctionDef)
        return parameters(function, Scope(Reading(file, inline), file.text, {}, BODY_INDICES))
    except InputError as error:
        raise InputError(_PLACE.sub("", str(error).partition("\n")[0])) from None


def _name(step: Callable[..., Any]) -> str:
    return getattr(step, "__name__", type(step).__name__)


def _line(step: Callable[..., Any]) -> str:
    """Where the step is written: ``kernel.py:12: ``."""
    try:
        _, line = inspect.findsource(step)
        return f"{printable(inspect.getsourcefile(step) or '', 200)}:{line + 1}: "
    except (OSError, TypeError):  # it is written nowhere
        return ""


def _written(signature: inspect.Signature) -> list[str]:
    """The parameters as a formula file writes them."""
    written: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise InputError(f"the parameter {quoted(str(parameter))} stands for any number of values")
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in written:
            written.append("*")
        written.append(parameter.name + _domain(parameter) + _default(parameter))
    return written


def _domain(parameter: inspect.Parameter) -> str:
    """The domain that an annotation states; types say nothing."""
    annotation = parameter.annotation
    states = isinstance(annotation, str) and any(sign in annotation for sign in "<>")
    return f": {annotation.strip(chr(34) + chr(39))!r}" if states else ""


def _default(parameter: inspect.Parameter) -> str:
    default = parameter.default
    if default is parameter.empty:
        return ""
    if isinstance(default, str):
        return f"={default!r}"
    if isinstance(default, Fraction):
        return f"={default.numerator}/{default.denominator}"
    if isinstance(default, int | float) and not isinstance(default, bool):
        return f"={float(default)!r}" if isinstance(default, float) else f"={int(default)!r}"
    if default is None or isinstance(default, dict | list | tuple):
        raise InputError(f"what {quoted(parameter.name)} holds, no signature shows")
    kind = type(default).__name__
    raise InputError(f"the default of {quoted(parameter.name)} is no number and no string but a {kind}")
