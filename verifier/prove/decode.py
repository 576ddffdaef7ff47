"""States read off the other side's text: where it decodes its own state, it says what ours is.

A side that keeps another quantity must compute ours somewhere on the way to its weight. So the
subterms of its updates, as functions of its old states, are candidates for our old states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from verifier.prove.fit import fits
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.runs import Runs
from verifier.prove.trace import evaluate
from verifier.prove.vectors import Array
from verifier.term import RELATIONS, STEP, WEIGHT, Term, fold, postorder, shift, substitute

MOST = 80


def decoded(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Subterms in free states that equal the state: before the step, or after it in new values."""
    before, last = runs.traces[-2], runs.traces[-1]
    updates = runs.pair.updates
    old, new = before.values | runs.numbers(before.step + 1), last.values | runs.numbers(last.step)
    for candidate in _equal_to(before.values[each], _subterms(updates.values(), free), each, old):
        yield _with_one_weight(shift([candidate], 1)[0])
    for candidate in _equal_to(last.values[each], _in_new_values(runs.pair, free), each, new):
        yield _with_one_weight(candidate)


def _with_one_weight(value: Term) -> Term:
    return substitute([value], {RIGHT_WEIGHT: WEIGHT})[0]


def _equal_to(wanted: Array, terms: Sequence[Term], each: Term, given: Mapping[Term, Any]) -> Iterator[Term]:
    candidates = [c for c in terms if c is not each]
    with np.errstate(all="ignore"):
        values = evaluate({c: c for c in candidates}, given)
    yield from (c for c in candidates if fits(values[c], wanted))


def _in_new_values(pair: Pair, free: Sequence[Term]) -> list[Term]:
    """Subterms of the updates that read nothing but new values of free states."""
    fresh = {state: Term("sym", "state", f"new {state.name}") for state in free}
    updates = {update: fresh[state] for state, update in pair.updates.items() if state in fresh}
    rewritten = substitute(pair.updates.values(), updates)
    found = _subterms(rewritten, list(fresh.values()), weights=False)
    return substitute(found, {new: old for old, new in fresh.items()})


def _subterms(roots: Iterable[Term], free: Sequence[Term], weights: bool = True) -> list[Term]:
    """Subterms that read free states, rates and perhaps the weight, and no gradient."""
    targets = list(roots)
    allowed = {*free, STEP, *((WEIGHT, RIGHT_WEIGHT) if weights else ())}

    def kinds(node: Term, args: tuple[frozenset[str], ...]) -> frozenset[str]:
        if node.op == "sym" and node.args[0] in _READ and node not in allowed:
            return frozenset({"other"})
        own = {"state"} if node.op == "sym" and node in free else set()
        return frozenset(own).union(*args)

    reads = fold(targets, kinds)
    found = [n for n in postorder(targets) if reads[n] == {"state"} and n.terms and n.op not in _BOOLEAN]
    return found[:MOST]


_READ = ("gradient", "state", "weight")
_BOOLEAN = (*RELATIONS, "and", "or", "not")
