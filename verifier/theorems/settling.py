"""Where numbers that depend on the step number alone tend to: schedules, products of them, and powers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import at, element, replace
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import Linear
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, postorder, symbols
from verifier.theorems import continuity, roots
from verifier.theorems.draft import Check, at_most
from verifier.theorems.forms import in_time
from verifier.theorems.regime import Regime
from verifier.theorems.schedules import FAR, NEAR
from verifier.theorems.step import fading_powers

MANY = Fraction(400)
"""The step at which a product of schedules is next to nothing, at the numbers at which it is tried."""


def settled(study: Study, value: Term) -> Term | None:
    """The limit of a number that depends on the step alone, given rates not changing; None if not known."""
    try:
        return _limit(study, value)
    except (Unsupported, ZeroDivisionError):
        return None


def _limit(study: Study, value: Term) -> Term | None:
    ends: dict[Term, Term | None] = {n: _end(study, n) for n in postorder([value]) if n.op == "element"}
    known = {n: end for n, end in ends.items() if end is not None}
    if len(known) < len(ends):
        return None
    moved = replace(value, known)
    powers = fading_powers(study, moved)
    if continuity.settled(study, moved, powers) != ():
        return None
    limit = roots.simplest(study.identities(), replace(moved, powers))
    below = [n.terms[1] for n in postorder([limit]) if n.op == "div"]
    return None if STEP in symbols([limit]) or not all(map(study.identities().non_zero, below)) else limit


def _end(study: Study, value: Term) -> Term | None:
    """The limit of a given rate that does not change, of a schedule, or of a product of schedules."""
    name = value.terms[0].name
    if any(h.name == name for h in study.reading.system.hypers):
        return hyper(name)
    if name in study.reading.schedules:
        return settled(study, at(study.reading.schedules[name], STEP))
    structure = study.reading.structures.get(name)
    return ZERO if isinstance(structure, Linear) and _vanishes(study, structure) else None


def _vanishes(study: Study, state: Linear) -> bool:
    """Whether a state is a product of numbers from 0 that tend to one below 1."""
    if state.forcing != ZERO:
        return False
    known, limit = study.identities(), settled(study, at(state.factor, STEP))
    return known.non_negative(state.factor) and limit is not None and known.positive(ONE - limit)


def checks(study: Study, value: Term, fixed: tuple[tuple[str, Fraction], ...]) -> Iterator[Check]:
    """That a number is near its limit after many steps, and the products of schedules in it near 0."""
    end, far = settled(study, value), hyper("far")
    elements = [n for n in postorder([value]) if n.op == "element"]
    products = {n: ZERO for n in elements if n.terms[0].name in study.reading.structures}
    rates = {n: hyper(n.terms[0].name) for n in elements if study.reading.system.hyper(n.terms[0].name)}
    if end is not None and end != value:
        late = replace(in_time(study, replace(value, products | rates)), {STEP: far})
        yield _near(late, end, FAR, fixed)
    for node in products:
        yield _near(in_time(study, element(node.terms[0].name, far)), ZERO, MANY, fixed)


def _near(late: Term, end: Term, far: Fraction, fixed: tuple[tuple[str, Fraction], ...]) -> Check:
    gap = at_most(Term("abs", late - end), NEAR + NEAR * Term("abs", end))
    return Check(gap, Regime(GRADIENT, letters=(("far", far),), fixed=fixed), (1,))


def reasons(study: Study, value: Term) -> tuple[str, ...]:
    """Where schedules and their products tend to, in words."""
    named = (n.terms[0].name for n in postorder([value]) if n.op == "element")
    found = [element(n, STEP) for n in dict.fromkeys(named) if study.reading.system.hyper(n) is None]
    write = study.plain.write
    return tuple(f"{write(n)} tends to {write(_end(study, n) or ZERO)}" for n in found)
