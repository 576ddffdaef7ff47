"""Where the step tends to under a gradient that does not change, schedules tending to their limits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.closed_form.draft import Study
from verifier.domain import UNIT
from verifier.term import GRADIENT, ONE, WEIGHT, Term, postorder
from verifier.theorems import roots, settling
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.regime import SAME
from verifier.theorems.step import STEPPED, constant_values, put_states, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """The limit of the step, where schedules move beside the powers of decay rates."""
    step = read_step(study)
    if step is None or step.kept != ONE:
        return
    raw = put_states(study, step.added, constant_values(study))
    value = None if raw is None else roots.simplest(study.identities(), raw)
    limit = None if value is None else settling.settled(study, value)
    if value is None or limit is None or not _scheduled(study, value):
        return
    yield steady_step(study, value, limit)


def _scheduled(study: Study, value: Term) -> bool:
    """Whether a schedule stands in the step, or a product of them."""
    named = {n.terms[0].name for n in postorder([value]) if n.op == "element"}
    return any(study.reading.system.hyper(n) is None for n in named)


def steady_step(study: Study, value: Term, limit: Term) -> Draft:
    """The limit of the step."""
    rates = [h.name for h in study.reading.system.hypers if h.varies]
    tends = ", ".join(settling.reasons(study, value))
    units = tuple((h.name, Fraction(1, 2)) for h in study.reading.system.hypers if h.domain == UNIT)
    return Draft(
        WEIGHT.name,
        "steady-step",
        say(Limit("t", STEPPED), " = ", limit),
        (
            f"{GRADIENT.name}[i] = {GRADIENT.name} for every i",
            *(f"{study.plain.name(n)}[i] = {study.plain.name(n)} for every i" for n in rates),
            *study.definitions(value),
        ),
        (
            f"By the theorem on the step, {study.plain.equation(STEPPED, value)}.",
            f"As t → ∞, {tends}, and powers with the exponent t tend to 0; the formula is continuous there.",
        ),
        (Check(equals(STEPPED, value), SAME, lemma=True), *settling.checks(study, value, units)),
    )
