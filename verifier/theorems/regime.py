"""Regimes: the sequences of gradients for which a theorem speaks, as terms, and runs under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from random import Random

from mpmath import mp, mpf

from verifier.closed_form.numeric import DIGITS, GUARD, Run, Start, draw, unroll, value_at
from verifier.closed_form.operations import Number, Undefined
from verifier.domain import REAL, Domain
from verifier.system import State, System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, state, substitute

STEPS = 5


@dataclass(frozen=True)
class Regime:
    """Which runs a theorem is about.

    Attributes
    ----------
    gradient : Term or None
        The gradient of step `STEP`, in letters and `GRADIENT` as an amplitude; None for any gradients.
    rates_vary : bool
        Whether the given rates change from step to step.
    letters : tuple of (str, Domain or Fraction)
        Letters of the theorem beside those of the recurrence: where they lie, or what they are.
    fixed : tuple of (str, Fraction)
        Hyperparameters that have a certain value.
    start : Fraction or None
        The first weight, where it matters.
    """

    gradient: Term | None = None
    rates_vary: bool = False
    letters: tuple[tuple[str, Domain | Fraction], ...] = ()
    fixed: tuple[tuple[str, Fraction], ...] = ()
    start: Fraction | None = None
    independent: bool = False
    """Whether the gradients are independent and drawn from two values, a run being the mean over all."""


ANY = Regime(rates_vary=True)
ANY_GRADIENT = Regime()
SAME = Regime(GRADIENT)
INDEPENDENT = Regime(independent=True)


def trial(system: System, regime: Regime, seed: int, steps: int = STEPS) -> Run:
    """A run of the regime at random numbers of the domains."""
    random = Random(f"{seed}")
    with mp.workdps(DIGITS + GUARD):
        letters = {h.name: draw(random, h.domain) for h in system.hypers}
        letters |= {name: _number(random, value) for name, value in (*regime.letters, *regime.fixed)}
        start = Start(system, letters, _given(random, system, regime, letters), _first(random, regime))
        amplitude = draw(random, REAL)
        if regime.independent:
            return _mean(start, (amplitude, draw(random, REAL)))
        return replace(
            unroll(start, _gradients(random, regime, letters, amplitude, steps)), gradient=amplitude
        )


def _number(random: Random, value: Domain | Fraction) -> Number:
    return draw(random, value) if isinstance(value, Domain) else mpf(value.numerator) / value.denominator


def _first(random: Random, regime: Regime) -> Number:
    return _number(random, REAL if regime.start is None else regime.start)


def _given(
    random: Random, system: System, regime: Regime, letters: Mapping[str, Number]
) -> dict[str, dict[int, Number]]:
    changing = {h.name for h in system.hypers if h.varies and regime.rates_vary}
    near = range(-2, 2 * STEPS + 3)
    named = (int(x) for _, x in regime.letters if isinstance(x, Fraction) and x.denominator == 1)
    always = {*near, *(k for late in named for k in (late - 1, late, late + 1))}
    return {
        h.name: {k: draw(random, h.domain) for k in near}
        if h.name in changing
        else dict.fromkeys(always, letters[h.name])
        for h in system.hypers
    }


def _gradients(
    random: Random, regime: Regime, letters: Mapping[str, Number], amplitude: Number, steps: int
) -> list[Number]:
    if regime.gradient is None:
        return [draw(random, REAL) for _ in range(steps)]
    numbers = Run(letters, {}, amplitude)
    return list(_while_defined(regime.gradient, numbers, steps))


def _while_defined(gradient: Term, numbers: Run, steps: int) -> Iterator[Number]:
    with suppress(Undefined):
        for t in range(1, steps + 1):
            yield value_at(gradient, numbers, {STEP: t})


def _mean(start: Start, values: tuple[Number, Number]) -> Run:
    """Every sequence of three gradients, each of two values: independent, and equally likely."""
    members = tuple(unroll(start, list(gs)) for gs in product(values, repeat=3))
    return Run(start.letters, members[0].families, values, members)


def side_by_side(left: System, right: System, start: Term) -> System:
    """Both recurrences as one, seeing the same gradients; the names of the second one are marked with a star.

    Parameters
    ----------
    left, right : System
    start : Term
        The first weight of the second one, in that of the first.
    """
    marked: dict[Term, Term] = {state(s.name): state(f"{s.name}*") for s in right.states}
    marked[WEIGHT] = state(f"{WEIGHT.name}*")
    others = [State(f"{s.name}*", s.initial, substitute([s.update], marked)[0]) for s in right.states]
    weight = State(f"{WEIGHT.name}*", start, substitute([right.weight], marked)[0])
    return replace(left, states=(*left.states, *others, weight), lets=())
