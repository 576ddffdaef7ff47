"""How large a step can be that is made of several averages, of a variance, or of such steps again.

See `verifier.theorems.quotients` for the inequality and for the gradients that attain it.
"""

from __future__ import annotations

from fractions import Fraction

from verifier.closed_form.bound import multiply, summation, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study
from verifier.term import GRADIENT, HALF, ONE, STEP, ZERO, Term, hyper, postorder, term
from verifier.theorems import roots
from verifier.theorems.averages import ages
from verifier.theorems.draft import Check, Draft, at_most, say
from verifier.theorems.forms import Form, in_time
from verifier.theorems.inequality import SMALL
from verifier.theorems.quotients import Quotient, left_below, product, strict
from verifier.theorems.ratio import AT, TINY, step_size
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import Step

AGE = hyper("age")
"""The letter for the age of a gradient."""

NEARLY = ONE - Fraction(1, 10**20)


def squared_bound(study: Study, found: Quotient) -> Term:
    """The square of the bound by that of the rate, its geometric sums written out."""
    whole = product(study, found, found.above, found.above)
    if found.less is not None:
        across = product(study, found, found.above, found.less)
        whole = whole + found.share * across**2 / left_below(study, found, found.less)
    return strict(study, found).simplest(whole)


def as_sum(study: Study, found: Quotient) -> Term:
    """The bound by the rate as the root of one sum over the ages, where nothing is taken away below."""
    k, (weight, _), top = ages(study), found.below.parts[0], found.above
    newest = study.identities().simplest(ONE / found.below.first)
    if not top.parts:
        return roots.simplest(study.identities(), (top.first**2 * newest) ** HALF)
    least = ZERO if top.newest == found.below.newest == ZERO else ONE
    sums = over_ages(study, found, k, least)
    if found.below.newest != ZERO:
        return (top.first**2 * newest + sums / weight) ** HALF
    whole = sums if least == ZERO else top.first**2 + sums
    return multiply([roots.root(study.identities(), ONE / weight), whole**HALF])


def over_ages(study: Study, found: Quotient, k: Term, least: Term) -> Term:
    """The sum over the ages of the squared weights above by the powers below."""
    b, parts = found.b, found.above.parts
    if len(parts) > 1:
        return summation(found.above.at(k) ** 2 / (ONE if b == ONE else b**k), k, least, tidy(STEP - 1))
    ((coefficient, a),) = parts
    q = study.identities().simplest(a**2 / b)
    sums = summation(ONE if q == ONE else q**k, k, least, tidy(STEP - 1))
    return multiply([x for x in (coefficient**2, sums) if x != ONE])


def bound_of(study: Study, found: Quotient) -> Term:
    """The bound on the step."""
    size = roots.magnitude(study.identities(), found.rate)
    if found.less is None:
        return multiply([size, as_sum(study, found)])
    return multiply([size, roots.simplest(strict(study, found), squared_bound(study, found) ** HALF)])


def attaining(study: Study, found: Quotient) -> tuple[Term, Term]:
    """The gradients that attain the bound at `STEP`: the newest one, and one of the age `AGE` before it."""
    (weight, b), known, mixed = found.below.parts[0], strict(study, found), found.above
    if found.less is not None:
        c = (
            found.share
            * product(study, found, found.above, found.less)
            / left_below(study, found, found.less)
        )
        more = tuple((multiply([c, x]), a) for x, a in found.less.parts)
        mixed = Form(mixed.newest + c * found.less.newest, (*mixed.parts, *more))
    alone = found.below.newest == ZERO
    newest = mixed.first if alone else mixed.first * weight / found.below.first
    if not mixed.parts:
        return ONE, ZERO
    if len(mixed.parts) > 1:
        return newest, mixed.at(AGE) if b == ONE else mixed.at(AGE) / b**AGE
    ((coefficient, a),) = mixed.parts
    shrink = known.simplest(a / b)
    return known.simplest(newest / coefficient), ONE if shrink == ONE else shrink**AGE


def attained(study: Study, step: Step, found: Quotient) -> Regime:
    """Runs in which the bound is attained at the step `AT`, small constants being next to nothing."""
    newest, older = attaining(study, found)
    back = tidy(term(AT) - STEP)
    there = [put(x, {STEP: term(AT)}) for x in (newest, older)]
    g = GRADIENT * Term("where", Term("eq", STEP, term(AT)), there[0], put(there[1], {AGE: back}))
    return Regime(in_time(study, g), fixed=tuple((n, TINY) for n in step.small))


def largest(study: Study, step: Step, found: Quotient) -> Draft:
    """The largest step that any gradients can bring about."""
    size, bound, there = step_size(step), bound_of(study, found), attained(study, step, found)
    # Where products of schedules stand in these gradients, their closed forms are put in: a lemma.
    clocks = any(n.op == "product" for n in postorder([there.gradient or ZERO]))
    return Draft(
        step.moved,
        "largest-step",
        say(at_most(size, bound)),
        (*given(study, found), "t ≥ 1", *study.definitions(bound), *study.defined(step.moved)),
        (*why(study, step, found), *equality(study, step, found)),
        (
            Check(at_most(size, bound), ANY),
            Check(at_most(bound * NEARLY, size), there, (AT,), lemma=clocks),
        ),
    )


def given(study: Study, found: Quotient) -> tuple[str, ...]:
    """The hypotheses under which what is below the line is positive."""
    write = study.plain.write
    fades = (f"0 < {write(found.b)} < 1",) if found.b.op == "sym" else ()
    return (*fades, *(f"{write(x)} > 0" for x in found.given))


def why(study: Study, step: Step, found: Quotient) -> tuple[str, ...]:
    """The inequality behind the bound."""
    small = (SMALL,) if step.small else ()
    if found.less is None:
        return (*small, weights(study, found), SCHWARZ)
    return (*small, weights(study, found), *taken_away(study, found, found.less))


SCHWARZ = (
    "Cauchy and Schwarz: x² ≤ y Σ (weight in x)²/(weight in y), the sum being over all gradients so far."
)


def weights(study: Study, found: Quotient) -> str:
    """The step as a quotient, with the weights that the gradients have in it."""
    write, k = study.plain.write, ages(study)
    weight, b = found.below.parts[0]
    older = multiply([weight, ONE if b == ONE else b**k])
    below = "√y" if found.less is None else f"√(y - {share(study, found)}u²)"
    named = (
        f"By the closed forms of the states the step is {write(found.rate)} times x/{below}, where x is a "
        "sum of all gradients and y one of their squares. The newest has the weight "
        f"{write(found.above.first)} in x and {write(found.below.first)} in y; one that is {k.name} ≥ 1 "
        f"steps old has {write(found.above.at(k))} and {write(older)}."
    )
    if found.less is None:
        return named
    return f"{named} In u their weights are {write(found.less.first)} and {write(found.less.at(k))}."


def share(study: Study, found: Quotient) -> str:
    """What the square that is taken away is multiplied with, before it."""
    return "" if found.share == ONE else f"{study.plain.write(found.share)}·"


def taken_away(study: Study, found: Quotient, u: Form) -> tuple[str, ...]:
    """The inequality where a square is taken away below."""
    s, x = share(study, found), found.above
    pairs = {"(x|x)": (x, x), "(x|u)": (x, u), "(u|u)": (u, u)}
    values = ", ".join(f"{n} = {study.plain.write(product(study, found, *p))}" for n, p in pairs.items())
    return (
        "Let (p|q) be the sum over all gradients so far of the weight in p times that in q by that in y: "
        f"{values}.",
        "Let z = x - (x|u)/(u|u) u, for which (z|u) = 0. Bessel's inequality, that of Cauchy and Schwarz for "
        "two orthogonal directions: z²/(z|z) + u²/(u|u) ≤ y.",
        f"Hence y - {s}u² ≥ z²/(z|z) + u² (1 - {s}(u|u))/(u|u), the last factor being positive; and since "
        f"x = z + (x|u)/(u|u) u, Cauchy and Schwarz once more: x² ≤ (y - {s}u²) ((x|x) + "
        f"{s}(x|u)²/(1 - {s}(u|u))).",
    )


def equality(study: Study, step: Step, found: Quotient) -> tuple[str, ...]:
    """The gradients for which the bound is attained."""
    newest, older = attaining(study, found)
    write, i = study.plain.write, study.indices[0]
    limit = f", in the limit {study.plain.name(step.small[0])} → 0," if step.small else ""
    before = write(put(older, {AGE: tidy(STEP - i)}))
    return (
        f"Equality holds{limit} where g[t] = {write(newest)} and g[{i.name}] = {before} for {i.name} < t, "
        "or where all of these are multiplied by one number.",
    )
