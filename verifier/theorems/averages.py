"""How far back a linear state looks: its weights on the past, and what they amount to.

The state is ``scale Σ factor**(t-i) input(i)`` with a factor in the unit interval. Everything here is
about the weights ``scale factor**k`` of the inputs of age ``k``.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import at, index, maximum, multiply, replace, summation, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.domain import UNIT
from verifier.term import GRADIENT, HALF, ONE, STEP, ZERO, Term, term
from verifier.theorems.draft import Check, Draft, Limit, at_most, equals, say
from verifier.theorems.regime import ANY, ANY_GRADIENT, Regime

LOGARITHM = (
    "Lemma: 1 - 1/x ≤ log(x) ≤ x - 1 for x > 0, with equality at x = 1 alone. The derivative of "
    "x - 1 - log(x) is 1 - 1/x: negative before 1, positive after it, and the value at 1 is 0. "
    "The other half is this one at 1/x."
)


def theorems(study: Study, state: Linear) -> Iterator[Draft]:
    """The memory of a linear state whose factor is a hyperparameter of the unit interval."""
    held = lin.hold(state)
    if not state.closed or not remembers(study, held) or lin.start_of(held) != ZERO:
        return
    yield total_weight(study, held)
    yield recent_weight(study, held)
    yield mean_age(study, held)
    yield half_life(study, held)
    yield time_constant(study, held)
    size = magnitude(study, held.scale)
    if size is not None:
        yield bound(study, state, held, size)


def remembers(study: Study, held: Linear) -> bool:
    """Whether the factor is a hyperparameter of the unit interval and the forcing does not move."""
    hyper = study.reading.system.hyper(held.factor.name) if held.factor.op == "sym" else None
    return (
        hyper is not None and hyper.domain == UNIT and not lin.moves(held.forcing) and not changes(held.scale)
    )


def is_average(study: Study, held: Linear) -> bool:
    """Whether the weights of all ages together are 1: an exponential moving average."""
    return study.identities().equal(held.scale, ONE - held.factor)


def ages(study: Study) -> Term:
    """The index of a sum over ages."""
    return index(next(c for c in "kjabc" if c not in study.taken))


def _weight(held: Linear, k: Term) -> Term:
    return multiply([held.scale, held.factor**k])


def total_weight(study: Study, held: Linear) -> Draft:
    """The sum of the weights after t steps."""
    k, a = ages(study), held.factor
    sums = summation(_weight(held, k), k, 0, tidy(STEP - 1))
    closed = study.identities().simplest(held.scale * (ONE - a**STEP) / (ONE - a))
    claim = Induction(sums, closed, ZERO, PREVIOUS + _weight(held, tidy(STEP - 1)))
    return Draft(
        held.name,
        "total-weight",
        lambda n: n.equation(sums, closed),
        study.facts(a),
        (
            f"The input of age {k.name} has the weight {study.plain.write(_weight(held, k))}.",
            *_geometric(study, held, claim),
        ),
        (Check(equals(sums, closed), ANY_GRADIENT),),
    )


def _geometric(study: Study, held: Linear, claim: Induction) -> tuple[str, ...]:
    """The proof of a geometric sum: multiplied with one minus the factor it telescopes."""
    a, write = held.factor, study.plain.write
    identities = study.identities()
    before, after = claim.closed, replace(claim.closed, {STEP: tidy(STEP + 1)})
    new = _weight(held, STEP)
    if not identities.equal(after - before, new) or not identities.equal(replace(before, {STEP: ZERO}), ZERO):
        raise ArithmeticError("a geometric sum does not telescope")
    return (
        f"Base case t = 0: the sum is empty, and so is the right side, {write(a)}⁰ being 1.",
        f"From t to t+1 the sum gains {write(new)}, and the right side gains the same, identically.",
    )


def recent_weight(study: Study, held: Linear) -> Draft:
    """The share of the newest inputs in the whole weight."""
    k, a = ages(study), held.factor
    recent = summation(a**k, k, 0, tidy(STEP - 1)) * (ONE - a)
    return Draft(
        held.name,
        "share-of-the-newest",
        say("the newest t inputs have the share ", ONE - a**STEP, " of the weight of an infinite past"),
        study.facts(a),
        (
            f"By the geometric sum the newest t inputs have the weight "
            f"{study.plain.write(held.scale * (ONE - a**STEP) / (ONE - a))}, and all inputs the limit of it, "
            f"{study.plain.write(held.scale / (ONE - a))}; the quotient is the share.",
        ),
        (Check(equals(recent, ONE - a**STEP), ANY_GRADIENT),),
    )


def mean_age(study: Study, held: Linear) -> Draft:
    """The mean age of an input, weighted as the state weights it."""
    k, a, identities = ages(study), held.factor, study.identities()
    sums = summation(k * a**k, k, 0, STEP)
    closed = a * (ONE - (STEP + 1) * a**STEP + STEP * a ** tidy(STEP + 1)) / (ONE - a) ** 2
    gain = replace(closed, {STEP: tidy(STEP + 1)}) - closed
    if not identities.equal(gain, (STEP + 1) * a ** tidy(STEP + 1)):
        raise ArithmeticError("the sum of the ages does not telescope")
    mean, write = a / (ONE - a), study.plain.write
    whole = summation(a**k, k, 0, STEP)
    return Draft(
        held.name,
        "mean-age",
        say(Limit("t", sums / whole), " = ", mean),
        study.facts(a),
        (
            f"{write(sums)} = {write(closed)}: both sides are 0 for t = 0, and from t to t+1 both gain "
            f"{write((STEP + 1) * a ** tidy(STEP + 1))}, identically.",
            f"{write(whole)} = {write((ONE - a ** tidy(STEP + 1)) / (ONE - a))}, the geometric sum.",
            f"As t → ∞, {write(a**STEP)} and {write(STEP * a**STEP)} tend to 0, and the quotient tends "
            f"to {write(mean)}.",
        ),
        (Check(equals(sums, closed), ANY_GRADIENT),),
    )


def half_life(study: Study, held: Linear) -> Draft:
    """After how many steps the weight of an input has fallen to its half."""
    a, write = held.factor, study.plain.write
    life = Term("log", term(2)) / Term("log", ONE / a)
    return Draft(
        held.name,
        "half-life",
        say(
            "the weight of an input has fallen to its half or less from the age ", life, " on, and not before"
        ),
        (f"0 < {write(a)} < 1",),
        (
            f"The weight of age k is {write(a)}^k times that of age 0; {write(a)}^k ≤ 1/2 means "
            f"k log({write(a)}) ≤ -log(2), and log({write(a)}) < 0 turns the inequality: k ≥ {write(life)}.",
        ),
        (Check(equals(a**life, HALF), ANY_GRADIENT),),
        (
            f"For {write(a)} = 0 an input has no weight from the age 1 on, and the formula divides by "
            "log of nothing.",
        ),
    )


def time_constant(study: Study, held: Linear) -> Draft:
    """The time in which a weight falls by the factor e, and what it is near."""
    a, write = held.factor, study.plain.write
    tau = ONE / Term("log", ONE / a)
    low, high = a / (ONE - a), ONE / (ONE - a)
    return Draft(
        held.name,
        "time-constant",
        say(low, " < ", tau, " < ", high, ": the age at which a weight has fallen by the factor e"),
        (f"0 < {write(a)} < 1",),
        (
            LOGARITHM,
            f"At x = 1/{write(a)} > 1 it says {write(ONE - a)} < log(1/{write(a)}) < {write((ONE - a) / a)}; "
            "all three are positive, and their reciprocals stand in the opposite order.",
        ),
        (
            Check(Term("lt", low, tau), ANY_GRADIENT),
            Check(Term("lt", tau, high), ANY_GRADIENT),
            Check(equals(a**tau, Term("exp", term(-1))), ANY_GRADIENT),
        ),
    )


def magnitude(study: Study, scale: Term) -> Term | None:
    """The size of a scale; None where its sign is not known."""
    identities = study.identities()
    if identities.non_negative(scale):
        return scale
    return identities.simplest(ZERO - scale) if identities.non_negative(ZERO - scale) else None


def bound(study: Study, state: Linear, held: Linear, size: Term) -> Draft:
    """The state is at most the largest input, times all weights together."""
    i, a = study.indices[0], held.factor
    inputs = Term("abs", at(state.input, i))
    total = study.identities().simplest(size * (ONE - a**STEP) / (ONE - a))
    left, most = Term("abs", lin.left_of(held)), total * maximum(inputs, i, 1, STEP)
    write, one_sign = study.plain.write, "none negative" if size == held.scale else "none positive"
    return Draft(
        held.name,
        "between-its-inputs" if is_average(study, held) else "bounded-by-its-inputs",
        say(at_most(left, most)),
        (*study.facts(a), "t ≥ 1"),
        (
            f"By the closed form {write(lin.left_of(held))} is a sum with the weights "
            f"{write(_weight(held, tidy(STEP - i)))}, {one_sign}.",
            f"So |{write(lin.left_of(held))}| is at most the size of their sum, {write(total)}, times the "
            "largest input; equality holds where all inputs are equal.",
        ),
        (Check(at_most(left, most), ANY), Check(equals(left, most), Regime(GRADIENT))),
    )
