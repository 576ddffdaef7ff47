"""States read off the other side's text: where it decodes its own state, it says what ours is.

A side that keeps another quantity must compute ours somewhere on the way to its weight. So the
subterms of its updates, as functions of its old states, are candidates for our old states; so are
multiples of their powers, for where one side divides by what the other takes the square of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.prove.fit import ENOUGH_ROWS, fits, rational
from verifier.prove.named import MOVING, looked_up
from verifier.prove.relation import RIGHT_WEIGHT, Pair
from verifier.prove.runs import Runs
from verifier.prove.trace import evaluate
from verifier.prove.vectors import Array
from verifier.term import (
    ONE,
    RELATIONS,
    STEP,
    WEIGHT,
    Term,
    fold,
    postorder,
    shift,
    substitute,
    symbols,
    term,
)

MOST = 80
CLOSE = 1e-9
POWERS = (Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(-2), Fraction(-1, 2))


def decoded(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Subterms in free states that equal the state: before the step, or after it in new values."""
    yield from _read_off(runs, each, free, _equal_to)


def decoded_by_powers(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Multiples of powers of such subterms, and of free states less what is added to the state."""
    yield from _read_off(runs, each, free, _power_of)
    last = runs.traces[-1]
    new = last.values | runs.numbers(last.step)
    for offset in _offsets(runs.pair.updates.values(), each):
        moved = last.values[each] + evaluate({offset: offset}, new)[offset]
        yield from (candidate - offset for candidate in _power_of(runs, moved, free, each, new))


def _read_off(
    runs: Runs,
    each: Term,
    free: Sequence[Term],
    found: Callable[[Runs, Array, Sequence[Term], Term, Mapping[Term, Any]], Iterator[Term]],
) -> Iterator[Term]:
    before, last = runs.traces[-2], runs.traces[-1]
    updates = runs.pair.updates
    old, new = before.values | runs.numbers(before.step + 1), last.values | runs.numbers(last.step)
    for candidate in found(runs, before.values[each], _subterms(updates.values(), free), each, old):
        yield _with_one_weight(shift([candidate], 1)[0])
    for candidate in found(runs, last.values[each], _in_new_values(runs.pair, free), each, new):
        yield _with_one_weight(candidate)


def _offsets(roots: Iterable[Term], each: Term) -> list[Term]:
    """What stands in a sum with the state, after the step: a side that keeps ``x - c`` adds c again."""
    sums = [n.terms for n in postorder(roots) if n.op == "add" and each in n.terms]
    others = dict.fromkeys(b if a is each else a for a, b in sums)
    return shift((c for c in others if not any(symbols([c], kind) for kind in MOVING)), 1)


def _with_one_weight(value: Term) -> Term:
    return substitute([value], {RIGHT_WEIGHT: WEIGHT})[0]


def _equal_to(
    runs: Runs, wanted: Array, terms: Sequence[Term], each: Term, given: Mapping[Term, Any]
) -> Iterator[Term]:
    candidates = [c for c in terms if c is not each]
    with np.errstate(all="ignore"):
        values = evaluate({c: c for c in candidates}, given)
    yield from (c for c in candidates if fits(values[c], wanted))


def _power_of(
    runs: Runs, wanted: Array, terms: Sequence[Term], each: Term, given: Mapping[Term, Any]
) -> Iterator[Term]:
    candidates = [c for c in terms if c is not each]
    with np.errstate(all="ignore"):
        values = evaluate({c: c for c in candidates}, given)
        ratios = [(c, e, wanted / values[c] ** float(e)) for e in POWERS for c in candidates]
    for candidate, exponent, ratio in ratios:
        for factor in _steady(runs, ratio):
            yield _multiple(factor, candidate if exponent == 1 else candidate ** term(exponent))


def multiples(runs: Runs, wanted: Array, value: Term, given: Mapping[Term, Any]) -> Iterator[Term]:
    """Multiples of a term that give what is wanted, by a number or by what the texts name."""
    with np.errstate(all="ignore"):
        ratio = wanted / evaluate({value: value}, given)[value]
    yield from (_multiple(factor, value) for factor in _steady(runs, ratio))


def _steady(runs: Runs, ratio: Array) -> list[Term]:
    """What a ratio is in every run in which it exists: a small rational number, or what the texts name."""
    seen = ratio[np.isfinite(ratio)]
    if len(seen) < ENOUGH_ROWS or np.ptp(seen) > CLOSE * abs(seen[0]):
        return []
    number = rational(float(seen[0]))
    return [term(number)] if number else looked_up(runs.known, np.full(len(runs.later), seen[0]))


def _multiple(factor: Term, value: Term) -> Term:
    return value if factor is ONE else factor * value


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
        if node.op == "sym" and node.args[0] in MOVING and node not in allowed:
            return frozenset({"other"})
        own = {"state"} if node.op == "sym" and node in free else set()
        return frozenset(own).union(*args)

    reads = fold(targets, kinds)
    found = [n for n in postorder(targets) if reads[n] == {"state"} and n.terms and n.op not in _BOOLEAN]
    return found[:MOST]


_BOOLEAN = (*RELATIONS, "and", "or", "not")
