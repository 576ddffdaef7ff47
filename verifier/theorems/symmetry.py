"""What does not change when gradients are multiplied, turned round, or weights are shifted.

A recurrence is *homogeneous* when every state can be given a degree such that each update, with the
gradient multiplied by ``c``, a state by ``c`` to its degree and a constant by ``c`` to its own, is
multiplied by a power of ``c``. Degrees are read off the operations; they are linear equations, and their
solution is a proof by induction over the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import element, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import linear
from verifier.domain import POSITIVE
from verifier.system import System, map_terms
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
from verifier.theorems.degrees import Degrees, Inhomogeneous, Line, degree
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.regime import Regime, side_by_side, trial
from verifier.theorems.step import STEPPED, small

OTHER_STEP = element("w*", STEP) - element("w*", tidy(STEP - 1))


@dataclass(frozen=True)
class Scaling:
    """How a recurrence answers to gradients that are multiplied: degrees of constants, states and step."""

    constants: dict[str, Fraction]
    states: dict[str, Fraction]
    step: Fraction


def scaling(study: Study, changed: tuple[str, ...], moving: Term | None) -> Scaling | None:
    """The degrees under which the step is homogeneous; None where there are none.

    Parameters
    ----------
    study : Study
    changed : tuple of str
        The hyperparameters that may be multiplied too.
    moving : Term or None
        The step that is added to a weight that is kept as it is, or None where the weight is part of it
        and is multiplied as the step is.
    """
    system = study.reading.system
    letters: dict[Term, Line] = {GRADIENT: {"": Fraction(1)}}
    letters |= {hyper(n): {f"h {n}": Fraction(1)} for n in changed}
    letters |= {state(s.name): {f"s {s.name}": Fraction(1)} for s in system.states}
    letters |= {WEIGHT: {"w": Fraction(1)}} if moving is None else {}
    degrees = Degrees({})
    try:
        for s in system.states:
            _demand(s.update, letters[state(s.name)], letters, degrees)
            _demand(s.initial, letters[state(s.name)], letters, degrees)
        _demand(system.weight if moving is None else moving, {"w": Fraction(1)}, letters, degrees)
    except Inhomogeneous:
        return None
    return _solution(degrees, changed, [s.name for s in system.states])


def _demand(value: Term, wanted: Line, letters: Mapping[Term, Line], degrees: Degrees) -> None:
    found = degree(value, letters, degrees)
    if found is not None:
        degrees.equal(found, wanted)


def _solution(degrees: Degrees, changed: tuple[str, ...], states: list[str]) -> Scaling:
    """The solution in which what may be chosen is 0."""
    value = {n: line.get("", Fraction(0)) for n, line in degrees.solved.items()}
    return Scaling(
        {n: value.get(f"h {n}", Fraction(0)) for n in changed},
        {n: value.get(f"s {n}", Fraction(0)) for n in states},
        value.get("w", Fraction(0)),
    )


def theorems(study: Study) -> Iterator[Draft]:
    """Scaling."""
    yield from scaled(study)


def added(study: Study) -> Term | None:
    """The step that a recurrence adds to a weight that it does not read otherwise."""
    system = study.reading.system
    free = not any(WEIGHT in symbols([x]) for s in system.states for x in (s.update, s.initial))
    try:
        own = linear(study.reading, WEIGHT.name, WEIGHT, system.weight, WEIGHT)
    except (Unsupported, ZeroDivisionError):
        return None
    return own.forcing if own is not None and own.factor == ONE and free else None


def scaled(study: Study) -> Iterator[Draft]:
    """What happens to the steps when every gradient is multiplied by a positive number."""
    moving = added(study)
    constants = tuple(small(study, study.reading.system.weight)) or _plus_constants(study)
    alone = _of_steps(scaling(study, (), moving), moving)
    if alone is not None:
        yield _scaled(study, alone, "scaling-of-gradients", ())
        return
    without = _of_steps(_without(study, {hyper(n): ZERO for n in constants}, moving), moving)
    if without is not None and constants and _moves(study.reading.system, constants):
        yield _scaled(study, without, "scaling-of-gradients-without-epsilon", constants)
    whole = _of_steps(scaling(study, constants, moving), moving)
    if whole is not None and any(whole.constants.values()):
        yield _scaled(study, whole, "scaling-of-gradients-and-epsilon", ())


def _of_steps(found: Scaling | None, moving: Term | None) -> Scaling | None:
    """The scaling where it is one of the steps: where they read the weight, no weight may change."""
    return found if found is not None and (moving is not None or found.step == 0) else None


def _moves(system: System, zero: tuple[str, ...]) -> bool:
    """Whether the weight moves at all when constants are zero."""
    run = trial(system, Regime(fixed=tuple((n, Fraction(0)) for n in zero)), 0)
    return len(set(run.families[WEIGHT.name].values())) > 1


def _plus_constants(study: Study) -> tuple[str, ...]:
    """Positive hyperparameters that are added to something in an update."""
    system = study.reading.system
    roots = [system.weight, *(s.update for s in system.states)]
    sums = {x for n in postorder(roots) if n.op == "add" for x in n.terms}
    return tuple(
        h.name for h in system.hypers if h.domain == POSITIVE and not h.varies and hyper(h.name) in sums
    )


def _without(study: Study, bare: dict[Term, Term], moving: Term | None) -> Scaling | None:
    system = map_terms(study.reading.system, bare, bare)
    step = None if moving is None else substitute([moving], bare)[0]
    return scaling(replace(study, reading=replace(study.reading, system=system)), (), step)


def multiplied(system: System, by: Term, found: Scaling) -> System:
    """The recurrence that sees every gradient multiplied, its constants multiplied to match."""
    moved: dict[Term, Term] = {GRADIENT: by * GRADIENT}
    moved |= {hyper(n): _times(by, k) * hyper(n) for n, k in found.constants.items() if k}
    return map_terms(system, moved, {h: v for h, v in moved.items() if h is not GRADIENT})


def _times(by: Term, power: Fraction) -> Term:
    return by if power == 1 else by**power


def _scaled(study: Study, found: Scaling, kind: str, zero: tuple[str, ...]) -> Draft:
    c = hyper(next(x for x in "cqkab" if x not in study.taken))
    write, name = study.plain.write, study.plain.name
    also = [f"{name(n)} by {write(_times(c, k))}" for n, k in found.constants.items() if k]
    what = " and ".join(["every gradient by " + c.name, *also])
    does = (
        "no step changes"
        if found.step == 0
        else f"every step is multiplied by {write(_times(c, found.step))}"
    )
    powers = [f"{name(n)} by {write(_times(c, k))}" for n, k in found.states.items() if k]
    states = f"multiplies {', '.join(powers)} at every step" if powers else "leaves the states as they are"
    fixed = tuple((n, Fraction(0)) for n in zero)
    regime = Regime(rates_vary=True, letters=((c.name, Fraction(7, 3)),), fixed=fixed)
    other = multiplied(study.reading.system, c, found)
    return Draft(
        "w",
        kind,
        say(f"multiplying {what}: {does}"),
        (f"{c.name} > 0", *(f"{name(n)} = 0" for n in zero)),
        (
            "Give each quantity a degree: the gradient 1, a product the sum, a root the half, a sum the "
            "common one of its terms. "
            f"The equations have the solution that multiplying {what} {states}.",
            "It holds for the first values; and each update, its arguments multiplied so, is multiplied "
            "so: induction over t.",
        ),
        (Check(_factor(c, found), regime, (1, 2, 3, 4), side_by_side(study.reading.system, other, WEIGHT)),),
    )


def _factor(c: Term, found: Scaling) -> Term:
    """That the second step is the first one, multiplied."""
    return equals(OTHER_STEP, STEPPED if found.step == 0 else _times(c, found.step) * STEPPED)
