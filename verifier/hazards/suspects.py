"""Which operations make bad values of good ones in a run that goes wrong, and when they first do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np

from verifier.hazards.arithmetic import Setup, places
from verifier.hazards.formats import Array
from verifier.hazards.machine import Machine
from verifier.hazards.search import Trigger
from verifier.kernel.registers import outcomes
from verifier.system import System
from verifier.term import GRADIENT, Term, state

Values = Mapping[Term, Array]


@dataclass(frozen=True)
class Culprit:
    """The operation to blame, at the step at which it goes wrong.

    Attributes
    ----------
    node : Term
        The operation; a symbol or a number where the rounding of a given value is to blame.
    step : int
    operands : tuple of float
        What the machine has of its operands.
    result, exact : float
        What the machine makes of them, and what the exact run has there.
    sure : bool
        Whether the fault is gone when this operation, with what is beside it, is not rounded.
    beside : tuple of Term
        What else must not be rounded, none of which can be left out.
    """

    node: Term
    step: int
    operands: tuple[float, ...]
    result: float
    exact: float
    sure: bool
    beside: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a run of one column.

    Attributes
    ----------
    values, handed : mapping of Term to array
        What the machine had of every term; scalars as arrays were combined with them.
    exact : mapping of Term to array
        The same without rounding.
    kept, wanted : mapping of Term to array
        The new weight and states as they were stored, and without rounding.
    """

    values: Values
    handed: Values
    exact: Values
    kept: Values
    wanted: Values


@dataclass(frozen=True)
class Suspects:
    """What may be to blame in a run.

    Attributes
    ----------
    first : list of Culprit
        The operations that make bad values of good ones, in the order in which they do.
    before : list of Culprit
        Operations that give these their operands, which look good: log(1 + x) is bad where 1 + x is not.
    exact : list of mapping
        The values without rounding, step by step.
    """

    first: list[Culprit]
    before: list[Culprit]
    exact: list[Values]


def suspects(made: Setup, trigger: Trigger, count: int) -> Suspects:
    """The first so many suspects of a run, and what is before them; only what the wrong result depends on."""
    steps, matters = list(_course(made, trigger)), reaching(made.system, trigger.place)
    found: dict[Term, Culprit] = {}
    first_ones = chain(_gone_wrong(made, trigger, steps), _absorbed(made, trigger, steps))
    for culprit in sorted(first_ones, key=lambda c: c.step):
        if culprit.node in matters:
            found.setdefault(culprit.node, culprit)
    first = list(found.values())[:count]
    others = [c for c in first if c.node.op != "add"]  # a sum that is bad where its terms are not cancels
    given = {a: c.step for c in others for a in c.node.terms if a.terms and a not in found}
    before = [_computed(node, step - 1, steps[step - 1]) for node, step in given.items()]
    return Suspects(first, before, [step.exact for step in steps])


def reaching(system: System, place: Term) -> frozenset[Term]:
    """The terms on which the weight or a state depends, at this step or through earlier states."""
    updates, found, waiting = outcomes(system), set[Term](), [place]
    while waiting:
        if (term := waiting.pop()) not in found:
            found.add(term)
            waiting += [*term.terms, *([updates[term]] if term in updates else ())]
    return frozenset(found)


def _course(made: Setup, trigger: Trigger) -> Iterator[Step]:
    machine = Machine(made, trigger.columns.weights)
    for gradient in trigger.columns.gradients:
        machine.take(gradient)
        yield Step(machine.values, machine.handed, machine.exact, machine.machine, machine.shadow)


def _gone_wrong(made: Setup, trigger: Trigger, steps: Sequence[Step]) -> Iterator[Culprit]:
    """When they do so first: roundings of what is given, operations, and roundings of what is stored."""

    def bad(values: list[Array], exact: list[Array]) -> Array:
        return _are_bad(made, trigger, np.array([*map(_one, values)]), np.array([*map(_one, exact)]))

    symbols = {*places(made.system), GRADIENT}
    exact = {n: [s.exact[n] for s in steps] for n in steps[0].values}
    off = {n: bad([s.values[n] for s in steps], exact[n]) for n in steps[0].values}
    handed = {n: bad([s.handed[n] for s in steps], exact[n]) & ~off[n] for n in steps[0].handed}
    for node, wrong in handed.items():
        for t in np.flatnonzero(wrong)[:1]:
            yield _rounded(node, int(t), (), steps[t].handed[node], steps[t].exact[node])
    for node in steps[0].values:
        inherited = [x for a in node.terms for x in (off[a], handed.get(a)) if x is not None]
        own = off[node] & ~np.logical_or.reduce(inherited) if inherited else off[node]
        for t in np.flatnonzero(own)[:1] if node not in symbols else ():
            yield _computed(node, int(t), steps[t])
    for place, update in outcomes(made.system).items():
        lost = bad([s.kept[place] for s in steps], [s.wanted[place] for s in steps]) & ~off[update]
        for t in np.flatnonzero(lost)[:1]:
            step = steps[t]
            yield _rounded(place, int(t), (step.values[update],), step.kept[place], step.wanted[place])


def _are_bad(made: Setup, trigger: Trigger, x: Array, exact: Array) -> Array:
    """Where values have lost what the fault has lost: finiteness, sign, size, or digits."""
    if x.dtype == bool:
        return x != exact
    allowed = np.sqrt(made.fmt.unit) if trigger.kind.startswith("wrong in more") else 0.1
    with np.errstate(all="ignore"):
        far = np.abs(x - exact) > allowed * np.abs(exact)
        lost = ~np.isfinite(x) | ((x == 0) != (exact == 0)) | (x * exact < 0) | far
    return np.asarray(np.isfinite(exact) & lost)


def _absorbed(made: Setup, trigger: Trigger, steps: Sequence[Step]) -> Iterator[Culprit]:
    """The operation that gives the result, if that stays what it was and should not."""
    node = {state(s.name): s.update for s in made.system.states}.get(trigger.place, made.system.weight)
    for t, step in enumerate(steps if trigger.kind == "no longer moving" else ()):
        then, now = _one(step.values.get(trigger.place, np.nan)), _one(step.kept[trigger.place])
        if now == then != 0 and _one(step.exact[node]) != then:
            culprit = _computed(node, t, step)
            if not _is_faithful(culprit):
                yield culprit
            return


def _is_faithful(culprit: Culprit) -> bool:
    """Whether a sum is what its operands give: then one of them is to blame, as a zero or an infinity is."""
    if culprit.node.op != "add" or not all(map(math.isfinite, culprit.operands)):
        return culprit.node.op == "add"
    return math.isfinite(culprit.result) and sum(map(Fraction, culprit.operands)) == Fraction(culprit.result)


def at_first(made: Setup, trigger: Trigger, node: Term, t: int) -> Culprit:
    """What an operation, or the rounding of a given value, gives at a step, right or wrong."""
    step = list(_course(made, trigger))[t - 1]
    if node.terms:
        return _computed(node, t - 1, step)
    return _rounded(node, t - 1, (), step.handed.get(node, step.values[node]), step.exact[node])


def _rounded(node: Term, t: int, given: Sequence[Array], kept: Array, exact: Array) -> Culprit:
    operands = tuple(float(_one(x)) for x in given)
    return Culprit(node, t + 1, operands, float(_one(kept)), float(_one(exact)), sure=False)


def _computed(node: Term, t: int, step: Step) -> Culprit:
    def of(term: Term) -> float:
        return float(_one(step.handed[term] if term in step.handed else step.values[term]))

    return Culprit(
        node, t + 1, tuple(of(a) for a in node.terms), of(node), float(_one(step.exact[node])), sure=False
    )


def _one(value: Array) -> Array:
    """The number in an array of one."""
    return value[0] if np.ndim(value) else np.asarray(value)[()]
