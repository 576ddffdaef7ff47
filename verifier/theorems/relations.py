"""What quantities of one recurrence have to do with each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import at, element, multiply, replace, summation, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.invariants import timeless
from verifier.closed_form.structure import Linear
from verifier.closed_form.weight import LEFT, START
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, state, substitute, symbols
from verifier.theorems import averages, roots
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.regime import Regime
from verifier.theorems.step import STEPPED, constant_values, fading_powers, put_states, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """Averages and sums, the variance about the mean, roots of sums, look-ahead, and memory."""
    sums = [
        s
        for s in study.reading.structures.values()
        if isinstance(s, Linear) and s.closed and s.initial == ZERO
    ]
    for state_ in sums:
        held = lin.hold(state_)
        if averages.remembers(study, held) and averages.is_average(study, held):
            yield average_and_sum(study, state_)
    for x in sums:
        for y in sums:
            yield from centred(study, x, y)
    for y in sums:
        if y.factor == ONE and y.forcing == GRADIENT**2:
            yield root_of_sum(study, y)
    yield from look_ahead(study)
    yield from amplification(study)
    yield from walk(study)
    yield memory(study)


def average_and_sum(study: Study, found: Linear) -> Draft:
    """The average is a constant times the sum with the same decay."""
    i, a, write = study.indices[0], found.factor, study.plain.write
    name = next(c for c in ("S", "Z", "Q", "Y") if c not in study.taken)
    total = element(name, STEP)
    sums = summation(multiply([a ** tidy(STEP - i), at(found.input, i)]), i, 1, STEP)
    step = multiply([a, element(name, tidy(STEP - 1))]) + at_step(found.input)
    return Draft(
        found.name,
        "average-and-sum",
        say(
            lin.left_of(found),
            " = ",
            found.scale * total,
            " where ",
            equals(total, step),
            ", ",
            equals(element(name, ZERO), ZERO),
        ),
        study.defined(found.name),
        (
            f"For t = 0 both sides are 0. A step multiplies the old values of both sides by {write(a)}, "
            "and adds "
            f"{write(at_step(found.forcing))} to both.",
        ),
        (Check(equals(lin.left_of(found), found.scale * sums)),),
        (
            "The factor does not vanish from a step of fixed rate: replacing one by the other changes "
            f"the rate by the factor {write(found.scale)}.",
        ),
    )


def centred(study: Study, x: Linear, y: Linear) -> Iterator[Draft]:
    """The average of squares is at least the square of the average."""
    a, identities = x.factor, study.identities()
    same = x.factor == y.factor and x.scale == y.scale and identities.equal(x.scale, ONE - a)
    if (
        not same
        or x.input != GRADIENT
        or y.input != GRADIENT**2
        or not averages.remembers(study, lin.hold(x))
    ):
        return
    m, v = state(x.name), state(y.name)
    new_m, new_v = a * m + (ONE - a) * GRADIENT, a * v + (ONE - a) * GRADIENT**2
    gain = a * (v - m**2) + a * (ONE - a) * (GRADIENT - m) ** 2
    if not identities.equal(new_v - new_m**2, gain):
        raise ArithmeticError("the variance about the mean does not obey its recurrence")
    left, old = (
        element(y.name, STEP) - element(x.name, STEP) ** 2,
        element(y.name, tidy(STEP - 1)) - element(x.name, tidy(STEP - 1)) ** 2,
    )
    step = a * old + a * (ONE - a) * (element(GRADIENT.name, STEP) - element(x.name, tidy(STEP - 1))) ** 2
    write = study.plain.write
    yield Draft(
        y.name,
        "variance-about-the-mean",
        say(left, " = ", step, ", which is not negative"),
        (*study.facts(a), "t ≥ 1"),
        (
            f"Putting the recurrences of both into {write(left)} gives the right side, identically.",
            "At t = 0 the difference is 0; and if it is not negative at t-1, neither is it at t, since "
            f"0 ≤ {write(a)} < 1: induction over t.",
        ),
        (Check(equals(left, step)), Check(at_most(ZERO, left))),
    )


def root_of_sum(study: Study, y: Linear) -> Draft:
    """The sum of gradients squared, each divided by the root of the sum so far, is at most twice the root."""
    i, write = study.indices[0], study.plain.write
    each = element(GRADIENT.name, i) ** 2 / element(y.name, i) ** HALF
    total, root = summation(each, i, 1, STEP), element(y.name, STEP) ** HALF
    return Draft(
        y.name,
        "twice-the-root",
        say(at_most(total, root * 2)),
        ("g[1] ≠ 0", "t ≥ 1"),
        (
            f"Write r for the root of {write(element(y.name, STEP))} and q for that of "
            f"{write(element(y.name, tidy(STEP - 1)))}: r² - q² = "
            f"{write(element(GRADIENT.name, STEP) ** 2)}.",
            "2 r - 2 q - (r² - q²)/r = (r - q)²/r ≥ 0: each step adds at most 2 r - 2 q to the left "
            "side, and the right sides telescope.",
        ),
        (Check(at_most(total, root * 2)),),
    )


def look_ahead(study: Study) -> Iterator[Draft]:
    """The recurrence of the point at which the gradient is asked for, where that is not the weight."""
    system = study.reading.system
    if system.query == WEIGHT:
        return
    identities = study.identities()
    held = {
        s: hyper(s.name)
        for s in symbols([system.query, system.weight, *(s.update for s in system.states)], "sequence")
    }
    query, weight = (substitute([x], held)[0] for x in (system.query, system.weight))
    updates = {state(s.name): substitute([s.update], held)[0] for s in system.states} | {WEIGHT: weight}
    after = substitute([query], updates)[0]
    gain = identities.simplest(after - query)
    if WEIGHT in symbols([gain]):
        return
    phi = next(c for c in ("y", "p", "q", "z") if c not in study.taken)
    here, before = (at(query, tidy(STEP + k)) for k in (1, 0))
    right = at_step(gain)
    write = study.plain.write
    yield Draft(
        WEIGHT.name,
        "look-ahead-shifted",
        say(
            element(phi, STEP),
            " = ",
            element(phi, tidy(STEP - 1)) + right,
            " where ",
            equals(element(phi, STEP), here),
        ),
        ("given rates do not change",),
        (
            f"The gradient of the step is asked for at {write(before)}, the point {phi} that the step "
            "before left.",
            f"Putting the recurrences of weight and states into {write(here)} - ({write(before)}) leaves "
            f"{write(right)}, which does not read the weight: "
            f"the same method, told of the points {phi} alone, with the gradient asked for where one stands.",
        ),
        (Check(equals(here - before, right), Regime()),),
    )


def amplification(study: Study) -> Iterator[Draft]:
    """How many times the first step the steady step is, under a constant gradient."""
    step = read_step(study)
    if step is None or step.kept != ONE:
        return
    raw = put_states(study, step.added, constant_values(study))
    if raw is None:
        return
    identities = study.identities()
    value = roots.simplest(identities, substitute([raw], dict.fromkeys(map(hyper, step.small), ZERO))[0])
    fading = fading_powers(study, value)
    if not fading:
        return
    try:
        limit = roots.simplest(identities, substitute([value], fading)[0])
        times = roots.simplest(identities, limit / replace(value, {STEP: ONE}))
    except (Unsupported, ZeroDivisionError):
        return
    if GRADIENT in symbols([times]) or STEP in symbols([times, limit]) or times == ONE:
        return
    zero = tuple(f"{study.plain.name(n)} = 0" for n in step.small)
    fixed = tuple((n, Fraction(0)) for n in step.small)
    write = study.plain.write
    share = identities.simplest(value / limit)
    first = element(WEIGHT.name, ONE) - START
    rest = Check(equals(STEPPED, multiply([share, times]) * first), Regime(GRADIENT, fixed=fixed))
    yield Draft(
        WEIGHT.name,
        "amplification",
        say("under a gradient that does not change the steps tend to ", times, " times the first step"),
        (*zero, "given rates do not change", "g ≠ 0", *study.facts(*fading)),
        (
            f"By the theorem on constant gradients the step is {write(value)}; at t = 1 it is "
            f"{write(replace(value, {STEP: ONE}))}, in the limit {write(limit)}.",
        ),
        (rest,),
    )


def walk(study: Study) -> Iterator[Draft]:
    """Steps that fall as one by the root of t: too slowly for the way to end."""
    step = read_step(study)
    if step is None or step.kept != ONE:
        return
    raw = put_states(study, step.added, constant_values(study))
    if raw is None:
        return
    identities = study.identities()
    value = roots.simplest(identities, substitute([raw], dict.fromkeys(map(hyper, step.small), ZERO))[0])
    first = identities.simplest(value * STEP**HALF)
    if STEP in symbols([first]) or first == ZERO:
        return
    size = roots.magnitude(identities, first)
    way = Term("abs", LEFT - START)
    low, high = size * ((STEP + 1) ** HALF * 2 - 2), size * (STEP**HALF * 2)
    fixed = tuple((n, Fraction(0)) for n in step.small)
    zero = tuple(f"{study.plain.name(n)} = 0" for n in step.small)
    write = study.plain.write
    yield Draft(
        WEIGHT.name,
        "way-without-end",
        say(low, " is at most ", way, ", and that is at most ", high),
        (
            f"{GRADIENT.name}[i] = {GRADIENT.name} for every i",
            "g ≠ 0",
            *zero,
            "given rates do not change",
            *(() if identities.positive(size) else (f"{write(size)} ≠ 0",)),
        ),
        (
            f"By the theorem on the step it is {write(value)}: all steps have one direction, and the way "
            f"is {write(size)} times Σ 1/√i.",
            "Lemma: 2 √(i+1) - 2 √i ≤ 1/√i ≤ 2 √i - 2 √(i-1), since the left side is 2/(√(i+1) + √i) and "
            "the right side 2/(√i + √(i-1)). Summing telescopes.",
            "The lower bound grows beyond every number: the steps tend to 0, and the way does not end.",
        ),
        (
            Check(at_most(low, way), Regime(GRADIENT, fixed=fixed)),
            Check(at_most(way, high), Regime(GRADIENT, fixed=fixed)),
        ),
    )


def memory(study: Study) -> Draft:
    """How many numbers are kept for each weight."""
    clock = timeless(study.reading.system)
    kept = [s.name for s in study.reading.system.states if s.name not in clock]
    names = ", ".join(study.plain.name(n) for n in kept)
    many = "1 number is" if len(kept) == 1 else f"{len(kept)} numbers are"
    text = f"{many} kept from step to step beside each weight"
    said = (
        f"{names}: each of them is made from its old value and the gradients so far."
        if kept
        else "The step is made from the gradient and given rates alone."
    )
    return Draft(WEIGHT.name, "memory", say(text), (), (said,), ())
