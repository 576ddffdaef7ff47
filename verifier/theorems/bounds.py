"""How large a step can be: the true supremum, with the gradients that attain it.

A step ``c(t) x[t] / sqrt(y[t])``, where ``x`` is a discounted sum of gradients with the factor ``a`` and
``y`` one of squared gradients with the factor ``b``, is bounded by the inequality of Cauchy and Schwarz:
``(Σ a**k g)**2 <= Σ (a**2/b)**k · Σ b**k g**2``, with equality where ``g`` is proportional to ``(a/b)**k``.
Where the denominator is a running maximum ``u``, every gradient is at most ``b**-k u``, and
``Σ a**k |g| <= u Σ (a/b)**k``, with equality where they are proportional to ``b**-k``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from verifier.closed_form.bound import element, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import Linear, Maximum
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, substitute, symbols
from verifier.theorems import longrun, roots, sums, suprema
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.inequality import inequality
from verifier.theorems.quotients import read_quotient
from verifier.theorems.ratio import (
    AT,
    TINY,
    Ratio,
    attaining,
    attaining_text,
    condition,
    factor_of,
    quotient_of,
    read_ratio,
    step_size,
    well_inside,
)
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import STEPPED, Step, read_step


def theorems(study: Study) -> Iterator[Draft]:
    """The bound on the step, attained; where it is finite over all steps; and the sum of bounded steps."""
    step = read_step(study)
    if step is None:
        return
    ratio = read_ratio(study, step)
    if ratio is None:
        yield from of_several(study, step)
        return
    yield largest(study, step, ratio)
    yield from supremum(study, step, ratio)
    yield from coasting(study, step, ratio)


def of_several(study: Study, step: Step) -> Iterator[Draft]:
    """The bound on a step that is made of several averages, of a variance, or of such steps again."""
    found = read_quotient(study, step)
    if found is not None:
        yield suprema.largest(study, step, found)
        yield from longrun.over_all_steps(study, step, found)
        return
    layers = sums.read_layers(study, step)
    if layers is not None:
        yield suprema.largest(study, layers.inner, layers.quotient)
        late = list(longrun.over_all_steps(study, layers.inner, layers.quotient))
        yield from late
        yield from sums.theorems(study, step, layers)
        if any(d.kind == "steps-without-bound" for d in late) and sums.one_sign(study, layers):
            yield sums.without_bound(study, step, layers)


def largest(study: Study, step: Step, ratio: Ratio) -> Draft:
    """The largest step that any gradients can bring about."""
    square = study.identities().simplest(factor_of(study, ratio))
    bound = roots.simplest(study.identities(), square**HALF)
    size = step_size(step)
    fixed = tuple((n, TINY) for n in step.small)
    b = study.plain.write(ratio.b)
    sharp = Check(
        at_most(bound * (ONE - Fraction(1, 10**20)), size), Regime(attaining(ratio), fixed=fixed), (AT,)
    )
    positive = (f"0 < {b} < 1",) if ratio.b.op == "sym" and ratio.a != ZERO else study.facts(ratio.b)
    small = f", in the limit {study.plain.name(step.small[0])} → 0," if step.small else ""
    attained = f"Equality holds{small} where {attaining_text(study, ratio)}."
    return Draft(
        WEIGHT.name,
        "largest-step",
        say(at_most(size, bound)),
        (*positive, *apart(study, ratio), "t ≥ 1", *study.defined(WEIGHT.name)),
        (*inequality(study, step, ratio), *([] if ratio.largest else [attained])),
        (Check(at_most(size, bound), ANY), *([] if ratio.largest else [sharp])),
    )


def apart(study: Study, ratio: Ratio) -> tuple[str, ...]:
    """The hypothesis that the geometric series is none of equal terms."""
    q = quotient_of(study, ratio)
    if q == ZERO or study.identities().non_zero(ONE - q):
        return ()
    write = study.plain.write
    left, right = (ratio.a**2, ratio.b) if isinstance(ratio.denominator, Linear) else (ratio.a, ratio.b)
    return (f"{write(left)} ≠ {write(right)}",)


AGAIN = (
    "The bound of the step t is at most its limit: with q = a²/b the arithmetic mean of qᵗ and bᵗ is at "
    "least aᵗ, the geometric one, "
    "so that (1 - qᵗ)(1 - bᵗ) ≤ (1 - aᵗ)²."
)
FALLING = "The bound of the step t is at most its limit: {} ≤ 1."


def supremum(study: Study, step: Step, ratio: Ratio) -> Iterator[Draft]:
    """The least bound over all steps, where there is one."""
    identities, q = study.identities(), quotient_of(study, ratio)
    if q == ZERO or (q.op == "num" and not identities.positive(ONE - q)):
        return
    square = identities.simplest(factor_of(study, ratio))
    moving = {n for n in postorder([square]) if n.op == "pow" and STEP in symbols([n.terms[1]])}
    limit = substitute([square], dict.fromkeys(moving, ZERO))[0]
    rest = identities.simplest(square / limit)
    reason = never_above_limit(study, ratio, rest)
    if reason is None:
        return
    told = ["By the theorem on the largest step its square is at most " + study.plain.write(square) + "."]
    told += [reason, *([] if ratio.largest else [tending(study, moving)])]
    yield over_all_steps(study, step, ratio, square, limit, rest, tuple(told))


def tending(study: Study, moving: set[Term]) -> str:
    """That the bounds of the steps tend to their limit."""
    powers, tends = ", ".join(sorted(map(study.plain.write, moving))), "tend" if len(moving) > 1 else "tends"
    return f"As t grows {powers} {tends} to 0, and the bound of the step t tends to this one: {SHARP}"


SHARP = "no smaller one holds."


def over_all_steps(
    study: Study, step: Step, ratio: Ratio, square: Term, limit: Term, rest: Term, told: tuple[str, ...]
) -> Draft:
    """The bound over all steps: the limit of the bounds, ``rest`` times which they are."""
    finite, growing = (condition(study, ratio, sign) for sign in ("<", "≥"))
    # With one letter for both factors, say, the series always converges: there is no outside.
    always = study.identities().positive(ONE - quotient_of(study, ratio))
    outside = not ratio.largest and not always and ratio.a.op == ratio.b.op == "sym"
    moved, bound = step_size(step), roots.simplest(study.identities(), limit**HALF)
    inside = Regime(fixed=tuple(well_inside(ratio)))
    return Draft(
        WEIGHT.name,
        "step-bound",
        say(at_most(moved, bound)),
        (
            *fading(study, ratio),
            *([] if always else [finite]),
            "t ≥ 1",
            *study.defined(WEIGHT.name),
        ),
        told,
        (
            Check(at_most(moved, bound), replace(inside, rates_vary=True)),
            Check(at_most(rest, ONE), inside),
            reached(rest, inside),
            *([grows(ratio, square)] if outside else []),
        ),
        (f"Where {growing}, {BEYOND}",) if outside else (),
    )


BEYOND = (
    "the series of the attaining gradients has terms that do not fall, and the largest steps grow beyond "
    "every number: no bound over all steps exists."
)


def reached(rest: Term, inside: Regime) -> Check:
    """That the bound of a late step is next to the limit."""
    late = put(rest, {STEP: hyper("far")})
    there = replace(inside, letters=(("far", Fraction(10**6)),))
    return Check(at_most(ONE - Fraction(1, 10**9), late), there, (1,))


def faded(factor: Term, steps: Term) -> Term:
    """What is left after some steps of what a factor multiplies."""
    return ONE if factor == ONE else factor**steps


def fading(study: Study, ratio: Ratio) -> tuple[str, ...]:
    """The hypothesis that the denominator fades, but does not forget at once."""
    return (f"0 < {study.plain.write(ratio.b)} < 1",) if ratio.b.op == "sym" else ()


def grows(ratio: Ratio, square: Term) -> Check:
    """That late steps can be a thousand times as large as the first one, outside of the region."""
    held = {n: hyper(n.terms[0].name) for n in postorder([square]) if n.op == "element"}
    late, first = (put(substitute([square], held)[0], {STEP: s}) for s in (hyper("far"), ONE))
    factors = ((ratio.a.name, Fraction(9, 10)), (ratio.b.name, Fraction(1, 2)))
    regime = Regime(fixed=factors, letters=(("far", Fraction(200)),))
    return Check(at_most(first * 10**6, late), regime, (1,))


def never_above_limit(study: Study, ratio: Ratio, rest: Term) -> str | None:
    """Why the bounds of all steps are at most their limit; None where it is not known."""
    identities, write = study.identities(), study.plain.write
    q, a, b = quotient_of(study, ratio) ** STEP, ratio.a**STEP, ratio.b**STEP
    if identities.equal(rest, (ONE - q) * (ONE - b) / (ONE - a) ** 2) and isinstance(
        ratio.denominator, Linear
    ):
        return (
            AGAIN.replace("a²/b", f"{write(ratio.a**2)}/{write(ratio.b)}")
            .replace("bᵗ", f"{write(b)}")
            .replace("aᵗ", f"{write(a)}")
            .replace("qᵗ", "q^t")
        )
    if identities.equal(rest, ONE - q) or identities.equal(rest, (ONE - q) ** 2):
        return FALLING.format(write(ONE - q))
    if identities.equal(rest, ((ONE - q) / (ONE - a)) ** 2) and isinstance(ratio.denominator, Maximum):
        return (
            FALLING.format(f"{write((ONE - q) / (ONE - a))}")
            + f" It is so since {write(ratio.b)} < 1 makes {write(q)} ≥ {write(a)}."
        )
    return None


def coasting(study: Study, step: Step, ratio: Ratio) -> Iterator[Draft]:
    """The steps once gradients have vanished: a geometric decay or growth, without small constants."""
    if ratio.numerator is None or step.kept != ONE or ratio.largest:
        return
    s = hyper(next(c for c in "sTNq" if c not in study.taken))
    a, b = ratio.a, ratio.b
    top, y = element(ratio.numerator.name, s), element(ratio.denominator.name, s)
    later = tidy(STEP - s)
    is_sum = isinstance(ratio.denominator, Linear)
    shrink = study.identities().simplest(a**2 / b if is_sum else (a / b) ** 2)
    square = at_step(ratio.squared) * top**2 / (y if is_sum else y**2) * shrink**later
    random = GRADIENT * (STEP + Fraction(1, 3)) * (STEP - Fraction(7, 3))
    gradient = Term("where", Term("le", STEP, s), random, ZERO)
    fixed = tuple((n, Fraction(0)) for n in step.small)
    zero = tuple(f"{study.plain.name(n)} = 0" for n in step.small)
    write = study.plain.write
    yield Draft(
        WEIGHT.name,
        "coasting",
        say(STEPPED**2, " = ", square, " for ", Term("ge", STEP, s)),
        (
            f"{GRADIENT.name}[i] = 0 for every i > {s.name}",
            *zero,
            *fading(study, ratio),
            *study.defined(WEIGHT.name)[:1],
        ),
        (
            f"After the step {s.name} the states only decay: "
            f"{write(element(ratio.numerator.name, STEP))} = {write(faded(a, later) * top)}, "
            f"{write(element(ratio.denominator.name, STEP))} = {write(faded(b, later) * y)}.",
            f"Put into the squared step they leave the factor {write(shrink)} for each further step: "
            f"with {condition(study, ratio, '<')} "
            "the weight comes to rest at a geometric rate, else it does not.",
        ),
        (
            Check(
                equals(STEPPED**2, square),
                Regime(gradient, letters=((s.name, Fraction(2)),), fixed=fixed),
                (2, 3, 4, 5),
            ),
        ),
    )
