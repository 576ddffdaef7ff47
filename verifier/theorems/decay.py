"""Weights that decay towards zero while bounded steps push them: where they end up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import element, factors, multiply, tidy
from verifier.closed_form.draft import Study, at_step, steady
from verifier.closed_form.weight import LEFT, START
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, substitute, symbols
from verifier.theorems import bounds, roots
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.ratio import (
    condition,
    decays,
    factor_of,
    quotient_of,
    read_ratio,
    step_size,
    well_inside,
)
from verifier.theorems.regime import Regime
from verifier.theorems.step import Step, constant_values, put_states, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """Steps of one size, and what decay makes of bounded steps."""
    step = read_step(study)
    if step is None:
        return
    size = sign_size(study, step)
    if size is not None:
        yield equal_steps(study, step, size)
    if step.kept == ONE or not decays(study, step):
        return
    limit = size or ratio_bound(study, step)
    if limit is not None:
        yield from ball(study, step, *limit)
    yield from resting_point(study, step)


Bound = tuple[Term, tuple[str, ...]]
"""What a step adds is at most this in size, under these hypotheses."""


def sign_size(study: Study, step: Step) -> Bound | None:
    """The size of a step that is a rate times a sign."""
    number, above, below = factors(step.added)
    signs = [f for f in above if f.op == "sign"]
    rest = [f for f in above if f.op != "sign"]
    known = all(s.args[0] in ("hyper", "sequence", "time") for f in (*rest, *below) for s in symbols([f]))
    if len(signs) != 1 or below or not known or not all(study.identities().non_negative(f) for f in rest):
        return None
    return multiply([*([Term("num", abs(number))] if abs(number) != 1 else []), *rest]), ()


def equal_steps(study: Study, step: Step, size: Bound) -> Draft:
    """Steps that have one size whatever the gradients are."""
    moved, most = step_size(step), at_step(size[0])
    write = study.plain.write
    middle = moved * (moved - most)
    return Draft(
        WEIGHT.name,
        "steps-of-one-size",
        say(moved, " is ", most, ", or 0"),
        study.facts(size[0]),
        (
            f"The step adds {write(at_step(step.added))}; a sign is 1, -1 or 0, whatever the size of the "
            "gradient.",
        ),
        (Check(equals(middle, ZERO)),),
    )


def ratio_bound(study: Study, step: Step) -> Bound | None:
    """The bound on a step by Cauchy and Schwarz, over all steps."""
    ratio = read_ratio(study, step)
    if ratio is None:
        return None
    q, known = quotient_of(study, ratio), study.identities()
    if q.op == "num" and not known.positive(ONE - q):
        return None
    square = study.identities().simplest(factor_of(study, ratio))
    moving = {n: ZERO for n in postorder([square]) if n.op == "pow" and STEP in symbols([n.terms[1]])}
    limit = substitute([square], moving)[0]
    if (
        q == ZERO
        or bounds.never_above_limit(study, ratio, study.identities().simplest(square / limit)) is None
    ):
        return None
    bound = roots.simplest(study.identities(), limit**HALF)
    converges = () if known.positive(ONE - q) else (condition(study, ratio, "<"),)
    return bound, (*bounds.fading(study, ratio), *converges)


def ball(study: Study, step: Step, bound: Term, conditions: tuple[str, ...]) -> Iterator[Draft]:
    """The interval that the weight does not leave, and to which it is drawn."""
    identities, write = study.identities(), study.plain.write
    decay = identities.simplest(steady(ONE - step.kept))
    held = {n: hyper(n.terms[0].name) for n in postorder([bound]) if n.op == "element"}
    most = identities.simplest(steady(substitute([bound], held)[0]) / decay)
    if STEP in symbols([most]) or decay == ZERO:
        return
    shown = identities.simplest(steady(step.kept))
    given = (
        "given rates do not change",
        f"0 < {write(decay)} ≤ 1",
        *conditions,
        *study.defined(WEIGHT.name),
    )
    half = tuple((s.name, Fraction(1, 2)) for s in symbols([decay]))
    ratio = read_ratio(study, step)
    inside = Regime(fixed=(*half, *(well_inside(ratio) if ratio else ())))
    far = shown**STEP * (Term("abs", START) - most)
    proof = (
        f"The weight keeps {write(shown)} of itself, a number from 0 to below 1, and what is added is at "
        f"most {write(multiply([decay, most]))}.",
        f"So |{write(LEFT)}| ≤ "
        f"{write(multiply([shown, Term('abs', element(WEIGHT.name, tidy(STEP - 1)))]))} + "
        f"{write(multiply([decay, most]))}, a mean of "
        f"|{write(element(WEIGHT.name, tidy(STEP - 1)))}| and {write(most)}.",
    )
    yield Draft(
        WEIGHT.name,
        "bound-on-the-weight",
        say(at_most(Term("abs", LEFT), Term("max", Term("abs", START), most))),
        given,
        (*proof, "A mean is at most the larger of the two: induction over t."),
        (Check(at_most(Term("abs", LEFT), Term("max", Term("abs", START), most)), inside),),
        (
            f"With {write(decay)} = 3 and no gradient a step turns the weight w into -2 w, which grows "
            "beyond every bound.",
        ),
    )
    yield Draft(
        WEIGHT.name,
        "approach-to-the-bound",
        say(at_most(Term("abs", LEFT) - most, far)),
        given,
        (
            *proof,
            f"Subtract {write(most)} on both sides: the excess is multiplied by at most {write(shown)} "
            "at each step; induction over t.",
        ),
        (Check(at_most(Term("abs", LEFT) - most, far), inside),),
    )


def resting_point(study: Study, step: Step) -> Iterator[Draft]:
    """Where decay and a constant gradient hold each other."""
    raw = put_states(study, step.added, constant_values(study))
    identities = study.identities()
    if raw is None:
        return
    value = roots.simplest(identities, raw)
    if STEP in symbols([value]) or any(n.op == "element" for n in postorder([value])):
        return
    kept = identities.simplest(steady(step.kept))
    try:
        rest = roots.simplest(identities, value / (ONE - kept))
    except (Unsupported, ZeroDivisionError):
        return
    closed = rest + multiply([START - rest, kept**STEP])
    write = study.plain.write
    decay = identities.simplest(ONE - kept)
    yield Draft(
        WEIGHT.name,
        "resting-point-under-decay",
        say(LEFT, " = ", closed, ", and it tends to ", rest),
        (
            f"{GRADIENT.name}[i] = {GRADIENT.name} for every i",
            "given rates do not change",
            f"0 < {write(decay)} < 2",
        ),
        (
            f"Under a constant gradient each step adds {write(value)} and keeps {write(kept)} of the weight.",
            f"The difference from {write(rest)} is multiplied by {write(kept)} at each step, whose size "
            "is below 1.",
        ),
        (Check(equals(LEFT, closed), Regime(GRADIENT)),),
    )
