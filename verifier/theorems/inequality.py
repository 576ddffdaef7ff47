"""Why a step that is a sum of gradients by their size is bounded, in words."""

from __future__ import annotations

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import element, multiply, tidy
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.structure import Linear
from verifier.term import GRADIENT, STEP, ZERO, Term
from verifier.theorems.ratio import Ratio, quotient_of
from verifier.theorems.step import Step

SMALL = "The small constants are added to what is divided by, and only make the step smaller: let them be 0."


def inequality(study: Study, step: Step, ratio: Ratio) -> tuple[str, ...]:
    """The inequality behind the bound."""
    small = [SMALL] if step.small else []
    if ratio.largest:
        held, inner = (study.plain.element(n, STEP) for n in (ratio.largest, ratio.denominator.name))
        small += [
            f"{held} ≥ {inner}, so that the step is at most what it would be with {inner} in its place."
        ]
    top = element(GRADIENT.name, STEP) if ratio.numerator is None else lin.left_of(ratio.numerator)
    if isinstance(ratio.denominator, Linear):
        return (*small, *of_squares(study, ratio, ratio.denominator, top))
    return (*small, *of_a_maximum(study, ratio, top))


def of_squares(study: Study, ratio: Ratio, below: Linear, top: Term) -> tuple[str, ...]:
    """The inequality where what is divided by is a sum of squares."""
    write, y = study.plain.write, lin.left_of(below)
    newest = multiply([below.scale, element(GRADIENT.name, STEP) ** 2])
    whole = f"The squared step is then {write(at_step(ratio.squared))} times {write(top)}²/{write(y)}."
    if ratio.a == ZERO:
        return (
            whole,
            f"By the closed form {write(y)} ≥ {write(newest)}.",
            "Putting that in gives the bound.",
        )
    return (
        whole,
        schwarz(study, ratio),
        "Putting in the closed forms of both states and summing the geometric series gives the bound.",
    )


def schwarz(study: Study, ratio: Ratio) -> str:
    """The inequality of Cauchy and Schwarz for two discounted sums."""
    write, i = study.plain.write, study.indices[0]
    back, g = tidy(STEP - i), element(GRADIENT.name, i)
    return (
        f"Cauchy and Schwarz: (Σ {write(ratio.a**back * g)})² = (Σ ({write(ratio.a)}/√{write(ratio.b)})"
        f"^(t-{i.name}) · √{write(ratio.b)}^(t-{i.name}) {write(g)})² ≤ Σ "
        f"{write(quotient_of(study, ratio) ** back)} · Σ {write(ratio.b**back * g**2)}."
    )


def of_a_maximum(study: Study, ratio: Ratio, top: Term) -> tuple[str, ...]:
    """The inequality where what is divided by is a running maximum."""
    write, i = study.plain.write, study.indices[0]
    u, g, back = element(ratio.denominator.name, STEP), element(GRADIENT.name, i), tidy(STEP - i)
    return (
        f"The squared step is {write(at_step(ratio.squared))} times {write(top)}²/{write(u)}².",
        f"By the theorem on the maximum {write(ratio.b**back)} |{write(g)}| ≤ {write(u)} for every "
        f"{i.name} ≤ t, so that |{write(top)}| is at most {write(u)} times a geometric series with the ratio "
        f"{write(quotient_of(study, ratio))}.",
        "Summing the series gives the bound.",
    )
