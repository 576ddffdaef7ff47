"""What a linear state answers to gradients of a known shape.

Geometric gradients (with resonance where their ratio is the state's own factor), alternating ones,
polynomials in the step, a single spike, and no gradient any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import exponential as ex
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import add, element, multiply, replace, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.exponential import Exponential
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.domain import UNIT, Domain
from verifier.term import GRADIENT, MINUS_ONE, ONE, STEP, ZERO, Term, hyper, substitute, symbols
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.regime import Regime

RATIO = Domain(Fraction(11, 10), Fraction(2))
"""Where the ratio of a geometric gradient is drawn, away from every factor of a unit interval."""

LONGEST = 3
"""How many coefficients a polynomial may have; the solutions of longer ones nobody would read."""


def theorems(study: Study, state: Linear) -> Iterator[Draft]:
    """The answers of a linear state with a constant factor to gradients of a known shape."""
    held = lin.hold(state)
    remembers = not changes(held.factor) and held.factor != ZERO
    if not state.closed or not remembers or GRADIENT not in symbols([held.forcing]):
        return
    if not lin.moves(held.forcing):
        yield from answers(study, held)
        yield from limits(study, held)


def answers(study: Study, held: Linear) -> Iterator[Draft]:
    """The answers to geometric, alternating and polynomial gradients, and to those of its own factor."""
    r = ratio(study)
    shapes: list[tuple[str, Term, dict[str, Domain | Fraction]]] = [
        ("geometric-gradient", GRADIENT * r**STEP, {r.name: RATIO}),
        ("alternating-gradient", GRADIENT * MINUS_ONE**STEP, {}),
        ("ramp", GRADIENT * STEP, {}),
        ("quadratic-ramp", GRADIENT * STEP**2, {}),
    ]
    for kind, gradient, letters in shapes:
        found = answer(study, held, kind, gradient, letters)
        if found is not None:
            yield found
    if held.factor != ONE and held.factor.op == "sym":
        found = answer(study, held, "resonance", GRADIENT * held.factor**STEP, {})
        if found is not None:
            yield found


def limits(study: Study, held: Linear) -> Iterator[Draft]:
    """How much of an alternation is left, and how far a state stays behind a ramp."""
    hyper_ = study.reading.system.hyper(held.factor.name) if held.factor.op == "sym" else None
    if hyper_ is None or hyper_.domain != UNIT or lin.start_of(held) != ZERO:
        return
    identities, a = study.identities(), held.factor
    slope = forcing_of(study, held, Exponential(((ONE, (GRADIENT,)),)))
    if (
        slope is None
        or len(slope.parts) != 1
        or not identities.equal(held.forcing / GRADIENT, substitute([held.forcing], {GRADIENT: ONE})[0])
    ):
        return
    gain = substitute([held.forcing], {GRADIENT: ONE})[0]
    yield damping(study, held, gain)
    yield lag(study, held, gain, a)


def damping(study: Study, held: Linear, gain: Term) -> Draft:
    """The share of an alternating gradient that is left, beside that of a constant one."""
    identities, a, left = study.identities(), held.factor, lin.left_of(held)
    level = identities.simplest(gain * GRADIENT / (ONE + a))
    sign = MINUS_ONE**STEP
    rest = identities.simplest(level * a**STEP)
    write = study.plain.write
    return Draft(
        held.name,
        "damping-of-alternation",
        say(
            Limit("t", sign * left),
            " = ",
            level,
            ", which is ",
            (ONE - a) / (ONE + a),
            " times the limit under a constant gradient",
        ),
        (*sequence_of(study, GRADIENT * sign), *rates(study, held), *study.facts(a)),
        (
            f"By the answer to alternating gradients {write(sign * left)} - {write(level)} = "
            f"{write(multiply([MINUS_ONE, rest, sign]))}, which tends to 0.",
            "Under a constant gradient the limit is "
            f"{write(identities.simplest(gain * GRADIENT / (ONE - a)))}; the quotient of the two is the "
            "factor.",
        ),
        (Check(equals(sign * left - level, ZERO - rest * sign), Regime(GRADIENT * sign)),),
    )


def lag(study: Study, held: Linear, gain: Term, a: Term) -> Draft:
    """How far the state stays behind a gradient that grows evenly."""
    identities, left = study.identities(), lin.left_of(held)
    level = identities.simplest(gain / (ONE - a))
    behind = identities.simplest(level * GRADIENT * a / (ONE - a))
    ahead = multiply([level, GRADIENT, STEP]) - left
    write = study.plain.write
    return Draft(
        held.name,
        "lag-behind-a-ramp",
        say(
            Limit("t", ahead),
            " = ",
            behind,
            ": the state is behind by the mean age of its inputs, ",
            a / (ONE - a),
            " steps",
        ),
        (*sequence_of(study, GRADIENT * STEP), *rates(study, held), *study.facts(a)),
        (
            f"By the answer to a ramp the difference is {write(behind)} times {write(ONE - a**STEP)}, "
            f"and {write(a**STEP)} tends to 0.",
        ),
        (Check(equals(ahead, behind * (ONE - a**STEP)), Regime(GRADIENT * STEP)),),
    )


def ratio(study: Study) -> Term:
    """A letter that the recurrence does not use, for the ratio of a geometric sequence."""
    return hyper(next(c for c in "rqzkab" if c not in study.taken))


def shape(study: Study, gradient: Term) -> Exponential:
    """A gradient ``g p(t) b**t`` as a sum of polynomials times powers."""
    for power in range(3):
        if gradient == GRADIENT * (STEP**power if power > 1 else STEP if power else ONE):
            return Exponential(((ONE, (*[ZERO] * power, GRADIENT)),))
    base = gradient.terms[1].terms[0]
    return ex.exponential(study.identities(), {base: (GRADIENT,)})


def forcing_of(study: Study, held: Linear, gradient: Exponential) -> Exponential | None:
    """The forcing under a gradient of a shape, where it is a polynomial in the gradient."""
    identities = study.identities()
    try:
        above, below = identities.fraction(held.forcing)
    except (Unsupported, ZeroDivisionError):
        return None
    place = identities.place(GRADIENT)
    if place is None or below.degrees()[place] or any(identities.hides(p, GRADIENT) for p in (above, below)):
        return None
    total = Exponential(())
    for power, coefficient in identities.ring.coefficients(above, place).items():
        number = identities.term(type(identities.fraction(ONE))(coefficient, below))
        part = ex.scaled(identities, ex.power_of(identities, gradient, power), number)
        total = ex.sum_of(identities, total, part)
    return total


def answer(
    study: Study, held: Linear, kind: str, gradient: Term, letters: dict[str, Domain | Fraction]
) -> Draft | None:
    """The state under gradients of a shape, solved and proved by induction."""
    identities = study.identities()
    forcing = forcing_of(study, held, shape(study, gradient))
    if forcing is None or max(len(p) for _, p in forcing.parts) > LONGEST:
        return None
    if held.factor != ONE and ex.resonant(identities, held.factor, forcing) != (kind == "resonance"):
        return None
    closed = ex.response(identities, held.factor, lin.start_of(held), forcing)
    left = lin.left_of(held)
    step = add([multiply([held.factor, PREVIOUS]), forcing.term()])
    proof = study.prove(Induction(left, closed, lin.start_of(held), step))
    hypotheses = (*sequence_of(study, gradient), *rates(study, held), *apart(study, held, forcing))
    regime = Regime(gradient, letters=tuple(letters.items()))
    first = (
        f"With these gradients the recurrence reads "
        f"{study.plain.equation(left, _recurrence(held, forcing))}; undetermined coefficients give the "
        "solution."
    )
    return Draft(
        held.name,
        kind,
        lambda n: n.equation(left, closed),
        hypotheses,
        (first, *proof),
        (Check(equals(left, closed), regime),),
    )


def _recurrence(held: Linear, forcing: Exponential) -> Term:
    old = element(held.name, tidy(STEP - 1))
    return add([multiply([held.factor, old]), forcing.term()])


def sequence_of(study: Study, gradient: Term) -> tuple[str, ...]:
    """The hypothesis that the gradients have a shape."""
    i = study.indices[0]
    return (
        f"{study.plain.equation(element(GRADIENT.name, i), replace(gradient, {STEP: i}))} for every {i.name}",
    )


def rates(study: Study, held: Linear) -> tuple[str, ...]:
    """The hypotheses that given rates do not change, where the state reads them."""
    original = study.reading.structures.get(held.name)
    if not isinstance(original, Linear):
        return ()
    return tuple(h for h in lin.unchanging(study, original) if not h.startswith(f"{GRADIENT.name}["))


def apart(study: Study, held: Linear, forcing: Exponential) -> tuple[str, ...]:
    """The hypotheses that no base of the forcing is the factor."""
    identities, write = study.identities(), study.plain.write
    found = []
    for base, _ in forcing.parts:
        if identities.equal(base, held.factor):
            continue
        if not identities.non_zero(base - held.factor):
            found.append(f"{write(base)} ≠ {write(held.factor)}")
        else:
            found += study.facts(held.factor)
    return tuple(dict.fromkeys(found))
