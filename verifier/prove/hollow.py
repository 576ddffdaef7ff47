"""Weight maps that say nothing of a weight: what it has of its own cancels in them.

Where a side keeps its weight in its states as well, as an average that is also returned, ``w - average`` is
zero in every run, and a map may hold of weights that have nothing to do with each other. Such a map is none.
A map that says nothing in one branch of a rule, such as after a warm-up, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from verifier.prove.branches import each_for_good
from verifier.prove.readings import added_by_a_step, parts_of, weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, substituted
from verifier.prove.runs import Runs
from verifier.prove.trace import Trace, evaluate
from verifier.prove.vectors import Array
from verifier.system import System
from verifier.term import ONE, WEIGHT, Term, state, substitute, symbols

NEAR = 1e-7
"""How near columns must come to a weight to tell it."""
SPARE = 4
"""So many runs more than columns are looked at."""


def says_nothing(pair: Pair, relation: Relation) -> bool:
    """Whether a weight that its own side's states tell is told by nothing on the other side.

    Told is what is linear in the states and in what stands in the relation's equations, by themselves or with
    what the last step adds: the step from an average is no more of a weight's own than the average. A map of
    a weight that has parts of its own is a map; so is one of weights that are told by one another.
    """
    if weight_reading(relation) is WEIGHT:
        return False
    if not symbols(pair.updates.values(), "gradient"):
        return True
    values = relation.solved.values()
    return any(
        _is_hollow(substituted(pair, held), Relation(dict(zip(relation.solved, told, strict=True))))
        for held in each_for_good(pair)
        for told in (substitute(values, held),)
    )


def _is_hollow(pair: Pair, relation: Relation) -> bool:
    """Whether the runs show such a weight after one of their steps."""
    runs = Runs(pair)
    left, right = (_of_side(pair, relation, side) for side in (pair.left, pair.right))
    step, its_step = (added_by_a_step(pair.updates[weight]) for weight in (WEIGHT, RIGHT_WEIGHT))
    return any(
        _tells(runs, found, own, weight, added) and not _tells(runs, found, [*other, there], weight, others)
        for own, other, weight, there, added, others in (
            (left, right, WEIGHT, RIGHT_WEIGHT, [], []),
            (right, left, RIGHT_WEIGHT, WEIGHT, [], []),
            (left, right, WEIGHT, RIGHT_WEIGHT, step, its_step),
            (right, left, RIGHT_WEIGHT, WEIGHT, its_step, step),
        )
        for found in runs.later
    )


def _of_side(pair: Pair, relation: Relation, side: System) -> list[Term]:
    """A side's states, and the parts of the relation's equations that are made of them alone."""
    states = [state(s.name) for s in side.states]
    parts = {part: None for value in relation.solved.values() for part in parts_of(value) if part is not ONE}
    made = [p for p in parts if p.op != "sym" and {*_read(p)} <= {*states}]
    return [*states, *made]


def _read(part: Term) -> Iterable[Term]:
    return (s for kind in ("state", "weight") for s in symbols([part], kind))


def _tells(runs: Runs, found: Trace, features: Sequence[Term], weight: Term, added: Sequence[Term]) -> bool:
    """Whether the features, a constant and what the step adds give the weight after a step."""
    given = runs.numbers(found.step)
    with np.errstate(all="ignore"):
        columns = [
            *evaluate({f: f for f in features}, found.values | given).values(),
            *evaluate({f: f for f in added}, found.given).values(),
        ]
    table = np.stack([*columns, np.ones_like(found.values[weight]), found.values[weight]], axis=1)
    table = table[np.isfinite(table).all(axis=1)]
    return len(table) >= table.shape[1] + SPARE and _is_combination(table[:, :-1], table[:, -1])


def _is_combination(columns: Array, wanted: Array) -> bool:
    scale = np.abs(columns).max(axis=0)
    scaled = columns / np.where(scale > 0, scale, 1.0)
    solution = np.linalg.lstsq(scaled, wanted, rcond=1e-11)[0]
    return bool(np.abs(scaled @ solution - wanted).max() <= NEAR * max(1.0, float(np.abs(wanted).max())))
