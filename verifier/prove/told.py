"""What a state is after a step, as the texts themselves tell it.

A state may be set from the new weight or from new values of other states: a norm that is kept for the next
step. And a flag that is set once an accumulator has passed a bound stays set, as the accumulator stays past
it: then a comparison of the texts tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from verifier.prove.relation import RIGHT_WEIGHT
from verifier.prove.runs import Runs
from verifier.term import RELATIONS, WEIGHT, Term, postorder, substitute, symbols, term, where

KNOWN = ("hyper", "sequence", "time")
"""The symbols that are given from outside."""

ROUND = 12
"""The largest denominator of a flag's values."""


def by_text(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """What a state may be in free ones and the weight: as it is set, or by a comparison if it is a flag."""
    updates = runs.pair.updates
    weights = {updates[x]: WEIGHT for x in (RIGHT_WEIGHT, WEIGHT)}
    new = {value: x for value, x in weights.items() if value.terms}
    new |= {updates[x]: x for x in free if updates[x].terms}
    if each not in (WEIGHT, RIGHT_WEIGHT):  # these are read as what is linear in the states
        yield from _after(updates[each], new, free)
    values = _values(runs, each)
    for condition in _conditions(runs, new, free) if len(values) == 2 else ():
        yield from (where(condition, one, other) for one, other in (values, values[::-1]))


def _after(value: Term, new: Mapping[Term, Term], free: Sequence[Term]) -> Iterator[Term]:
    """The value with what is new after a step, where it reads nothing that varies but that and the step."""
    (found,) = substitute([value], new)
    read = symbols([found])
    if found is not value and all(s in free or s is WEIGHT or s.args[0] in KNOWN for s in read):
        yield found


def _conditions(runs: Runs, new: Mapping[Term, Term], free: Sequence[Term]) -> Iterator[Term]:
    """Comparisons of the texts, as they are after a step."""
    for node in postorder(runs.pair.updates.values()):
        if node.op in RELATIONS:
            yield from _after(node, new, free)


def _values(runs: Runs, each: Term) -> list[Term]:
    """The values of a state before the first step and in all runs, where they are few simple numbers."""
    start = runs.pair.first_values.get(each)
    seen = np.unique(np.concatenate([t.values[each].ravel() for t in runs.later]))[:3]
    numbers = [Fraction(float(x)).limit_denominator(ROUND) for x in seen if np.isfinite(x)]
    if start is None or start.op != "num" or any(n != x for n, x in zip(numbers, seen, strict=False)):
        return []
    return list(dict.fromkeys([start, *map(term, numbers)]))
