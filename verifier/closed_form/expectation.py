"""Theorems about means: what a linear state is on average, and what its bias correction corrects.

The gradient is random with a moment that does not change; nothing is assumed of how the gradients
of different steps depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form.bound import (
    add,
    element,
    expectation,
    factors,
    multiply,
    now,
    quotient,
    replace,
    split,
    tidy,
)
from verifier.closed_form.draft import Draft, Study, at_step, equation
from verifier.closed_form.identities import DEEPEST
from verifier.closed_form.invariants import timeless
from verifier.closed_form.linear import Solution, constant, hold, induction_of, left_of, moves, unchanging
from verifier.closed_form.naming import is_schedule
from verifier.closed_form.structure import Linear, expressions
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, postorder, symbols

LINEARITY = "The mean is linear, and the factor is a number, not random: "


def theorems(study: Study, state: Linear) -> Iterator[Draft | None]:
    """The mean of a state, and of its quotients by functions of the step number."""
    solution = mean_solution(study, state) if state.closed else None
    if solution is None:
        return
    yield mean(study, state, solution)
    for factor in corrections(study, state):
        yield corrected(study, state, solution, factor)


def random_part(held: Linear) -> tuple[Term, Term]:
    """The forcing at constant rates as a number and a function of the gradient."""
    number, input_ = split(held.forcing, lambda f: GRADIENT not in symbols([f]))
    return number, input_


def mean_solution(study: Study, state: Linear) -> Solution | None:
    """The mean of the state when the gradient is random with moments that do not change."""
    held = hold(state)
    number, random = random_part(held)
    if random == ONE or held.factor == ZERO or GRADIENT in symbols([held.factor]) or moves(random):
        return None
    return constant(study, held, multiply([number, expectation(random)]))


def mean(study: Study, state: Linear, solution: Solution) -> Draft:
    """The mean of the state."""
    left = expectation(left_of(state))
    proof = study.prove(induction_of(solution, left))
    hypotheses = (*stationary(study, state), *solution.conditions, *study.definitions(solution.closed))
    steps = (LINEARITY + _mean_recurrence(study, solution, left), *proof)
    return equation(f"{state.name}-expectation", left, solution.closed, hypotheses, steps, "mean")


def _mean_recurrence(study: Study, solution: Solution, left: Term) -> str:
    old = replace(left, {STEP: tidy(STEP - 1)})
    right = add([multiply([solution.factor, old]), solution.forcing])
    return f"{study.plain.equation(left, right)}."


def stationary(study: Study, state: Linear) -> tuple[str, ...]:
    """The hypotheses under which the mean obeys the recurrence with a constant input."""
    _, random = random_part(hold(state))
    i, write = study.indices[0], study.plain.write
    moment = expectation(replace(random, {GRADIENT: element(GRADIENT.name, i)}))
    rates = tuple(h for h in unchanging(study, state) if not h.startswith(f"{GRADIENT.name}["))
    text = f"{write(moment)} = {write(expectation(random))} for every {i.name}"
    stationarity = f"{text}: the moment exists and does not change with the step"
    return (stationarity, *rates, *study.defined(state.name))


def corrections(study: Study, state: Linear) -> list[Term]:
    """The function of the step number by which the recurrence divides the state's new value."""
    new = now(state.name)
    _, named, _ = expressions(study.reading, study.reading.system.weight)
    for node in postorder([named]):
        if node.op in ("mul", "div") and node.depth <= DEEPEST:
            _, above, below = factors(node)
            divisors = [f for f in below if _timed(study, f)]
            if new in above and divisors:
                return [quotient([f for f in above if _timed(study, f)], divisors)]
    return []


def _timed(study: Study, value: Term) -> bool:
    """Whether a factor depends on the step number, and on nothing that is random or given."""
    kinds = {s.args[0] for s in symbols([value])}
    return bool(kinds & {"time", "now"}) and "sequence" not in kinds and _certain(study, value)


def _certain(study: Study, value: Term) -> bool:
    """Whether a term depends on the step number and on given numbers alone."""
    known = timeless(study.reading.system)
    given = ("hyper", "sequence", "time")
    return all(
        s.args[0] in given or is_schedule(s) or (s.args[0] == "now" and s.name in known)
        for s in symbols([value])
    )


def corrected(study: Study, state: Linear, solution: Solution, factor: Term) -> Draft:
    """The mean of the state times a function of the step number."""
    identities = study.identities()
    _, above, below = factors(at_step(factor))
    left = expectation(quotient([*above, left_of(state)], below))
    right = identities.simplest(at_step(factor) * solution.closed)
    _, random = random_part(hold(state))
    unbiased = right == expectation(random)
    divisors = [f for f in below if not identities.non_zero(f)]
    taken = ("t ≥ 1",) if below else ()
    conditions = (*taken, *study.facts(*below), *(f"{study.plain.write(f)} ≠ 0" for f in divisors))
    name = f"{state.name}-{'unbiased' if unbiased else 'corrected-expectation'}"
    hypotheses = (*stationary(study, state), *conditions, *study.definitions(left, right))
    return equation(name, left, right, hypotheses, _correction(study, state, solution, left, right), "mean")


def _correction(study: Study, state: Linear, solution: Solution, left: Term, right: Term) -> tuple[str, ...]:
    write = study.plain.write
    mean_ = expectation(left_of(state))
    moved = replace(left.terms[0], {left_of(state): mean_})
    return (
        f"By the theorem on the mean, {study.plain.equation(mean_, solution.closed)}.",
        f"What {write(left_of(state))} is multiplied with depends on t alone and is not random: "
        f"{study.plain.equation(left, moved)}.",
        f"Putting in the mean and cancelling gives {write(right)}.",
    )
