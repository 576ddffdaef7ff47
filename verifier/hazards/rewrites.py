"""Other ways to compute the same: algebra that the referee proves, and wider arithmetic where none helps.

The rules know no optimizer. Each looks for a shape in the terms: an average, a difference of a state and a
square, a state that is only ever read under a root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from verifier.hazards.arithmetic import Arithmetic
from verifier.kernel.cheaper import WORK, cheaper
from verifier.kernel.program import scalar_terms
from verifier.referee import judge
from verifier.system import State, System, map_terms
from verifier.term import GRADIENT, MINUS_ONE, ONE, ZERO, Term, postorder, sqrt, state, where


@dataclass(frozen=True)
class Rewriting:
    """Another way to compute the same.

    Attributes
    ----------
    text : str
        What to do, for a reader.
    system : System
        The recurrence, rearranged or as it was.
    arithmetic : Arithmetic or None
        Another arithmetic; None for the same.
    """

    text: str
    system: System
    arithmetic: Arithmetic | None = None


def rewritings(system: System, arithmetic: Arithmetic, bits: int) -> Iterator[Rewriting]:
    """What may help, the cheapest first; every other recurrence is proved to be the same optimizer."""
    other = [Rewriting(text, made) for text, made in proved(system)]
    wider = [Rewriting(a.text, system, a) for a in _wider(arithmetic, bits)]
    yield from other
    for w in wider:
        yield w
        yield from (replace(r, text=f"{r.text}; {w.text}", arithmetic=w.arithmetic) for r in other)


def _wider(arithmetic: Arithmetic, bits: int) -> tuple[Arithmetic, ...]:
    """Arithmetic with more digits: first of the scalars, then of all operations, then of the states."""
    wide = "float32" if bits == 16 else "float64"
    steps = (
        Arithmetic("scalars", "compute in float64 what depends on hyperparameters and t alone", "float64"),
        Arithmetic("operations", f"compute in {wide}, round what is stored", "float64", wide),
        Arithmetic("states", f"keep the states and compute in {wide}", "float64", wide, wide),
    )
    if bits == 64:
        return ()
    have = (arithmetic.scalars, arithmetic.arrays, arithmetic.states)
    return tuple(s for s in steps if (s.scalars, s.arrays, s.states) != have and (s.arrays or not have[0]))


@cache
def proved(system: System) -> tuple[tuple[str, System], ...]:
    """What the rules make of a recurrence and the referee proves the same, with a word on each."""
    found = []
    for rule in RULES:
        for text, made in rule(system):
            if made != system and judge(system, made, work=WORK).same_weights:
                found.append((text, made))
    return tuple(found)


def _averages(system: System) -> Iterator[tuple[str, System]]:
    """``b*x + (1 - b)*y`` as ``x + (1 - b)*(y - x)``."""
    moved = {n: new for n in postorder(system.outputs) if (new := _moved_towards(n)) is not None}
    if moved:
        yield "move averages: b*x + (1 - b)*y as x + (1 - b)*(y - x)", map_terms(system, moved, {})


def _moved_towards(node: Term) -> Term | None:
    if node.op != "add" or any(a.op != "mul" for a in node.terms):
        return None
    for kept, added in (node.terms, node.terms[::-1]):
        for rest in kept.terms:
            factor = kept.terms[kept.terms[0] is rest]
            for y in added.terms:
                complement = added.terms[added.terms[0] is y]
                if complement is ONE - factor:
                    return rest + complement * (y - rest)
    return None


def _correction(system: System) -> Iterator[tuple[str, System]]:
    """``1 - b**t`` as a state of its own, the same average of ones."""
    for node in postorder(system.outputs):
        power = node.terms[1].terms[-1] if node.op == "add" and node.terms[1].op == "mul" else None
        is_minus = power is not None and node.terms[0] is ONE and node.terms[1].terms[0] is MINUS_ONE
        if is_minus and power is not None and power.op == "pow" and power.terms[1].op == "sym":
            base, name = power.terms[0], _fresh(system, "correction")
            update = base * state(name) + (ONE - base)
            grown = map_terms(system, {node: update}, {})
            added = State(name, ZERO, update)
            yield f"keep 1 - {base!r}**t as a state", replace(grown, states=(*grown.states, added))


def _variance(system: System) -> Iterator[tuple[str, System]]:
    """A difference ``v - m**2`` of states as the running variance, which is never negative."""
    updates = {s.update: s for s in system.states}
    for node in postorder((system.weight,)):
        found = _difference(node, updates)
        if found is None:
            continue
        second, first = found
        old = _average(first.update, state(first.name), GRADIENT)
        if old is None:
            continue
        keep, add = old
        name = _fresh(system, "variance")
        gap = GRADIENT - state(first.name)
        update = keep * state(name) + (keep * add) * (gap * gap)
        made = map_terms(system, {node: update}, {})
        states = (*(s for s in made.states if s.name != second.name), State(name, ZERO, update))
        yield f"keep {second.name} - {first.name}**2 as a state", replace(made, states=states)


def _difference(node: Term, updates: dict[Term, State]) -> tuple[State, State] | None:
    if node.op != "add":
        return None
    for v, other in (node.terms, node.terms[::-1]):
        square = other.terms[1] if other.op == "mul" and other.terms[0] is MINUS_ONE else None
        m = None if square is None else _root_of(square)
        if v in updates and m is not None and m in updates:
            return updates[v], updates[m]
    return None


def _root_of(square: Term) -> Term | None:
    """What a square is the square of."""
    if square.op == "mul" and square.terms[0] is square.terms[1]:
        return square.terms[0]
    two = square.op == "pow" and square.terms[1].op == "num" and square.terms[1].value == 2
    return square.terms[0] if two else None


def _average(update: Term, old: Term, new: Term) -> tuple[Term, Term] | None:
    """The factors a, b of ``a*old + b*new``."""
    if update.op != "add":
        return None
    factors = {}
    for part in update.terms:
        for core in (old, new):
            if part.op == "mul" and core in part.terms:
                factors[core] = part.terms[part.terms[0] is core]
    return (factors[old], factors[new]) if len(factors) == 2 else None


def _roots(system: System) -> Iterator[tuple[str, System]]:
    """A state that is an average of squares and only read under a root: keep the root, and never square."""
    light = cheaper(system)
    for s in light.states:
        parts = _squares(s.update, state(s.name))
        if parts is None or s.initial is not ZERO:
            continue
        (keep, add, x), root = parts, sqrt(s.update)
        old = state(name := _fresh(system, f"root_{s.name}"))
        top = Term("max", old, Term("abs", x))
        scaled = keep * ((old / top) * (old / top)) + add * ((x / top) * (x / top))
        update = where(Term("eq", top, ZERO), ZERO, top * sqrt(scaled))
        made = map_terms(light, {root: update}, {})
        states = tuple(State(name, ZERO, update) if o.name == s.name else o for o in made.states)
        made = replace(made, states=states, lets=())
        if state(s.name) not in postorder(made.outputs):
            yield f"keep the root of {s.name}, computed with the larger of its two parts in front", made


def _squares(update: Term, old: Term) -> tuple[Term, Term, Term] | None:
    """The parts of ``keep*old + add*x**2``."""
    if update.op != "add":
        return None
    scalar = scalar_terms((update,))
    keep = add = x = None
    for part in update.terms:
        factors = part.terms if part.op == "mul" else (part, ONE)
        for core, factor in (factors, factors[::-1]):
            if factor not in scalar and factor is not ONE:
                continue
            if core is old:
                keep = factor
            elif (root := _root_of(core)) is not None and old not in postorder((root,)):
                add, x = factor, root
    return None if keep is None or add is None or x is None else (keep, add, x)


def _fresh(system: System, name: str) -> str:
    taken = {s.name for s in system.states} | {h.name for h in system.hypers}
    while name in taken:
        name += "_"
    return name


RULES: tuple[Callable[[System], Iterator[tuple[str, System]]], ...] = (
    _averages,
    lambda system: iter([("draw the scalar factors together", cheaper(system))]),
    _correction,
    _variance,
    _roots,
)
"""The rules, the cheapest first."""
