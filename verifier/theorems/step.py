"""The step ``w[t] - w[t-1]``: the first one, that under a gradient that does not change, and its limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import COUNT, affine, element, now, replace, tidy
from verifier.closed_form.draft import Study, at_step, steady
from verifier.closed_form.induction import NEXT
from verifier.closed_form.invariants import timeless
from verifier.closed_form.naming import is_schedule
from verifier.closed_form.structure import Linear, Maximum, Rooted, expressions, linear
from verifier.closed_form.weight import LEFT
from verifier.domain import POSITIVE, UNIT
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
    substitute,
    symbols,
)
from verifier.theorems.differences import constant_value

BEFORE = element(WEIGHT.name, tidy(STEP - 1))
STEPPED = LEFT - BEFORE


@dataclass(frozen=True)
class Step:
    """What a step adds to the weight.

    Attributes
    ----------
    kept : Term
        What the old weight is multiplied with.
    added : Term
        What is added, in the new states.
    small : tuple of str
        Positive hyperparameters that are added to something in a denominator.
    moved : str
        The weight; or the state that a step moves in this way.
    """

    kept: Term
    added: Term
    small: tuple[str, ...]
    moved: str = WEIGHT.name


def read_step(study: Study) -> Step | None:
    """The step of a recurrence whose new weight is linear in the old one."""
    system = study.reading.system
    _, in_states, _ = expressions(study.reading, system.weight)
    try:
        found = linear(study.reading, WEIGHT.name, WEIGHT, in_states, WEIGHT)
    except (Unsupported, ZeroDivisionError):
        return None
    if found is None:
        return None
    return Step(found.factor, found.forcing, tuple(small(study, in_states)))


def small(study: Study, value: Term) -> Iterator[str]:
    """The positive hyperparameters that are added to something below a line."""
    below = [x for node in postorder([value]) if node.op == "div" for x in postorder([node.terms[1]])]
    added = {x for node in below if node.op == "add" for x in node.terms}
    for h in study.reading.system.hypers:
        if h.domain == POSITIVE and not h.varies and hyper(h.name) in added:
            yield h.name


def constant_values(study: Study) -> dict[str, Term]:
    """The states under a gradient and rates that do not change, each as a term at `STEP`."""
    found: dict[str, Term] = {}
    for name, structure in study.reading.structures.items():
        value = None
        if isinstance(structure, Linear) and structure.closed:
            held = lin.hold(structure)
            solution = None if held.forcing == ZERO else lin.constant(study, held, held.forcing)
            value = solution.closed if solution else None
        elif isinstance(structure, Linear):
            value = constant_value(study, structure)
        elif isinstance(structure, Maximum):
            value = _constant_maximum(study, structure, found)
        elif isinstance(structure, Rooted):
            held = lin.hold(structure.power)
            solution = lin.constant(study, held, held.forcing)
            value = solution.closed ** Fraction(1, structure.order) if solution else None
        if value is not None:
            found[name] = value
    return found


def _constant_maximum(study: Study, structure: Maximum, known: dict[str, Term]) -> Term | None:
    """The largest of inputs that never fall is the newest of them."""
    value = substitute([steady(structure.input)], {now(n): v for n, v in known.items()})[0]
    identities = study.identities()
    fresh = not [s for s in symbols([value]) if s.args[0] in ("now", "state", "weight")]
    if structure.initial != ZERO or not fresh or not identities.non_negative(ONE - structure.factor):
        return None
    gain = replace(value, {STEP: NEXT}) - replace(value, {STEP: COUNT})
    return value if identities.non_negative(gain) and identities.non_negative(value) else None


def put_states(study: Study, value: Term, states: dict[str, Term]) -> Term | None:
    """A term of one step with the states put in; None where one is not known."""
    held = steady(value)
    known = {n: element(n, STEP) for n in timeless(study.reading.system)} | states
    moved = {now(n): v for n, v in known.items()}
    from_the_start = {n: v for n, v in known.items() if not _begins_later(study, n)}
    moved |= {state(n): replace(v, {STEP: tidy(STEP - 1)}) for n, v in from_the_start.items()}
    put = substitute([held], moved)[0]
    left = [s for s in symbols([put]) if s.args[0] in ("now", "state", "weight") and not is_schedule(s)]
    return None if left else replace(at_step(put), {element(GRADIENT.name, STEP): GRADIENT})


def _begins_later(study: Study, name: str) -> bool:
    """Whether the value of a state is one of the steps from the first on, and not of the start."""
    structure = study.reading.structures[name]
    return (
        isinstance(structure, Linear) and not structure.closed and name not in timeless(study.reading.system)
    )


def fading_powers(study: Study, value: Term) -> dict[Term, Term]:
    """The powers of numbers of the unit interval that tend to 0, each with that limit."""
    moving = [n for n in postorder([value]) if n.op == "pow" and STEP in symbols([n.terms[1]])]
    return {n: ZERO for n in moving if _fades(study, n)}


def _fades(study: Study, power: Term) -> bool:
    """Whether the base is a number of the unit interval, and the exponent grows with the step number."""
    base, exponent = power.terms
    parts = affine(exponent)
    if parts is None or parts[0].get(STEP, 0) <= 0:
        return False
    if base.op == "num":
        return 0 < base.value < 1
    found = study.reading.system.hyper(base.name) if base.op == "sym" else None
    return found is not None and found.domain == UNIT
