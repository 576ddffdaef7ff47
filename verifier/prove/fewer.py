"""Relations with fewer states: what does not matter need not be related.

A state that nothing reads in earnest (``0*v``, or a branch that no reader takes) may be another on each side.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.prove.claims import equal_where_both_exist
from verifier.prove.induction import after_start, claims_after
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.prove.stillness import before
from verifier.term import WEIGHT, Term


def with_fewer(pair: Pair, relation: Relation) -> Iterator[Relation]:
    """The relation without states of which it is not true at the start, or not carried on by a step."""
    for fewer in (_begun(pair, relation), _carried(pair, relation)):
        if fewer is not None:
            yield fewer


def _begun(pair: Pair, relation: Relation) -> Relation | None:
    """The relation without states of which it is not true after the first step; None where it is of all."""
    return _kept(pair, relation, after_start(pair, relation), at=1)


def _carried(pair: Pair, relation: Relation) -> Relation | None:
    """The most of the relation that a step carries on, given that much; None where that is all of it.

    What is left may say too little of the weights: that is for the induction to find.
    """
    found, told = None, _kept(pair, relation, before(pair, relation.before()))
    while told is not None:
        found, told = told, _kept(pair, told, before(pair, told.before()))
    return found


def _kept(pair: Pair, relation: Relation, begin: dict[Term, Term], at: int = 0) -> Relation | None:
    """The relation without states of which it is not true after a step; None where it is of all."""
    claims = claims_after(pair, relation, begin, at)[1]
    kept = {
        each: value
        for (each, value), claim in zip(relation.solved.items(), claims, strict=True)
        if each in (WEIGHT, RIGHT_WEIGHT) or equal_where_both_exist(pair, claim)
    }
    return Relation(kept) if len(kept) < len(relation.solved) else None
