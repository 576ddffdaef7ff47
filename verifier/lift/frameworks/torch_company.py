"""PyTorch: an optimizer of several parameters, in one group or in two, and what it asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.company import (
    REST_GRADIENT,
    REST_WEIGHT,
    SHAPES,
    Held,
    Shape,
    Words,
    filled,
    hold_in_company,
)
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.torch_running import FORMS, Form, constructed, gradient_of, sample
from verifier.lift.frameworks.validate import Step
from verifier.system import System

WORDS = Words(
    place="its step of one parameter among several is not its step of one alone: a rate goes by the place in "
    "the list, or a number is kept for all; keep what is of one parameter in `self.state[p]`",
    kind="read for the first parameter group: its step of a parameter in a second one is another",
    shape="its step on a tensor of another shape is not its step on a vector; write a class for each shape",
)
SETTINGS = "read for parameter groups of the same settings: it does not take all from the parameter's group"


@dataclass(frozen=True)
class Several:
    """A `Runner` of an optimizer that is made for parameters of these shapes.

    Attributes
    ----------
    form : Form
    shapes : tuple of Shape
    first : int
        How many of them the first group has; all others are in a second.
    other : bool
        Whether there are groups before and after them, of one parameter, that have other settings.
    """

    call: FrameworkCall
    bound: Bound
    form: Form
    shapes: tuple[Shape, ...]
    first: int
    other: bool = False

    def __call__(self, hypers: Mapping[str, float], w0: Any, gradients: Sequence[Any]) -> Iterator[Step]:
        """The first coordinate of each parameter after each step."""
        import torch

        weights = [
            torch.nn.Parameter(_filled(s, w, REST_WEIGHT))
            for s, w in zip(self.shapes, np.atleast_1d(w0), strict=True)
        ]
        optimizer = constructed(
            self.call, self.bound, partial(_number, hypers), self._groups(weights, hypers)
        )
        for each in gradients:
            for shape, weight, slope in zip(self.shapes, weights, np.atleast_1d(each), strict=True):
                weight.grad = gradient_of(_filled(shape, slope, REST_GRADIENT), self.form)
            try:
                optimizer.step()
            except (ArithmeticError, ValueError):  # a root of a negative number, say: undefined from here on
                return
            yield {"w": np.array([float(weight.detach().reshape(-1)[0]) for weight in weights])}

    def _groups(self, weights: list[Any], hypers: Mapping[str, float]) -> list[Any]:
        groups = [{"params": weights[: self.first]}, {"params": weights[self.first :]}]
        groups = [group for group in groups if group["params"]]
        if self.other:
            return [self._decoy(hypers), *groups, self._decoy(hypers)]
        return groups if len(groups) > 1 else weights

    def _decoy(self, hypers: Mapping[str, float]) -> dict[str, Any]:
        """A group with other settings, of all that a group holds."""
        import torch

        weight = torch.nn.Parameter(torch.ones(3))
        weight.grad = gradient_of(torch.ones(3), self.form)
        held = constructed(self.call, self.bound, partial(_number, hypers), [weight]).param_groups[0]
        other = self.bound.filled(partial(_other, hypers))
        return {"params": [weight], **{name: value for name, value in other.items() if name in held}}


def held_in_company(
    call: FrameworkCall,
    bound: Bound,
    form: Form,
    system: System,
    *,
    accepts: Callable[[Mapping[str, Fraction]], bool],
    tolerance: float,
) -> Iterator[str]:
    """Hold what was read against the steps of several parameters; what to say of what it was read for.

    Raises
    ------
    InputError
        When it is not the step of each of them.
    """
    shapes = SHAPES if form == FORMS[0] else (form.shape(3),) * 4
    held = Held(system, accepts, tolerance)
    several = partial(Several, call, bound, form)
    yield from hold_in_company(held, several, shapes, WORDS)
    same = (form.shape(3),) * 3
    other = several(same, len(same), other=True)
    if held.fails(other, len(same)) or held.parts(other, len(same)):
        yield SETTINGS
    yield from _asked(call, bound, form)


def _asked(call: FrameworkCall, bound: Bound, form: Form) -> Iterator[str]:
    """For what a step asks of parameters and their groups that these do not have."""
    import torch

    of_weights: set[str] = set()

    class Parameter(torch.nn.Parameter):  # type: ignore[misc]
        def __getattr__(self, name: str) -> Any:
            of_weights.add(name)
            raise AttributeError(name)

    weight = Parameter(_filled(form.shape(3), 0.5, REST_WEIGHT))
    optimizer = constructed(call, bound, sample, [weight])
    groups = [_Group(group) for group in optimizer.param_groups]
    optimizer.param_groups[:] = groups
    with suppress(Exception):  # what a step of anyone's raises was told when it was run
        for _ in range(2):
            weight.grad = gradient_of(_filled(form.shape(3), 0.25, REST_GRADIENT), form)
            optimizer.step()
    wanted = (
        ("a parameter", of_weights),
        ("a parameter group", set[str]().union(*(g.asked for g in groups))),
    )
    for what, names in wanted:
        if told := ", ".join(f"`{name}`" for name in sorted(names) if not name.startswith("_")):
            yield f"read for {what} without {told}, for which its code asks"


class _Group(dict[str, Any]):
    """Settings that note which of them are asked for and are not there."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.asked: set[str] = set()

    def __contains__(self, name: object) -> bool:
        found = super().__contains__(name)
        self.asked |= set() if found else {str(name)}
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """As of any dictionary."""
        return self[name] if name in self else default  # noqa: SIM401


def _filled(shape: Shape, first: float, rest: float) -> Any:
    import torch

    return torch.tensor(filled(shape, first, rest))


def _number(hypers: Mapping[str, float], free: Free) -> float:
    return hypers.get(free.name, sample(free))


def _other(hypers: Mapping[str, float], free: Free) -> float:
    """Another number of the domain, near that of the looked at."""
    first = _number(hypers, free)
    near = (first * share for share in (0.75, 1.25, 1.01))
    return next((x for x in near if free.domain.contains(Fraction(x))), first)
