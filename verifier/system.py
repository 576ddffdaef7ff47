"""A `System`: one optimizer as a step function over terms, whatever text it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.domain import REAL, Domain
from verifier.term import (
    GRADIENT,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    sequence,
    shift,
    state,
    substitute,
    symbols,
)


@dataclass(frozen=True)
class Hyper:
    """A hyperparameter: its name, its domain, a usual value, and whether it is read with ``[t]``."""

    name: str
    domain: Domain = REAL
    usual: Fraction | None = None
    varies: bool = False


@dataclass(frozen=True)
class State:
    """A state of one coordinate.

    ``initial`` is a term in hyperparameters and the first weight (`WEIGHT`), a given sequence
    being read at index 0. ``update`` is a term in the values *before* the step.
    """

    name: str
    initial: Term
    update: Term


@dataclass(frozen=True)
class System:
    """One coordinate of an optimizer.

    Attributes
    ----------
    name : str
        What the user called it.
    hypers : tuple of Hyper
    states : tuple of State
        In the order of the source.
    weight : Term
        The new weight, in old states, `WEIGHT`, `GRADIENT`, `STEP` and hyperparameters.
    query : Term
        The point at which the gradient is asked for; free of the gradient itself.
    lets : tuple of (str, Term)
        The source's named intermediate values, in order of computation. States' new values and
        the weight's are among them, under their own names. For printing and for kernels.
    """

    name: str
    hypers: tuple[Hyper, ...]
    states: tuple[State, ...]
    weight: Term
    query: Term = WEIGHT
    lets: tuple[tuple[str, Term], ...] = ()

    @property
    def outputs(self) -> tuple[Term, ...]:
        """The new weight, then the new states, then the query point."""
        return (self.weight, *(s.update for s in self.states), self.query)

    def hyper(self, name: str) -> Hyper | None:
        """The hyperparameter of that name, if there is one."""
        return next((h for h in self.hypers if h.name == name), None)


def map_terms(system: System, replacement: Mapping[Term, Term], initial: Mapping[Term, Term]) -> System:
    """The system with terms replaced: in the step by one mapping, in the start by another."""
    if not replacement and not initial:
        return system
    new = substitute((*system.outputs, *(value for _, value in system.lets)), replacement)
    starts = substitute((s.initial for s in system.states), initial)
    count = len(system.states)
    states = tuple(
        replace(s, update=update, initial=start)
        for s, update, start in zip(system.states, new[1 : count + 1], starts, strict=True)
    )
    lets = tuple((name, value) for (name, _), value in zip(system.lets, new[count + 2 :], strict=True))
    return replace(system, states=states, weight=new[0], query=new[count + 1], lets=lets)


def rename_hypers(system: System, names: Mapping[str, str]) -> System:
    """The system with hyperparameters under other names."""
    roots = (*system.outputs, *(s.initial for s in system.states))
    moved: dict[Term, Term] = {hyper(old): hyper(new) for old, new in names.items()}
    for symbol in symbols(roots, "sequence"):
        if symbol.name in names:
            moved[symbol] = sequence(names[symbol.name], int(str(symbol.args[2])))
    hypers = tuple(replace(h, name=names.get(h.name, h.name)) for h in system.hypers)
    return replace(map_terms(system, moved, moved), hypers=hypers)


def hold_constant(system: System, names: Iterable[str]) -> System:
    """The system with given sequences replaced by constants of the same name."""
    chosen = set(names)
    roots = (*system.outputs, *(s.initial for s in system.states))
    moved = {s: hyper(s.name) for s in symbols(roots, "sequence") if s.name in chosen}
    hypers = tuple(replace(h, varies=h.varies and h.name not in chosen) for h in system.hypers)
    return replace(map_terms(system, moved, moved), hypers=hypers)


def let_vary(system: System, names: Iterable[str]) -> System:
    """The system with each ``x`` of these replaced by ``x[t]`` at step ``t``, in the start by ``x[0]``."""
    moved = {hyper(name): sequence(name, 0) for name in names}
    hypers = tuple(replace(h, varies=h.varies or hyper(h.name) in moved) for h in system.hypers)
    return replace(map_terms(system, moved, moved), hypers=hypers)


def fix_hypers(system: System, values: Mapping[str, Term]) -> System:
    """The system with hyperparameters (constant or given as sequences) replaced by terms."""
    roots = (*system.outputs, *(s.initial for s in system.states))
    moved: dict[Term, Term] = {hyper(name): value for name, value in values.items()}
    for symbol in symbols(roots, "sequence"):
        if symbol.name in values:
            offset = int(str(symbol.args[2]))
            moved[symbol] = shift([values[symbol.name]], offset)[0]
    hypers = tuple(h for h in system.hypers if h.name not in values)
    return replace(map_terms(system, moved, moved), hypers=hypers)


def first_step(system: System) -> System:
    """The system's step with the initial states and ``t = 1`` put in: the first step."""
    start = {state(s.name): s.initial for s in system.states} | {STEP: ZERO + 1}
    return map_terms(system, start, {})


def live_states(system: System) -> tuple[State, ...]:
    """The states on which a weight or a query point depends, now or at a later step."""
    by_name = {s.name: s for s in system.states}
    wanted, frontier = set[str](), [system.weight, system.query]
    while frontier:
        fresh = {s.name for s in symbols(frontier, "state")} - wanted
        wanted |= fresh
        frontier = [by_name[name].update for name in sorted(fresh)]
    return tuple(s for s in system.states if s.name in wanted)


__all__ = [
    "GRADIENT",
    "Hyper",
    "State",
    "System",
    "first_step",
    "fix_hypers",
    "hold_constant",
    "let_vary",
    "live_states",
    "map_terms",
    "rename_hypers",
]
