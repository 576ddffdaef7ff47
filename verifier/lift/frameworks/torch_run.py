"""One run of a PyTorch optimizer on terms: what a step makes of the weight and of all that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from verifier.lift.branches import Branches
from verifier.lift.frameworks.torch_memory import Slot, inner
from verifier.lift.frameworks.torch_mirror import Mirror
from verifier.lift.frameworks.torch_running import Running
from verifier.lift.frameworks.torch_tracing import traced
from verifier.lift.numpy_arrays import Number
from verifier.lift.reals import Real, Untraceable, literal
from verifier.lift.term_arrays import filled
from verifier.term import GRADIENT, WEIGHT, Term, state

Begin = Callable[[Branches, frozenset[str]], "TracedRun"]
"""Makes the optimizer anew, on a path, with the names of what moves although it lies outside ``state[p]``."""


class Moving(Exception):
    """Numbers outside ``state[p]`` change from step to step: they are states too.

    Attributes
    ----------
    names : frozenset of str
    """

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


@dataclass(frozen=True)
class Step:
    """What a step makes of the weight and the states, on one path.

    Attributes
    ----------
    weight : Term
    states : mapping of str to Term
    born : mapping of str to Term
        What each state was when the optimizer first kept it.
    places : mapping of str to str
        Where each state lies.
    overwrites : bool
        Whether the step changes the gradient that it was given.
    rounds : bool
        Whether a part is computed with fewer digits than float64 has.
    """

    weight: Term
    states: Mapping[str, Term]
    born: Mapping[str, Term]
    places: Mapping[str, str]
    overwrites: bool
    rounds: bool


@dataclass
class TracedRun:
    """One run of the optimizer, traced.

    Attributes
    ----------
    ahead : int
        How many steps further on counters are said to be when states are forgotten: no term depends on it.
    """

    running: Running
    mirror: Mirror
    branches: Branches
    moving: frozenset[str]
    ahead: int = 0
    born: dict[str, Term] = field(default_factory=dict)

    def begin(self) -> None:
        """Note what is kept before the first step."""
        self.born = {name: found for name, slot in self._states().items() if (found := self.term(slot))}

    def take(self, *, again: bool = False) -> Step:
        """Let the optimizer take a step from `WEIGHT` with `GRADIENT`.

        Raises
        ------
        Moving
            When it changes a number that is no state yet.
        Untraceable
            When ``again`` a step makes or changes what the states do not show.
        """
        import torch

        shape = self.running.form.shape(1)
        gradient = torch.full(shape, 0.7)
        self.mirror.write(gradient, filled(shape, [GRADIENT]))
        self.mirror.write(self.running.weight, filled(shape, [WEIGHT]))
        self.running.give(gradient)
        before = self._looked()
        with traced(self.mirror, self.branches):
            self.running.step()
        self._refuse_changes(before, self._looked(), again)
        states = self._states()
        return Step(
            self._only(self.running.weight),
            {name: found for name, slot in states.items() if (found := self.term(slot)) is not None},
            self.born | {key: value for key, value in self._remembered().items() if key not in self.born},
            {name: slot.place for name, slot in states.items()},
            self.mirror.read(gradient).reshape(-1)[0] is not GRADIENT,
            self.mirror.rounds,
        )

    def forget(self) -> None:
        """Let the states hold any value: their own symbols."""
        for name, slot in self._states().items():
            if slot.is_tensor:
                self.mirror.write(slot.value, filled(slot.value.shape, [state(name)]))
            elif slot.is_number:
                value = float.__add__(0.0, slot.value)
                slot.put(Number(value + self.ahead * value.is_integer(), state(name), self.branches))

    def term(self, slot: Slot) -> Term | None:
        """What a state holds; None for what is no number."""
        value = slot.value
        if slot.is_tensor:
            return self._only(value)
        if isinstance(value, Real):
            return value.term
        if value is None or isinstance(value, bool | str):
            return None
        if slot.is_number:
            return literal(value)
        raise Untraceable(f"a state that is no number and no tensor but a {type(value).__name__}")

    def born_terms(self, key: str, value: Any) -> dict[str, Term]:
        """By name the terms of what is put into ``state[p]``."""
        found = {name: self.term(slot) for name, slot in inner(value, key).items()}
        return {name: term for name, term in found.items() if term is not None}

    def _remembered(self) -> Mapping[str, Term]:
        found: Mapping[str, Term] = getattr(self.running.state, "born", {})
        return found

    def _states(self) -> dict[str, Slot]:
        """What lies in ``state[p]``, and what else is known to move."""
        found = self.running.slots()
        return {name: slot for name, slot in found.items() if slot.own or name in self.moving}

    def _looked(self) -> dict[str, tuple[Slot, Any]]:
        """Every slot with what it holds, as a term where it is a number."""
        return {name: (slot, self._seen(slot)) for name, slot in self.running.slots().items()}

    def _seen(self, slot: Slot) -> Any:
        if not slot.is_number or _is_endless(slot.value):
            return slot.value
        if slot.is_tensor:
            return tuple(self.mirror.read(slot.value).reshape(-1))
        return self.term(slot)

    def _refuse_changes(
        self, before: dict[str, tuple[Slot, Any]], after: dict[str, tuple[Slot, Any]], again: bool
    ) -> None:
        """Every change must be one of a state."""
        changed = {
            name: slot
            for name, (slot, seen) in after.items()
            if not _is_same(before.get(name), seen) and not _is_noted(slot, before)
        }
        moving = {n for n, slot in changed.items() if slot.is_number and not slot.own} - self.moving
        made = {n for n in moving if n not in before or not before[n][0].is_number}
        if moving - made or (made and not again):
            raise Moving(frozenset(moving))
        if not again:
            return
        gone = [slot.place for name, (slot, _) in before.items() if name not in after]
        both = {name for name, slot in changed.items() if name in before and slot.is_number}
        gone += [s.place for n, s in changed.items() if n not in both or not before[n][0].is_number]
        if gone:
            raise Untraceable(f"`{gone[0]}` is made, or switched, after the first step")

    def _only(self, tensor: Any) -> Term:
        if tensor.numel() != 1:
            raise Untraceable(f"a state of {tensor.numel()} elements for each coordinate")
        found = self.mirror.read(tensor).reshape(-1)[0]
        assert isinstance(found, Term)
        return found


def _is_endless(value: Any) -> bool:
    """Whether it is a float for which no term stands: a bound that was never given."""
    return type(value) is float and not isfinite(value)


def _is_same(before: tuple[Slot, Any] | None, seen: Any) -> bool:
    return before is not None and (before[1] is seen or before[1] == seen)


def _is_noted(slot: Slot, before: Mapping[str, tuple[Slot, Any]]) -> bool:
    """Whether it fills an empty place of a list, of a table of what was computed before."""
    return slot.name in before and before[slot.name][0].value is None and slot.place.count("[") > 1
