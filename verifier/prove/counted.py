"""Counts of events, such as of gradients that are not zero: in runs that relations are read off, all steps.

There each step has its event, and what is told by the step may be told by a count of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Effort, Ring, Unsupported
from verifier.prove.relation import Pair, Relation
from verifier.term import STEP, Term, substitute, symbols

WORK = 10_000
"""What it may take to write how far a count is ahead of the step."""


def by_counts(pair: Pair, relations: Iterable[Relation]) -> Iterator[Relation]:
    """The relations with what the step tells told by a count: of states that are no clocks, and of all."""
    for relation in relations:
        solved = relation.solved
        told = [x for x, value in solved.items() if x not in pair.clocks and _by_the_step(value)]
        for each in told:
            count = _written(pair, each + STEP - solved[each])
            if count is None or STEP in symbols([count]):
                continue
            rest = {x: value for x, value in solved.items() if x is not each}
            for chosen in (told, [*rest]):
                moved = {x: _written(pair, value) or value for x, value in rest.items() if x in chosen}
                values = substitute(moved.values(), {STEP: count})
                yield Relation(rest | dict(zip(moved, values, strict=True)))


def _by_the_step(value: Term) -> bool:
    """Whether the step is read, and nothing else but hyperparameters."""
    return STEP in symbols([value]) and all(s.args[0] in ("time", "hyper") for s in symbols([value]))


def _written(pair: Pair, value: Term) -> Term | None:
    """The value in lowest terms; None where that takes cases or conditions."""
    path = Path(Ring(Effort(WORK)), pair.domains, first=0)
    evaluation = Evaluation(path)
    try:
        found = evaluation.value(value)
    except (Split, Unsupported):
        return None
    if evaluation.conditions or not isinstance(found, Fraction):
        return None
    return term_of_fraction(path, found)
