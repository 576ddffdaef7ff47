"""Rules as they are where a branch is taken for good: what short runs do not come to.

An average that begins after a hundred steps is no average in runs of fourteen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from verifier.prove.relation import Pair
from verifier.prove.trace import far_apart
from verifier.prove.vectors import Array, compiled, run
from verifier.term import ONE, STEP, Term, postorder, symbols

MOST = 24
"""So many ways to take the branches are looked at."""
STEPS = (*range(1, 17), *(2**k for k in range(5, 21)))
"""Steps at which comparisons are looked at, beside those next to what they name."""
ALWAYS, NEVER = Term("eq", ONE, ONE), Term("ne", ONE, ONE)


def each_for_good(pair: Pair) -> Iterator[dict[Term, Term]]:
    """The comparisons of a pair's steps as they may come out, first as they are.

    Those that read the step and hyperparameters alone come out together as they do at some step and setting,
    each other one by itself.
    """
    orders = [n for n in postorder(pair.updates.values()) if n.op in ("lt", "le")]
    known = [n for n in orders if _by_the_step(n)]
    others = [{n: held} for n in orders if n not in known for held in (ALWAYS, NEVER)]
    ways = (one | other for other in ({}, *others) for one in _at_some_step(pair, known))
    return islice(chain([{}], filter(None, ways)), MOST)


def _by_the_step(value: Term) -> bool:
    return all(s.args[0] in ("time", "hyper") for s in symbols([value]))


def _at_some_step(pair: Pair, orders: Sequence[Term]) -> list[dict[Term, Term]]:
    """How comparisons come out together at some step."""
    if not orders:
        return [{}]
    settings = far_apart(pair)
    named = [n for n in postorder(orders) if STEP not in symbols([n]) and n.op not in ("lt", "le")]
    near = np.unique(np.concatenate([[0.0], *(np.floor(x).ravel() for x in _values(named, settings))]))
    steps = np.unique(np.concatenate([STEPS, *(near + k for k in (-1, 0, 1, 2))]))
    looked_at = steps[(steps >= 1) & (steps <= STEPS[-1])]
    table = [x.ravel() for x in _values(orders, settings | {STEP: looked_at})]
    ways = dict.fromkeys(zip(*(x.tolist() for x in table), strict=True))
    return [{n: ALWAYS if x else NEVER for n, x in zip(orders, way, strict=True)} for way in ways]


def _values(terms: Sequence[Term], given: dict[Term, Array]) -> Sequence[Array]:
    """The terms' values, a row a setting and a column a step; what is undefined comes out as 0."""
    found = run(compiled(tuple(terms)), given, checked=False)
    return np.broadcast_arrays(*(np.nan_to_num(np.asarray(x, np.float64)) for x in found))
