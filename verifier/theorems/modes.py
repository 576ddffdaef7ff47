"""Recurrences that branch on signs, under gradients of one sign or of alternating sign.

Some states are made from each other and the gradient alone. Under gradients that repeat with a period they
are followed step by step, each comparison decided by the signs of its sides, until they repeat too; from then
on each step takes the same branches as the one a period before. What the others do has then no branches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.algebra.ring import Unsupported
from verifier.closed_form.draft import Study, steady
from verifier.closed_form.identities import Identities
from verifier.domain import POSITIVE
from verifier.system import State
from verifier.term import (
    GRADIENT,
    MINUS_ONE,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    fold,
    postorder,
    state,
    substitute,
    symbols,
)

LONGEST = 4
"""States that do not repeat after so many steps are given up."""
WORDS = {1: "constant", 2: "alternating"}
"""What gradients of a period are called."""
KINDS = ("gradient", "state", "hyper")


class Undecided(Exception):
    """A comparison that the signs of its sides do not decide."""


@dataclass(frozen=True)
class Modes:
    """A recurrence under repeating gradients, free of branches.

    Attributes
    ----------
    period : int
        1 where the gradient is ``g`` at every step, 2 where it is ``-g`` at every other one.
    before : int
        The number of the steps before the first period.
    steps : tuple of mapping of str to Term
        The new values of each of the first ``before + period`` steps, in the old ones.
    """

    period: int
    before: int
    steps: tuple[Mapping[str, Term], ...]

    @property
    def repeated(self) -> tuple[Mapping[str, Term], ...]:
        """The steps of the period."""
        return self.steps[self.before :]

    def map_of(self, name: str) -> tuple[Term, ...]:
        """The new values of one quantity."""
        return tuple(step[name] for step in self.steps)

    def displacement(self, identities: Identities) -> Term:
        """By how much the steps of one period together move the weight."""
        values = {name: _symbol(name) for name in self.steps[0]}
        for step in self.repeated:
            put = {_symbol(n): v for n, v in values.items()}
            values = {n: substitute([v], put)[0] for n, v in step.items()}
        return identities.simplest(values[WEIGHT.name] - WEIGHT)


def _symbol(name: str) -> Term:
    return WEIGHT if name == WEIGHT.name else state(name)


def followed(study: Study, period: int) -> tuple[Modes, Modes] | None:
    """The recurrence under repeating gradients, the first one positive, and negative; None where undecided.

    `GRADIENT` is the size of the gradients in both.
    """
    system = study.reading.system
    if not any(n.op == "where" for n in postorder([s.update for s in system.states])):
        return None
    up, down = (_followed(study, period, side) for side in (ONE, MINUS_ONE))
    return (up, down) if up is not None and down is not None and up.before == down.before else None


def _followed(study: Study, period: int, side: Term) -> Modes | None:
    """The steps until the states that repeat do so."""
    system = study.reading.system
    groups = [group for s in system.states if (group := feeding(study, s))]
    own = {s.name: s for group in groups if _orbit(study, group, period, side) for s in group}
    orbit = _orbit(study, tuple(own.values()), period, side) if own else None
    if orbit is None:
        return None
    everything = {**{s.name: s.update for s in system.states}, WEIGHT.name: system.weight}
    identities = _signed(study)
    try:
        steps = tuple(
            {n: decided(identities, steady(substitute([v], put)[0])) for n, v in everything.items()}
            for put in orbit
        )
    except (Undecided, Unsupported, ZeroDivisionError):
        return None
    return Modes(period, len(orbit) - period, steps)


def _signed(study: Study) -> Identities:
    """Normal forms in which the gradient is positive."""
    return Identities({**study.reading.domains, GRADIENT.name: POSITIVE})


def feeding(study: Study, of: State) -> tuple[State, ...]:
    """A state with all that it is made from, where these are states, gradient and hyperparameters alone."""
    states = {s.name: s for s in study.reading.system.states}
    found, fresh = {of.name: of}, [of]
    while fresh:
        read = symbols([(s := fresh.pop()).update])
        if any(x.args[0] not in KINDS for x in read) or symbols([s.initial], "sequence"):
            return ()
        new = {x.name: states[x.name] for x in read if x.args[0] == "state" and x.name not in found}
        found, fresh = found | new, fresh + list(new.values())
    return tuple(found.values())


def _orbit(study: Study, group: tuple[State, ...], period: int, side: Term) -> list[dict[Term, Term]] | None:
    """What each step of some states reads, gradient included, up to the end of their first period."""
    identities, read = _signed(study), list[dict[Term, Term]]()
    values = {state(s.name): s.initial for s in group}
    try:
        for k in range(LONGEST):
            read.append({**values, GRADIENT: side * GRADIENT * (-1) ** (k % period)})
            values = {state(s.name): decided(identities, substitute([s.update], read[-1])[0]) for s in group}
            back = len(read) - period
            if back >= 0 and all(read[back][x] == value for x, value in values.items()):
                return read
    except (Undecided, Unsupported, ZeroDivisionError):
        pass
    return None


def decided(identities: Identities, value: Term) -> Term:
    """A term with every branch taken that signs decide, and every sign known.

    Raises
    ------
    Undecided
        Where they do not.
    """

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        match node.op:
            case "where":
                return args[1] if _holds(identities, args[0]) else args[2]
            case "sign":
                return _sign(identities, args[0])
        return Term(node.op, *args) if args else node

    return identities.simplest(fold([value], rebuild)[value])


def _sign(identities: Identities, value: Term) -> Term:
    if identities.simplest(value) == ZERO:
        return ZERO
    if identities.positive(value):
        return ONE
    return MINUS_ONE if identities.positive(ZERO - value) else Term("sign", value)


def _holds(identities: Identities, condition: Term) -> bool:
    """Whether a comparison holds."""
    sign = _sign(identities, condition.terms[1] - condition.terms[0]) if len(condition.terms) == 2 else None
    if sign is None or sign.op == "sign" or condition.op not in ("lt", "le", "eq", "ne"):
        raise Undecided
    truths = {"lt": sign == ONE, "le": sign in (ONE, ZERO), "eq": sign == ZERO, "ne": sign != ZERO}
    return truths[condition.op]


def gradients(period: int) -> Term:
    """The gradients of a period, at `STEP`."""
    return GRADIENT if period == 1 else GRADIENT * MINUS_ONE**STEP


def repeating(study: Study, period: int) -> tuple[str, ...]:
    """The hypotheses that gradients repeat with a period."""
    i, g = study.indices[0], GRADIENT.name
    value = g if period == 1 else f"{g}·(-1)^{i.name}"
    return (f"{g}[{i.name}] = {value} for every {i.name}", f"{g} ≠ 0")
