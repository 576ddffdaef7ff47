"""Conditions under which two sides that differ are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from time import monotonic

import numpy as np

from verifier.algebra.back import written
from verifier.algebra.ring import Unsupported
from verifier.comparison.solve import agree
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, Domain
from verifier.findings import Verdict
from verifier.prove.guess import asks_at_weights
from verifier.prove.proof import prove
from verifier.prove.relation import RIGHT_WEIGHT, Pair, pair_of
from verifier.prove.times import eliminate_times
from verifier.prove.trace import trace
from verifier.referee import Judgement
from verifier.system import Hyper, System, fix_hypers, hold_constant, map_terms
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, hyper, postorder, symbols, where

Judge = Callable[[System, System], Judgement]
Sides = tuple[System, System]

MAGNITUDE = "|g|"
"""The name of the gradient's one value, or of its one magnitude."""

NEVER_ZERO, CONSTANT_GRADIENT, CONSTANT_MAGNITUDE = "g != 0", "g[t] == g", "abs(g[t]) == abs(g)"
NONZERO = (POSITIVE, replace(POSITIVE, lower=None, lower_open=False, upper=ZERO.value, upper_open=True))
SECONDS = 1.0


@dataclass(frozen=True)
class Condition:
    """A sentence, the names that it fixes, the two sides under it, and where gradients lie."""

    text: str
    fixes: frozenset[str]
    sides: Sides
    gradients: tuple[Domain, ...] = (REAL,)


def conditions(left: System, right: System, judge: Judge, deadline: float) -> list[Condition]:
    """The weakest conditions, of those that are tried, under which equality is proved.

    Tried are constant rates, one or two hyperparameters at 0 or 1 or equal, open boundaries, ties
    of comparisons, and gradients that are never zero, constant, or of constant magnitude.
    """
    special = _first_found(_at_special_points(left, right), judge, deadline, [])
    if special and agree(pair_of(left, right)):
        return special
    return _first_found(_at_fixed_values(left, right), judge, deadline, special)


def condition_named(left: System, right: System, text: str) -> Condition | None:
    """The condition that reads so, of those that are tried; whether it holds is not asked."""
    candidates = chain(_at_special_points(left, right), _at_fixed_values(left, right))
    return next((condition for condition in candidates if condition.text == text), None)


def _first_found(
    candidates: Iterator[Condition], judge: Judge, deadline: float, known: list[Condition]
) -> list[Condition]:
    """Those of the candidates that hold and do not follow from an earlier one."""
    found = list(known)
    for condition in candidates:
        if monotonic() > deadline:
            break
        if not _stronger(condition, found) and _moves(condition.sides) and _holds(condition, judge):
            found.append(condition)
    return found


def _stronger(condition: Condition, found: list[Condition]) -> bool:
    """Whether one of the conditions that were found follows from this one."""
    parts = set(condition.text.split(" and "))
    texts = {f.text for f in found}
    if texts & parts or texts & _equalities(parts):
        return True
    return condition.text == CONSTANT_GRADIENT and bool(texts & {NEVER_ZERO, CONSTANT_MAGNITUDE})


def _equalities(parts: set[str]) -> set[str]:
    """``a == b``, where both are fixed at one value."""
    sides = [part.split(" == ") for part in parts if part.count(" == ") == 1]
    return {f"{a} == {b}" for a, x in sides for b, y in sides if a != b and x == y}


def _at_special_points(left: System, right: System) -> Iterator[Condition]:
    """What excludes points at which sides that agree elsewhere may differ."""
    yield from _constant_rates(left, right)
    yield from _without_ties(left, right)
    yield Condition(NEVER_ZERO, frozenset(), (left, right), NONZERO)
    yield from _open_boundaries(left, right)


def _at_fixed_values(left: System, right: System) -> Iterator[Condition]:
    """One hyperparameter fixed, two equal, gradients of one kind, two hyperparameters fixed."""
    names = [h for h in _hypers(left, right) if not h.varies]
    for h, value in product(names, (ZERO, ONE)):
        yield _fixed(left, right, {h.name: value})
    for a, b in combinations(names, 2):
        yield _equal(left, right, a.name, b.name)
    yield _constant_magnitude(left, right)
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


def _open_boundaries(left: System, right: System) -> Iterator[Condition]:
    for h in _hypers(left, right):
        if h.domain.lower is not None and not h.domain.lower_open:
            inner = replace(h, domain=replace(h.domain, lower_open=True))
            sides = _with_hyper(left, inner), _with_hyper(right, inner)
            yield Condition(f"{h.name} > {h.domain.lower}", frozenset(), sides)


def _with_hyper(system: System, inner: Hyper) -> System:
    hypers = (replace(h, domain=inner.domain) if h.name == inner.name else h for h in system.hypers)
    return replace(system, hypers=tuple(hypers))


def _without_ties(left: System, right: System) -> Iterator[Condition]:
    """Each comparison of either side with its tie excluded: ``<`` and ``<=`` become one."""
    names = {value: name for system in (left, right) for name, value in system.lets}
    seen: set[Term] = set()
    for node in postorder([*left.outputs, *right.outputs]):
        if node.op not in ("lt", "le", "eq", "ne") or node in seen:
            continue
        a, b = node.terms
        seen |= {Term(op, x, y) for op in ("lt", "le", "eq", "ne") for x, y in ((a, b), (b, a))}
        moved = _strict(a, b)
        sides = map_terms(left, moved, {}), map_terms(right, moved, {})
        if not symbols([node], "state") and any(s.args[0] != "time" for s in symbols([node])):
            x, y = (b, a) if a.op == "num" else (a, b)
            yield Condition(f"{_shown(x, names)} != {_shown(y, names)}", frozenset(), sides)


def _strict(a: Term, b: Term) -> dict[Term, Term]:
    """Comparisons of two terms that are never equal, each written by ``a < b`` alone."""
    below, never = Term("lt", a, b), Term("ne", ONE, ONE)
    above, always = Term("not", below), Term("eq", ONE, ONE)
    pairs: dict[Term, Term] = {Term("le", a, b): below, Term("le", b, a): above, Term("lt", b, a): above}
    equal = {Term("eq", x, y): never for x, y in ((a, b), (b, a))}
    return pairs | equal | {Term("ne", x, y): always for x, y in ((a, b), (b, a))}


def _shown(value: Term, names: dict[Term, str]) -> str:
    return names.get(value) or written(value)


def _constant_magnitude(left: System, right: System) -> Condition:
    """The gradient is plus or minus one number: its sign is free at each step, its square is not."""
    signed = hyper(MAGNITUDE) * where(Term("lt", GRADIENT, ZERO), -ONE, ONE)
    size = Hyper(MAGNITUDE, NON_NEGATIVE)
    sides = [_with_gradient(s, signed, size) for s in (left, right)]
    return Condition(CONSTANT_MAGNITUDE, frozenset(), (sides[0], sides[1]))


def _constant_gradient(left: System, right: System) -> Condition:
    sides = [_with_gradient(s, hyper(MAGNITUDE), Hyper(MAGNITUDE)) for s in (left, right)]
    return Condition(CONSTANT_GRADIENT, frozenset(), (sides[0], sides[1]))


def _with_gradient(system: System, gradient: Term, size: Hyper) -> System:
    moved = map_terms(system, {GRADIENT: gradient}, {})
    return replace(moved, hypers=(*moved.hypers, size))


def _moves(sides: Sides) -> bool:
    """Whether under the condition some weight moves, and both sides are defined somewhere."""
    pair = _timeless(sides)
    steps = trace(pair, 3)
    start, last = steps[0].values, steps[-1].values
    defined = all(bool(np.isfinite(last[w]).any()) for w in (WEIGHT, RIGHT_WEIGHT))
    return defined and bool(np.nanmax(np.abs(last[WEIGHT] - start[WEIGHT]), initial=0.0) > 1e-9)


def _timeless(sides: Sides) -> Pair:
    return eliminate_times(pair_of(*sides))[0]


def _holds(condition: Condition, judge: Judge) -> bool:
    pair = pair_of(*condition.sides)
    if asks_at_weights(pair) and not agree(pair):
        return False
    try:
        if condition.gradients != (REAL,):
            deadline = monotonic() + SECONDS
            return prove(*condition.sides, deadline=deadline, gradients=condition.gradients).proof is not None
        return judge(*condition.sides).verdict is Verdict.PROVED
    except Unsupported:
        return False
