"""What a single spike leaves in a linear state, and what is left once gradients have vanished."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import element, multiply, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, substitute, symbols, where
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.regime import Regime
from verifier.theorems.responses import rates


def theorems(study: Study, state: Linear) -> Iterator[Draft]:
    """What a linear state with a constant factor makes of a spike and of silence."""
    held = lin.hold(state)
    remembers = not changes(held.factor) and held.factor != ZERO
    if state.closed and remembers and GRADIENT in symbols([held.forcing]):
        yield from events(study, state, held)


def events(study: Study, state: Linear, held: Linear) -> Iterator[Draft]:
    """What one spike leaves, and what is left once gradients have vanished."""
    identities = study.identities()
    silent = substitute([held.forcing], {GRADIENT: ZERO})[0]
    if not identities.fraction(silent).numerator.is_zero():
        return
    lasting = None if lin.moves(held.forcing) else spike(study, held)
    yield from filter(None, (lasting, vanishing(study, state, held)))


def moment(study: Study) -> Term:
    """A letter for the number of the step at which something happens."""
    return hyper(next(c for c in "sTNaq" if c not in study.taken))


def spike(study: Study, held: Linear) -> Draft | None:
    """A single gradient that is not zero, and what is left of it."""
    if lin.start_of(held) != ZERO:
        return None
    s, left = moment(study), lin.left_of(held)
    later = tidy(STEP - s)
    power = ONE if held.factor == ONE else held.factor**later
    closed = multiply([power, held.forcing])
    gradient = where(Term("eq", STEP, s), GRADIENT, ZERO)
    regime = Regime(gradient, letters=((s.name, Fraction(2)),))
    write, g = study.plain.write, GRADIENT.name
    proof = (
        f"By the closed form for arbitrary gradients the state is a sum over the steps, the term of step i "
        f"being the input of that step times {write(held.factor ** tidy(STEP - study.indices[0]))}.",
        f"The input of a step without gradient is 0; only the term of step {s.name} is left.",
    )
    return Draft(
        held.name,
        "spike",
        say(left, " = ", closed, " for ", Term("ge", STEP, s)),
        (f"{g}[{s.name}] = {g}, and every other gradient is 0", *rates(study, held)),
        proof,
        (Check(equals(left, closed), regime, (2, 3, 4, 5)),),
    )


def silence(study: Study) -> tuple[Term, Regime]:
    """The letter of a step, and runs with no gradient after it."""
    s = moment(study)
    random = GRADIENT * (STEP + Fraction(1, 3)) * (STEP - Fraction(7, 3))
    gradient = where(Term("le", STEP, s), random, ZERO)
    return s, Regime(gradient, rates_vary=True, letters=((s.name, Fraction(2)),))


def vanishing(study: Study, state: Linear, held: Linear) -> Draft | None:
    """No gradient after a step: the state decays geometrically, or stays."""
    s, regime = silence(study)
    left, later, old = lin.left_of(held), tidy(STEP - s), element(held.name, s)
    closed = old if held.factor == ONE else multiply([held.factor**later, old])
    step = multiply([held.factor, PREVIOUS])
    start = Term("sym", "hyper", f"{held.name}[{s.name}]")
    power = ONE if held.factor == ONE else held.factor**STEP
    study.prove(Induction(left, multiply([start, power]), start, step))
    write = study.plain.write
    proof = (
        f"For t = {s.name} both sides are {write(old)}.",
        f"Induction over t: a step without gradient reads {write(left)} = "
        f"{write(multiply([held.factor, element(held.name, tidy(STEP - 1))]))}, "
        f"which multiplies the right side by {write(held.factor)} too.",
    )
    return Draft(
        held.name,
        "after-gradients-vanish",
        say(left, " = ", closed, " for ", Term("ge", STEP, s)),
        (f"{GRADIENT.name}[i] = 0 for every i > {s.name}",),
        proof,
        (Check(equals(left, closed), regime, (2, 3, 4, 5)),),
    )
