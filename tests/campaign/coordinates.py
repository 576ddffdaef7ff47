"""One state kept in other coordinates: scaled, shifted, its root or square, under another name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.campaign.knowledge import Knowledge
from verifier.system import State, System
from verifier.term import (
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    sequence,
    sqrt,
    state,
    substitute,
)

Change = Callable[[System, Knowledge], System | None]


Map = Callable[[Term], Term]


@dataclass(frozen=True)
class Coordinates:
    """A new coordinate y of one state s: y after the step, y at the start, and s from y before the step."""

    after: Map
    start: Map
    back: Map


def fresh(system: System, stem: str) -> str:
    """A name that no state or hyperparameter has."""
    taken = {s.name for s in system.states} | {h.name for h in system.hypers}
    return next(n for n in (stem, *(f"{stem}{i}" for i in range(2, 99))) if n not in taken)


def replaced(system: System, mapping: dict[Term, Term]) -> System:
    """The system's step with symbols replaced; the start is left as it is."""
    new = substitute(system.outputs, mapping)
    states = tuple(replace(s, update=u) for s, u in zip(system.states, new[1:], strict=False))
    return replace(system, weight=new[0], states=states, query=new[-1], lets=())


def in_coordinates(system: System, old: State, new: Coordinates, stem: str = "y") -> System:
    """The system with one state kept in other coordinates."""
    name = fresh(system, stem)
    moved = replaced(system, {state(old.name): new.back(state(name))})
    states = tuple(
        State(name, new.start(s.initial), new.after(s.update)) if s.name == old.name else s
        for s in moved.states
    )
    return replace(moved, states=states)


def some_state(system: System, k: Knowledge) -> State | None:
    """One of the states."""
    return k.rng.choice(system.states) if system.states else None


def with_state(system: System, one: State) -> System:
    """The system with a state more."""
    return replace(system, states=(*system.states, one), lets=())


def scale(system: System, k: Knowledge) -> System | None:
    """A state times a number or an expression in hyperparameters that is never zero."""
    s, c = some_state(system, k), k.constant()
    if s is None:
        return None
    c = k.rng.choice([c, c, -c, c * k.constant()])
    forms = [
        Coordinates(lambda x: x * c, lambda x: x * c, lambda y: y / c),
        Coordinates(lambda x: x / c, lambda x: x / c, lambda y: y * c),
        Coordinates(lambda x: c * x, lambda x: c * x, lambda y: y * (ONE / c)),
    ]
    return in_coordinates(system, s, k.rng.choice(forms))


def scale_by_rate(system: System, k: Knowledge) -> System | None:
    """A state times the given rate of its step."""
    s, rates = some_state(system, k), [h for h in system.hypers if h.varies and h.domain.lower_open]
    if s is None or not rates:
        return None
    name = rates[0].name
    now, before = sequence(name, 0), sequence(name, -1)
    return in_coordinates(system, s, Coordinates(lambda x: x * now, lambda x: x * now, lambda y: y / before))


def scale_by_step(system: System, k: Knowledge) -> System | None:
    """A mean in place of a sum, a bias-corrected state, a state times t + 1."""
    s = some_state(system, k)
    if s is None:
        return None
    below_one = [h for h in system.hypers if h.domain.upper == 1 and h.domain.upper_open]
    decays = [Term("sym", "hyper", h.name) for h in below_one if not h.varies]
    forms = [
        Coordinates(lambda x: x * (STEP + 1), lambda x: x, lambda y: y / STEP),
        Coordinates(lambda x: x / (STEP + 1), lambda x: x, lambda y: y * STEP),
    ]
    if s.initial is ZERO:
        anything = k.rng.choice([ZERO, ZERO, ONE, WEIGHT])
        forms.append(Coordinates(lambda x: x / STEP, lambda _: anything, lambda y: y * (STEP - 1)))
        for b in decays:
            forms += 2 * [
                Coordinates(
                    lambda x, b=b: x / (ONE - b**STEP),
                    lambda _: anything,
                    lambda y, b=b: y * (ONE - b ** (STEP - 1)),
                )
            ]
    return in_coordinates(system, s, k.rng.choice(forms))


def shift(system: System, k: Knowledge) -> System | None:
    """A state plus a constant."""
    s, c = some_state(system, k), k.rng.choice([k.constant(), -k.constant(), ONE])
    return s and in_coordinates(system, s, Coordinates(lambda x: x + c, lambda x: x + c, lambda y: y - c))


def nonlinear(system: System, k: Knowledge) -> System | None:
    """The root, the square or the reciprocal of a state, where its sign allows."""
    s = some_state(system, k)
    if s is None or not k.nonnegative(state(s.name)):
        return None
    forms = [Coordinates(sqrt, sqrt, lambda y: y**2), Coordinates(lambda x: x * x, lambda x: x**2, sqrt)]
    if k.positive(state(s.name)):
        forms.append(Coordinates(lambda x: ONE / x, lambda x: ONE / x, lambda y: ONE / y))
        forms.append(Coordinates(lambda x: ONE / sqrt(x), lambda x: ONE / sqrt(x), lambda y: ONE / y**2))
    return in_coordinates(system, s, k.rng.choice(forms))


def permute(system: System, k: Knowledge) -> System | None:
    """The states in another order, one of them under another name."""
    s = some_state(system, k)
    if s is None:
        return None
    same = in_coordinates(system, s, Coordinates(lambda x: x, lambda x: x, lambda y: y), "renamed")
    return replace(same, states=tuple(k.rng.sample(same.states, len(same.states))))
