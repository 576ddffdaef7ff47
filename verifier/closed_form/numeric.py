"""An independent check of closed forms: recurrences unrolled with fifty digits.

Nothing is shared with the derivation but the terms themselves: the recurrence is run step by step
as it stands, and the closed form is evaluated as it is printed, sums as sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from random import Random

from mpmath import mp, mpf

from verifier.closed_form.operations import Number, Order, Undefined, apply, evaluate, in_order
from verifier.domain import REAL, Domain
from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, hyper, postorder, state, symbols

DIGITS = 50
GUARD = 50
"""More digits are carried than compared: a sum may cancel half of them."""

TOLERANCE = mpf(10) ** -DIGITS
"""Relative to the sides."""

STEPS = 4
LARGE = 60
"""The value of a letter that stands for an exponent going to infinity."""

Families = dict[str, dict[int, Number]]


@dataclass(frozen=True)
class Run:
    """One run of a recurrence: numbers for its letters, and sequences read at an index."""

    letters: Mapping[str, Number]
    families: Families
    gradient: Number = None
    members: tuple[Run, ...] = ()
    """The runs of which this one is the mean, where it is one."""


def runs(system: System, regime: str, seed: int = 0, fixed: Mapping[str, Fraction] | None = None) -> Run:
    """A run at random numbers of the domains.

    Parameters
    ----------
    system : System
    regime : str
        ``arbitrary``; ``constant`` (gradient and rates do not change); ``zero`` (no gradient, the
        rates change); ``still`` (no gradient, the rates do not change); ``mean`` (rates do not
        change, every sequence is the mean over all gradients drawn from two values).
    seed : int
    fixed : mapping of str to Fraction, optional
        Hyperparameters that are to have given values.
    """
    random = Random(f"{seed}")
    with mp.workdps(DIGITS + GUARD):
        pinned = {name: mpf(x.numerator) / x.denominator for name, x in (fixed or {}).items()}
        letters = {h.name: draw(random, h.domain) for h in system.hypers} | pinned
        varies = regime in ("arbitrary", "zero")
        given = {
            h.name: {k: draw(random, h.domain) if varies else letters[h.name] for k in range(-2, STEPS + 3)}
            for h in system.hypers
        }
        start, constant = Start(system, letters, given, draw(random, REAL)), draw(random, REAL)
        if regime == "mean":
            return _mean(start, [draw(random, REAL) for _ in range(2)])
        gradients = {
            "arbitrary": [draw(random, REAL) for _ in range(STEPS)],
            "constant": [constant] * STEPS,
        }.get(regime, [mpf(0)] * STEPS)
        return replace(unroll(start, gradients), gradient=gradients[0])


def draw(random: Random, domain: Domain) -> Number:
    """A random number of the domain with a small denominator, never 0 or 1."""
    lower, upper = domain.lower, domain.upper
    low = lower if lower is not None else Fraction(-3) if upper is None else upper - 3
    high = upper if upper is not None else max(low, Fraction(0)) + 3
    value = low + (high - low) * Fraction(random.randrange(1, 97), 97)
    return mpf(value.numerator) / value.denominator


def _mean(start: Start, values: list[Number]) -> Run:
    every = [unroll(start, list(gs)) for gs in product(values, repeat=STEPS - 1)]
    families = {
        name: {k: _average([run.families[name].get(k) for run in every]) for k in every[0].families[name]}
        for name in every[0].families
    }
    return Run(start.letters, families, tuple(values), tuple(every))


def _average(values: list[Number]) -> Number:
    return None if any(v is None for v in values) else sum(values, mpf(0)) / len(values)


@dataclass(frozen=True)
class Start:
    """What a run begins with: the numbers of the letters, the given sequences and the weight."""

    system: System
    letters: Mapping[str, Number]
    given: Families
    weight: Number

    @cached_property
    def named(self) -> list[tuple[str, Term]]:
        """The quantities that each step makes."""
        states = [(s.name, s.update) for s in self.system.states]
        lets = [(name, value) for name, value in self.system.lets if name not in (*self.given, GRADIENT.name)]
        return [*lets, *states, (WEIGHT.name, self.system.weight)]

    @cached_property
    def order(self) -> Order:
        """What each step computes, one operation after the other."""
        return in_order([value for _, value in self.named])

    @cached_property
    def sequences(self) -> list[tuple[Term, str, int]]:
        """The given sequences as they are read, with name and offset."""
        roots = [*(value for _, value in self.named), *(s.initial for s in self.system.states)]
        return [(s, s.name, int(str(s.args[2]))) for s in symbols(roots, "sequence")]

    def environment(self, t: int) -> dict[Term, Number]:
        """The numbers that do not depend on the run."""
        found: dict[Term, Number] = {hyper(name): value for name, value in self.letters.items()}
        return found | {symbol: self.given[name][t + offset] for symbol, name, offset in self.sequences}


def unroll(start: Start, gradients: list[Number]) -> Run:
    """The run of a recurrence on these gradients, step by step as it stands."""
    families: Families = {**start.given, GRADIENT.name: dict(enumerate(gradients, 1))}
    old: dict[Term, Number] = {WEIGHT: start.weight}
    first = old | start.environment(0)
    for s in start.system.states:
        old[state(s.name)] = evaluate(in_order([s.initial]), first)[s.initial]
    for symbol, value in old.items():
        families[symbol.name] = {0: value}
    for t, g in enumerate(gradients, 1):
        values = evaluate(start.order, {GRADIENT: g, STEP: mpf(t)} | old | start.environment(t))
        for name, term in start.named:
            families.setdefault(name, {})[t] = values[term]
        old = {symbol: families[symbol.name][t] for symbol in old}
    return Run(start.letters, families)


def steps(run: Run) -> Iterator[int]:
    """The numbers of the steps that were taken."""
    yield from sorted(run.families["g"])


def holds(claim: Term, run: Run, t: int) -> bool:
    """Whether an equation or inequality between closed forms is true of a run at a step.

    A side that is undefined decides nothing: the claim is then vacuous.
    """
    return decided(claim, run, t) is not False


def decided(claim: Term, run: Run, t: int) -> bool | None:
    """Whether an equation or inequality is true of a run at a step; None where a side is undefined."""
    with mp.workdps(DIGITS + GUARD):
        try:
            left, right = (value_at(side, run, {STEP: t}) for side in claim.terms)
        except Undefined:
            return None
        error = TOLERANCE * (1 + abs(left) + abs(right))
        match claim.op:
            case "le":
                return bool(left <= right + error)
            case "lt":
                return bool(left < right)
        return bool(abs(left - right) <= error)


def value_at(value: Term, run: Run, bound: Mapping[Term, int]) -> Number:
    """The value of a closed form, its indices having these values."""
    match value.op:
        case "sym":
            return _symbol(value, run, bound)
        case "element":
            found = run.families[value.terms[0].name].get(int(value_at(value.terms[1], run, bound)))
            if found is None:
                raise Undefined
            return found
        case "sum" | "product" | "maximum":
            return _bound(value, run, bound)
        case "expectation":
            return _expected(value.terms[0], run, bound)
        case "variance":
            return _covariance(value.terms[0], value.terms[0], run, bound)
        case "covariance":
            return _covariance(value.terms[0], value.terms[1], run, bound)
    return apply(value, tuple(value_at(x, run, bound) for x in value.terms))


def _symbol(value: Term, run: Run, bound: Mapping[Term, int]) -> Number:
    if value in bound:
        return mpf(bound[value])
    if value == GRADIENT:
        return run.gradient
    return run.letters.get(value.name, mpf(LARGE))


def _expected(body: Term, run: Run, bound: Mapping[Term, int]) -> Number:
    """The mean over the values of the gradient, or over all runs."""
    if GRADIENT not in set(postorder([body])):
        return _average([value_at(body, member, bound) for member in run.members])
    return _average([value_at(body, replace(run, gradient=g), bound) for g in run.gradient])


def _covariance(left: Term, right: Term, run: Run, bound: Mapping[Term, int]) -> Number:
    together, *alone = (_expected(x, run, bound) for x in (left * right, left, right))
    return together - alone[0] * alone[1]


def _bound(value: Term, run: Run, bound: Mapping[Term, int]) -> Number:
    body, i, low, high = value.terms
    first, last = int(value_at(low, run, bound)), int(value_at(high, run, bound))
    values = [value_at(body, run, {**bound, i: k}) for k in range(first, last + 1)]
    if value.op == "sum":
        return mp.fsum(values)
    return mp.fprod(values) if value.op == "product" else max(values, default=mpf(0))
