"""What becomes of the largest step in the long run: a bound over all steps, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.closed_form.bound import add, factors, multiply
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.domain import UNIT
from verifier.term import HALF, ONE, STEP, ZERO, Term, hyper, postorder, symbols, term
from verifier.theorems import roots, settling
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.forms import Form
from verifier.theorems.quotients import Quotient, strict
from verifier.theorems.regime import Regime
from verifier.theorems.schedules import INSIDE
from verifier.theorems.step import Step
from verifier.theorems.suprema import bound_of, given, squared_bound

FAR_STEP, TWO = hyper("far"), term(2)
LATE = Fraction(10**6)
"""A step at which a limit is reached but for next to nothing, and at which what grows has grown."""


@dataclass(frozen=True)
class Late:
    """A quotient with every number that depends on the step in the place of its limit.

    Attributes
    ----------
    quotient : Quotient
    square : Term
        The square of its bound by that of the rate.
    moving : dict of Term to Term
        The powers in it that tend to 0.
    slow : tuple of Term
        The factors of which the squares must be below that of the squares of gradients.
    """

    quotient: Quotient
    square: Term
    moving: dict[Term, Term]
    slow: tuple[Term, ...]


def late(study: Study, found: Quotient) -> Late | None:
    """The quotient in the long run; None where a limit is not known."""
    quotient = _settled(study, found)
    if quotient is None:
        return None
    square = squared_bound(study, quotient)
    moving = [n for n in postorder([square]) if n.op == "pow" and STEP in symbols([n.terms[1]])]
    slow = _slow(study, found, moving)
    return None if slow is None or not moving else Late(quotient, square, dict.fromkeys(moving, ZERO), slow)


def _settled(study: Study, found: Quotient) -> Quotient | None:
    forms = {name: getattr(found, name) for name in ("above", "below", "less")}
    moved = {name: _settled_form(study, f) for name, f in forms.items() if f is not None}
    rate, share = (settling.settled(study, x) for x in (found.rate, found.share))
    above, below, less = (moved.get(name) for name in forms)
    if rate is None or share is None or above is None or below is None or (found.less and less is None):
        return None
    return replace(found, rate=rate, share=share, above=above, below=below, less=less)


def _settled_form(study: Study, form: Form) -> Form | None:
    newest, *numbers = (settling.settled(study, x) for x in (form.newest, *(c for c, _ in form.parts)))
    if newest is None or any(c is None for c in numbers):
        return None
    return Form(newest, tuple((c, a) for c, (_, a) in zip(numbers, form.parts, strict=True) if c is not None))


def _slow(study: Study, found: Quotient, moving: list[Term]) -> tuple[Term, ...] | None:
    """The factors on which it depends whether powers tend to 0; None where more is needed than that."""
    known, b = strict(study, found), found.b
    units = [a for _, a in found.above.parts if a.op == "sym" and _is_unit(study, a.name)]
    pairs = {known.simplest(multiply([a, e]) / b): {a, e} for a in units for e in units}
    slow = dict[Term, None]()
    for power in moving:
        base = power.terms[0]
        if known.positive(ONE - base) and known.non_negative(base):
            continue
        if base not in pairs:
            return None
        slow |= dict.fromkeys(a for a in units if a in pairs[base])
    return tuple(slow)


def _is_unit(study: Study, name: str) -> bool:
    found = study.reading.system.hyper(name)
    return found is not None and found.domain == UNIT


def over_all_steps(study: Study, step: Step, found: Quotient) -> Iterator[Draft]:
    """The limit of the largest step; or that it grows beyond every number."""
    then = late(study, found)
    if then is None:
        return
    known = strict(study, found)
    _, above, below = factors(then.square)
    top, bottom = (known.simplest(put(multiply(side), then.moving)) for side in (above, below))
    if bottom != ZERO:
        yield bounded(study, step, found, then)
    elif not then.slow and known.positive(top):
        yield without_bound(study, step, found, then)


def bounded(study: Study, step: Step, found: Quotient, then: Late) -> Draft:
    """The limit of the largest step."""
    write = study.plain.write
    limit = strict(study, found).simplest(put(then.square, then.moving))
    size = roots.magnitude(study.identities(), then.quotient.rate)
    largest = multiply([size, written_limit(study, then.quotient) if found.less is None else limit**HALF])
    powers = (f"{write(p)} tends to 0" for p in then.moving)
    tend = (*settling.reasons(study, bound_of(study, found)), *sorted(powers))
    return Draft(
        step.moved,
        "largest-step-in-the-long-run",
        say("the largest step tends to ", largest, " as t grows: there is a bound over all steps"),
        (
            "given rates do not change",
            *given(study, found),
            *(f"{write(a**2)} < {write(found.b)}" for a in then.slow),
            *study.definitions(bound_of(study, found)),
            *study.defined(step.moved),
        ),
        (
            f"The theorem on the largest step gives it for each t, its sums being geometric. As t grows "
            f"{', '.join(tend)}, and other powers with the exponent t too; what is left is the limit.",
            "A sequence that converges is bounded.",
        ),
        (
            *_near(found, then, limit, largest, size),
            *_coefficients(study, found),
            *_growing(study, found, then),
        ),
        tuple(f"Where {write(a**2)} ≥ {write(found.b)} {GROWS}" for a in _outside(study, found, then)),
    )


GROWS = "the terms of the sum over the ages do not fall, and the largest steps grow beyond every number."


def _inside(study: Study, found: Quotient) -> tuple[tuple[str, Fraction], ...]:
    """Numbers well inside the region in which the largest steps have a limit."""
    units = {h.name: Fraction(1, 2) for h in study.reading.system.hypers if h.domain == UNIT}
    return tuple((units | dict(_b_inside(found))).items())


def _b_inside(found: Quotient) -> Iterator[tuple[str, Fraction]]:
    """A number for the factor of the squares, beyond those of the factors that are numbers."""
    slowest = max((a.value for _, a in found.above.parts if a.op == "num"), default=Fraction(8, 10))
    if found.b.op == "sym":
        yield found.b.name, (1 + slowest) / 2


def written_limit(study: Study, quotient: Quotient) -> Term:
    """The limit by the rate, with the geometric sums over all ages left as they are."""
    (weight, b), top, below = quotient.below.parts[0], quotient.above, quotient.below
    known = study.identities()
    whole = top.newest == below.newest == ZERO
    pairs = [
        (multiply([c, d] if j > k else [c**2]), known.simplest(multiply([a, e]) / b), j > k)
        for k, (c, a) in enumerate(top.parts)
        for j, (d, e) in enumerate(top.parts)
        if j >= k
    ]
    sums = add(
        multiply([TWO if twice else ONE, c, known.simplest((ONE if whole else q) / (ONE - q))])
        for c, q, twice in pairs
    )
    if below.newest != ZERO:
        return (top.first**2 / known.simplest(below.first) + sums / weight) ** HALF
    inside = sums if whole else top.first**2 + sums
    return multiply([roots.root(known, ONE / weight), inside**HALF])


def _near(found: Quotient, then: Late, limit: Term, largest: Term, size: Term) -> Iterator[Check]:
    """That the bound of a late step is next to its limit, which is as it is written."""
    gap = Term("abs", put(then.square, {STEP: FAR_STEP}) - limit)
    small = found.b.value / 2 if found.b.op == "num" else Fraction(1, 2)
    fixed = (*_b_inside(found), *((a.name, small) for a in then.slow))
    regime = Regime(letters=((FAR_STEP.name, LATE),), fixed=fixed)
    yield Check(at_most(gap, limit * Fraction(1, 10**9)), regime, (1,))
    yield Check(equals(largest**2, size**2 * limit), regime, (1,))


def _coefficients(study: Study, found: Quotient) -> Iterator[Check]:
    forms = (found.above, found.below, *([found.less] if found.less else []))
    for value in (x for f in forms for x in (f.newest, *(c for c, _ in f.parts))):
        yield from settling.checks(study, value, _inside(study, found))


def _outside(study: Study, found: Quotient, then: Late) -> Iterator[Term]:
    """The factors that make the bound grow when they are too near 1: all coefficients add up."""
    if found.b.op != "sym":
        return
    inside = Identities({**strict(study, found).domains, **{a.name: INSIDE for a in then.slow}})
    coefficients = [c for c, _ in then.quotient.above.parts]
    if all(map(inside.non_negative, (then.quotient.above.newest, *coefficients))):
        yield from (a for c, a in then.quotient.above.parts if a in then.slow and inside.positive(c))


def _growing(study: Study, found: Quotient, then: Late) -> Iterator[Check]:
    """That late steps can be a thousand times as large as the first one, outside of the region."""
    late_, first = (put(then.square, {STEP: x}) for x in (FAR_STEP, ONE))
    for a in _outside(study, found, then):
        others = tuple((e.name, Fraction(1, 4)) for e in then.slow if e != a)
        fixed = ((a.name, Fraction(9, 10)), (found.b.name, Fraction(1, 2)), *others)
        yield Check(
            at_most(first * 10**6, late_), Regime(fixed=fixed, letters=((FAR_STEP.name, LATE),)), (1,)
        )


def without_bound(study: Study, step: Step, found: Quotient, then: Late) -> Draft:
    """That the largest step grows beyond every number."""
    write = study.plain.write
    powers = ", ".join(sorted(map(write, then.moving)))
    late_, first = (put(then.square, {STEP: x}) for x in (FAR_STEP, ONE))
    fixed = ((found.b.name, Fraction(1, 2)),) if found.b.op == "sym" else ()
    regime = Regime(fixed=fixed, letters=((FAR_STEP.name, LATE),))
    return Draft(
        step.moved,
        "steps-without-bound",
        say(
            "the largest step, ",
            bound_of(study, found),
            ", grows with t beyond every number: no bound holds at all steps",
        ),
        ("given rates do not change", *given(study, found), *study.definitions(bound_of(study, found))),
        (
            "By the theorem on the largest step there are gradients that bring it about, but for as "
            "little as one likes.",
            f"As t grows {powers} {'tends' if len(then.moving) == 1 else 'tend'} to 0: what is below the "
            "line vanishes, what is above it does not.",
        ),
        (Check(at_most(first * 10**6, late_), regime, (1,)),),
    )
