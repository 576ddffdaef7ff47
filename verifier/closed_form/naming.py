"""The names that a recurrence gives to its quantities, as symbols in which its steps are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from verifier.closed_form.bound import now
from verifier.system import System, map_terms
from verifier.term import GRADIENT, STEP, WEIGHT, Term, shift, state, symbols


def is_schedule(symbol: Term) -> bool:
    """Whether a symbol is that of a named function of the step number."""
    return symbol.args[0] == "now" and len(symbol.args) > 3


def own_names(system: System) -> dict[str, Term]:
    """The intermediate values whose names mean one thing only."""
    taken = {STEP.name, WEIGHT.name, GRADIENT.name, *(h.name for h in system.hypers)}
    taken |= {s.name for s in system.states}
    count = Counter(name for name, _ in system.lets)
    return {name: value for name, value in system.lets if name not in taken and count[name] == 1}


def apart(system: System) -> System:
    """The recurrence with states and intermediate values that are not called as the gradient, or the time."""
    reserved = (GRADIENT.name, STEP.name)
    clashing = [s.name for s in system.states if s.name in reserved]
    if not clashing and not any(name in reserved for name, _ in system.lets):
        return system
    moved: dict[Term, Term] = {state(n): state(f"{n}_state") for n in clashing}
    renamed = map_terms(system, moved, moved)
    states = tuple(replace(s, name=moved.get(state(s.name), state(s.name)).name) for s in renamed.states)
    lets = tuple((name, value) for name, value in renamed.lets if name not in reserved)
    return replace(renamed, states=states, lets=lets)


def is_state(system: System, name: str) -> bool:
    """Whether a name is a state's."""
    return any(s.name == name for s in system.states)


def is_schedule_term(value: Term) -> bool:
    """Whether a term is a function of the step number and of given numbers alone."""
    kinds = {str(s.args[0]) for s in symbols([value])}
    return value.op != "sym" and "time" in kinds and kinds <= {"time", "hyper", "sequence"}


def schedule(name: str, offset: int = 0) -> Term:
    """The symbol of a named function of the step number."""
    return Term("sym", "now", name, offset, "schedule")


def names_of(system: System, lets: Mapping[str, Term], schedules: Mapping[str, Term]) -> dict[Term, Term]:
    """Symbols for new values: the first name that the source gives to each."""
    found: dict[Term, Term] = {}
    for name, value in schedules.items():
        found.setdefault(value, schedule(name))
        for offset in (1, -1):
            found.setdefault(shift([value], offset)[0], schedule(name, offset))
    for s in system.states:
        if s.update.op not in ("sym", "num"):
            found.setdefault(s.update, now(s.name))
    for name, value in lets.items():
        if value.op not in ("sym", "num") and value != system.weight:
            found.setdefault(value, now(name))
    return found
