"""Steps that are a discounted sum of bounded steps: momentum after a division by the size of gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import multiply, now, summation, tidy
from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, postorder, symbols, term
from verifier.theorems import roots
from verifier.theorems.draft import Check, Draft, at_most, say
from verifier.theorems.quotients import Quotient, read_quotient, strict
from verifier.theorems.ratio import AT, TINY, step_size
from verifier.theorems.regime import ANY, Regime
from verifier.theorems.step import Step, small
from verifier.theorems.suprema import NEARLY, attained, attaining, bound_of, given


@dataclass(frozen=True)
class Layers:
    """A step that is a number times a state, which sums up such quotients.

    Attributes
    ----------
    state : Linear
    scale : Term
        The number.
    inner : Step
        How the state is moved.
    quotient : Quotient
    """

    state: Linear
    scale: Term
    inner: Step
    quotient: Quotient


def read_layers(study: Study, step: Step) -> Layers | None:
    """The step as a sum of quotients; None where it is none."""
    for name, state in study.reading.structures.items():
        if not isinstance(state, Linear) or now(name) not in symbols([step.added]) or state.closed:
            continue
        scale = study.identities().simplest(step.added / now(name))
        plain = not changes(scale) and not changes(state.factor) and lin.start_of(state) == ZERO
        inner = Step(state.factor, state.forcing, tuple(small(study, state.forcing)), name)
        found = read_quotient(study, inner) if plain and _fades(study, state) else None
        if found is not None:
            return Layers(state, scale, inner, found)
    return None


def _fades(study: Study, state: Linear) -> bool:
    known = study.identities()
    return known.non_negative(state.factor) and known.non_negative(ONE - state.factor)


def theorems(study: Study, step: Step, layers: Layers) -> Iterator[Draft]:
    """The bound on the sum, and that there is one over all steps, or none."""
    yield bounded(study, step, layers)
    most = roots.simplest(study.identities(), steady_bound(study, layers))
    if STEP not in symbols([most]):
        yield from over_all_steps(study, step, layers, most)


def total(study: Study, layers: Layers) -> Term:
    """The discounted sum of the bounds."""
    i, a = study.indices[0], layers.state.factor
    each = put(bound_of(study, layers.quotient), {STEP: i})
    weight = ONE if a == ONE else a ** tidy(STEP - i)
    size = roots.magnitude(study.identities(), layers.scale)
    return multiply([x for x in (size,) if x != ONE] + [summation(multiply([weight, each]), i, ONE, STEP)])


def steady_bound(study: Study, layers: Layers) -> Term:
    """The bound on what is summed, given rates not changing."""
    bound = bound_of(study, layers.quotient)
    rates = {n: hyper(n.terms[0].name) for n in postorder([bound]) if n.op == "element"}
    held = {n: v for n, v in rates.items() if study.reading.system.hyper(v.name) is not None}
    return put(bound, held)


FASTER = (
    "Equality holds in the limit in which each gradient is larger beyond all measure than the one before."
)
TENDS = "As t grows the sum tends to this bound: no smaller one holds."


def bounded(study: Study, step: Step, layers: Layers) -> Draft:
    """The bound on the step as the sum of the bounds on what is summed."""
    alone = layers.quotient.newest_alone
    size, bound, write = step_size(step), total(study, layers), study.plain.write
    x = lin.left_of(layers.state)
    return Draft(
        WEIGHT.name,
        "largest-step" if alone else "bound-on-the-step",
        say(at_most(size, bound)),
        (*given(study, layers.quotient), "t ≥ 1", *study.definitions(bound), *study.defined(WEIGHT.name)),
        (
            f"What is added to {write(multiply([layers.state.factor, before(layers)]))} to make {write(x)} "
            f"is bounded by the theorem on the largest step of {study.plain.name(layers.state.name)}.",
            f"By the solution of a linear recurrence {write(x)} is the sum of what was added, that of step i "
            "times the factor to the power t - i; a sum is at most the sum of sizes.",
            *([FASTER] if alone else []),
        ),
        (Check(at_most(size, bound), ANY), *([_growing(layers, size, bound)] if alone else [])),
    )


def before(layers: Layers) -> Term:
    """The state as the step finds it."""
    return put(lin.left_of(layers.state), {STEP: tidy(STEP - 1)})


def _growing(layers: Layers, size: Term, bound: Term) -> Check:
    """That the bound is nearly attained where each gradient is very much larger than the one before."""
    fast = Regime(GRADIENT * term(10**40) ** STEP, fixed=tuple((n, TINY) for n in layers.inner.small))
    return Check(at_most(bound * NEARLY, size), fast, (AT,))


def over_all_steps(study: Study, step: Step, layers: Layers, most: Term) -> Iterator[Draft]:
    """The bound over all steps at given rates that do not change."""
    a, write = layers.state.factor, study.plain.write
    if a == ONE:
        return
    size, moved = roots.magnitude(study.identities(), layers.scale), step_size(step)
    bound = roots.simplest(study.identities(), multiply([size, most]) / (ONE - a))
    yield Draft(
        WEIGHT.name,
        "step-bound",
        say(at_most(moved, bound)),
        (
            "given rates do not change",
            *given(study, layers.quotient),
            *study.facts(a),
            "t ≥ 1",
            *study.defined(WEIGHT.name),
        ),
        (
            f"By the theorem on the largest step it is at most a geometric sum with the ratio {write(a)}, "
            f"whose terms are at most {write(most)}: that is below {write(bound)}.",
            *([TENDS] if layers.quotient.newest_alone else []),
        ),
        (Check(at_most(moved, bound), Regime()), _summed(study, layers, bound)),
    )


def _summed(study: Study, layers: Layers, bound: Term) -> Check:
    """That the sum of the bounds is, after many steps, next to the bound over all of them."""
    far = hyper("far")
    late = put(held_total(study, layers), {STEP: far})
    there = Regime(letters=((far.name, Fraction(60)),))
    return Check(at_most(bound * (ONE - layers.state.factor**far) * NEARLY, late), there, (1,))


def held_total(study: Study, layers: Layers) -> Term:
    """The sum of the bounds with given rates that do not change."""
    whole = total(study, layers)
    return put(whole, {n: hyper(n.terms[0].name) for n in postorder([whole]) if n.op == "element"})


def one_sign(study: Study, layers: Layers) -> bool:
    """Whether with the attaining gradients all that is summed has one sign."""
    newest, older = attaining(study, layers.quotient)
    known = strict(study, layers.quotient)
    return not layers.quotient.above.parts and known.positive(newest) and known.positive(older)


def without_bound(study: Study, step: Step, layers: Layers) -> Draft:
    """That the sum grows beyond every number, as its newest part does."""
    size = roots.magnitude(study.identities(), layers.scale)
    least = multiply([x for x in (size,) if x != ONE] + [bound_of(study, layers.quotient)])
    name = study.plain.name(layers.state.name)
    there = attained(study, layers.inner, layers.quotient)
    return Draft(
        WEIGHT.name,
        "steps-without-bound",
        say("the largest step is at least ", least, ", which grows with t beyond every number"),
        ("given rates do not change", *given(study, layers.quotient)),
        (
            f"The gradients of the theorem on the largest step of {name} all have one sign, and with them "
            f"all that {name} sums: it is at least its newest part, which is the bound of that theorem.",
        ),
        (Check(at_most(least * NEARLY, step_size(step)), there, (AT,)),),
    )
