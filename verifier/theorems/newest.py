"""Steps that are bounded by what the newest gradient itself adds to the denominator.

The step is ``r(y) g`` with a rate ``r >= 0`` that falls as ``y`` grows, and ``y[t] = a y[t-1] + b g[t]**2``
is at least ``b g[t]**2``. So ``|r(y) g| <= r(b g**2) |g|``, with equality where no gradient came before.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import multiply, now
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import Linear
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    postorder,
    substitute,
    symbols,
    term,
    where,
)
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.monotone import grows_below, not_negative
from verifier.theorems.ratio import read_ratio
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import STEPPED, Step, read_step

LATE = 3
"""The step of the first gradient that is not 0, where the bound is attained."""


def theorems(study: Study) -> Iterator[Draft]:
    """The bound, and what is left of it without the small constants below the line."""
    step = read_step(study)
    if step is None or step.kept != ONE or read_ratio(study, step) is not None:
        return
    try:
        found = read_rate(study, step)
    except (Unsupported, ZeroDivisionError):
        return
    if found is not None:
        yield bound(study, step, *found)


def read_rate(study: Study, step: Step) -> tuple[Linear, Term, Term] | None:
    """What is divided by, the rate, and the rate that the newest gradient alone would make."""
    identities = study.identities()
    rate = identities.simplest(ZERO - step.added / GRADIENT)
    if GRADIENT in symbols([rate]) or not not_negative(study, rate):
        return None
    for name, state in study.reading.structures.items():
        if now(name) in symbols([rate]) and isinstance(state, Linear) and _adds_squares(study, state):
            alone = substitute([rate], {now(name): state.forcing})[0]
            return (state, rate, alone) if grows_below(study, rate, {name}) else None
    return None


def _adds_squares(study: Study, state: Linear) -> bool:
    """Whether a state starts at 0, keeps a share of itself and adds a positive multiple of a square."""
    identities = study.identities()
    gain = identities.simplest(state.forcing / GRADIENT**2)
    plain = GRADIENT not in symbols([gain]) and lin.start_of(state) == ZERO
    return plain and identities.positive(gain) and identities.non_negative(state.factor)


def without_small(value: Term, small: tuple[str, ...]) -> Term:
    """A term with small constants 0 in all that is divided by."""
    zero = {hyper(n): ZERO for n in small}
    below = {n: n.terms[0] / substitute([n.terms[1]], zero)[0] for n in postorder([value]) if n.op == "div"}
    return substitute([value], below)[0]


def bound(study: Study, step: Step, state: Linear, rate: Term, alone: Term) -> Draft:
    """The bound on the step."""
    identities, write = study.identities(), study.plain.write
    newest, size = Term("abs", GRADIENT), Term("abs", STEPPED)
    tight = at_step(multiply([alone, newest]))
    loose = at_step(roots.simplest(identities, without_small(multiply([alone, newest]), step.small)))
    first = Regime(where(Term("lt", STEP, term(LATE)), ZERO, GRADIENT))
    y, forcing = lin.left_of(state), at_step(state.forcing)
    return Draft(
        WEIGHT.name,
        "bound-by-the-newest-gradient",
        say(at_most(size, tight), ", which is at most ", loose),
        (f"{write(at_step(GRADIENT))} ≠ 0", "t ≥ 1", *study.defined(WEIGHT.name)),
        (
            f"The step is the gradient times -{write(at_step(rate))}, and {write(y)} ≥ {write(forcing)} by "
            f"its recurrence, {write(at_step(state.factor))} times the old value not being negative.",
            f"The rate falls as {write(y)} grows; so it is at most what {write(forcing)} makes of it. "
            "Equality holds where no gradient came before.",
            "Without what else is added below the line the bound is larger still.",
        ),
        (
            Check(at_most(size, tight), ANY),
            Check(at_most(tight, loose), ANY),
            Check(equals(size, tight), first, (LATE,)),
        ),
    )
