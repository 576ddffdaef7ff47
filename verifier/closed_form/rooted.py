"""Theorems about states of which a power is linear: ``x[t] = (a x[t-1]**q + b(t))**(1/q)``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.closed_form import linear
from verifier.closed_form.bound import factors, multiply
from verifier.closed_form.draft import Draft, Study, equation
from verifier.closed_form.induction import Induction
from verifier.closed_form.structure import Rooted
from verifier.term import Term, term


def theorems(study: Study, state: Rooted) -> Iterator[Draft]:
    """The root of what is known of the power."""
    yield general(study, state)
    held = linear.hold(state.power)
    solution = linear.constant(study, held, held.forcing)
    if solution is not None:
        claim = linear.induction_of(solution, left_of(state))
        hypotheses = (*linear.unchanging(study, state.power), *solution.conditions, *study.facts(claim.step))
        yield _rooted(study, state, "constant-gradient", claim, hypotheses, "constant")


def left_of(state: Rooted) -> Term:
    """The power that obeys a linear recurrence."""
    return linear.left_of(state.power) ** state.order


def general(study: Study, state: Rooted) -> Draft:
    """The solution for arbitrary inputs."""
    claim = linear.claim(study, state.power)
    hypotheses = (*study.facts(claim.step), *study.defined(state.name))
    return _rooted(study, state, f"root-of-{linear.kind(state.power)}", claim, hypotheses, "arbitrary")


def _rooted(
    study: Study, state: Rooted, kind: str, claim: Induction, hypotheses: tuple[str, ...], regime: str
) -> Draft:
    lifted = Induction(left_of(state), claim.closed, claim.start, claim.step)
    proof = study.prove(lifted)
    left, closed = linear.left_of(state.power), root_of(claim.closed, state.order)
    write = study.plain.write
    steps = (
        f"The recurrence says that {write(left_of(state))} obeys a linear recurrence, and {write(left)} ≥ 0.",
        *proof,
        f"Taking the root that is not negative gives {study.plain.equation(left, closed)}.",
    )
    return equation(f"{state.name}-{kind}", left, closed, hypotheses, steps, regime)


def root_of(value: Term, order: int) -> Term:
    """The root of a quantity that is not negative; a square comes out as an absolute value."""
    number, above, below = factors(value)
    squares = [f for f in above if order == 2 and f.op == "pow" and f.terms[1] == term(2)]
    others = [f for f in above if f not in squares]
    inside = multiply([*([term(number)] if number != 1 else []), *others])
    under = inside / multiply(below) if below else inside
    root = term(1) if under == term(1) else under ** term(Fraction(1, order))
    return multiply([*(Term("abs", f.terms[0]) for f in squares), root])
