"""How a weight moves under repeating gradients, where signs decide all branches."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form.bound import element, multiply
from verifier.closed_form.draft import Study
from verifier.closed_form.weight import LEFT, START
from verifier.term import GRADIENT, MINUS_ONE, STEP, WEIGHT, ZERO, Term, hyper, term
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.modes import WORDS, Modes, followed, gradients, repeating
from verifier.theorems.regime import Regime
from verifier.theorems.step import STEPPED


def theorems(study: Study) -> Iterator[Draft]:
    """How repeating gradients move the weight, where signs decide all branches."""
    for period in (1, 2):
        found = followed(study, period)
        if found is not None:
            yield from way(study, *found)


def way(study: Study, up: Modes, down: Modes) -> Iterator[Draft]:
    """The sum of the steps of a period, or their size."""
    identities, period = study.identities(), up.period
    moved = [m.displacement(identities) for m in (up, down)]
    if moved[0] == ZERO and moved[1] == ZERO and up.before == 0:
        yield returning(study, up)
    if period == 1 and identities.equal(moved[0], ZERO - moved[1]):
        yield from sized_steps(study, up, ZERO - moved[0])


def returning(study: Study, modes: Modes) -> Draft:
    """The weight comes back after every period."""
    period = modes.period
    left = element(WEIGHT.name, hyper("n") if period == 1 else term(period) * hyper("n"))
    told = tuple(t for t in range(1, 6) if t % period == 0)
    return Draft(
        WEIGHT.name,
        f"{WORDS[period]}-gradient-returns",
        say(left, " = ", START, " for every n: what a period has moved it has taken back"),
        repeating(study, period),
        (
            "Under these gradients the signs decide every branch. Written out, the steps of a period add 0 "
            "to the weight.",
        ),
        (Check(equals(LEFT, START), Regime(gradients(period)), told),),
    )


def sized_steps(study: Study, modes: Modes, amount: Term) -> Iterator[Draft]:
    """A step whose size is a state's new value."""
    (step,) = modes.repeated
    name = next(
        (s.name for s in study.reading.system.states if study.identities().equal(step[s.name], amount)), None
    )
    if name is None:
        return
    size = element(name, STEP)
    value = multiply([MINUS_ONE, Term("sign", GRADIENT), size])
    yield Draft(
        WEIGHT.name,
        "step-under-one-sign",
        lambda n: n.equation(STEPPED, value),
        (*repeating(study, 1), f"t > {modes.before}"),
        (
            f"Under these gradients the signs decide every branch: what is added is the new value of "
            f"{study.plain.name(name)}, against the gradient.",
        ),
        (Check(equals(STEPPED, value), Regime(GRADIENT), tuple(range(modes.before + 1, 6))),),
    )
