"""The second step: the first one in which averages of changes of the gradient have a part."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form.bound import at, element, multiply, now, replace
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import Linear, expressions
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, state, substitute, symbols, term
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, equals
from verifier.theorems.feeds import of_steps, read_fed
from verifier.theorems.regime import ANY
from verifier.theorems.step import Step, read_step
from verifier.theorems.steps import first_value

TWO = term(2)


def theorems(study: Study) -> Iterator[Draft]:
    """The second step, where a state that it reads is 0 after the first one whatever the gradient is."""
    step = read_step(study)
    if step is None:
        return
    idle = [n for n in _idle(study) if now(n) in symbols([step.added])]
    if idle:
        yield from second_step(study, step, idle[0])


def _idle(study: Study) -> Iterator[str]:
    """The states fed by changes of the gradient that the first gradient does not move."""
    for name, structure in study.reading.structures.items():
        fed = read_fed(study, structure) if isinstance(structure, Linear) else None
        if fed is not None and fed.first == ZERO:
            yield name


def second_step(study: Study, step: Step, idle: str) -> Iterator[Draft]:
    """The step in the first two gradients."""
    values = after_two(study)
    if values is None:
        return
    made = replace(substitute([step.added], values)[0], {STEP: TWO})
    value = roots.simplest(study.identities(), at(made, TWO))
    kept = study.identities().simplest(at(step.kept, TWO))
    before = element(WEIGHT.name, ONE)
    left = element(WEIGHT.name, TWO) - (before if kept == ONE else multiply([kept, before]))
    write = study.plain.write
    yield Draft(
        WEIGHT.name,
        "second-step",
        lambda n: n.equation(left, value),
        (*study.defined(WEIGHT.name), *study.definitions(value)),
        (
            f"The first gradient is no change: {write(element(idle, ONE))} = 0. "
            f"The second one makes {write(element(idle, TWO))} = "
            f"{write(study.identities().simplest(values[now(idle)]))}.",
            "Putting the states after two steps into the recurrence gives the step.",
        ),
        (Check(equals(left, value), ANY, (2,)),),
    )


def after_two(study: Study) -> dict[Term, Term] | None:
    """The new states of the second step in the two gradients; None where branches stand in the way."""
    states = study.reading.system.states
    updates = {s.name: next(expressions(study.reading, s.update)) for s in states}
    begin = {state(s.name): first_value(s.initial) for s in states}
    first = {n: of_steps(u, first=True) for n, u in updates.items()}
    later = {n: of_steps(u, first=False) for n, u in updates.items()}
    once = {state(n): at(substitute([u], begin)[0], ONE) for n, u in first.items() if u is not None}
    twice = {now(n): substitute([u], once)[0] for n, u in later.items() if u is not None}
    if len(once) < len(states) or len(twice) < len(states):
        return None
    return {
        n: at(replace(v, {STEP: TWO, GRADIENT: element(GRADIENT.name, TWO)}), TWO) for n, v in twice.items()
    }
