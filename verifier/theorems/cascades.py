"""Averages of averages: a linear state that sums up another one, in the gradients themselves.

``y[t] = b y[t-1] + d f[t]`` and ``x[t] = a x[t-1] + c y[t]`` give the input of age ``k`` the weight
``c d (a**(k+1) - b**(k+1))/(a - b)`` in ``x``, and ``c d (k + 1) a**k`` where both factors are one.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form import exponential as ex
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import add, at, multiply, now, summation, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, MINUS_ONE, ONE, STEP, ZERO, Term
from verifier.theorems.draft import Check, Draft, equals
from verifier.theorems.regime import ANY_GRADIENT, SAME, Regime


def theorems(study: Study, linear: Linear) -> Iterator[Draft]:
    """The state in the gradients, and under one that does not change."""
    outer, inner = lin.hold(linear), summed(study, linear)
    if inner is None or not all(map(_plain, (outer, inner))):
        return
    yield for_every_gradient(study, outer, inner)
    if not lin.moves(inner.forcing) and ONE not in (outer.factor, inner.factor):
        yield for_one_gradient(study, outer, inner)


def summed(study: Study, linear: Linear) -> Linear | None:
    """The state that is summed up, itself a sum of inputs; None where it is not that alone."""
    for name, structure in study.reading.structures.items():
        if linear.input == now(name) and isinstance(structure, Linear) and structure.closed:
            return lin.hold(structure)
    return None


def _plain(state: Linear) -> bool:
    """Whether a state starts at 0 and fades by a number, which is not 0."""
    return lin.start_of(state) == ZERO and not changes(state.factor) and state.factor != ZERO


def for_every_gradient(study: Study, outer: Linear, inner: Linear) -> Draft:
    """The sum over the inputs."""
    i, (a, b) = study.indices[0], (outer.factor, inner.factor)
    age = tidy(STEP - i + 1)
    apart = a != b
    weight = (
        (_power(a, age) - _power(b, age)) / (a - b) if apart else multiply([age, _power(a, tidy(STEP - i))])
    )
    scale = study.identities().simplest(outer.scale * inner.scale)
    closed = multiply([scale, summation(multiply([weight, at(inner.input, i)]), i, 1, STEP)])
    known = lin.claim(study, inner).closed
    given = (f"{study.plain.write(a)} ≠ {study.plain.write(b)}",) if apart else ()
    return _draft(study, outer, "sum-over-the-gradients", closed, known, given, ANY_GRADIENT)


def _power(base: Term, exponent: Term) -> Term:
    return ONE if base == ONE else base**exponent


def for_one_gradient(study: Study, outer: Linear, inner: Linear) -> Draft:
    """The value under a gradient that does not change."""
    identities, (a, b) = study.identities(), (outer.factor, inner.factor)
    level = identities.simplest(inner.forcing / (ONE - b))
    known = multiply([level, ONE - b**STEP])
    parts = {ONE: (outer.scale * level,), b: (MINUS_ONE * outer.scale * level,)}
    closed = ex.response(identities, a, ZERO, ex.exponential(identities, parts))
    apart = () if a == b else (f"{study.plain.write(a)} ≠ {study.plain.write(b)}",)
    given = (f"{GRADIENT.name}[i] = {GRADIENT.name} for every i", *lin.not_one(study, a), *apart)
    return _draft(study, outer, "constant-gradient", closed, known, (*given, *lin.not_one(study, b)), SAME)


def _draft(
    study: Study,
    outer: Linear,
    kind: str,
    closed: Term,
    known: Term,
    given: tuple[str, ...],
    regime: Regime,
) -> Draft:
    left = lin.left_of(outer)
    step = add([multiply([outer.factor, PREVIOUS]), multiply([outer.scale, known])])
    proof = study.prove(Induction(left, closed, ZERO, step))
    name = study.plain.name(outer.input.name)
    return Draft(
        outer.name,
        kind,
        lambda n: n.equation(left, closed),
        given,
        (f"By its own closed form {name}[t] = {study.plain.write(known)}, which is put in.", *proof),
        (Check(equals(left, closed), regime),),
    )
