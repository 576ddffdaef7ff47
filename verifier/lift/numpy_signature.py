"""The signature of a NumPy kernel, which means what the signature of a formula file means."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.errors import InputError
from verifier.lift.calls import inline
from verifier.lift.definitions import definitions
from verifier.lift.parameters import parameters
from verifier.lift.scope import BODY_INDICES, Reading, Scope
from verifier.lift.vocabulary import quoted
from verifier.system import Hyper
from verifier.term import Term


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
        When a parameter is neither ``w``, ``g``, ``t``, a state with a first value, nor a hyperparameter.
    """
    name = getattr(step, "__name__", type(step).__name__)
    if inspect.isclass(step):
        raise InputError(
            f"{name} is a class; write a function (w, g, its state, its hyperparameters) that takes one step"
        )
    try:
        signature = inspect.signature(step)
    except (TypeError, ValueError):
        raise InputError(f"{name}: its signature is not known; hand over a plain Python function") from None
    text = f"def step({', '.join(_written(name, signature))}):\n    return w"
    file = definitions(text, f"the signature of {name}")
    reading = Reading(file, inline)
    function = file.functions["step"]
    assert isinstance(function, ast.FunctionDef)
    taken = parameters(function, Scope(reading, file.text, {}, BODY_INDICES))
    return Kernel(step, name, (*taken.given, *taken.initial), taken.initial, taken.hypers)


def _written(name: str, signature: inspect.Signature) -> list[str]:
    """The parameters as a formula file writes them."""
    written: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise InputError(
                f"{name}: the parameter {quoted(str(parameter))} stands for any number of values"
            )
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in written:
            written.append("*")
        written.append(parameter.name + _domain(parameter) + _default(name, parameter))
    return written


def _domain(parameter: inspect.Parameter) -> str:
    """The domain that an annotation states; types say nothing."""
    annotation = parameter.annotation
    states = isinstance(annotation, str) and any(sign in annotation for sign in "<>")
    return f": {annotation.strip(chr(34) + chr(39))!r}" if states else ""


def _default(name: str, parameter: inspect.Parameter) -> str:
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
        raise InputError(
            f"{name}: what {quoted(parameter.name)} holds, no signature shows; write a function that takes "
            "each state and hyperparameter by its name, step(w, g, m=0, *, lr=0.1), and calls this one"
        )
    kind, example = type(default).__name__, f"{parameter.name}='w'"
    raise InputError(
        f"{name}: the default of {quoted(parameter.name)} is a {kind}; write a number or a string, {example}"
    )
