"""The first step, the step under a constant gradient, and what is left of a step without memory."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import add, at, element, factors, multiply, now, replace
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import expressions, linear
from verifier.closed_form.weight import LEFT, START
from verifier.domain import UNIT
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    fold,
    hyper,
    postorder,
    state,
    substitute,
    symbols,
    term,
)
from verifier.theorems import continuity, roots
from verifier.theorems.draft import Check, Draft, Limit, equals, say
from verifier.theorems.regime import ANY, SAME, Regime
from verifier.theorems.step import (
    BEFORE,
    STEPPED,
    Step,
    constant_values,
    fading_powers,
    put_states,
    read_step,
)

FAR_STEP, FAR = hyper("far"), Fraction(10**6)
"""The letter for a step far away."""


def theorems(study: Study) -> Iterator[Draft]:
    """First steps, steps under a constant gradient, and what is left of a step without memory."""
    step = read_step(study)
    if step is None:
        return
    yield from first_steps(study, step)
    yield from without_memory(study, step)
    if step.kept == ONE:
        yield from constant_steps(study, step)


def first_steps(study: Study, step: Step) -> Iterator[Draft]:
    """The first step, whole, and in the limit of small constants."""
    left = element(WEIGHT.name, ONE) - START
    made = roots.simplest(study.identities(), at(_first(study, step.added), ONE))
    decay = study.identities().simplest(at(_first(study, step.kept) - 1, ONE))
    value = made if decay == ZERO else add([made, multiply([decay, START])])
    shown = (value, roots.simplest(study.identities(), value))
    value = min(shown, key=lambda x: len(study.plain.write(x)))
    proof = (
        f"Putting t = 1 and the first values of the states into the recurrence gives "
        f"{study.plain.equation(left, value)}.",
    )
    hypotheses = (*study.defined(WEIGHT.name), *study.definitions(value))
    yield Draft(
        WEIGHT.name,
        "first-step",
        lambda n: n.equation(left, value),
        hypotheses,
        proof,
        (Check(equals(left, value), ANY, (1,)),),
    )
    if step.small:
        yield from _limit(
            study, step, "first-step-without-epsilon", left, value, Regime(rates_vary=True), (1,), ()
        )


def _first(study: Study, value: Term) -> Term:
    """A term of the first step, in the inputs: new states are made from first values."""
    states = study.reading.system.states
    begin = {state(s.name): first_value(s.initial) for s in states}
    made = {now(s.name): substitute([next(expressions(study.reading, s.update))], begin)[0] for s in states}
    return substitute([value], made | begin)[0]


def first_value(initial: Term) -> Term:
    """An initial value as it is read before the first step, given sequences at the index 0."""
    read = {s: element(s.name, term(int(str(s.args[2])))) for s in symbols([initial], "sequence")}
    return replace(initial, {WEIGHT: START, **read})


def _limit(
    study: Study,
    step: Step,
    kind: str,
    left: Term,
    value: Term,
    regime: Regime,
    only: tuple[int, ...],
    given: tuple[str, ...],
) -> Iterator[Draft]:
    """A step as its small constants tend to zero, where the formula still has a value."""
    identities = study.identities()
    ends = {hyper(name): ZERO for name in step.small}
    bare = substitute([value], ends)[0]
    apart = divisors(study, bare)
    try:
        limit, smooth = roots.simplest(identities, bare), continuity.settled(study, value, ends)
    except (Unsupported, ZeroDivisionError):
        return
    if smooth is None:
        return
    if {hyper(n) for n in step.small} & set(symbols([limit])) or limit == value:
        return
    fixed = tuple((name, Fraction(0)) for name in step.small)
    zero = " and ".join(f"{study.plain.name(n)} = 0" for n in step.small)
    there = Regime(regime.gradient, regime.rates_vary, fixed=fixed)
    yield Draft(
        WEIGHT.name,
        kind,
        say(Limit(step.small[0], left, "0"), " = ", limit),
        (
            *given,
            *(f"{study.plain.name(n)} = 0" for n in step.small[1:]),
            *apart,
            *continuity.hypotheses(study, smooth),
        ),
        (
            f"By the theorem on it, {study.plain.equation(left, value)}, which is continuous in "
            f"{study.plain.name(step.small[0])} where its denominators are not 0.",
            f"At {zero} it is {study.plain.write(limit)}.",
        ),
        (Check(equals(left, limit), there, only), *continuity.checks(smooth, there, only)),
    )


def divisors(study: Study, value: Term) -> tuple[str, ...]:
    """The hypotheses that what is divided by is not 0, where the domains do not say so."""
    found = [f for f in _below(study, value) if not study.identities().non_zero(f)]
    return tuple(dict.fromkeys(f"{study.plain.write(f)} ≠ 0" for f in found))


def divided(study: Study, value: Term) -> tuple[str, ...]:
    """The hypotheses under which a closed form has a value: domains, and what they leave open."""
    by_domain = [f for f in _below(study, value) if study.identities().non_zero(f)]
    return (*study.facts(*by_domain), *divisors(study, value))


def _below(study: Study, value: Term) -> list[Term]:
    """The factors of what is divided by."""
    identities = study.identities()
    below = [roots.simplest(identities, n.terms[1]) for n in postorder([value]) if n.op == "div"]
    return [f for b in below for f in _factors(b)]


def _factors(value: Term) -> list[Term]:
    """What must not be 0 for a product not to be: sizes and roots stripped."""
    found = []
    for factor in factors(value)[1]:
        while factor.op == "abs" or (factor.op == "pow" and factor.terms[1].op == "num"):
            factor = factor.terms[0]
        found.append(factor)
    return found


def without_zero_powers(value: Term) -> Term:
    """The term with ``0**t`` as 0, which it is from the first step on."""

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        if node.op == "pow" and args[0] == ZERO and node.terms[1] == STEP:
            return ZERO
        return Term(node.op, *args) if args else node

    return fold([value], rebuild)[value]


def without_memory(study: Study, step: Step) -> Iterator[Draft]:
    """The step when every decay rate is zero and the small constants too."""
    system = study.reading.system
    rates = [h.name for h in system.hypers if h.domain == UNIT and not h.varies]
    names = [*rates, *step.small]
    if not rates:
        return
    zero = {hyper(n): ZERO for n in names}
    resolved = without_zero_powers(substitute([system.weight], zero)[0])
    try:
        own = linear(study.reading, WEIGHT.name, WEIGHT, resolved, WEIGHT)
    except (Unsupported, ZeroDivisionError):
        return
    if own is None or symbols([own.forcing], "state") or not own.closed:
        return
    value = roots.simplest(study.identities(), at_step(own.forcing))
    decay = study.identities().simplest(at_step(own.factor - 1))
    right = value if decay == ZERO else add([value, multiply([decay, BEFORE])])
    all_zero = ", ".join(f"{study.plain.name(n)} = 0" for n in names)
    fixed = tuple((n, Fraction(0)) for n in names)
    yield Draft(
        WEIGHT.name,
        "without-memory",
        lambda n: n.equation(STEPPED, right),
        (all_zero, "t ≥ 1", *divisors(study, at_step(resolved))),
        (
            f"With {all_zero} no old state enters, 0^t being 0: the recurrence reads "
            f"{study.plain.equation(STEPPED, right)}.",
        ),
        (Check(equals(STEPPED, right), Regime(rates_vary=True, fixed=fixed)),),
    )


def constant_steps(study: Study, step: Step) -> Iterator[Draft]:
    """The step under a gradient that does not change, its limit, and the way that it goes."""
    states = constant_values(study)
    raw = put_states(study, step.added, states)
    if raw is None:
        return
    value = roots.simplest(study.identities(), raw)
    same = f"{GRADIENT.name}[i] = {GRADIENT.name} for every i"
    rates = [h.name for h in study.reading.system.hypers if h.varies]
    given = (same, *(f"{study.plain.name(n)}[i] = {study.plain.name(n)} for every i" for n in rates), "t ≥ 1")
    hypotheses = (*given, *divided(study, value), *study.definitions(value), *study.defined(WEIGHT.name))
    put = [f"{study.plain.equation(element(n, STEP), v)}" for n, v in states.items()]
    proof = (
        f"By the theorems on constant gradients {', '.join(put)}." if put else "No state enters.",
        f"The recurrence adds {study.plain.write(at_step(step.added))} to the weight; putting in gives "
        f"{study.plain.write(value)}.",
    )
    yield Draft(
        WEIGHT.name,
        "step-at-constant-gradient",
        lambda n: n.equation(STEPPED, value),
        hypotheses,
        proof,
        (Check(equals(STEPPED, value), SAME),),
    )
    yield from steady_step(study, step, value, given)
    if step.small:
        yield from _limit(
            study, step, "step-at-constant-gradient-without-epsilon", STEPPED, value, SAME, (), given
        )
    if STEP not in symbols([value]) and states:
        yield walk(study, value, hypotheses)


def steady_step(study: Study, step: Step, value: Term, given: tuple[str, ...]) -> Iterator[Draft]:
    """The limit of the step, where only powers of numbers of the unit interval move."""
    fading = fading_powers(study, value)
    if not fading:
        return
    bare = substitute([value], fading)[0]
    try:
        limit, smooth = roots.simplest(study.identities(), bare), continuity.settled(study, value, fading)
    except (Unsupported, ZeroDivisionError):
        return
    if smooth is None or STEP in symbols([limit]) or any(n.op == "element" for n in postorder([limit])):
        return
    powers = ", ".join(study.plain.write(p) for p in fading)
    near = Check(
        Term(
            "le",
            Term("abs", replace(value, {STEP: FAR_STEP}) - limit),
            Term("num", Fraction(1, 100)) + Term("abs", limit) / 100,
        ),
        Regime(GRADIENT, letters=(("far", FAR),)),
        (1,),
    )
    yield Draft(
        WEIGHT.name,
        "steady-step",
        say(Limit("t", STEPPED), " = ", limit),
        (*given, *study.facts(*fading), *continuity.hypotheses(study, smooth), *study.defined(WEIGHT.name)),
        (
            f"By the theorem on the step, {study.plain.equation(STEPPED, value)}.",
            f"As t → ∞, {powers} {'tends' if len(fading) == 1 else 'tend'} to 0, and the formula is "
            "continuous there.",
        ),
        (Check(equals(STEPPED, value), SAME, lemma=True), near, *continuity.checks(smooth, SAME, ())),
    )


def walk(study: Study, value: Term, hypotheses: tuple[str, ...]) -> Draft:
    """The way of equal steps."""
    closed = START + multiply([STEP, value])
    return Draft(
        WEIGHT.name,
        "walk-at-constant-gradient",
        lambda n: n.equation(LEFT, closed),
        tuple(h for h in hypotheses if h != "t ≥ 1"),
        (
            f"By the theorem on the step every step is {study.plain.write(value)}, the first like all "
            "others.",
            "The weight after t of them is the first weight and t times the step.",
        ),
        (Check(equals(LEFT, closed), SAME),),
    )
