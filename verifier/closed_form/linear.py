"""Theorems about linear states: ``x[t] = a(t) x[t-1] + b(t)``.

The general solution is a sum of the inputs, each weighted by the product of the factors that came
after it. With inputs that do not change the sum is geometric.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.closed_form.bound import add, at, element, multiply, product, replace, summation, tidy
from verifier.closed_form.draft import Draft, Study, at_step, equation, from_step_one, steady
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, postorder, symbols, term


@dataclass(frozen=True)
class Solution:
    """A linear state whose inputs do not change.

    Attributes
    ----------
    linear : Linear
        With its rates held constant.
    factor, forcing : Term
        The coefficients, read at `STEP`.
    closed : Term
        The value after `STEP` steps.
    conditions : tuple of str
        What the formula needs: that nothing is divided by zero.
    """

    linear: Linear
    factor: Term
    forcing: Term
    closed: Term
    conditions: tuple[str, ...]


def theorems(study: Study, linear: Linear) -> Iterator[Draft | None]:
    """What is known of a linear state; None for a theorem that does not apply."""
    if linear.factor == ZERO:
        yield _last_input(study, linear)
        return
    if changes(linear.factor) or changes(linear.forcing) or linear.forcing == ZERO:
        yield general(study, linear)
    held = hold(linear)
    solution = constant(study, held, held.forcing) if linear.closed and linear.forcing != ZERO else None
    if solution is None:
        return
    yield constant_gradient(study, linear, solution)
    if not changes(held.factor):
        yield terminal_value(study, linear, solution)


def start_of(linear: Linear) -> Term:
    """The initial value as part of a closed form."""
    moved = {WEIGHT: element(WEIGHT.name, ZERO)}
    moved |= {s: element(s.name, term(int(str(s.args[2])))) for s in symbols([linear.initial], "sequence")}
    return replace(linear.initial, moved)


def left_of(linear: Linear) -> Term:
    """The state as the step leaves it."""
    return element(linear.name, STEP)


def hold(linear: Linear) -> Linear:
    """The state with every given rate held constant."""
    parts = (steady(x) for x in (linear.initial, linear.factor, linear.scale, linear.input))
    return Linear(linear.name, *parts)


def powers(study: Study, factor: Term, low: Term) -> Term:
    """The product of the factors of the steps from ``low`` to ``t``."""
    if factor == ONE:
        return ONE
    if not changes(factor):
        return factor ** tidy(STEP - low + 1)
    j = study.indices[0] if low == ONE else study.indices[1]
    return product(at(factor, j), j, low, STEP)


def general(study: Study, linear: Linear) -> Draft:
    """The solution for arbitrary inputs."""
    solved = claim(study, linear)
    proof = study.prove(solved)
    hypotheses = (*study.definitions(solved.closed), *study.defined(linear.name))
    steps = (*proof, *_at_zero(study, linear))
    return equation(f"{linear.name}-{kind(linear)}", solved.left, solved.closed, hypotheses, steps)


def claim(study: Study, linear: Linear) -> Induction:
    """The claim that the state is the sum of its inputs, each with its weight."""
    i, start = study.indices[0], start_of(linear)
    homogeneous = ZERO if start == ZERO else multiply([start, powers(study, linear.factor, ONE)])
    weight = powers(study, linear.factor, tidy(i + 1))
    sums = summation(multiply([weight, at(linear.input, i)]), i, 1, STEP)
    scaled = ZERO if linear.forcing == ZERO else multiply([linear.scale, sums])
    step = add([multiply([at_step(linear.factor), PREVIOUS]), at_step(linear.forcing)])
    return Induction(left_of(linear), add([homogeneous, scaled]), start, step)


def kind(linear: Linear) -> str:
    """What the solution is called."""
    if linear.forcing == ZERO:
        return "product" if changes(linear.factor) else "power"
    return "sum" if linear.factor == ONE else "discounted-sum"


def _at_zero(study: Study, linear: Linear) -> tuple[str, ...]:
    """The remark on the boundary of the domain, where the factor can vanish."""
    hyper = study.reading.system.hyper(linear.factor.name) if linear.factor.op == "sym" else None
    if hyper is None or not hyper.domain.contains(ZERO.value):
        return ()
    name = study.plain.write(linear.factor)
    return (f"For {name} = 0 the same steps hold, 0⁰ being 1.",)


def _last_input(study: Study, linear: Linear) -> Draft:
    left, value = left_of(linear), at_step(linear.forcing)
    proof = (f"The recurrence reads {study.plain.equation(left, value)}: the old value does not enter.",)
    hypotheses = study.defined(linear.name)
    return from_step_one(equation(f"{linear.name}-last-input", left, value, hypotheses, proof))


def constant(study: Study, held: Linear, forcing: Term) -> Solution | None:
    """The state under an input that does not change, None where it is not of that kind."""
    identities, start = study.identities(), start_of(held)
    if not changes(held.factor):
        if moves(forcing):
            return None
        closed, conditions = _geometric(study, held.factor, forcing, start)
        return Solution(held, held.factor, forcing, closed, conditions)
    factor, moving = (held_at_step(x) for x in (held.factor, forcing))
    if identities.fraction(ONE - factor).numerator.is_zero():
        return None
    level = identities.simplest(moving / (ONE - factor))
    if any(n in (STEP,) or n.op == "element" for n in postorder([level])):
        return None
    closed = _toward(level, start, powers(study, held.factor, ONE))
    return Solution(held, factor, moving, closed, ())


def held_at_step(value: Term) -> Term:
    """A term of one step read at `STEP`, the gradient not changing."""
    return replace(at_step(value), {element(GRADIENT.name, STEP): GRADIENT})


def moves(forcing: Term) -> bool:
    """Whether a forcing changes with the step when gradient and rates do not."""
    return any(s.args[0] in ("time", "now", "state", "weight") for s in symbols([forcing]))


def _geometric(study: Study, factor: Term, forcing: Term, start: Term) -> tuple[Term, tuple[str, ...]]:
    """``x₀ aᵗ + b (1 - aᵗ)/(1 - a)``, or ``x₀ + t b`` where ``a`` is 1."""
    identities = study.identities()
    if factor == ONE:
        return add([start, identities.simplest(STEP * forcing)]), ()
    power = factor**STEP
    rest = identities.simplest(forcing * (ONE - power) / (ONE - factor))
    homogeneous = ZERO if start == ZERO else multiply([start, power])
    if rest.op != "div":
        return add([homogeneous, rest]), ()
    return add([homogeneous, rest]), not_one(study, factor)


def not_one(study: Study, factor: Term) -> tuple[str, ...]:
    """The hypothesis that a factor is not 1, by its domain where that says so."""
    identities, write = study.identities(), study.plain.write
    if identities.non_zero(ONE - factor):
        return study.facts(factor)
    if factor.op == "sym":
        return (f"{write(factor)} ≠ 1",)
    return (f"{write(identities.simplest(ONE - factor))} ≠ 0",)


def _toward(level: Term, start: Term, weight: Term) -> Term:
    """``level + (start - level) weight``."""
    if level == ZERO:
        return multiply([start, weight])
    if start == ZERO:
        return multiply([level, ONE - weight])
    return level + multiply([start - level, weight])


def induction_of(solution: Solution, left: Term) -> Induction:
    """The claim that the solution is one."""
    step = add([multiply([solution.factor, PREVIOUS]), solution.forcing])
    return Induction(left, solution.closed, start_of(solution.linear), step)


def unchanging(study: Study, linear: Linear) -> tuple[str, ...]:
    """The hypotheses that gradient and rates do not change, where the state reads them."""
    values = (linear.factor, linear.forcing)
    rates = dict.fromkeys(s.name for s in symbols(values, "sequence"))
    names = [*([GRADIENT.name] if GRADIENT in symbols(values) else []), *rates]
    i = study.indices[0].name
    return tuple(f"{study.plain.name(n)}[{i}] = {study.plain.name(n)} for every {i}" for n in names)


def constant_gradient(study: Study, linear: Linear, solution: Solution) -> Draft:
    """The value when the gradient does not change."""
    left = left_of(linear)
    proof = study.prove(induction_of(solution, left))
    reads_gradient = GRADIENT in symbols([linear.forcing, linear.factor])
    kind = "constant-gradient" if reads_gradient else "constant-input"
    hypotheses = (*unchanging(study, linear), *solution.conditions, *study.definitions(solution.closed))
    hypotheses = (*hypotheses, *study.defined(linear.name))
    return equation(f"{linear.name}-{kind}", left, solution.closed, hypotheses, proof, "constant")


def terminal_value(study: Study, linear: Linear, solution: Solution) -> Draft | None:
    """The limit when the gradient does not change."""
    identities, factor = study.identities(), solution.factor
    if factor == ONE:
        return None
    start = start_of(solution.linear)
    limit = identities.simplest(solution.forcing / (ONE - factor))
    left, power = left_of(linear), factor**STEP
    distance = identities.simplest(start - limit)
    if limit == ZERO or not identities.equal(solution.closed - limit, distance * power):
        return None
    write = study.plain.write
    contracts = identities.positive(ONE - factor) and identities.positive(ONE + factor)
    condition = study.facts(factor) if contracts else (f"|{write(factor)}| < 1",)
    proof = (
        f"By the closed form at constant gradient, {study.plain.equation(left, solution.closed)}.",
        f"Hence {write(left - limit)} = {write(multiply([distance, power]))}, identically.",
        f"Since |{write(factor)}| < 1, {write(power)} tends to 0 as t → ∞, and with it the difference.",
    )
    return Draft(
        f"{linear.name}-terminal-value",
        lambda notation: f"{notation.limit('t', left)} = {notation.write(limit)}",
        (*unchanging(study, linear), *condition, *study.defined(linear.name)),
        proof,
        (Term("eq", left - limit, distance * power),),
        "constant",
    )
