"""Theorems about states whose first step is another one than all later, which are linear."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import add, at, element, multiply, replace, summation, tidy
from verifier.closed_form.draft import Draft, Study, Unproved, at_step, equation, from_step_one
from verifier.closed_form.induction import NEXT, PREVIOUS, Induction
from verifier.closed_form.structure import Linear, Started, changes, reads_inputs_alone
from verifier.term import GRADIENT, ONE, STEP, ZERO, symbols, term


def theorems(study: Study, state: Started) -> Iterator[Draft | None]:
    """The state as a sum of its inputs from the second step on, and under inputs that do not change."""
    yield general(study, state)
    yield constant(study, state)


def general(study: Study, state: Started) -> Draft:
    """The solution for arbitrary inputs."""
    i, later = study.indices[0], state.later
    begin = at(state.first, ONE)
    weight = lin.powers(study, later.factor, tidy(i + 1))
    sums = summation(multiply([weight, at(later.input, i)]), i, 2, STEP)
    whole = ZERO if later.forcing == ZERO else multiply([later.scale, sums])
    closed = add([multiply([begin, lin.powers(study, later.factor, term(2))]), whole])
    step = add([multiply([at_step(later.factor), PREVIOUS]), at_step(later.forcing)])
    claim = Induction(lin.left_of(later), closed, begin, step)
    hypotheses = (*study.definitions(closed), *study.defined(state.name))
    return from_step_one(
        equation(f"{state.name}-sum-after-the-first", claim.left, closed, hypotheses, proof(study, claim))
    )


def constant(study: Study, state: Started) -> Draft | None:
    """The value under inputs that do not change."""
    held, identities = lin.hold(state.later), study.identities()
    first = lin.hold(Linear(state.name, ZERO, ONE, ONE, state.first)).input
    inputs_alone = reads_inputs_alone(first) and state.later.closed
    if not inputs_alone or any(lin.moves(x) for x in (first, held.forcing)) or changes(held.factor):
        return None
    if held.factor == ONE:
        return None
    level = identities.simplest(held.forcing / (ONE - held.factor))
    rest = identities.simplest(first - level)
    closed = level if rest == ZERO else add([level, multiply([rest, held.factor ** tidy(STEP - 1)])])
    left, step = lin.left_of(held), add([multiply([held.factor, PREVIOUS]), held.forcing])
    steps = proof(study, Induction(left, closed, first, step))
    hypotheses = (*unchanging(study, state), *lin.not_one(study, held.factor), *study.defined(state.name))
    kind = "constant-gradient" if GRADIENT in symbols([first, held.forcing]) else "constant-input"
    return from_step_one(equation(f"{state.name}-{kind}", left, closed, hypotheses, steps, "constant"))


def unchanging(study: Study, state: Started) -> tuple[str, ...]:
    """The hypotheses that gradient and rates do not change, where the state reads them."""
    whole = Linear(state.name, ZERO, state.later.factor, ONE, state.first + state.later.forcing)
    return lin.unchanging(study, whole)


def proof(study: Study, claim: Induction) -> tuple[str, ...]:
    """The induction from the first step on, in words.

    Raises
    ------
    Unproved
        When base case and step do not come out.
    """
    identities, write = study.identities(), study.plain.write
    # The steps are COUNT + 1 and the one after it.
    later, before = tidy(NEXT + 1), replace(claim.closed, {STEP: NEXT})
    after = replace(claim.step, {STEP: later, PREVIOUS: before})
    try:
        base = identities.equal(replace(claim.closed, {STEP: ONE}), claim.start)
        proved = base and identities.equal(replace(claim.closed, {STEP: later}), after)
    except (Unsupported, ZeroDivisionError):
        proved = False
    if not proved:
        raise Unproved(f"the closed form {study.plain.equation(claim.left, claim.closed)} was not proved")
    old = element(claim.left.terms[0].name, tidy(STEP - 1))
    used = replace(claim.step, {PREVIOUS: replace(claim.closed, {STEP: tidy(STEP - 1)})})
    chain = study.plain.equation(claim.left, replace(claim.step, {PREVIOUS: old}), used)
    return (
        f"Base case t = 1: the first step makes {write(claim.start)}, and so says the right side.",
        f"Induction step, t ≥ 2: {chain}, the statement holding at t-1.",
        f"That is {write(claim.closed)}: the two sides agree identically (decided with exact polynomials).",
    )
