"""Theorems about the weight: where it is once the states are known.

The weight obeys a recurrence of its own. Where that is linear in the inputs it is solved like a
state; where it adds a multiple of a solved state it is solved by putting that in; and without a
gradient it is what decay leaves of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as with_fields

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear
from verifier.closed_form.bound import add, at, element, multiply, now, summation, tidy
from verifier.closed_form.draft import DEFINED, Draft, Study, at_step, equation
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes, expressions
from verifier.closed_form.structure import linear as linear_in
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, state, substitute, symbols

LEFT = element(WEIGHT.name, STEP)
START = element(WEIGHT.name, ZERO)


def theorems(study: Study) -> Iterator[Draft | None]:
    """What is known of the weight."""
    in_inputs, in_states, _ = expressions(study.reading, study.reading.system.weight)
    own = _linear(study, in_inputs)
    if own is not None and own.closed:
        yield from linear.theorems(study, own)
    else:
        moved = _linear(study, in_states)
        if moved is not None:
            yield from displacement(study, moved)


def _linear(study: Study, update: Term) -> Linear | None:
    try:
        return linear_in(study.reading, WEIGHT.name, WEIGHT, update, WEIGHT)
    except (Unsupported, ZeroDivisionError):
        return None


def displacement(study: Study, weight: Linear) -> Iterator[Draft | None]:
    """The sum of all steps, where the step is a multiple of a state with a geometric weight."""
    inner = next((x for x in study.reading.structures.values() if weight.input == now(x.name)), None)
    if not isinstance(inner, Linear) or weight.factor != ONE or changes(weight.scale):
        return
    if not inner.closed or inner.initial != ZERO or changes(inner.factor) or inner.factor in (ZERO, ONE):
        return
    yield _every_gradient(study, weight, inner)
    yield _same_gradient(study, weight, inner)


def _every_gradient(study: Study, weight: Linear, inner: Linear) -> Draft:
    i, a = study.indices[0], inner.factor
    reach = (ONE - a ** tidy(STEP - i + 1)) / (ONE - a)
    number = study.identities().simplest(weight.scale * inner.scale)
    sums = summation(multiply([at(inner.input, i), reach]), i, 1, STEP)
    closed = add([START, multiply([number, sums])])
    known = linear.claim(study, inner)
    hypotheses = linear.not_one(study, a)
    return _with_state(study, weight, known, "displacement", closed, hypotheses, "arbitrary")


def _same_gradient(study: Study, weight: Linear, inner: Linear) -> Draft | None:
    held = linear.hold(inner)
    solution = linear.constant(study, held, held.forcing)
    if solution is None:
        return None
    a, identities = inner.factor, study.identities()
    level = identities.simplest(weight.scale * solution.forcing / (ONE - a))
    closed = add([START, multiply([level, STEP - a * (ONE - a**STEP) / (ONE - a)])])
    known = linear.induction_of(solution, linear.left_of(inner))
    hypotheses = (*linear.unchanging(study, inner), *linear.not_one(study, a))
    return _with_state(study, weight, known, "constant-gradient", closed, hypotheses, "constant")


def _with_state(
    study: Study,
    weight: Linear,
    known: Induction,
    kind: str,
    closed: Term,
    hypotheses: tuple[str, ...],
    regime: str,
) -> Draft:
    """A claim on the weight whose step uses the closed form of a state, which is proved as well."""
    step = add([PREVIOUS, multiply([weight.scale, known.closed])])
    study.prove(known)
    proof = study.prove(Induction(LEFT, closed, START, step))
    defined = (*study.defined(WEIGHT.name), *study.defined(known.left.terms[0].name))
    write = study.plain.write
    first = f"By the theorem on {write(known.left)}, {write(known.left)} = {write(known.closed)}."
    return equation(f"{WEIGHT.name}-{kind}", LEFT, closed, (*hypotheses, *defined), (first, *proof), regime)


def without_gradient(study: Study) -> Iterator[Draft | None]:
    """What is left of the weight when every gradient is zero."""
    resting = at_rest(study)
    update = _rest(study, study.reading.system.weight, resting)
    decay = _linear(study, update)
    if decay is None or decay.forcing != ZERO or not _known_factor(decay.factor):
        return
    i = study.indices[0].name
    silent = f"{study.plain.name(GRADIENT.name)}[{i}] = 0 for every {i}"
    defined = () if _defined(study, resting) else (DEFINED,)
    first = _resting_text(study, resting, decay)
    yield _decayed(study, decay, "zero-gradient", (silent, *defined), first, "zero")
    if symbols([decay.factor], "sequence"):
        held = linear.hold(decay)
        rates = linear.unchanging(study, with_fields(decay, scale=ZERO))
        yield _decayed(study, held, "zero-gradient-constant-rate", (silent, *rates, *defined), first, "still")


def _known_factor(factor: Term) -> bool:
    return all(s.args[0] in ("hyper", "sequence", "time") for s in symbols([factor]))


def at_rest(study: Study) -> tuple[str, ...]:
    """The states that stay 0 when every gradient is 0: the largest set that proves itself."""
    states = [s for s in study.reading.system.states if _is_zero(study, s.initial)]
    while True:
        names = tuple(s.name for s in states)
        kept = [s for s in states if _is_zero(study, _rest(study, s.update, names))]
        if len(kept) == len(states):
            return names
        states = kept


def _rest(study: Study, value: Term, names: tuple[str, ...]) -> Term:
    return substitute([value], {GRADIENT: ZERO, **{state(n): ZERO for n in names}})[0]


def _is_zero(study: Study, value: Term) -> bool:
    try:
        return study.identities().fraction(value).numerator.is_zero()
    except (Unsupported, ZeroDivisionError):
        return False


def _defined(study: Study, resting: tuple[str, ...]) -> bool:
    system = study.reading.system
    updates = (system.weight, *(s.update for s in system.states))
    return all(study.has_values(_rest(study, update, resting)) for update in updates)


def _resting_text(study: Study, resting: tuple[str, ...], decay: Linear) -> str:
    old = multiply([at_step(decay.factor), element(WEIGHT.name, tidy(STEP - 1))])
    rest = f"With g = 0 the weight obeys {study.plain.equation(LEFT, old)}."
    if not resting:
        return rest
    names = ", ".join(study.plain.name(n) for n in resting)
    return f"The recurrence starts {names} at 0 and, while g = 0, keeps 0. {rest}"


def _decayed(
    study: Study, decay: Linear, kind: str, hypotheses: tuple[str, ...], first: str, regime: str
) -> Draft:
    solved = linear.claim(study, decay)
    proof = study.prove(solved)
    return equation(f"{WEIGHT.name}-{kind}", LEFT, solved.closed, hypotheses, (first, *proof), regime)
