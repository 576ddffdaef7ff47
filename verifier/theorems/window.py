"""A linear state beside plain means: how many inputs it amounts to, how long it takes to settle."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import at, multiply, replace, summation, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import Linear
from verifier.domain import UNIT
from verifier.term import ONE, STEP, ZERO, Term, symbols
from verifier.theorems.averages import ages, is_average, remembers
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.regime import ANY_GRADIENT, Regime


def theorems(study: Study, state: Linear) -> Iterator[Draft]:
    """A linear state whose factor is a hyperparameter of the unit interval, beside plain means."""
    held = lin.hold(state)
    if not state.closed or not remembers(study, held) or lin.start_of(held) != ZERO:
        return
    yield window(study, held)
    yield effective_number(study, held)
    yield settled(study, held)
    if is_average(study, held) and held.factor not in symbols([held.input]):
        yield plain_mean(study, held)
    yield without_memory(study, state, held)


def window(study: Study, held: Linear) -> Draft:
    """The plain mean over as many steps that looks back as far on average."""
    a, identities = held.factor, study.identities()
    size = (ONE + a) / (ONE - a)
    if not identities.equal((size - 1) / 2, a / (ONE - a)):
        raise ArithmeticError("the equivalent window has another mean age")
    return Draft(
        held.name,
        "equivalent-window",
        say("a plain mean of the last N inputs has the same mean age just for N = ", size),
        study.facts(a),
        (
            "The ages 0, 1, …, N - 1 with equal weights have the mean (N - 1)/2.",
            f"It is {study.plain.write(a / (ONE - a))} just for N = {study.plain.write(size)}, identically.",
        ),
        (Check(equals((size - 1) / 2, a / (ONE - a)), ANY_GRADIENT),),
    )


def effective_number(study: Study, held: Linear) -> Draft:
    """The number of independent inputs of which a plain mean would vary as much."""
    k, a, identities = ages(study), held.factor, study.identities()
    high = tidy(STEP - 1)
    first, second = summation(a**k, k, 0, high), summation(a ** (k * 2), k, 0, high)
    closed = (ONE + a) * (ONE - a**STEP) / ((ONE - a) * (ONE + a**STEP))
    power = a**STEP
    geometric = ((ONE - power) / (ONE - a)) ** 2 / ((ONE - power**2) / (ONE - a**2))
    if not identities.equal(geometric, closed):
        raise ArithmeticError("the effective number of inputs is another")
    write = study.plain.write
    return Draft(
        held.name,
        "effective-number-of-inputs",
        say(first**2 / second, " = ", closed, ", and it tends to ", (ONE + a) / (ONE - a)),
        (*study.facts(a), "t ≥ 1"),
        (
            "A mean with weights p of independent inputs of equal variance has that variance times Σ p²; "
            "a plain "
            "mean of N inputs has it times 1/N. So N is the squared sum of the weights by the sum of "
            "their squares.",
            f"Both are geometric sums: {write((ONE - power) / (ONE - a))} and "
            f"{write((ONE - power**2) / (ONE - a**2))}.",
            f"The quotient is {write(closed)}, identically, and {write(power)} → 0.",
        ),
        (Check(equals(first**2 / second, closed), ANY_GRADIENT),),
    )


def settled(study: Study, held: Linear) -> Draft:
    """How long it takes until the state is within a share of its steady value."""
    a, write = held.factor, study.plain.write
    share = next(c for c in ("p", "q", "share") if c not in study.taken)
    p = Term("sym", "hyper", share)
    when = Term("log", ONE / p) / Term("log", ONE / a)
    return Draft(
        held.name,
        "settling-time",
        say(
            "with a gradient that does not change, ",
            Term("sym", "hyper", held.name),
            " is within the share ",
            p,
            " of its limit just from the step ",
            when,
            " on",
        ),
        (
            f"0 < {write(a)} < 1",
            f"0 < {share} < 1",
            "given rates do not change",
            "the limit is not 0",
        ),
        (
            "By the theorem on the terminal value the distance from the limit is the limit times "
            f"{write(a**STEP)}.",
            f"{write(a)}^t ≤ {share} means t log(1/{write(a)}) ≥ log(1/{share}), since log({write(a)}) < 0.",
        ),
        (Check(equals(a**when, p), Regime(letters=((share, UNIT),))),),
    )


def plain_mean(study: Study, held: Linear) -> Draft:
    """The corrected average as the factor tends to one: the plain mean of all inputs."""
    i, a, k = study.indices[0], held.factor, ages(study)
    mean = summation(at(held.input, i), i, 1, STEP) / STEP
    write = study.plain.write
    weights = summation(a**k, k, 0, tidy(STEP - 1))
    near = Regime(fixed=((a.name, ONE.value - Fraction(1, 10**60)),))
    return Draft(
        held.name,
        "limit-of-equal-weights",
        say(Limit(a.name, lin.left_of(held) / (ONE - a**STEP), "1"), " = ", mean),
        ("t ≥ 1",),
        (
            f"By the geometric sum {write(ONE - a**STEP)} = {write(ONE - a)} times {write(weights)}, so "
            "that the quotient is "
            f"{write(summation(multiply([a ** tidy(STEP - i), at(held.input, i)]), i, 1, STEP))} by "
            f"{write(weights)}.",
            f"Both are polynomials in {write(a)}; at 1 they are "
            f"{write(summation(at(held.input, i), i, 1, STEP))} and t, and t > 0.",
        ),
        (Check(equals(lin.left_of(held) / (ONE - a**STEP), mean), near),),
    )


def without_memory(study: Study, state: Linear, held: Linear) -> Draft:
    """The state whose factor is zero: the newest input alone."""
    a, left = held.factor, lin.left_of(held)
    new = at_step(replace(state.forcing, {a: ZERO}))
    closed = study.identities().simplest(new)
    write = study.plain.write
    return Draft(
        held.name,
        "without-memory",
        say(left, " = ", closed, " for ", Term("ge", STEP, ONE)),
        (f"{write(a)} = 0", *study.defined(held.name)),
        (f"With {write(a)} = 0 the recurrence reads {study.plain.equation(left, closed)}.",),
        (Check(equals(left, closed), Regime(rates_vary=True, fixed=((a.name, Fraction(0)),))),),
    )
