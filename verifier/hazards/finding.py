"""The hazards of a recurrence in a number format: found, blamed, made small, and mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from verifier.hazards.arithmetic import Setup
from verifier.hazards.blame import BRIEF, blame, blame_several, happened, persists
from verifier.hazards.certain import is_certain
from verifier.hazards.domains import Edge, edges
from verifier.hazards.formats import Format, format_of
from verifier.hazards.inputs import nearby
from verifier.hazards.rewrites import Rewriting, rewritings
from verifier.hazards.search import Course, Trigger, search, setup
from verifier.hazards.suspects import Culprit
from verifier.hazards.watch import KINDS
from verifier.kernel.cheaper import signs_in_front
from verifier.numerics import precision
from verifier.numerics.apriori import Bounds, step_bounds
from verifier.system import System
from verifier.term import Term

SEED = 2024
"""The seed of the drawn gradients."""

PATTERNS_EACH = 2
"""How many gradient sequences are asked about for each kind of fault of a result in an arithmetic."""


@dataclass(frozen=True)
class Hazard:
    """An input that is answered wrongly, with what to blame and what to do.

    Attributes
    ----------
    trigger : Trigger
    culprit : Culprit
    rewriting : Rewriting or None
        The cheapest that was found to help; None if none did.
    also : tuple of str
        The other kinds of wrong results for which the same operation is to blame.
    """

    trigger: Trigger
    culprit: Culprit
    rewriting: Rewriting | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hazards:
    """What was found for one recurrence in one format, and how far off a step can be at all."""

    system: System
    fmt: Format
    seed: int
    found: tuple[Hazard, ...]
    bounds: Bounds
    edges: tuple[Edge, ...] = ()


def hazards(system: System, dtype: str, seed: int = SEED) -> Hazards:
    """Search for inputs of the domain at which floating point breaks the formula.

    Parameters
    ----------
    system : System
    dtype : str
        ``float16``, ``bfloat16``, ``float32`` or ``float64``.
    seed : int
        Of the drawn gradients; the same seed finds the same.

    Raises
    ------
    InputError
        When there is no such format.
    """
    fmt, plain = format_of(dtype), signs_in_front(system)
    blamed = [
        (t, c) for t in _worth_asking(search(plain, fmt, seed)) if (c := blame(_made(plain, fmt, t), t))
    ]
    grouped = _grouped(pair for group in _grouped(blamed).values() for pair in _sure(plain, fmt, group))
    every = (_hazard(plain, fmt, group) for group in grouped.values())
    found = sorted((hazard for hazard in every if hazard), key=lambda hazard: _rank(hazard.trigger))
    return Hazards(plain, fmt, seed, tuple(found), step_bounds(plain, _kernels(fmt)), edges(plain))


def _kernels(fmt: Format) -> precision.Format:
    """The format as the bounds of kernels know it."""
    return precision.Format(fmt.name, fmt.unit, fmt.tiny, fmt.largest, round(np.log2(fmt.largest)))


Group = list[tuple[Trigger, Culprit]]


def _made(system: System, fmt: Format, trigger: Trigger) -> Setup:
    return setup(system, fmt, trigger.arithmetic, trigger.setting)


def _grouped(blamed: Iterable[tuple[Trigger, Culprit]]) -> dict[tuple[Term, str], Group]:
    """What has the same operation to blame for the same."""
    found: dict[tuple[Term, str], Group] = {}
    for trigger, culprit in blamed:
        found.setdefault((culprit.node, happened(culprit)), []).append((trigger, culprit))
    return found


def _sure(system: System, fmt: Format, group: Group) -> Group:
    """The group, or where it is sure of nothing, its simplest trigger with several operations to blame."""
    if any(culprit.sure for _, culprit in group):
        return group
    trigger, suspect = min(group, key=lambda pair: (pair[0].changed, *_rank(pair[0])))
    return [(trigger, blame_several(_made(system, fmt, trigger), trigger) or suspect)]


def _worth_asking(triggers: Iterable[Trigger]) -> list[Trigger]:
    """The simplest triggers of each kind, result and arithmetic, long runs apart; the usual setting first."""
    chosen: list[Trigger] = []
    counts: dict[tuple[object, ...], int] = {}
    for trigger in sorted(triggers, key=lambda found: (found.changed, *_rank(found))):
        long = trigger.steps > BRIEF
        key = (trigger.kind, trigger.place, None if long else trigger.arithmetic, long)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= (1 if long else PATTERNS_EACH):
            chosen.append(trigger)
    return chosen


def _rank(trigger: Trigger) -> tuple[object, ...]:
    return (KINDS.index(trigger.kind), *trigger.simplicity)


def _hazard(system: System, fmt: Format, group: Group) -> Hazard | None:
    """One operation's hazard: the worst and simplest trigger of the certain ones, sure culprits first."""
    ordered = sorted(group, key=lambda pair: (not pair[1].sure, pair[0].changed, *_rank(pair[0])))
    for trigger, culprit in ordered:
        if is_certain(_made(system, fmt, trigger), trigger):
            also = dict.fromkeys(t.kind for t, _ in group if t.kind != trigger.kind)
            return Hazard(trigger, culprit, _mended(system, fmt, trigger), tuple(also))
    return None


def _mended(system: System, fmt: Format, trigger: Trigger) -> Rewriting | None:
    """The first rewriting with which nothing is wrong any more, at the trigger and at inputs like it."""
    around = replace(trigger, columns=nearby(fmt, trigger.columns, SEED))
    exact: dict[System, Course] = {}
    for rewriting in rewritings(system, trigger.arithmetic, 8 * fmt.dtype.itemsize):
        made = setup(rewriting.system, fmt, rewriting.arithmetic or trigger.arithmetic, trigger.setting)
        course = exact.setdefault(rewriting.system, Course(made, around.columns))
        if not persists(made, around, course.steps()):
            return rewriting
    return None
