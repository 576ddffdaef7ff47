"""States that a relation says nothing of, told by states that it solves after them.

It takes long and is seldom needed: it comes after all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verifier.prove.guess import by_solved
from verifier.prove.relation import Pair, Relation
from verifier.prove.runs import Runs
from verifier.prove.trace import GENERIC
from verifier.term import symbols


def completed(pair: Pair, relations: Iterable[Relation]) -> Iterator[Relation]:
    """Relations that say nothing of some states, the last first, with these told by states solved later."""
    runs = Runs(pair, GENERIC)
    yield from filter(None, (_completed(runs, each) for each in reversed([*relations])))


def _completed(runs: Runs, told: Relation) -> Relation | None:
    """The relation with what it says nothing of solved by states that were solved later."""
    solved, states = dict(told.solved), [s for s in runs.traces[-1].values if s.args[0] == "state"]
    for each in states:
        if each not in solved and each not in symbols(solved.values()):
            value = by_solved(runs, each, [s for s in states if s not in solved and s is not each], solved)
            if value is not None:
                solved[each] = value
    return Relation(solved) if solved != told.solved else None
