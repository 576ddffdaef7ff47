"""What changes a PyTorch optimizer that is at hand, and is neither its class nor a setting of its."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.at_hand import PLAIN, refuse_replaced
from verifier.lift.source_text import printable


def refuse_outside(optimizer: Any, settings: Mapping[str, Any]) -> None:
    """Refuse an optimizer that trains otherwise than one made anew with its settings does.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    settings : mapping
        What is taken for the arguments that it was made with.

    Raises
    ------
    InputError
        With what is changed, and what to do.
    """
    name = type(optimizer).__name__
    if said := next(_changes(optimizer), None):
        raise InputError(f"{name}: {said}")
    refuse_replaced(optimizer)
    if is_own(type(optimizer)):
        return
    try:
        fresh = _made_anew(type(optimizer), settings)
    except Exception:  # its own code may raise anything; reading the class says so
        return
    _refuse_other(name, optimizer, fresh)


def is_own(cls: type) -> bool:
    """Whether it is one of PyTorch's classes: these keep all that they are made with as settings."""
    return cls.__module__.startswith("torch.optim")


def _changes(optimizer: Any) -> Iterator[str]:
    """What works on the optimizer from outside."""
    from torch.optim import optimizer as base

    if any("initial_lr" in group for group in optimizer.param_groups) or _is_scheduled(optimizer):
        yield (
            "a scheduler changes its rates from outside, which would be read as constant; hand over one that "
            "has no scheduler (`schedules`, which `compare` gives, is about rates that change with the step)"
        )
    hooks = (optimizer._optimizer_step_pre_hooks, optimizer._optimizer_step_post_hooks)
    if any((*hooks, base._global_optimizer_pre_hooks, base._global_optimizer_post_hooks)):
        yield "hooks run before or after its step and are not read; write what they do into `step` itself"


def _is_scheduled(optimizer: Any) -> bool:
    """Whether a scheduler holds it; one that waits for a plateau leaves no trace in the optimizer."""
    from torch.optim.lr_scheduler import LRScheduler

    found = (each for each in gc.get_objects() if issubclass(type(each), LRScheduler))
    return any(vars(each).get("optimizer") is optimizer for each in found)


def _made_anew(cls: Any, settings: Mapping[str, Any]) -> Any:
    import torch

    with torch.random.fork_rng(devices=[]):
        return cls([torch.nn.Parameter(torch.zeros(3))], **settings)


def _refuse_other(name: str, optimizer: Any, fresh: Any) -> None:
    """Refuse what holds another plain value than one made anew, or a setting that that one lacks."""
    pairs = (
        ("param_groups[0][{!r}]", optimizer.param_groups[0], fresh.param_groups[0]),
        ("self.{}", vars(optimizer), vars(fresh)),
    )
    for place, here, there in pairs:
        for key, value in here.items():
            if key not in there:
                other = "nothing"
            elif isinstance(value, PLAIN) and value != there[key]:
                other = repr(there[key])
            else:
                continue
            raise InputError(
                f"{name}: `{place.format(key)}` is {printable(repr(value), 40)} here, and {other} in one "
                "made anew of its settings; hand over one as it is made, with each argument in its group or "
                "an attribute of that name"
            )
