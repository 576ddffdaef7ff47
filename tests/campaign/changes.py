"""Changes of the states that leave every weight as it is, and one that shifts the stored weight."""

from __future__ import annotations

from dataclasses import replace

from tests.campaign.coordinates import (
    Change,
    fresh,
    nonlinear,
    permute,
    replaced,
    scale,
    scale_by_rate,
    scale_by_step,
    shift,
    some_state,
    with_state,
)
from tests.campaign.knowledge import Knowledge
from verifier.system import State, System
from verifier.term import (
    GRADIENT,
    MINUS_ONE,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    postorder,
    sequence,
    sqrt,
    state,
    substitute,
    symbols,
    term,
    where,
)


def total(system: System, k: Knowledge) -> bool:
    """Whether every value of the system is surely defined."""
    return all(_defined(n, k) for n in postorder([*system.outputs, *(s.initial for s in system.states)]))


def _defined(n: Term, k: Knowledge) -> bool:
    if n.op == "div":
        return k.positive(n.terms[1])
    if n.op == "pow" and not (
        n.terms[1].op == "num" and n.terms[1].value.denominator == 1 and n.terms[1].value > 0
    ):
        return k.positive(n.terms[0]) or (k.nonnegative(n.terms[0]) and k.nonnegative(n.terms[1]))
    return n.op != "log"


def mix(system: System, k: Knowledge) -> System | None:
    """A state plus a multiple of another state or of the weight."""
    s = some_state(system, k)
    if s is None or not total(system, k):
        return None
    c, others = (
        k.rng.choice([k.constant(), -k.constant(), ONE, MINUS_ONE]),
        [o for o in system.states if o is not s],
    )
    other = k.rng.choice([None, *others, *others])
    name = fresh(system, "mixed")
    before = WEIGHT if other is None else state(other.name)
    moved = replaced(system, {state(s.name): state(name) - c * before})
    start = WEIGHT if other is None else other.initial
    after = moved.weight if other is None else next(o.update for o in moved.states if o.name == other.name)
    states = tuple(
        State(name, s.initial + c * start, x.update + c * after) if x.name == s.name else x
        for x in moved.states
    )
    return replace(moved, states=states)


def count(system: System, k: Knowledge) -> System | None:
    """The step number kept as a counter."""
    if not symbols(system.outputs, "time"):
        return None
    name, first = fresh(system, "count"), k.rng.choice([0, 0, 1, -3])
    counted = replaced(system, {STEP: state(name) + (1 - first)})
    return with_state(counted, State(name, term(first), state(name) + 1))


def keep_power(system: System, k: Knowledge) -> System | None:
    """A power b**t kept as a product."""
    powers = [
        n
        for n in postorder(system.outputs)
        if n.op == "pow" and n.terms[1] is STEP and n.terms[0].op == "sym" and n.terms[0].args[0] == "hyper"
    ]
    if not powers:
        return None
    chosen, name = k.rng.choice(powers), fresh(system, "power")
    base = chosen.terms[0]
    if k.rng.random() < 0.3:
        kept = replaced(system, {chosen: state(name)})
        return with_state(kept, State(name, base, state(name) * base))
    kept = replaced(system, {chosen: state(name) * base})
    return with_state(kept, State(name, ONE, state(name) * base))


def duplicate(system: System, k: Knowledge) -> System | None:
    """A state kept twice, the copy scaled, and read here and there."""
    s, c = some_state(system, k), k.constant()
    if s is None:
        return None
    name = fresh(system, "twin")
    mapping = {state(s.name): state(name) / c}
    weight = substitute([system.weight], mapping)[0] if k.rng.random() < 0.5 else system.weight
    new = substitute([s.update], mapping)[0]
    kept = tuple(replace(x, update=new) if x is s and k.rng.random() < 0.5 else x for x in system.states)
    return with_state(replace(system, weight=weight, states=kept), State(name, s.initial * c, s.update * c))


def dead_state(system: System, k: Knowledge) -> System | None:
    """A state that nothing reads: the last gradient or weight, a sum, a quotient that may not exist."""
    name = fresh(system, "dead")
    me = state(name)
    update = k.rng.choice(
        [GRADIENT, WEIGHT, me + GRADIENT**2, me * WEIGHT, ONE / GRADIENT, sqrt(me) + GRADIENT]
    )
    return with_state(system, State(name, k.rng.choice([ZERO, WEIGHT, ONE]), update))


def previous_weight(system: System, k: Knowledge) -> System | None:
    """The last step kept as a state, and the weight written as the one before plus that step."""
    old, step = fresh(system, "before"), fresh(system, "moved")
    weight = state(old) + state(step)
    moved = replaced(system, {WEIGHT: weight})
    kept = with_state(moved, State(old, WEIGHT, weight))
    return with_state(kept, State(step, ZERO, moved.weight - weight))


def first_step_branch(system: System, k: Knowledge) -> System | None:
    """An initial value put in by a branch at t == 1, in place of the start."""
    s = some_state(system, k)
    if s is None:
        return None
    first = k.rng.choice([Term("eq", STEP, ONE), Term("le", STEP, ONE), Term("lt", STEP, term(2))])
    rates = {x: sequence(x.name, -1) for x in symbols([s.initial], "sequence")}
    start = substitute([s.initial], rates)[0]
    moved = replaced(system, {state(s.name): where(first, start, state(s.name))})
    states = tuple(
        replace(x, initial=k.rng.choice([ZERO, ONE, WEIGHT])) if x.name == s.name else x for x in moved.states
    )
    return replace(moved, states=states)


def first_step_solved(system: System, k: Knowledge) -> System | None:
    """The first step written apart, with the initial value put in."""
    s = some_state(system, k)
    if s is None:
        return None
    start = {state(s.name): s.initial}
    if symbols([s.initial], "sequence"):
        return None
    first = Term("eq", STEP, ONE)
    apart = substitute([s.update], start)[0]
    states = tuple(replace(x, update=where(first, apart, x.update)) if x is s else x for x in system.states)
    weight = where(first, substitute([system.weight], start)[0], system.weight)
    return replace(system, states=states, weight=k.rng.choice([weight, system.weight]), lets=())


def delay(system: System, k: Knowledge) -> System | None:
    """A state brought up to date one step late, from the kept gradient."""
    s = some_state(system, k)
    if (
        s is None
        or symbols([s.update], "weight")
        or symbols([s.update], "sequence")
        or symbols([s.update], "time")
    ):
        return None
    if {x.name for x in symbols([s.update], "state")} - {s.name} or symbols([s.initial], "sequence"):
        return None
    kept, old = fresh(system, "seen"), fresh(system, "stale")
    late = substitute([s.update], {state(s.name): state(old), GRADIENT: state(kept)})[0]
    now = where(Term("eq", STEP, ONE), s.initial, late)
    if symbols([s.initial], "weight"):
        return None
    moved = replaced(system, {state(s.name): now})
    states = tuple(State(old, ZERO, now) if x.name == s.name else x for x in moved.states)
    return with_state(replace(moved, states=states), State(kept, ZERO, GRADIENT))


def stored_elsewhere(system: System, k: Knowledge) -> System | None:
    """The stored weight is the weight plus a multiple of a state that starts at zero."""
    zero = [s for s in system.states if s.initial is ZERO]
    if not zero or not total(system, k):
        return None
    s, c = k.rng.choice(zero), k.rng.choice([k.constant(), -k.constant(), ONE, MINUS_ONE])
    moved = replaced(system, {WEIGHT: WEIGHT - c * state(s.name)})
    new = next(x.update for x in moved.states if x.name == s.name)
    return replace(moved, weight=moved.weight + c * new)


CHANGES: tuple[Change, ...] = (
    scale,
    scale_by_step,
    scale_by_rate,
    shift,
    nonlinear,
    permute,
    mix,
    count,
    keep_power,
    duplicate,
    dead_state,
    previous_weight,
    first_step_branch,
    first_step_solved,
    delay,
)
