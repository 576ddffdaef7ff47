"""For anyone's own tests: a step, or a framework's optimizer, is the optimizer that it is meant to be.

Examples
--------
>>> def step(w, g, u=0, *, lr=0.1, momentum=0.9):
...     u *= momentum
...     u += g
...     w -= lr*u
>>> assert_equivalent(step, "momentum")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verifier.comparison import Comparison
from verifier.errors import InputError
from verifier.system import System

FRAMEWORKS = ("jax", "keras", "optax", "torch")

Step = Any
"""Whatever `verifier.compare` takes by name; a NumPy function that takes a step; an optimizer of Keras or
PyTorch, or its class; a gradient transformation of Optax."""


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
    step : str, callable or optimizer
        A NumPy function with the signature of a formula file, which is run on arrays that hold terms; a
        framework's optimizer, whose code is run; or anything that has a name: ``"keras:Adam()"``,
        ``"step.py:mine"``. What an optimizer was made with are hyperparameters; a part that is switched
        off stays off.
    reference : str, callable or optimizer
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

    names = (name_of(step), name_of(reference))
    try:
        sides = (_system(step), _system(reference))
        rename = rename or _left_over(sides, (step, reference))
        found = compare_read(sides, names, rename=rename, at=at, timeout=timeout)
    except InputError as error:  # where we noticed it says nothing to the person whose test it is
        raise error.with_traceback(None) from None
    if found.verdict != "equal":
        raise AssertionError(_message(found, sides[0]))


def name_of(step: Step) -> str:
    """What a step is called in messages."""
    if isinstance(step, str):
        return step
    return f"{getattr(step, '__name__', type(step).__name__)}(…)"


def _system(step: Step) -> System:
    from verifier import catalogue

    if isinstance(step, str):
        return catalogue.system(step)
    from verifier.lift.frameworks.at_hand import framework_of, lift_at_hand

    if framework_of(step) is not None:
        return lift_at_hand(step, catalogue.vocabulary()).system
    _refuse_other(step)
    from verifier.lift.numpy_kernel import trace

    return trace(step)


def _refuse_other(step: Step) -> None:
    """A framework has more than optimizers: the functions that make them, for one."""
    package = (getattr(step, "__module__", None) or type(step).__module__).partition(".")[0]
    if package in FRAMEWORKS:
        cure = "hand over the optimizer itself: in Optax, what the call returns"
        raise InputError(f"{name_of(step)} of {package} is no optimizer; {cure}")


def _left_over(sides: tuple[System, System], given: tuple[Step, Step]) -> dict[str, str] | None:
    """An Optax transformation has no names for its numbers: one left over on each side is one."""
    from verifier.lift.frameworks.at_hand import framework_of
    from verifier.lift.matching import match

    if "optax" not in map(framework_of, given):
        return None
    matched = match(*sides)
    if len(matched.left_only) != 1 or len(matched.right_only) != 1:
        return None
    return {matched.left_only[0]: matched.right_only[0]}


def _message(found: Comparison, step: System) -> str:
    """What went wrong, for the person whose test it is."""
    pair = f"{found.left} and {found.right}"
    if found.verdict == "undecided":
        return (
            f"{pair}: it was not decided whether they are the same optimizer; nothing was shown either way.\n"
            f"reason: {found.reason}"
        )
    lines = [f"{pair} are not the same optimizer ({found.verdict}).", found.sentence()]
    if found.witness is not None:
        lines += [found.apart()] if found.verdict == "translated" else []
        lines.append(f"first differing step: t = {found.witness.t}")
    if found.unmatched:
        lines.append(f"hyperparameters without a partner: {', '.join(found.unmatched)}; see rename= and at=")
    return "\n".join([*lines, *_known(step), f"judged on: {found.scope}"])


def _known(step: System) -> list[str]:
    """That the step is another known form, where it is proved to be one."""
    from verifier.nearest import nearest

    name = nearest(step)
    return [f"nearest known form: {name}, which it is proved to be"] if name else []
