"""Linear states that are fed by the gradient and the one before: averages of changes.

``x[t] = a x[t-1] + b F(g[t], g[t-1])``, where a state keeps the last gradient and the first step is one of
its own: no gradient came before it. Where ``F`` is ``p g[t] + q g[t-1]`` the sum over the steps is ordered by
the gradients, which is summation by parts: the gradient of age ``k ≥ 1`` has the weight
``b (a p + q) a**(k-1)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import exponential as ex
from verifier.closed_form import linear as lin
from verifier.closed_form import started
from verifier.closed_form.bound import (
    COUNT,
    add,
    element,
    factors,
    multiply,
    quotient,
    replace,
    summation,
    tidy,
)
from verifier.closed_form.draft import Study
from verifier.closed_form.exponential import Exponential
from verifier.closed_form.induction import NEXT, Induction
from verifier.closed_form.structure import Linear
from verifier.term import (
    GRADIENT,
    MINUS_ONE,
    ONE,
    STEP,
    ZERO,
    Term,
    fold,
    term,
)
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.events import moment, silence
from verifier.theorems.feeds import NEW, OLD, Fed, Weights, read_fed, weights_of
from verifier.theorems.regime import ANY_GRADIENT, SAME, Regime
from verifier.theorems.responses import RATIO, ratio, sequence_of

FROM_ONE = (1, 2, 3, 4, 5)


def theorems(study: Study, linear: Linear) -> Iterator[Draft]:
    """The state in the gradients, and its answers to gradients of a known shape."""
    fed = read_fed(study, linear)
    if fed is None:
        return
    yield by_steps(study, fed)
    same = constant(study, fed)
    if same is not None:
        yield same_gradient(study, fed, same)
    weights = weights_of(study, fed)
    if weights is not None and linear.factor != ONE:
        yield by_gradients(study, fed, weights)
        yield from shapes(study, fed, weights)
        yield spike(study, fed, weights)
        yield vanishing(study, fed, weights)


def by_steps(study: Study, fed: Fed) -> Draft:
    """The state as the sum over the steps."""
    i, a = study.indices[0], fed.held.factor
    weight = [] if a == ONE else [a ** tidy(STEP - i)]
    sums = summation(multiply([*weight, replace(fed.input, {STEP: i})]), i, 2, STEP)
    closed = multiply([fed.held.scale, add([fed.faded(fed.first), sums])])
    return draft(study, fed, "sum-over-the-steps", fed.claim(closed, fed.first, fed.input), ANY_GRADIENT)


def draft(
    study: Study, fed: Fed, kind: str, claim: Induction, regime: Regime, given: tuple[str, ...] = ()
) -> Draft:
    """A closed form from the first step on, proved by induction."""
    return Draft(
        fed.held.name,
        kind,
        lambda n: n.equation(fed.left, claim.closed),
        (*given, "t ≥ 1"),
        started.proof(study, claim),
        (Check(equals(fed.left, claim.closed), regime, FROM_ONE),),
    )


def constant(study: Study, fed: Fed) -> Term | None:
    """The value from the first step on under a gradient that does not change."""
    a, identities = fed.held.factor, study.identities()
    first, later = _same(fed)
    if a == ONE:
        return None
    try:
        level = identities.simplest(later / (ONE - a))
        return simplest(study, multiply([fed.held.scale, add([level, fed.faded(first - level)])]))
    except (Unsupported, ZeroDivisionError):
        return None


def simplest(study: Study, value: Term) -> Term:
    """A value from the first step on: powers with the exponent ``t - 1`` are those of a natural number."""
    counted = study.identities().simplest(replace(value, {STEP: NEXT}))
    back = replace(counted, {COUNT: tidy(STEP - 1)})
    return fold([back], _merged)[back]


def _merged(node: Term, args: tuple[Term, ...]) -> Term:
    """A product with ``b b**(t-1)`` written as ``b**t``."""
    if node.op != "mul":
        return Term(node.op, *args) if args else node
    number, above, below = factors(Term("mul", *args))
    for power in [f for f in above if f.op == "pow" and f.terms[1] == tidy(STEP - 1)]:
        if power.terms[0] in above:
            above[above.index(power)] = power.terms[0] ** STEP
            above.remove(power.terms[0])
    return quotient([*([term(number)] if number != 1 else []), *above], below)


def constant_value(study: Study, linear: Linear) -> Term | None:
    """The value of a state under a gradient that does not change, from the first step on."""
    fed = read_fed(study, linear)
    return None if fed is None else constant(study, fed)


def _same(fed: Fed) -> tuple[Term, Term]:
    """The first value, and what is added later, under a gradient that does not change."""
    first = replace(fed.first, {element(GRADIENT.name, ONE): GRADIENT})
    return first, replace(fed.input, {NEW: GRADIENT, OLD: GRADIENT})


def same_gradient(study: Study, fed: Fed, closed: Term) -> Draft:
    """The value under a gradient that does not change."""
    given = (f"{GRADIENT.name}[i] = {GRADIENT.name} for every i", *lin.not_one(study, fed.held.factor))
    return draft(study, fed, "constant-gradient", fed.claim(closed, *_same(fed)), SAME, given)


def by_gradients(study: Study, fed: Fed, weights: Weights) -> Draft:
    """The state as the sum over the gradients."""
    i, a, identities = study.indices[0], fed.held.factor, study.identities()
    past = identities.simplest(a * weights.now + weights.before)
    sums = summation(a ** tidy(STEP - i - 1) * element(GRADIENT.name, i), i, 1, tidy(STEP - 1))
    begun = identities.simplest(weights.first - weights.now)
    whole = add(
        x
        for x in (
            multiply([weights.now, NEW]),
            ZERO if past == ZERO else multiply([past, sums]),
            ZERO if begun == ZERO else fed.faded(multiply([begun, element(GRADIENT.name, ONE)])),
        )
    )
    claim = fed.claim(multiply([fed.held.scale, whole]), fed.first, fed.input)
    return draft(study, fed, "sum-over-the-gradients", claim, ANY_GRADIENT)


Shape = Callable[[Term], Term]


def shapes(study: Study, fed: Fed, weights: Weights) -> Iterator[Draft]:
    """The answers to geometric and alternating gradients, and to those that grow evenly."""
    r = ratio(study)
    p, q = weights.now, weights.before
    found: list[tuple[str, Term, dict[Term, tuple[Term, ...]], Regime, tuple[str, ...]]] = [
        (
            "geometric-gradient",
            GRADIENT * r**STEP,
            {r: (GRADIENT * (p + q / r),)},
            Regime(GRADIENT * r**STEP, letters=((r.name, RATIO),)),
            (f"{r.name} ≠ 0", f"{r.name} ≠ {study.plain.write(fed.held.factor)}"),
        ),
        (
            "alternating-gradient",
            GRADIENT * MINUS_ONE**STEP,
            {MINUS_ONE: (GRADIENT * (p - q),)},
            Regime(GRADIENT * MINUS_ONE**STEP),
            study.facts(fed.held.factor),
        ),
        (
            "ramp",
            GRADIENT * STEP,
            {ONE: (ZERO - GRADIENT * q, GRADIENT * (p + q))},
            Regime(GRADIENT * STEP),
            study.facts(fed.held.factor),
        ),
    ]
    for kind, gradient, parts, regime, given in found:
        closed, later = answer(study, fed, gradient, ex.exponential(study.identities(), parts))
        first = replace(fed.first, {element(GRADIENT.name, ONE): replace(gradient, {STEP: ONE})})
        claim = fed.claim(closed, study.identities().simplest(first), later)
        yield draft(study, fed, kind, claim, regime, (*sequence_of(study, gradient), *given))


def answer(study: Study, fed: Fed, gradient: Term, forcing: Exponential) -> tuple[Term, Term]:
    """The solution under gradients of a shape, and what is added from the second step on."""
    identities, a = study.identities(), fed.held.factor
    free = ex.response(identities, a, ZERO, forcing)
    begun = replace(fed.first, {element(GRADIENT.name, ONE): replace(gradient, {STEP: ONE})})
    rest = identities.simplest(begun - replace(free, {STEP: ONE}))
    return simplest(study, multiply([fed.held.scale, add([free, fed.faded(rest)])])), forcing.term()


def spike(study: Study, fed: Fed, weights: Weights) -> Draft:
    """A single gradient that is not zero: what it makes, and what it leaves."""
    s, a, name = moment(study), fed.held.factor, fed.held.name
    past = study.identities().simplest(a * weights.now + weights.before)
    scale = fed.held.scale
    at_once = multiply([weights.now, scale, GRADIENT])
    later = multiply([study.identities().simplest(past * scale), a ** tidy(STEP - s - 1), GRADIENT])
    regime = Regime(Term("where", Term("eq", STEP, s), GRADIENT, ZERO), letters=((s.name, Fraction(2)),))
    return Draft(
        name,
        "spike",
        say(element(name, s), " = ", at_once, ", and ", fed.left, " = ", later, " for ", Term("lt", s, STEP)),
        (f"{GRADIENT.name}[{s.name}] = {GRADIENT.name}, and every other gradient is 0", f"{s.name} ≥ 2"),
        (
            f"By the sum over the gradients only the one of step {s.name} is left: the newest at that step, "
            "and one of the past after it.",
        ),
        (
            Check(equals(element(name, s), at_once), regime, (2,)),
            Check(equals(fed.left, later), regime, (3, 4, 5)),
        ),
    )


def vanishing(study: Study, fed: Fed, weights: Weights) -> Draft:
    """No gradient after a step: one change more, and then a geometric decay."""
    s, regime = silence(study)
    a, name = fed.held.factor, fed.held.name
    change = study.identities().simplest(weights.before * fed.held.scale * element(GRADIENT.name, s))
    begun = add([multiply([a, element(name, s)]), change])
    closed = multiply([a ** tidy(STEP - s - 1), begun])
    write = study.plain.write
    return Draft(
        name,
        "after-gradients-vanish",
        say(fed.left, " = ", closed, " for ", Term("lt", s, STEP)),
        (f"{GRADIENT.name}[i] = 0 for every i > {s.name}", f"{s.name} ≥ 1"),
        (
            f"The step after {s.name} still sees the last gradient go: it makes {write(begun)}.",
            f"Every further step multiplies with {write(a)}: induction over t.",
        ),
        (Check(equals(fed.left, closed), regime, (3, 4, 5)),),
    )
