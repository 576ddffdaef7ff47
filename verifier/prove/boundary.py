"""Relations that are others where a hyperparameter has a value that the text sets apart.

A side that asks ``momentum != 0`` keeps its buffer as it is at ``momentum = 0``, where nothing reads it:
the states are related in one way there and in another way everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from verifier.prove.guess import expressions, turned
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, substituted
from verifier.prove.runs import Runs
from verifier.system import map_terms
from verifier.term import Term, postorder, where


def at_boundaries(pair: Pair, relations: Iterable[Relation]) -> Iterator[Relation]:
    """The relations, with what their states are at each value set apart put in by cases."""
    both = [each for relation in relations for each in (relation, turned(relation))]
    for hyper, number in _set_apart(pair):
        runs = Runs(_at(pair, hyper, number))
        for relation in both:
            moved = _by_cases(runs, relation, Term("eq", hyper, number))
            if moved is not None:
                yield moved


def _set_apart(pair: Pair) -> list[tuple[Term, Term]]:
    """Hyperparameters and the numbers in their domains that they are compared with."""
    found: dict[tuple[Term, Term], None] = {}
    for node in postorder(pair.updates.values()):
        if node.op in ("eq", "ne", "lt", "le") and {a.op for a in node.terms} == {"sym", "num"}:
            symbol, number = sorted(node.terms, key=lambda a: a.op, reverse=True)
            if symbol.args[0] == "hyper" and pair.domains[symbol].contains(number.value):
                found[symbol, number] = None
    return list(found)


def _at(pair: Pair, hyper: Term, number: Term) -> Pair:
    """The pair at one value of a hyperparameter."""
    put = {hyper: number}
    left, right = (map_terms(side, {}, put) for side in (pair.left, pair.right))
    return substituted(replace(pair, left=left, right=right), put)


def _by_cases(runs: Runs, relation: Relation, here: Term) -> Relation | None:
    """The relation, its states given by other expressions in the same free ones at the boundary."""
    states = [s for s in runs.traces[-1].values if s.args[0] == "state"]
    free = [s for s in states if s not in relation.solved]
    solved = dict(relation.solved)
    for each, value in relation.solved.items():
        if each is RIGHT_WEIGHT or runs.gives(each, value):
            continue
        found = next(expressions(runs, each, free), None)
        if found is None:
            return None
        solved[each] = where(here, found, value)
    return Relation(solved) if solved != relation.solved else None
