"""The sums of the weights that named averages of gradients have: one, or not."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form.bound import at, element, multiply
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study, at_step, steady
from verifier.closed_form.induction import NEXT
from verifier.closed_form.structure import expressions
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, postorder, symbols
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.regime import Regime
from verifier.theorems.step import constant_values, put_states, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """The sum of the weights that a named average of gradients has: one, or not."""
    states = constant_values(study)
    step = read_step(study)
    if step is None:
        return
    read = {s.name for s in symbols([named_step(study)], "now")}
    for value, symbol in study.reading.names.items():
        if (
            symbol.name in read
            and symbol.name not in states
            and symbol.args[0] == "now"
            and len(symbol.args) == 3
        ):
            yield from normaliser(study, symbol.name, value, states)


def named_step(study: Study) -> Term:
    """The weight's update with every quantity that the source names."""
    return list(expressions(study.reading, study.reading.system.weight))[-1]


def written_out(study: Study, value: Term) -> Term:
    """A term with the definitions of schedules in the place of their names."""
    named = [
        n for n in postorder([value]) if n.op == "element" and n.terms[0].name in study.reading.schedules
    ]
    return put(value, {n: at(study.reading.schedules[n.terms[0].name], n.terms[1]) for n in named})


def normaliser(study: Study, name: str, value: Term, states: dict[str, Term]) -> Iterator[Draft]:
    """The value of an average when all gradients are the same, by that gradient."""
    identities = study.identities()
    written = list(expressions(study.reading, value))[1]
    raw = put_states(study, written, states)
    if raw is None:
        return
    shown = roots.simplest(identities, raw)
    power = next(
        (p for p in (GRADIENT, GRADIENT**2) if GRADIENT not in symbols([identities.simplest(shown / p)])),
        None,
    )
    rates = {hyper(h.name) for h in study.reading.system.hypers if h.varies}
    if power is None or rates & set(symbols([shown])):
        return
    total = identities.simplest(shown / power)
    if identities.equal(put(written_out(study, total), {STEP: NEXT}), ONE):
        total = ONE
    if total == ZERO:
        return
    left, write = element(name, STEP), study.plain.write
    exact = total == ONE
    yield Draft(
        name,
        "weights-sum-to-one" if exact else "weights-do-not-sum-to-one",
        say("equal gradients give ", left, " = ", multiply([total, power] if not exact else [power])),
        (f"{GRADIENT.name}[i] = {GRADIENT.name} for every i", "t ≥ 1", *study.definitions(total)),
        (
            f"By the theorems on constant gradients, put into {write(left)} = "
            f"{write(at_step(steady(written)))}; cancelling gives {write(shown)}.",
            "The sum of the weights of all gradients is the value for gradients that are all 1.",
        ),
        (
            Check(equals(left, shown), Regime(GRADIENT)),
            *([] if exact else [Check(Term("lt", ZERO, Term("abs", left - power)), Regime(GRADIENT), (3,))]),
        ),
    )
