"""What never falls, what is kept for ever, and where a rate can grow again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import at, element, multiply, now, replace, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.identities import Identities
from verifier.closed_form.invariants import timeless
from verifier.closed_form.numeric import decided
from verifier.closed_form.structure import Linear, Maximum, changes
from verifier.domain import UNIT
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, substitute, symbols
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.regime import Regime, trial
from verifier.theorems.step import Step, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """Monotone states, the rate that they make, and what running maxima keep."""
    rising = list(never_falling(study))
    for name in rising:
        yield monotone(study, name)
    for name, structure in study.reading.structures.items():
        if isinstance(structure, Maximum):
            yield from peak(study, name, structure)
    step = read_step(study)
    if step is not None:
        yield from rates(study, step, rising)


def never_falling(study: Study) -> Iterator[str]:
    """The states of which no step lowers the value."""
    clock = timeless(study.reading.system)
    for s in study.reading.system.states:
        structure = study.reading.structures[s.name]
        if s.name in clock:
            continue
        if (isinstance(structure, Maximum) and structure.factor == ONE) or _gains(study, structure):
            yield s.name


def _gains(study: Study, structure: object) -> bool:
    if not isinstance(structure, Linear) or structure.factor != ONE:
        return False
    try:
        return study.identities().non_negative(structure.forcing)
    except (Unsupported, ZeroDivisionError):
        return False


def monotone(study: Study, name: str) -> Draft:
    """A state that never falls."""
    before, after = element(name, tidy(STEP - 1)), element(name, STEP)
    structure = study.reading.structures[name]
    why = (
        f"a step adds {study.plain.write(at_step(structure.forcing))}, which is not negative"
        if isinstance(structure, Linear)
        else "the maximum of the old value and another one is at least the old value"
    )
    return Draft(
        name,
        "never-falls",
        say(at_most(before, after)),
        ("t ≥ 1", *study.defined(name)),
        (f"The recurrence says it: {why}.",),
        (Check(at_most(before, after)),),
    )


def peak(study: Study, name: str, structure: Maximum) -> Iterator[Draft]:
    """What a running maximum does with a large input and after it."""
    u, i = element(name, STEP), study.indices[0]
    factor, write = structure.factor, study.plain.write
    if changes(factor) or structure.initial != ZERO:
        return
    read = at(structure.input, i)
    s = hyper(next(c for c in "sTNq" if c not in study.taken))
    past = multiply([] if factor == ONE else [factor ** tidy(STEP - s)])
    kept = multiply([past, at(structure.input, s)])
    yield Draft(
        name,
        "keeps-the-largest",
        say(at_most(kept, u), " for ", Term("le", s, STEP)),
        (f"1 ≤ {s.name} ≤ t", *study.facts(factor), *study.defined(name)),
        (
            f"By the theorem on the maximum {write(u)} is the largest of all {write(read)}, each "
            f"multiplied by its power of {write(factor)}; "
            f"the one of step {s.name} is among them."
            if factor != ONE
            else f"By the theorem on the maximum {write(u)} is the largest of all {write(read)}, and the "
            f"one of step {s.name} is among them.",
        ),
        (Check(at_most(kept, u), Regime(rates_vary=True, letters=((s.name, Fraction(2)),)), (2, 3, 4, 5)),),
    )
    if factor == ONE or structure.input != Term("abs", GRADIENT):
        return
    later = factor ** tidy(STEP - s) * element(name, s)
    silent = Term("where", Term("le", STEP, s), GRADIENT * (STEP - Fraction(7, 3)), ZERO)
    yield Draft(
        name,
        "after-gradients-vanish",
        say(u, " = ", later, " for ", Term("ge", STEP, s)),
        (f"{GRADIENT.name}[i] = 0 for every i > {s.name}", *study.facts(factor)),
        (
            f"A step without gradient reads {write(u)} = "
            f"max({write(factor * element(name, tidy(STEP - 1)))}, 0), which is the first, "
            "neither factor being negative: induction over t.",
        ),
        (Check(equals(u, later), Regime(silent, letters=((s.name, Fraction(2)),)), (2, 3, 4, 5)),),
    )
    yield Draft(
        name,
        "at-least-the-newest",
        say(at_most(Term("abs", element(GRADIENT.name, STEP)), u)),
        ("t ≥ 1",),
        ("A maximum is at least each of its sides, the newest input being one.",),
        (Check(at_most(Term("abs", element(GRADIENT.name, STEP)), u)),),
    )


def effective_rate(study: Study, step: Step) -> Term | None:
    """What the newest gradient, or an average of gradients, is multiplied with; None without such a one."""
    sources = [
        GRADIENT,
        *(
            now(n)
            for n, s in study.reading.structures.items()
            if isinstance(s, Linear) and GRADIENT in symbols([s.input])
        ),
    ]
    identities = study.identities()
    rates = {s: hyper(s.name) for s in symbols([step.added], "sequence")}
    added = substitute([step.added], rates)[0]
    for x in sources:
        if x not in symbols([added]):
            continue
        try:
            rate = identities.simplest(ZERO - added / x)
        except (Unsupported, ZeroDivisionError):
            continue
        read = {s.name for s in symbols([rate], "now")}
        if x not in symbols([rate]) and read and not symbols([rate], "gradient"):
            return rate
    return None


def rates(study: Study, step: Step, rising: list[str]) -> Iterator[Draft]:
    """Whether the effective rate never grows, or gradients with which it does."""
    rate = effective_rate(study, step)
    if rate is None:
        return
    after = at_step(rate)
    before = _read_before(after)
    read = {s.name for s in symbols([rate], "now")} - timeless(study.reading.system)
    fixed_in_time = not any(n == STEP for n in symbols([rate]))
    known = read <= set(rising) and fixed_in_time and not_negative(study, rate)
    if known and _falls(study, rate, read):
        yield falling(study, after, before, sorted(read))
    else:
        yield from growing(study, after, before)


def not_negative(study: Study, value: Term) -> bool:
    """Whether a value is proved not to be negative."""
    try:
        return study.identities().non_negative(value)
    except (Unsupported, ZeroDivisionError):
        return False


def _read_before(value: Term) -> Term:
    return replace(value, {STEP: tidy(STEP - 1)})


def _falls(study: Study, rate: Term, read: set[str]) -> bool:
    """Whether a rate is a constant by a root or a sum that grows with its states."""
    bigger = {now(n): now(n) + hyper("more") for n in read}
    identities = study.identities()
    fresh = Identities({**identities.domains, "more": UNIT})
    try:
        one, two = (fresh.simplest(ONE / roots.squared(x)) for x in (rate, substitute([rate], bigger)[0]))
        if fresh.non_negative(two - one):
            return True
    except (Unsupported, ZeroDivisionError):
        pass
    return grows_below(study, rate, read)


def grows_below(study: Study, rate: Term, read: set[str]) -> bool:
    """Whether states stand only below the line, in sums and in positive powers of what is not negative."""
    states = {now(n) for n in read}
    if rate.op == "mul":
        return all(grows_below(study, x, read) for x in rate.terms)
    if rate.op == "div":
        above, below = rate.terms
        parts = (n for n in postorder([below]) if states & set(symbols([n])))
        return all(_grows(study, n) for n in parts) and grows_below(study, above, read)
    return not states & set(symbols([rate]))


def _grows(study: Study, value: Term) -> bool:
    """Whether an operation grows with its arguments."""
    if value.op == "pow":
        base, exponent = value.terms
        return exponent.op == "num" and exponent.value > 0 and not_negative(study, base)
    return value.op in ("add", "sym")


def falling(study: Study, after: Term, before: Term, states: list[str]) -> Draft:
    """The effective rate that never grows."""
    write = study.plain.write
    names = " and ".join(study.plain.name(n) for n in states)
    return Draft(
        WEIGHT.name,
        "rate-never-grows",
        say(at_most(after, before)),
        ("given rates do not change", "t ≥ 2", *study.defined(WEIGHT.name)),
        (
            f"The step is the gradient, or its average, times -{write(after)}.",
            f"{names} {'never falls' if len(states) == 1 else 'never fall'}, and stands below the line, "
            "in sums and roots that grow with it.",
        ),
        (Check(at_most(after, before), Regime(), (2, 3, 4, 5)),),
    )


def growing(study: Study, after: Term, before: Term) -> Iterator[Draft]:
    """Gradients with which the effective rate grows from one step to the next."""
    system = study.reading.system
    drop = Term("where", Term("le", STEP, ONE), ONE, Term("num", Fraction(1, 100)))
    for numbers_ in settings(study):
        regime = Regime(drop, fixed=numbers_, start=Fraction(0))
        run = trial(system, regime, 0)
        at_ = next((t for t in range(2, 6) if decided(Term("lt", before, after), run, t)), None)
        if at_ is not None:
            yield _grown(study, after, before, regime, at_)
            return


def settings(study: Study) -> Iterator[tuple[tuple[str, Fraction], ...]]:
    """Numbers for the hyperparameters: the usual ones, then small and large decay rates."""
    hypers = study.reading.system.hypers
    if all(h.usual is not None for h in hypers):
        yield tuple((h.name, h.usual) for h in hypers if h.usual is not None)
    unit = [h.name for h in hypers if h.domain == UNIT]
    slow = dict(zip(unit, [Fraction(1, 10), *[Fraction(9, 10)] * len(unit)], strict=False))
    yield tuple((h.name, slow.get(h.name, Fraction(1, 2))) for h in hypers)


def _grown(study: Study, after: Term, before: Term, regime: Regime, at_: int) -> Draft:
    write = study.plain.write
    numbers = ", ".join(f"{study.plain.name(n)} = {v}" for n, v in regime.fixed)
    return Draft(
        WEIGHT.name,
        "rate-can-grow",
        say(
            "the gradients 1, 1/100, 1/100, ... make the effective rate ",
            after,
            f" larger at the step {at_} than at the step before",
        ),
        (f"{numbers}: these numbers are the witness",),
        (
            f"The step is the gradient, or its average, times -{write(after)}.",
            f"The recurrence, run with these numbers and gradients, gives a larger value at t = {at_} "
            f"than at t = {at_ - 1}.",
        ),
        (Check(Term("lt", before, after), regime, (at_,)),),
    )
