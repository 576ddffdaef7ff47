"""Relations that are others where a hyperparameter has a value that the text sets apart.

A side that asks ``momentum != 0`` keeps its buffer as it is at ``momentum = 0``, where nothing reads it:
the states are related in one way there and in another way everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from verifier.prove.guess import expressions, guess_relations, turned
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, substituted
from verifier.prove.runs import Runs
from verifier.system import map_terms
from verifier.term import Term, postorder, term, where


def at_boundaries(pair: Pair, relations: Iterable[Relation]) -> Iterator[Relation]:
    """The relations, with what their states are at each value set apart put in by cases."""
    both = [each for relation in relations for each in (relation, turned(relation))]
    for hyper, number in _set_apart(pair):
        runs = Runs(_at(pair, hyper, number))
        for relation in both:
            moved = _by_cases(runs, relation, Term("eq", hyper, number))
            if moved is not None:
                yield moved


def past_boundaries(pair: Pair) -> Iterator[Relation]:
    """Relations that are singular at the closed end of a hyperparameter's domain, and what holds there."""
    for symbol, domain in pair.domains.items():
        if symbol.args[0] != "hyper" or domain.lower is None or domain.lower_open:
            continue
        end, inner = term(domain.lower), pair.domains | {symbol: replace(domain, lower_open=True)}
        there = list(guess_relations(_at(pair, symbol, end)))
        for relation in guess_relations(replace(pair, domains=inner)) if there else ():
            yield from (either(Term("eq", symbol, end), at_end, relation) for at_end in there)


def either(here: Term, at_end: Relation, elsewhere: Relation) -> Relation:
    """One relation at the end, another elsewhere; what one of them leaves free is itself there."""
    states = dict.fromkeys([*elsewhere.solved, *at_end.solved])
    both = {each: (at_end.solved.get(each, each), elsewhere.solved.get(each, each)) for each in states}
    return Relation({each: a if a is b else where(here, a, b) for each, (a, b) in both.items()})


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
