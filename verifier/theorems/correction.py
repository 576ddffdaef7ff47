"""What bias correction does to averages and to steps: by how much, for how long."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mpmath import mp

from verifier.closed_form import expectation as means
from verifier.closed_form import linear as lin
from verifier.closed_form.bound import factors
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.numeric import value_at
from verifier.closed_form.structure import Linear
from verifier.notation import decimal
from verifier.system import Hyper
from verifier.term import ONE, STEP, Term, hyper, symbols, term
from verifier.theorems import averages
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.ratio import read_ratio
from verifier.theorems.regime import Regime, trial
from verifier.theorems.step import read_step

ONE_PERCENT = Fraction(1, 100)
LONGEST_SEARCH = 400
LONGEST = 100_000
"""Usual values for which a correction takes more steps than this are not followed."""


def theorems(study: Study) -> Iterator[Draft]:
    """The corrections of averages, and of the step."""
    for structure in study.reading.structures.values():
        if isinstance(structure, Linear) and structure.closed:
            yield from of_average(study, structure)
    yield from of_step(study)


def of_average(study: Study, state: Linear) -> Iterator[Draft]:
    """The factor by which a state is divided, where it is one minus a power of its own factor."""
    held = lin.hold(state)
    if not averages.remembers(study, held) or not averages.is_average(study, held):
        return
    a = held.factor
    for factor in means.corrections(study, state):
        _, _, below = factors(at_step(factor))
        if below == [ONE - a**STEP]:
            yield falling(study, held)
            yield share(study, held)
            yield from usual_share(study, held)


def falling(study: Study, held: Linear) -> Draft:
    """The correction, falling to one."""
    a, write = held.factor, study.plain.write
    factor, later = (ONE / (ONE - a**x) for x in (STEP, STEP + 1))
    return Draft(
        held.name,
        "correction-falls-to-one",
        say(
            "the correction ",
            factor,
            " is ",
            ONE / (ONE - a),
            " at the first step, falls at every step, and tends to 1",
        ),
        (f"0 < {write(a)} < 1", "t ≥ 1"),
        (
            f"{write(a**STEP)} falls with t towards 0, so that {write(ONE - a**STEP)} grows towards 1 "
            "and its reciprocal falls.",
        ),
        (Check(Term("lt", later, factor), Regime()), Check(Term("lt", ONE, factor), Regime())),
        (f"For {write(a)} = 0 the correction is 1 at every step.",),
    )


def share(study: Study, held: Linear) -> Draft:
    """From when on the correction changes little."""
    a, write = held.factor, study.plain.write
    p = hyper(next(c for c in ("p", "q", "share") if c not in study.taken))
    when = Term("log", (ONE + p) / p) / Term("log", ONE / a)
    return Draft(
        held.name,
        "correction-within-a-share",
        say("the correction is at most ", ONE + p, " just from the step ", when, " on"),
        (f"0 < {write(a)} < 1", f"0 < {p.name} < 1"),
        (
            f"1/(1 - {write(a**STEP)}) ≤ 1 + {p.name} means {write(a**STEP)} ≤ {p.name}/(1 + {p.name}); "
            f"the logarithm of {write(a)} is negative.",
        ),
        (Check(equals(ONE / (ONE - a**when), ONE + p), Regime(letters=((p.name, ONE_PERCENT * 7),))),),
    )


def usual_share(study: Study, held: Linear) -> Iterator[Draft]:
    """The step from which on the correction is within one per cent, at the usual value."""
    found = study.reading.system.hyper(held.factor.name)
    if found is None or found.usual is None or not 0 < found.usual < 1:
        return
    first = first_below(found.usual, Fraction(1, 101))
    if first is None:
        return
    a, write = held.factor, study.plain.write
    low = Check(
        Term("le", ONE / (ONE - a ** term(first)), term(1 + ONE_PERCENT)),
        Regime(fixed=((found.name, found.usual),)),
        (1,),
    )
    early = Check(
        Term("lt", term(1 + ONE_PERCENT), ONE / (ONE - a ** term(first - 1))),
        Regime(fixed=((found.name, found.usual),)),
        (1,),
    )
    yield Draft(
        held.name,
        "usual-correction-within-one-per-cent",
        say(f"the correction is at most 1.01 just from the step {first} on"),
        (f"{write(a)} = {_shown(found)}",),
        (
            f"1/(1 - x) ≤ 1.01 means x ≤ 1/101. In exact numbers {_shown(found)}^{first} ≤ 1/101 < "
            f"{_shown(found)}^{first - 1}, and powers fall.",
        ),
        (low, *([early] if first > 1 else [])),
    )


def first_below(base: Fraction, level: Fraction) -> int | None:
    """The first exponent at which a power of a number below one is at most the level: exactly."""
    guess, power = 1, base
    while power > level:
        if guess > LONGEST:
            return None
        guess, power = guess * 2, power * power
    low = guess // 2
    while guess - low > 1:
        middle = (low + guess) // 2
        low, guess = (low, middle) if base**middle <= level else (middle, guess)
    return guess


def _shown(found: Hyper) -> str:
    assert found.usual is not None
    return decimal(found.usual)


def of_step(study: Study) -> Iterator[Draft]:
    """The joint effect of the corrections on the step, at the usual values: first, least, and last."""
    step = read_step(study)
    ratio = None if step is None else read_ratio(study, step)
    if ratio is None or ratio.numerator is None or not isinstance(ratio.denominator, Linear):
        return
    rates = dict.fromkeys(symbols([ratio.squared], "sequence"), ONE)
    square = study.identities().simplest(put(ratio.squared, rates))
    a, b = ratio.a, ratio.b
    if not _proportional(study, square, (ONE - b**STEP) / (ONE - a**STEP) ** 2):
        return
    first, second = (_usual(study, x) for x in (a, b))
    if first is not None and second is not None and 0 < first < 1 and 0 < second < 1:
        yield from _joint(study, a, b, first, second)


def _usual(study: Study, factor: Term) -> Fraction | None:
    """The usual value of a factor: that of a hyperparameter, or the number that it is."""
    if factor.op == "num":
        return factor.value
    found = study.reading.system.hyper(factor.name) if factor.op == "sym" else None
    return None if found is None else found.usual


def _proportional(study: Study, one: Term, other: Term) -> bool:
    """Whether the quotient, a constant rate squared, is the same at every step."""
    after = {STEP: STEP + ONE}
    return study.identities().equal(one * put(other, after), put(one, after) * other)


def _joint(study: Study, a: Term, b: Term, first: Fraction, second: Fraction) -> Iterator[Draft]:
    """The factor √(1 - bᵗ)/(1 - aᵗ): its least value, and from when on it is within one per cent of one."""
    factor = (ONE - b**STEP) ** Fraction(1, 2) / (ONE - a**STEP)
    least = smallest(first, second)
    last = steady_from(first, second)
    if least is None or last is None:
        return
    write = study.plain.write
    usual = tuple((x.name, v) for x, v in ((a, first), (b, second)) if x.op == "sym")
    regime = Regime(fixed=usual)
    names = tuple(f"{study.plain.name(n)} = {decimal(v)}" for n, v in usual)
    there = put(factor, {STEP: term(least)})
    beside = tuple(
        Check(Term("lt", there, put(factor, {STEP: term(least + k)})), regime, (1,))
        for k in (-1, 1)
        if least + k > 0
    )
    value = _digits(there, regime, study)
    yield Draft(
        "w",
        "least-correction-of-the-step",
        say(
            "the corrections multiply the step by ",
            factor,
            f", which is least at the step {least}, about {value}",
        ),
        names,
        (
            f"The square of {write(factor)} is compared in exact numbers for t up to a step from which "
            f"on 1 - {write(b**STEP)}, which it is at least, exceeds its value at {least}.",
            f"Among these steps it is least at t = {least}.",
        ),
        beside,
    )
    near = [put(factor, {STEP: term(last)}), put(factor, {STEP: term(last - 1)})]
    yield Draft(
        "w",
        "correction-of-the-step-within-one-per-cent",
        say("the corrections change the step by at most one per cent just from the step ", term(last), " on"),
        names,
        (
            f"From this step on the square lies between 1 - {write(b**STEP)} ≥ 0.99² and 1/(1 - "
            f"{write(a**STEP)})² ≤ 1.01², in exact numbers; "
            "one step earlier it is below 0.99².",
        ),
        (
            Check(Term("le", term(Fraction(99, 100)), near[0]), regime, (1,)),
            Check(Term("lt", near[1], term(Fraction(99, 100))), regime, (1,)),
        ),
    )


def _digits(value: Term, regime: Regime, study: Study) -> str:
    run = trial(study.reading.system, regime, 0)
    with mp.workdps(30):
        return str(mp.nstr(value_at(value, run, {}), 4))


def smallest(a: Fraction, b: Fraction) -> int | None:
    """The step at which (1 - bᵗ)/(1 - aᵗ)² is least over all steps, in exact numbers.

    It is at least 1 - bᵗ, which grows: once that exceeds the least value so far, no later step is less.
    """
    best, at_best = None, 0
    for t in range(1, LONGEST_SEARCH):
        value = (1 - b**t) / (1 - a**t) ** 2
        if best is None or value < best:
            best, at_best = value, t
        if 1 - b**t > best:
            return at_best
    return None


def steady_from(a: Fraction, b: Fraction) -> int | None:
    """The step from which on √(1 - bᵗ)/(1 - aᵗ) is within one per cent of 1, where b is the slower."""
    first = first_below(b, 1 - Fraction(99, 100) ** 2)
    if first is None or first < 2:
        return None
    small = a**first <= Fraction(1, 101)
    before = (1 - b ** (first - 1)) / (1 - a ** (first - 1)) ** 2 < Fraction(99, 100) ** 2
    return first if small and before else None
