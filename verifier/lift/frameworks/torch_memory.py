"""What a PyTorch optimizer keeps from step to step, wherever it keeps it.

PyTorch's own keep everything in ``state[p]``. Others count their steps in the parameter group, keep a running
sum as an attribute, or put a dictionary of buffers into ``state[p]``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from operator import setitem
from typing import Any

NAMES = ("w", "g", "t")
"""Of the weight, the gradient and the step: no state has one of these, nor that of a setting of the group."""
OWN = "state[p]"
_BASE = ("state", "param_groups", "defaults")


@dataclass(frozen=True)
class Slot:
    """A place that holds a number, a tensor or a switch.

    Attributes
    ----------
    place : str
        As code would write it: ``state[p]['exp_avg']``, ``param_groups[0]['step']``, ``self.k``.
    name : str
        What the state is called: as in ``state[p]``; elsewhere with that place in front, ``group_step``.
    value
        What it holds now.
    put : callable
        Puts another value there.
    """

    place: str
    name: str
    value: Any
    put: Callable[[Any], None]

    @property
    def own(self) -> bool:
        """Whether it lies in ``state[p]``, where everything is a state."""
        return self.place.startswith(OWN)

    @property
    def is_tensor(self) -> bool:
        """Whether it holds a tensor."""
        return hasattr(self.value, "untyped_storage")

    @property
    def is_number(self) -> bool:
        """Whether it holds a number or a tensor: what a term can stand for."""
        return self.is_tensor or (isinstance(self.value, int | float) and not isinstance(self.value, bool))

    @property
    def is_object(self) -> bool:
        """Whether it holds what is neither a number, a tensor, a switch nor a word."""
        return not (self.is_number or self.value is None or isinstance(self.value, bool | str))


def slots(optimizer: Any, weight: Any) -> dict[str, Slot]:
    """By name what an optimizer keeps for its parameter, the group's settings and attributes among it."""
    group, attributes, shared = optimizer.param_groups[0], vars(optimizer), optimizer.state
    found = [
        *_inside(shared.get(weight, {}), OWN, ""),
        *_inside(shared, "state", "state_", (key for key in shared if isinstance(key, str))),
        *_inside(group, "param_groups[0]", "group_", (key for key in group if key != "params")),
        *_attributes(attributes),
    ]
    return _named(found, {*NAMES, *group})


def inner(value: Any, name: str) -> dict[str, Slot]:
    """By name what a value holds: itself, or what is in it."""
    return _named(_slot("", name, value, lambda _: None))


def _attributes(owner: dict[str, Any]) -> Iterator[Slot]:
    for key in [key for key in owner if key not in _BASE and not key.startswith(("_optimizer_", "_zero_"))]:
        yield from _slot(f"self.{key}", f"self_{key}", owner[key], partial(setitem, owner, key))


def _inside(owner: Any, place: str, prefix: str, keys: Iterable[Any] | None = None) -> Iterator[Slot]:
    """The slots of a dictionary or a list."""
    if keys is None:
        keys = owner if isinstance(owner, Mapping) else range(len(owner))
    for i, key in enumerate(list(keys)):
        name = f"{prefix}{key if isinstance(key, str) else i}"  # a number of the code's may be any
        yield from _slot(f"{place}[{key!r}]", name, owner[key], partial(setitem, owner, key))


def _slot(place: str, name: str, value: Any, put: Callable[[Any], None]) -> Iterator[Slot]:
    if isinstance(value, dict | list | tuple | deque):
        yield from _inside(value, place, f"{name}_")
    else:
        yield Slot(place, name, value, put)


def _named(found: Iterable[Slot], taken: Collection[str] = ()) -> dict[str, Slot]:
    """Each under a name of its own: a second ``step`` is ``step_2``, one that is taken ``w_state``."""
    named: dict[str, Slot] = {}
    for slot in found:
        count = 1
        wanted = name = f"{slot.name}_state" if slot.name in taken else slot.name
        while name in named:
            count += 1
            name = f"{wanted}_{count}"
        named[name] = replace(slot, name=name)
    return named
