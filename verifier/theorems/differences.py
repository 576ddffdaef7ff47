"""Linear states that are fed by the gradient and the one before: averages of changes.

``x[t] = a x[t-1] + b F(g[t], g[t-1])``, where a state keeps the last gradient and the first step is one of
its own: no gradient came before it. Where ``F`` is ``p g[t] + q g[t-1]`` the sum over the steps is ordered by
the gradients, which is summation by parts: the gradient of age ``k ≥ 1`` has the weight
``b (a p + q) a**(k-1)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import exponential as ex
from verifier.closed_form import linear as lin
from verifier.closed_form import started
from verifier.closed_form.bound import (
    COUNT,
    add,
    affine,
    at,
    element,
    factors,
    multiply,
    quotient,
    replace,
    summation,
    tidy,
)
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.exponential import Exponential
from verifier.closed_form.induction import NEXT, PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import (
    GRADIENT,
    MINUS_ONE,
    ONE,
    STEP,
    ZERO,
    Term,
    fold,
    postorder,
    state,
    substitute,
    symbols,
    term,
)
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.events import moment, silence
from verifier.theorems.regime import ANY_GRADIENT, SAME, Regime
from verifier.theorems.responses import RATIO, ratio, sequence_of

NEW, OLD = (element(GRADIENT.name, x) for x in (STEP, tidy(STEP - 1)))
"""The gradient of a step, and the one before."""

FROM_ONE, FROM_TWO = (1, 2, 3, 4, 5), (2, 3, 4, 5)


@dataclass(frozen=True)
class Fed:
    """A state fed by the gradient and the one before, given rates not changing.

    Attributes
    ----------
    held : Linear
    first : Term
        The value after the first step, by the scale.
    input : Term
        What is added from the second step on, by the scale, at `STEP`, in `NEW` and `OLD`.
    """

    held: Linear
    first: Term
    input: Term

    @property
    def left(self) -> Term:
        """The state as the step leaves it."""
        return lin.left_of(self.held)

    def claim(self, closed: Term, first: Term, later: Term) -> Induction:
        """The claim that the state is ``closed``, its inputs by the scale being these."""
        added = ZERO if later == ZERO else multiply([self.held.scale, later])
        step = add([multiply([self.held.factor, PREVIOUS]), added])
        return Induction(
            self.left, closed, ZERO if first == ZERO else multiply([self.held.scale, first]), step
        )

    def faded(self, value: Term) -> Term:
        """A value of the first step, as it has faded at `STEP`."""
        power = ONE if self.held.factor == ONE else self.held.factor ** tidy(STEP - 1)
        return ZERO if value == ZERO else multiply([power, value])


@dataclass(frozen=True)
class Weights:
    """What is added by the scale: ``now g[t] + before g[t-1]``, and ``first g[1]`` at the first step."""

    now: Term
    before: Term
    first: Term


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


def read_fed(study: Study, linear: Linear) -> Fed | None:
    """A linear state as one that is fed by the gradient and the one before; None where it is none."""
    held = lin.hold(linear)
    kept = {s.name: study.reading.structures[s.name] for s in symbols([held.forcing], "state")}
    lasts = {n: s for n, s in kept.items() if isinstance(s, Linear) and s.factor == ZERO and s.closed}
    if not lasts or len(lasts) < len(kept) or changes(held.factor) or held.factor == ZERO:
        return None
    begins = {state(n): s.initial for n, s in lasts.items()}
    first, later = (of_steps(held.input, start) for start in (True, False))
    if first is None or later is None:
        return None
    before = {element(n, tidy(STEP - 1)): at(s.forcing, tidy(STEP - 1)) for n, s in lasts.items()}
    start = multiply([held.factor, lin.start_of(held)]) / held.scale
    begun = study.identities().simplest(add([start, at(substitute([first], begins)[0], ONE)]))
    fed = Fed(held, begun, written(study, replace(at_step(later), before)))
    return fed if _reads_gradients_alone(fed) else None


def written(study: Study, later: Term) -> Term:
    """What is added, as a combination of the two gradients where it is one."""
    identities = study.identities()
    now, before = (identities.simplest(replace(later, {NEW: ZERO, OLD: ZERO} | {x: ONE})) for x in (NEW, OLD))
    shown = add(multiply([c, x]) for c, x in ((now, NEW), (before, OLD)) if c != ZERO)
    return shown if identities.equal(later, shown) else later


def _reads_gradients_alone(fed: Fed) -> bool:
    names = {n.terms[0].name for n in postorder([fed.input, fed.first]) if n.op == "element"}
    kinds = {str(s.args[0]) for s in symbols([replace(fed.input, {NEW: ZERO, OLD: ZERO})])}
    return names == {GRADIENT.name} and kinds <= {"hyper"}


def of_steps(value: Term, first: bool) -> Term | None:
    """A term as it is at the first step, or at every later one; None where that is not one term."""

    def rebuild(node: Term, args: tuple[Term | None, ...]) -> Term | None:
        if node.op == "where":
            told = _decided(node.terms[0], first)
            return None if told is None else args[1] if told else args[2]
        found = [x for x in args if x is not None]
        if len(found) < len(args):
            return None
        return Term(node.op, *found) if args else node

    return fold([value], rebuild)[value]


def _decided(condition: Term, first: bool) -> bool | None:
    """Whether a comparison of the step number holds at step 1, or at all later ones; None where it varies."""
    if condition.op not in ("lt", "le", "eq", "ne"):
        return None
    parts = affine(tidy(condition.terms[1] - condition.terms[0]))
    if parts is None or set(parts[0]) - {STEP}:
        return None
    slope, constant_ = parts[0].get(STEP, Fraction(0)), parts[1]
    gap = constant_ + (slope if first else 2 * slope)
    if not first and _turns(gap, slope, condition.op):
        return None
    return {"lt": gap > 0, "le": gap >= 0, "eq": gap == 0, "ne": gap != 0}[condition.op]


def _turns(gap: Fraction, slope: Fraction, op: str) -> bool:
    """Whether a comparison of ``gap + slope k`` with 0 can change for a natural k."""
    if slope == 0:
        return False
    if op in ("eq", "ne"):
        root = -gap / slope
        return gap == 0 or (root > 0 and root.denominator == 1)
    return (gap > 0) != (slope > 0) or gap == 0


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


def weights_of(study: Study, fed: Fed) -> Weights | None:
    """The weights, where what is added is linear in the two gradients."""
    identities, begin = study.identities(), element(GRADIENT.name, ONE)
    now, before = (
        identities.simplest(replace(fed.input, {NEW: ZERO, OLD: ZERO} | {x: ONE})) for x in (NEW, OLD)
    )
    first = identities.simplest(replace(fed.first, {begin: ONE}))
    plain = identities.equal(fed.input, now * NEW + before * OLD)
    return Weights(now, before, first) if plain and identities.equal(fed.first, first * begin) else None


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
