"""For anyone's own tests: a step that is written in NumPy is the optimizer that it is meant to be.

Examples
--------
>>> def step(w, g, u=0, *, lr=0.1, momentum=0.9):
...     u *= momentum
...     u += g
...     w -= lr*u
>>> assert_equivalent(step, "momentum")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from verifier.comparison import Comparison
from verifier.system import System

Step = str | Callable[..., Any]
"""Whatever `verifier.compare` takes, or a NumPy function that takes a step."""


def assert_equivalent(
    step: Step,
    reference: Step,
    *,
    rename: Mapping[str, str] | None = None,
    at: Mapping[str, str] | None = None,
    timeout: float = 30.0,
) -> None:
    """Pass when a step is proved to be the same optimizer as the reference.

    Parameters
    ----------
    step : str or callable
        A NumPy function with the signature of a formula file, which is run on arrays that hold terms; or
        anything that has a name: ``"keras:Adam()"``, ``"step.py:mine"``.
    reference : str or callable
        What it is meant to be: ``"adam"``.
    rename : mapping, optional
        Hyperparameters of the step to the names that they have in the reference.
    at : mapping, optional
        Hyperparameters, by the step's names, that are numbers: ``{"epsilon": "1e-7"}``.
    timeout : float
        Seconds; past it what is not settled is ``undecided``.

    Raises
    ------
    AssertionError
        When the verdict is not ``equal``: what it is, and numbers that show it. When it is ``undecided``
        the message says that nothing was shown.
    InputError
        When one of the two cannot be read.
    """
    __tracebackhide__ = True
    from verifier.compare import compare_read

    names = (_name(step), _name(reference))
    sides = (_system(step), _system(reference))
    found = compare_read(sides, names, rename=rename, at=at, timeout=timeout)
    if found.verdict != "equal":
        raise AssertionError(_message(found))


def _name(step: Step) -> str:
    if isinstance(step, str):
        return step
    return f"{getattr(step, '__name__', type(step).__name__)}(…)"


def _system(step: Step) -> System:
    if isinstance(step, str):
        from verifier import catalogue

        return catalogue.system(step)
    from verifier.lift.numpy_kernel import trace

    return trace(step)


def _message(found: Comparison) -> str:
    """What went wrong, for the person whose test it is."""
    pair = f"{found.left} and {found.right}"
    if found.verdict == "undecided":
        return (
            f"{pair}: it was not decided whether they are the same optimizer; nothing was shown either way.\n"
            f"reason: {found.reason}"
        )
    lines = [f"{pair} are not the same optimizer ({found.verdict}).", found.sentence()]
    if found.witness is not None:
        lines.append(f"first differing step: t = {found.witness.t}")
    if found.unmatched:
        lines.append(f"hyperparameters without a partner: {', '.join(found.unmatched)}; see rename= and at=")
    lines.append(f"judged on: {found.scope}")
    return "\n".join(lines)
