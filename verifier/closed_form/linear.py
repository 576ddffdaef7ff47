"""Theorems about linear states: ``x[t] = a(t) x[t-1] + b(t)``.

The general solution is a sum of the inputs, each weighted by the product of the factors that came
after it. With inputs that do not change the sum is geometric; by the linearity of the mean the same
formula gives the mean of a state whose inputs are random.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.closed_form.bound import (
    add,
    at,
    element,
    expectation,
    multiply,
    product,
    replace,
    split,
    summation,
    tidy,
)
from verifier.closed_form.draft import Draft, Study, at_step, steady
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, postorder, symbols

LINEARITY = "The mean is linear, and the factor is a number and not random: "


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
    """What is known of a linear state; None for a theorem whose proof did not succeed."""
    yield general(study, linear)
    if not linear.closed:
        return
    held = hold(linear)
    solution = constant(study, held, held.forcing)
    if solution is None:
        return
    if linear.forcing != ZERO:
        yield constant_gradient(study, linear, solution)
    if not changes(held.factor):
        yield terminal_value(study, linear, solution)
    if linear.name in (s.name for s in study.reading.system.states):
        yield from means(study, linear)


def start_of(linear: Linear) -> Term:
    """The initial value as part of a closed form."""
    moved = {WEIGHT: element(WEIGHT.name, ZERO)}
    moved |= {s: element(s.name, ZERO + int(str(s.args[2]))) for s in symbols([linear.initial], "sequence")}
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


def general(study: Study, linear: Linear) -> Draft | None:
    """The solution for arbitrary inputs."""
    i = study.indices[0]
    if linear.factor == ZERO:
        return _last_input(study, linear)
    homogeneous = start_of(linear)
    if homogeneous != ZERO:
        homogeneous = multiply([homogeneous, powers(study, linear.factor, ONE)])
    weight = powers(study, linear.factor, tidy(i + 1))
    sums = summation(multiply([weight, at(linear.input, i)]), i, 1, STEP)
    scaled = ZERO if linear.forcing == ZERO else multiply([linear.scale, sums])
    closed = _sum(homogeneous, scaled)
    step = add([multiply([at_step(linear.factor), PREVIOUS]), at_step(linear.forcing)])
    proof = study.prove(Induction(left_of(linear), closed, start_of(linear), step))
    hypotheses = (*study.definitions(closed), *study.defined(linear.name))
    return proof and _equation(
        f"{linear.name}-{_kind(linear)}", left_of(linear), closed, hypotheses, (*proof, *_at_zero(study, linear))
    )


def _sum(first: Term, second: Term) -> Term:
    """A sum that does not begin with a minus where it need not."""
    return add([first, second])


def _kind(linear: Linear) -> str:
    if linear.forcing == ZERO:
        return "product" if changes(linear.factor) else "power"
    return "sum" if linear.factor == ONE else "discounted-sum"


def _at_zero(study: Study, linear: Linear) -> tuple[str, ...]:
    """The remark on the boundary of the domain, where the factor can vanish."""
    hyper = study.reading.system.hyper(linear.factor.name) if linear.factor.op == "sym" else None
    if hyper is None or not hyper.domain.contains(ZERO.value):
        return ()
    name = study.plain.write(linear.factor)
    return (f"For {name} = 0 the same steps hold, 0^0 being 1.",)


def _last_input(study: Study, linear: Linear) -> Draft:
    left, value = left_of(linear), at_step(linear.forcing)
    proof = (f"The recurrence reads {study.plain.equation(left, value)}: the old value does not enter.",)
    return _equation(f"{linear.name}-last-input", left, value, study.defined(linear.name), proof)


def _equation(
    name: str,
    left: Term,
    right: Term,
    hypotheses: tuple[str, ...],
    proof: tuple[str, ...],
    regime: str = "arbitrary",
) -> Draft:
    check = Term("eq", left, right)
    return Draft(name, lambda notation: notation.equation(left, right), hypotheses, proof, (check,), regime)


def constant(study: Study, held: Linear, forcing: Term) -> Solution | None:
    """The state under an input that does not change, None where it is not of that kind."""
    identities, start = study.identities(), start_of(held)
    if not changes(held.factor):
        if _moves(forcing):
            return None
        closed, conditions = _geometric(study, held.factor, forcing, start)
        return Solution(held, held.factor, forcing, closed, conditions)
    factor, moving = at_step(held.factor), at_step(forcing)
    if identities.fraction(ONE - factor).numerator.is_zero():
        return None
    level = identities.simplest(moving / (ONE - factor))
    if any(n in (STEP,) or n.op == "element" for n in postorder([level])):
        return None
    closed = _toward(level, start, powers(study, held.factor, ONE))
    return Solution(held, factor, moving, closed, ())


def _moves(forcing: Term) -> bool:
    """Whether a forcing changes with the step when gradient and rates do not."""
    return any(s.args[0] in ("time", "now", "state", "weight") for s in symbols([forcing]))


def _geometric(study: Study, factor: Term, forcing: Term, start: Term) -> tuple[Term, tuple[str, ...]]:
    """``x₀ aᵗ + b (1 - aᵗ)/(1 - a)``, or ``x₀ + t b`` where ``a`` is 1."""
    identities = study.identities()
    if factor == ONE:
        return _sum(start, identities.simplest(STEP * forcing)), ()
    power = factor**STEP
    rest = identities.simplest(forcing * (ONE - power) / (ONE - factor))
    homogeneous = ZERO if start == ZERO else multiply([start, power])
    if identities.non_zero(ONE - factor):
        return _sum(homogeneous, rest), study.facts(factor)
    return _sum(homogeneous, rest), (f"{study.plain.write(factor)} ≠ 1",)


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


def constant_gradient(study: Study, linear: Linear, solution: Solution) -> Draft | None:
    """The value when the gradient does not change."""
    left = left_of(linear)
    proof = study.prove(induction_of(solution, left))
    reads_gradient = GRADIENT in symbols([linear.forcing, linear.factor])
    kind = "constant-gradient" if reads_gradient else "constant-input"
    hypotheses = (*unchanging(study, linear), *solution.conditions, *study.definitions(solution.closed))
    return proof and _equation(
        f"{linear.name}-{kind}", left, solution.closed, hypotheses, proof, "constant"
    )


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
        f"Hence {write(left - limit)} = {write(multiply([distance, power]))}, an identity of rational functions.",
        f"Since |{write(factor)}| < 1, {write(power)} tends to 0 as t → ∞, and with it the difference.",
    )
    return Draft(
        f"{linear.name}-terminal-value",
        lambda notation: f"{notation.limit('t', left)} = {notation.write(limit)}",
        (*unchanging(study, linear), *condition),
        proof,
        (Term("eq", left - limit, distance * power),),
        "constant",
    )


def random_part(held: Linear) -> tuple[Term, Term]:
    """The forcing at constant rates as a number and a function of the gradient."""
    number, input_ = split(held.forcing, lambda f: GRADIENT not in symbols([f]))
    return number, input_


def mean_solution(study: Study, linear: Linear) -> Solution | None:
    """The mean of the state when the gradient is random with moments that do not change."""
    held = hold(linear)
    number, random = random_part(held)
    if random == ONE or GRADIENT in symbols([held.factor]) or _moves(random):
        return None
    return constant(study, held, multiply([number, expectation(random)]))


def means(study: Study, linear: Linear) -> Iterator[Draft | None]:
    """The mean of the state."""
    solution = mean_solution(study, linear)
    if solution is None:
        return
    left = expectation(left_of(linear))
    proof = study.prove(induction_of(solution, left))
    hypotheses = (*stationary(study, linear), *solution.conditions, *study.definitions(solution.closed))
    yield proof and _equation(
        f"{linear.name}-expectation",
        left,
        solution.closed,
        hypotheses,
        (LINEARITY + _mean_recurrence(study, solution, left), *proof),
        "mean",
    )


def _mean_recurrence(study: Study, solution: Solution, left: Term) -> str:
    old = replace(left, {STEP: tidy(STEP - 1)})
    right = add([multiply([solution.factor, old]), solution.forcing])
    return f"{study.plain.equation(left, right)}."


def stationary(study: Study, linear: Linear) -> tuple[str, ...]:
    """The hypotheses under which the mean obeys the recurrence with a constant input."""
    _, random = random_part(hold(linear))
    i, write = study.indices[0], study.plain.write
    moment = expectation(replace(random, {GRADIENT: element(GRADIENT.name, i)}))
    rates = tuple(h for h in unchanging(study, linear) if not h.startswith(f"{GRADIENT.name}["))
    text = f"{write(moment)} = {write(expectation(random))} for every {i.name}: the moment exists and does not change"
    return (text, *rates)
