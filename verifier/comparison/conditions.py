"""Conditions under which two sides that differ are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from time import monotonic

import numpy as np

from verifier.algebra.back import written
from verifier.algebra.ring import Unsupported
from verifier.comparison.solve import agree
from verifier.findings import Verdict
from verifier.prove.relation import RIGHT_WEIGHT, Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.prove.trace import trace
from verifier.referee import Judgement
from verifier.system import Hyper, System, fix_hypers, hold_constant, map_terms
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, hyper, postorder, symbols

Judge = Callable[[System, System], Judgement]
Sides = tuple[System, System]

CONSTANT = "g"
"""The name of the one gradient, where all are the same."""


@dataclass(frozen=True)
class Condition:
    """A sentence, the names that it fixes, and the two sides under it."""

    text: str
    fixes: frozenset[str]
    sides: Sides


def conditions(left: System, right: System, judge: Judge, deadline: float) -> list[Condition]:
    """The weakest conditions, of those that are tried, under which equality is proved.

    Tried are constant rates, one or two hyperparameters at 0 or 1 or equal, open boundaries, ties
    of comparisons, and gradients that are never zero or constant.
    """
    found: list[Condition] = []
    for condition in _candidates(left, right):
        if monotonic() > deadline:
            break
        if any(f.fixes and f.fixes < condition.fixes and f.text in condition.text for f in found):
            continue
        if _moves(condition.sides) and _holds(condition.sides, judge):
            found.append(condition)
    return found


def _candidates(left: System, right: System) -> Iterator[Condition]:
    names = [h for h in _hypers(left, right) if not h.varies]
    yield from _constant_rates(left, right)
    for h, value in product(names, (ZERO, ONE)):
        yield _fixed(left, right, {h.name: value})
    for a, b in combinations(names, 2):
        yield _equal(left, right, a.name, b.name)
    yield from _open_boundaries(left, right, names)
    yield from _without_ties(left, right)
    yield _constant_gradient(left, right)
    for a, b in combinations(names, 2):
        for x, y in product((ZERO, ONE), repeat=2):
            yield _fixed(left, right, {a.name: x, b.name: y})


def _hypers(left: System, right: System) -> list[Hyper]:
    return list({h.name: h for h in (*right.hypers, *left.hypers)}.values())


def _constant_rates(left: System, right: System) -> Iterator[Condition]:
    for h in left.hypers:
        other = right.hyper(h.name)
        if h.varies and other is not None and other.varies:
            sides = hold_constant(left, [h.name]), hold_constant(right, [h.name])
            yield Condition(f"{h.name}[t] == {h.name}", frozenset({f"{h.name}[t]"}), sides)


def _fixed(left: System, right: System, values: dict[str, Term]) -> Condition:
    text = " and ".join(f"{name} == {value!r}" for name, value in values.items())
    return Condition(text, frozenset(values), (fix_hypers(left, values), fix_hypers(right, values)))


def _equal(left: System, right: System, a: str, b: str) -> Condition:
    values = {b: hyper(a)}
    return Condition(f"{a} == {b}", frozenset({a, b}), (fix_hypers(left, values), fix_hypers(right, values)))


def _open_boundaries(left: System, right: System, names: list[Hyper]) -> Iterator[Condition]:
    for h in names:
        if h.domain.lower is not None and not h.domain.lower_open:
            inner = replace(h, domain=replace(h.domain, lower_open=True))
            sides = _with_hyper(left, inner), _with_hyper(right, inner)
            yield Condition(f"{h.name} > {h.domain.lower}", frozenset(), sides)


def _with_hyper(system: System, inner: Hyper) -> System:
    hypers = (replace(h, domain=inner.domain) if h.name == inner.name else h for h in system.hypers)
    return replace(system, hypers=tuple(hypers))


def _without_ties(left: System, right: System) -> Iterator[Condition]:
    """Each comparison of either side with its tie excluded: ``<`` and ``<=`` become one."""
    seen: set[Term] = set()
    for node in postorder([*left.outputs, *right.outputs]):
        if node.op not in ("lt", "le", "eq", "ne") or node in seen:
            continue
        a, b = node.terms
        ties = {Term(op, x, y) for op in ("lt", "le", "eq", "ne") for x, y in ((a, b), (b, a))}
        seen |= ties
        strict = {Term("le", a, b): Term("lt", a, b), Term("le", b, a): Term("lt", b, a)}
        never = {Term("eq", x, y): Term("ne", ONE, ONE) for x, y in ((a, b), (b, a))}
        always = {Term("ne", x, y): Term("eq", ONE, ONE) for x, y in ((a, b), (b, a))}
        moved = {k: v for k, v in (strict | never | always).items() if k in ties}
        moved |= {Term("lt", b, a): Term("not", Term("lt", a, b))}
        sides = map_terms(left, moved, {}), map_terms(right, moved, {})
        if not symbols([node], "state"):
            yield Condition(f"{written(a)} != {written(b)}", frozenset(), sides)


def _constant_gradient(left: System, right: System) -> Condition:
    moved = {GRADIENT: hyper(CONSTANT)}
    gradient = Hyper(CONSTANT)
    sides = tuple(replace(map_terms(s, moved, {}), hypers=(*s.hypers, gradient)) for s in (left, right))
    return Condition("the gradient is constant", frozenset(), (sides[0], sides[1]))


def _moves(sides: Sides) -> bool:
    """Whether under the condition some weight moves, and both sides are defined somewhere."""
    pair = _timeless(sides)
    steps = trace(pair, 3)
    start, last = steps[0].values, steps[-1].values
    defined = all(bool(np.isfinite(last[w]).any()) for w in (WEIGHT, RIGHT_WEIGHT))
    return defined and bool(np.nanmax(np.abs(last[WEIGHT] - start[WEIGHT]), initial=0.0) > 0)


def _timeless(sides: Sides) -> Pair:
    return eliminate_times(pair_of(*sides))[0]


def _holds(sides: Sides, judge: Judge) -> bool:
    pair = pair_of(*sides)
    same = pair.left.query is WEIGHT and pair.right.query is RIGHT_WEIGHT
    if same and not agree(pair):
        return False
    try:
        return judge(*sides).verdict is Verdict.PROVED
    except Unsupported:
        return False
