"""Mutants of whole systems: slips in a term, in the start, in the query point, and rare wrongness."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from tests.campaign.coordinates import fresh, with_state
from tests.campaign.mutations import MUTATIONS
from tests.campaign.rewrites import at_one_place, rewrite
from verifier.mutants import mutants
from verifier.system import State, System, map_terms
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    postorder,
    state,
    symbols,
    term,
    where,
)

Maker = Callable[[System, random.Random], tuple[System, str] | None]


@dataclass(frozen=True)
class Mutant:
    """A system that is probably not the original, and what was done to it."""

    original: System
    system: System
    slip: str
    place: str


def slip_in_term(system: System, rng: random.Random) -> tuple[System, str] | None:
    """One mutation at one place."""
    nodes = list(postorder(system.outputs))
    for _ in range(40):
        node, mutation = rng.choice(nodes), rng.choice(MUTATIONS)
        made = mutation(node, system, rng)
        if made is not None and made[0] is not node:
            return at_one_place(system, node, made[0], rng), f"{made[1]} in {short(node)}"
    return None


def short(node: Term) -> str:
    """The term, cut."""
    text = repr(node)
    return text if len(text) < 80 else text[:77] + "…"


@lru_cache(maxsize=64)
def every_slip(system: System) -> tuple[tuple[System, str], ...]:
    """The package's own mutants of a system that is as it was written."""
    return tuple((m.system, m.words) for m in mutants(system))


def systematic(system: System, rng: random.Random) -> tuple[System, str] | None:
    """One of the package's own mutants; of a rewritten system, of which there may be too many, none."""
    return (
        rng.choice(every_slip(system)) if system.lets or len(list(postorder(system.outputs))) < 60 else None
    )


def wrong_start(system: System, rng: random.Random) -> tuple[System, str] | None:
    """Another initial value."""
    if not system.states:
        return None
    s = rng.choice(system.states)
    choices = [s.initial + 1, WEIGHT, ONE, ZERO, s.initial + Fraction(1, 10), s.initial * 2]
    choices += [hyper(h.name) for h in system.hypers if not h.varies]
    new = rng.choice([c for c in choices if c is not s.initial])
    states = tuple(replace(x, initial=new) if x is s else x for x in system.states)
    return replace(system, states=states), f"{s.name} starts at {new!r}"


def wrong_first_step(system: System, rng: random.Random) -> tuple[System, str] | None:
    """A state set from the bare gradient, or left as it is, in the first step."""
    if not system.states:
        return None
    s = rng.choice(system.states)
    new = where(Term("eq", STEP, ONE), rng.choice([GRADIENT, state(s.name), GRADIENT**2, WEIGHT]), s.update)
    states = tuple(replace(x, update=new) if x is s else x for x in system.states)
    return replace(system, states=states), f"first {s.name} apart"


def decay_order(system: System, rng: random.Random) -> tuple[System, str] | None:
    """A decay before, after, or inside the step, where there may have been none."""
    constants = [hyper(h.name) for h in system.hypers if not h.varies]
    rate = rng.choice([*constants, term(Fraction(1, 100))])
    forms = [
        (replace(system, weight=system.weight * (ONE - rate)), "decay after the step"),
        (map_terms(system, {WEIGHT: WEIGHT * (ONE - rate)}, {}), "decay before the step"),
        (map_terms(system, {GRADIENT: GRADIENT + rate * WEIGHT}, {}), "decay in the gradient"),
        (replace(system, weight=system.weight - rate * WEIGHT), "decay of the old weight"),
    ]
    chosen = rng.choice(forms)
    if GRADIENT in symbols([chosen[0].query]):
        return None
    return replace(chosen[0], query=system.query), chosen[1]


def wrong_query(system: System, rng: random.Random) -> tuple[System, str] | None:
    """The gradient asked for elsewhere."""
    points = [WEIGHT] if system.query is not WEIGHT else []
    for s in system.states:
        points += [
            WEIGHT + state(s.name),
            WEIGHT - state(s.name),
            system.query + state(s.name) * Fraction(1, 2),
        ]
    new = rng.choice([*points, WEIGHT * 2, system.query + ONE])
    return replace(system, query=new), f"query at {short(new)}"


def rare(system: System, rng: random.Random) -> tuple[System, str] | None:
    """Wrong only after many steps, at an exact gradient, at a repeat, or at a boundary."""
    name = fresh(system, "last")
    spied = with_state(system, State(name, rng.choice([ZERO, term(-7)]), GRADIENT))
    size, last = Term("abs", GRADIENT), state(name)
    bounds = [hyper(h.name) for h in system.hypers if not h.varies] or [term(Fraction(1, 2))]
    bound, steps = rng.choice(bounds), rng.choice([1, 2, 3, 7, 1000, 1500])
    cases = [
        (Term("lt", term(steps), STEP), f"t > {steps}"),
        (Term("eq", STEP, term(steps)), f"t == {steps}"),
        (Term("eq", GRADIENT, ZERO), "g == 0"),
        (Term("eq", GRADIENT, last), "g == last g"),
        (Term("eq", size, bound), f"|g| == {bound!r}"),
        (Term("lt", term(100), size), "|g| > 100"),
        (Term("eq", bound, ZERO), f"{bound!r} == 0"),
        (Term("lt", GRADIENT * last, ZERO), "g * last g < 0"),
        (Term("eq", WEIGHT, ZERO), "w == 0"),
        (Term("eq", bounds[0], bound * bound), f"{bounds[0]!r} == {bound!r}**2"),
        (Term("and", Term("eq", GRADIENT, ZERO), Term("lt", ONE, STEP)), "g == 0 and t > 1"),
        (Term("eq", GRADIENT, WEIGHT), "g == w"),
        (Term("eq", GRADIENT, term(Fraction(22, 7))), "g == 22/7"),
        (Term("lt", size, term(Fraction(1, 10**9))), "|g| < 1e-9"),
        (Term("and", Term("eq", GRADIENT, last), Term("eq", GRADIENT, ONE)), "g == last g == 1"),
    ]
    condition, words = rng.choice(cases)
    return spoiled(spied, condition, rng), f"wrong only if {words}"


def spoiled(system: System, condition: Term, rng: random.Random) -> System:
    """The system with its weight, or a state, wrong where the condition holds."""
    chosen = rng.choice(system.states)
    if rng.random() < 0.3 and chosen.update is not GRADIENT:
        new = where(condition, rng.choice([chosen.update + 1, -chosen.update, ZERO]), chosen.update)
        return replace(
            system, states=tuple(replace(s, update=new) if s is chosen else s for s in system.states)
        )
    wrong = rng.choice([system.weight + 1, WEIGHT, system.weight * 2, system.weight + Fraction(1, 10**6)])
    return replace(system, weight=where(condition, wrong, system.weight))


def nudged(system: System, rng: random.Random) -> tuple[System, str] | None:
    """A change too small for a test with a tolerance."""
    small = term(Fraction(1, 10**12))
    forms = [system.weight + small, system.weight + small * GRADIENT, system.weight + small * WEIGHT]
    return replace(system, weight=rng.choice(forms)), "off by 1e-12"


MAKERS: tuple[Maker, ...] = (
    *(6 * (slip_in_term,)),
    systematic,
    systematic,
    wrong_start,
    wrong_first_step,
    decay_order,
    wrong_query,
    rare,
    rare,
    nudged,
)


def mutant(system: System, seed: int) -> Mutant:
    """A mutant of the system, or of an equal rewrite of it, chosen by the seed."""
    rng = random.Random(seed)
    current, steps = system, tuple[str, ...]()
    if rng.random() < 0.3:
        made = rewrite(system, seed + 1)
        current, steps = made.system, made.steps
    while True:
        maker = rng.choice(MAKERS)
        found = maker(current, rng)
        if found is not None:
            break
    place = f"{system.name}: {found[1]}" + (f" after {', '.join(steps)}" if steps else "")
    return Mutant(system, replace(found[0], lets=()), maker.__name__, place)
