"""States read off the other side's text: where it decodes its own state, it says what ours is.

A side that keeps another quantity must compute ours somewhere on the way to its weight. So the
subterms of its updates, as functions of its old states, are candidates for our old states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from verifier.prove.fit import fits
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.trace import Trace, evaluate, setting
from verifier.term import GRADIENT, RELATIONS, STEP, WEIGHT, Term, fold, postorder, shift, substitute

MOST = 80


def decoded(pair: Pair, traces: Sequence[Trace], each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Subterms in free states that equal the state before the last two steps."""
    candidates = [c for c in _subterms(pair, free) if c is not each]
    before, last = traces[-2], traces[-1]
    given = before.values | setting(pair)(last.step) | {STEP: np.float64(last.step)}
    with np.errstate(all="ignore"):
        values = evaluate({c: c for c in candidates}, given)
    for candidate in candidates:
        if fits(values[candidate], before.values[each]):
            (after,) = shift([candidate], 1)
            yield substitute([after], {RIGHT_WEIGHT: WEIGHT})[0]


def _subterms(pair: Pair, free: Sequence[Term]) -> list[Term]:
    """Subterms of both sides that read free states, rates and the weight, and no gradient."""
    roots = list(pair.updates.values())
    allowed = {*free, WEIGHT, RIGHT_WEIGHT, STEP}

    def kinds(node: Term, args: tuple[frozenset[str], ...]) -> frozenset[str]:
        if node is GRADIENT or (node.op == "sym" and node.args[0] == "state" and node not in allowed):
            return frozenset({"other"})
        own = {"state"} if node.op == "sym" and node in free else set()
        return frozenset(own).union(*args)

    reads = fold(roots, kinds)
    found = [n for n in postorder(roots) if reads[n] == {"state"} and n.terms and n.op not in _BOOLEAN]
    return found[:MOST]


_BOOLEAN = (*RELATIONS, "and", "or", "not")
