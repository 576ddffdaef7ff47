"""Linear states of random gradients: variance, correlation, and what bias correction does to the noise.

The gradients of different steps are independent, with a mean and a variance that do not change.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form import expectation as means
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import element, multiply, replace, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, symbols
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.regime import INDEPENDENT
from verifier.theorems.steps import divisors

FACTS = (
    "The variance of a sum of independent quantities is the sum of theirs, and a constant factor goes into "
    "it squared."
)


def theorems(study: Study, state: Linear) -> Iterator[Draft]:
    """Variance and correlation of a linear state with a constant factor."""
    held = lin.hold(state)
    number, random = means.random_part(held)
    usable = state.closed and not changes(held.factor) and not lin.moves(held.forcing)
    if not usable or held.factor == ZERO or GRADIENT not in symbols([random]):
        return
    spread = variance_of(study, held, number, Term("variance", random))
    yield variance(study, state, held, random, spread)
    yield covariance(study, state, held, random)
    if held.factor == ONE:
        return
    yield steady_variance(study, state, held, random)
    for factor in means.corrections(study, state):
        yield corrected_variance(study, state, random, factor, spread)


def independent(study: Study, state: Linear, random: Term) -> tuple[str, ...]:
    """The hypotheses on the gradients."""
    i, write = study.indices[0], study.plain.write
    moment = Term("variance", replace(random, {GRADIENT: element(GRADIENT.name, i)}))
    spread = write(Term("variance", random))
    text = f"{write(moment)} = {spread} for every {i.name}, the gradients being independent"
    return (
        text,
        *(h for h in lin.unchanging(study, state) if not h.startswith(f"{GRADIENT.name}[")),
        *study.defined(state.name),
    )


def variance_of(study: Study, held: Linear, number: Term, sigma: Term) -> Term:
    """The variance after t steps, proved by induction."""
    identities, square = study.identities(), held.factor**2
    power = square**STEP
    geometric = STEP if held.factor == ONE else (ONE - power) / (ONE - square)
    closed = identities.simplest(number**2 * sigma * geometric)
    left = Term("variance", lin.left_of(held))
    study.prove(Induction(left, closed, ZERO, square * PREVIOUS + number**2 * sigma))
    return closed


def variance(study: Study, state: Linear, held: Linear, random: Term, closed: Term) -> Draft:
    """The variance of the state."""
    left, write = Term("variance", lin.left_of(held)), study.plain.write
    number, _ = means.random_part(held)
    old = Term("variance", element(held.name, tidy(STEP - 1)))
    step = multiply([held.factor**2, old]) + multiply([number**2, Term("variance", random)])
    proof = study.prove(
        Induction(left, closed, ZERO, held.factor**2 * PREVIOUS + number**2 * Term("variance", random))
    )
    return Draft(
        held.name,
        "variance",
        lambda n: n.equation(left, closed),
        (*independent(study, state, random), *divides(study, held.factor)),
        (f"{FACTS} The old state depends on earlier gradients alone: {write(left)} = {write(step)}.", *proof),
        (Check(equals(left, closed), INDEPENDENT),),
        (
            "With gradients that are all one random number the weights p of the inputs give (Σ p)² times "
            f"{write(Term('variance', random))} instead of Σ p² times it.",
        ),
    )


def divides(study: Study, a: Term) -> tuple[str, ...]:
    """The hypothesis that the square of a factor is not 1, where it is divided by the difference."""
    if a == ONE:
        return ()
    if study.identities().non_zero(ONE - a**2):
        return study.facts(a)
    return (f"{study.plain.write(a**2)} ≠ 1",)


def contracts(study: Study, a: Term) -> tuple[str, ...]:
    """The hypothesis that the powers of a factor tend to 0, by its domain where that says so."""
    identities = study.identities()
    if identities.positive(ONE - a) and identities.positive(ONE + a):
        return study.facts(a)
    return (f"|{study.plain.write(a)}| < 1",)


def steady_variance(study: Study, state: Linear, held: Linear, random: Term) -> Draft:
    """The variance in the long run, beside that of one input."""
    number, _ = means.random_part(held)
    left, sigma, a = Term("variance", lin.left_of(held)), Term("variance", random), held.factor
    limit = study.identities().simplest(number**2 * sigma / (ONE - a**2))
    rest = multiply([limit, (a**2) ** STEP])
    return Draft(
        held.name,
        "steady-variance",
        say(Limit("t", left), " = ", limit),
        (*independent(study, state, random), *contracts(study, a)),
        (
            f"By the theorem on the variance, {study.plain.write(limit - left)} = "
            f"{study.plain.write(rest)}, identically.",
            f"Since |{study.plain.write(a)}| < 1, the right side tends to 0.",
        ),
        (Check(equals(limit - left, rest), INDEPENDENT),),
    )


def covariance(study: Study, state: Linear, held: Linear, random: Term) -> Draft:
    """How the state is correlated with itself a step earlier."""
    earlier = element(held.name, tidy(STEP - 1))
    left = Term("covariance", lin.left_of(held), earlier)
    right = multiply([held.factor, Term("variance", earlier)])
    write = study.plain.write
    return Draft(
        held.name,
        "correlation-with-the-past",
        lambda n: n.equation(left, right),
        (*independent(study, state, random), "t ≥ 1"),
        (
            f"{write(lin.left_of(held))} is {write(multiply([held.factor, earlier]))} plus an input that "
            f"is independent of {write(earlier)}; "
            "the covariance is linear in each of its sides, and 0 of independent ones.",
        ),
        (Check(equals(left, right), INDEPENDENT),),
    )


def corrected_variance(study: Study, state: Linear, random: Term, factor: Term, spread: Term) -> Draft:
    """The variance of the state after its correction by a function of the step number."""
    timed = at_step(factor)
    left = Term(
        "variance", multiply([timed, lin.left_of(state)]) if timed.op != "div" else _over(timed, state)
    )
    right = study.identities().simplest(timed**2 * spread)
    write = study.plain.write
    return Draft(
        state.name,
        "corrected-variance",
        lambda n: n.equation(left, right),
        (
            *independent(study, state, random),
            "t ≥ 1",
            *study.facts(state.factor, timed),
            *divisors(study, right),
            *study.definitions(left, right),
        ),
        (
            f"{write(timed)} is a number that depends on t alone, and goes into the variance squared.",
            f"Putting in {write(Term('variance', lin.left_of(state)))} = {write(spread)} and cancelling "
            f"gives {write(right)}.",
        ),
        (Check(equals(left, right), INDEPENDENT),),
    )


def _over(timed: Term, state: Linear) -> Term:
    above, below = timed.terms
    return (lin.left_of(state) if above == ONE else above * lin.left_of(state)) / below
