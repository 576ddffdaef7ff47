"""Theorems about running maxima: ``x[t] = max(a x[t-1], b(t))``.

A factor that is not negative can be taken into a maximum, so that the state is the largest of all
inputs, each discounted by its age. The same state is the limit of a recurrence in powers: a p-norm
of the inputs tends to their largest as p grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import COUNT, at, element, maximum, multiply, replace, summation, tidy
from verifier.closed_form.draft import Draft, Study, Unproved, at_step, equation, from_step_one, steady
from verifier.closed_form.induction import NEXT, PREVIOUS, Induction
from verifier.closed_form.linear import powers, start_of, unchanging
from verifier.closed_form.notation import Notation
from verifier.closed_form.structure import Linear, Maximum, changes, reads_inputs_alone
from verifier.term import ONE, STEP, ZERO, Term, hyper, symbols


@dataclass(frozen=True)
class Largest:
    """A running maximum that was solved.

    Attributes
    ----------
    left : Term
        The state, ``u[t]``.
    body : Term
        What the largest is taken of, at the bound index.
    start : Term
        The initial value.
    closed : Term
    bounded : bool
        Whether the initial value is 0 and no input is negative, so that the start plays no part.
    """

    left: Term
    body: Term
    start: Term
    closed: Term
    bounded: bool


def theorems(study: Study, state: Maximum) -> Iterator[Draft | None]:
    """What is known of a running maximum."""
    largest = solve(study, state)
    yield general(study, state, largest)
    if largest.bounded and _discounts(study, state.factor) and reads_inputs_alone(state.input):
        yield constant_input(study, state)
        if study.identities().positive(ONE - state.factor):
            yield from p_norms(study, state, largest)


def as_linear(state: Maximum) -> Linear:
    """The state as if its input were added, for what both kinds share."""
    return Linear(state.name, state.initial, state.factor, ONE, state.input)


def solve(study: Study, state: Maximum) -> Largest:
    """The largest discounted input."""
    i, start = study.indices[0], start_of(as_linear(state))
    weight = powers(study, state.factor, tidy(i + 1))
    body = multiply([weight, at(state.input, i)])
    best = maximum(body, i, 1, STEP)
    bounded = start == ZERO and study.identities().non_negative(state.input)
    closed = best if bounded else Term("max", multiply([start, powers(study, state.factor, ONE)]), best)
    return Largest(element(state.name, STEP), body, start, closed, bounded)


def _discounts(study: Study, factor: Term) -> bool:
    """Whether a factor is a number that is not negative and not greater than 1."""
    return not changes(factor) and study.identities().non_negative(ONE - factor)


def general(study: Study, state: Maximum, largest: Largest) -> Draft:
    """The state as the largest discounted input, for ``t >= 1``."""
    if not proves(study, state, largest):
        raise Unproved(f"the closed form {study.plain.equation(largest.left, largest.closed)} was not proved")
    grounds = study.facts(state.factor, *([state.input] if largest.bounded else []))
    hypotheses = (*study.definitions(largest.closed), *grounds, *study.defined(state.name))
    steps = _told(study, state, largest)
    name = f"{state.name}-maximum"
    return from_step_one(equation(name, largest.left, largest.closed, hypotheses, steps))


def proves(study: Study, state: Maximum, largest: Largest) -> bool:
    """Whether every discounted input is carried on by the factor, and the new one enters whole."""
    identities, i = study.reading.identities(first=1), study.indices[0]
    factor, new = replace(at_step(state.factor), {STEP: NEXT}), replace(at_step(state.input), {STEP: NEXT})
    bounds = {i: (ONE, COUNT)}
    before, after = (replace(largest.body, {STEP: s}) for s in (COUNT, NEXT))
    try:
        carried = identities.fraction(after, bounds) == identities.fraction(factor * before, bounds)
        enters = identities.equal(replace(after, {i: NEXT}), new)
        first = identities.equal(replace(largest.body, {STEP: ONE, i: ONE}), at(state.input, ONE))
        return carried and enters and first and identities.non_negative(factor)
    except (Unsupported, ZeroDivisionError):
        return False


def _told(study: Study, state: Maximum, largest: Largest) -> tuple[str, ...]:
    return (_first_step(study, state, largest), *_later_steps(study, state, largest))


def _first_step(study: Study, state: Maximum, largest: Largest) -> str:
    write, input_ = study.plain.write, at(state.input, ONE)
    aged = study.identities().simplest(multiply([at(state.factor, ONE), largest.start]))
    both = Term("max", aged, input_)
    values = [replace(largest.left, {STEP: ONE}), both, *([input_] if largest.bounded else [])]
    fact = f", since {write(input_)} ≥ 0" if largest.bounded else ""
    return f"Base case t = 1: {study.plain.equation(*values)}{fact}."


def _later_steps(study: Study, state: Maximum, largest: Largest) -> tuple[str, ...]:
    write, earlier, i = study.plain.write, tidy(STEP - 1), study.indices[0].name
    factor, new = at_step(state.factor), at_step(state.input)
    old, before, aged = (replace(x, {STEP: earlier}) for x in (largest.left, largest.closed, largest.body))
    used, put = (Term("max", multiply([factor, x]), new) for x in (old, before))
    first = f"Induction step: let the statement hold at t-1. By the recurrence {write(largest.left)} = "
    whole = f"and the entry {i} = t is {write(new)}: together {write(largest.closed)}."
    if factor == ONE:
        kept = f"The entries {i} ≤ t-1 are {write(largest.body)}, "
    else:
        carried = study.plain.equation(multiply([factor, aged]), largest.body)
        rule = f"Since {write(factor)} ≥ 0, it can be taken into the maximum. "
        kept = f"{rule}The entries {i} ≤ t-1 become {carried}, "
    return (f"{first}{study.plain.equation(used, put)}.", kept + whole)


def constant_input(study: Study, state: Maximum) -> Draft | None:
    """The state under an input that does not change."""
    value = steady(state.input)
    linear = as_linear(state)
    if any(s.args[0] in ("time", "now") for s in symbols([value])):
        return None
    write, left = study.plain.write, element(state.name, STEP)
    aged = multiply([state.factor, value])
    proof = (
        f"Base case t = 1: {write(replace(left, {STEP: ONE}))} = {write(Term('max', ZERO, value))} = "
        f"{write(value)}, since {write(value)} ≥ 0.",
        f"Induction step: {write(left)} = {write(Term('max', aged, value))} = {write(value)}, "
        f"since 0 ≤ {write(state.factor)} ≤ 1.",
    )
    hypotheses = (*unchanging(study, linear), *study.facts(state.factor))
    return from_step_one(
        equation(f"{state.name}-constant-gradient", left, value, hypotheses, proof, "constant")
    )


def p_norms(study: Study, state: Maximum, largest: Largest) -> Iterator[Draft | None]:
    """The recurrence in p-th powers of which the state is the limit, with the root and without."""
    p = hyper(next(c for c in "pqrk" if c not in study.taken))
    name = next(c for c in ("v", "z", "y", "x", "norm") if c not in study.taken)
    decay, power = state.factor**p, at_step(state.input) ** p
    i = study.indices[0]
    body = multiply([decay ** tidy(STEP - i), at(state.input, i) ** p])
    closed = multiply([ONE - decay, summation(body, i, 1, STEP)])
    left = element(name, STEP)
    proof = study.prove(Induction(left, closed, ZERO, multiply([decay, PREVIOUS]) + (ONE - decay) * power))
    old = element(name, tidy(STEP - 1))
    norms = Norms(state, largest, p, left, closed, multiply([decay, old]) + (ONE - decay) * power)
    yield between_powers(study, norms, proof)
    yield with_root(study, norms, proof)
    yield without_root(study, norms, proof)


@dataclass(frozen=True)
class Norms:
    """The recurrence in p-th powers that belongs to a running maximum."""

    state: Maximum
    largest: Largest
    p: Term
    left: Term
    closed: Term
    step: Term

    def where(self, notation: Notation) -> str:
        """The definition of the recurrence."""
        start = replace(self.left, {STEP: ZERO})
        return (
            f"{notation.words('where')}{notation.equation(self.left, self.step)}, "
            f"{notation.equation(start, ZERO)}"
        ).replace("  ", " ")

    @property
    def decay(self) -> Term:
        """The power of the factor."""
        return self.state.factor**self.p

    @property
    def checks(self) -> tuple[Term, ...]:
        """The sandwich, between powers."""
        high = self.largest.left**self.p
        low = (ONE - self.decay) * high
        return Term("le", low, self.closed), Term("le", self.closed, STEP * low)


def sandwich(study: Study, norms: Norms, proof: tuple[str, ...]) -> tuple[str, ...]:
    """The closed form of the recurrence in powers, and its bounds by the largest input."""
    write, p = study.plain.write, norms.p
    level = norms.largest.left
    _, sums = norms.closed.terms
    most = level**p
    return (
        f"Solve the recurrence in {write(norms.left)}: {study.plain.equation(norms.left, norms.closed)}.",
        *proof[:2],
        f"By the theorem on the maximum, {study.plain.equation(level, norms.largest.closed)}.",
        f"Each of the t terms of the sum is at most {write(most)}, one of them is {write(most)}, "
        f"and none is negative: {write(most)} ≤ {write(sums)} ≤ {write(STEP * most)}.",
    )


def between_powers(study: Study, norms: Norms, proof: tuple[str, ...]) -> Draft:
    """The recurrence in powers lies between multiples of a power of the largest input."""
    low, high = norms.checks[0].terms[0], norms.checks[1].terms[1]

    def statement(notation: Notation) -> str:
        chain = notation.write(Term("le", low, Term("le", norms.left, high)))
        return f"{chain}{norms.where(notation)}"

    return Draft(
        f"{norms.state.name}-p-norm-sandwich",
        statement,
        (*study.facts(norms.state.factor), f"{norms.p.name} ≥ 1", "t ≥ 1"),
        (
            *sandwich(study, norms, proof),
            f"Multiplying with {study.plain.write(ONE - norms.decay)}, which is not negative, gives the "
            "statement.",
        ),
        norms.checks,
    )


def with_root(study: Study, norms: Norms, proof: tuple[str, ...]) -> Draft:
    """The limit of the p-th root."""
    write, p, level, factor = study.plain.write, norms.p, norms.largest.left, norms.state.factor
    root, rest = norms.left ** (ONE / p), (ONE - norms.decay) ** (ONE / p)
    steps = (
        *sandwich(study, norms, proof),
        f"Hence, taking roots, {write(rest * level)} ≤ {write(root)} ≤ "
        f"{write(multiply([rest, STEP ** (ONE / p), level]))}.",
        f"As {write(p)} → ∞, {write(STEP ** (ONE / p))} → 1, since t does not change; and "
        f"{write((ONE - factor) ** (ONE / p))} ≤ {write(rest)} ≤ 1 for {write(p)} ≥ 1, "
        f"the left side tending to 1 because {write(ONE - factor)} > 0. Both bounds tend to {write(level)}.",
    )
    return Draft(
        f"{norms.state.name}-p-norm-limit",
        lambda n: f"{n.limit(p.name, root)} = {n.write(level)}{norms.where(n)}",
        (*study.facts(factor), "t ≥ 1"),
        steps,
        norms.checks,
    )


def without_root(study: Study, norms: Norms, proof: tuple[str, ...]) -> Draft:
    """The limit of the recurrence itself: not the maximum, whatever the inputs."""
    write, p, level, i = study.plain.write, norms.p, norms.largest.left, study.indices[0]
    factor = norms.state.factor
    entry = Term("eq", norms.largest.body, ONE)
    steps = (
        *sandwich(study, norms, proof),
        f"Since {write(norms.decay)} → 0, the limit of {write(norms.left)} is that of the sum.",
        f"If {write(level)} < 1, the sum is at most {write(STEP * level**p)} → 0. "
        f"If {write(level)} > 1, it is at least {write(level**p)} → ∞.",
        f"If {write(level)} = 1, every term is the {write(p)}-th power of a number from 0 to 1: "
        f"it is 1 where {write(entry)}, and tends to 0 elsewhere.",
    )

    return Draft(
        f"{norms.state.name}-p-norm-without-root",
        lambda n: f"{n.limit(p.name, norms.left)} = {_cases(n, level, entry, i)}{norms.where(n)}",
        (*study.facts(factor), "t ≥ 1"),
        steps,
        norms.checks,
    )


def _cases(n: Notation, level: Term, entry: Term, i: Term) -> str:
    """Nothing, a count, or infinity, as the largest input is below, at or above 1."""
    below, same, above = (n.write(Term(op, level, ONE)) for op in ("lt", "eq", "gt"))
    if n.plain:
        count = f"the number of {i.name} ≤ t with {n.write(entry)}"
        return f"0 if {below}, ∞ if {above}, and {count} if {same},"
    count = rf"\#\{{{i.name} \le t : {n.write(entry)}\}}"
    return rf"\begin{{cases}} 0 & {below} \\ {count} & {same} \\ \infty & {above} \end{{cases}}"
