"""Conditions that are tried: constant rates, ties left out, hyperparameters at special values, gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, combinations, product

from verifier.algebra.in_front import written
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, Domain
from verifier.system import Hyper, System, fix_hypers, hold_constant, map_terms
from verifier.term import GRADIENT, ONE, ZERO, Term, hyper, postorder, symbols, where

Sides = tuple[System, System]

MAGNITUDE = "|g|"
"""The name of the gradient's one value, or of its one magnitude."""

NEVER_ZERO, CONSTANT_GRADIENT, CONSTANT_MAGNITUDE = "g != 0", "g[t] == g", "abs(g[t]) == abs(g)"
NONZERO = (POSITIVE, replace(POSITIVE, lower=None, lower_open=False, upper=ZERO.value, upper_open=True))


def _unchanged(system: System) -> System:
    return system


@dataclass(frozen=True)
class Condition:
    """A sentence, what it makes of two sides, where gradients lie, and the hyperparameters that it fixes.

    Attributes
    ----------
    text : str
    given : (System, System)
    made : callable
        Each side under the condition: of many that are looked at, few are made.
    gradients : tuple of Domain
    values : dict of str to Term
        Numbers, or another hyperparameter of the same value.
    """

    text: str
    given: Sides
    gradients: tuple[Domain, ...] = (REAL,)
    values: dict[str, Term] = field(default_factory=dict)
    made: Callable[[System], System] = _unchanged

    @cached_property
    def sides(self) -> Sides:
        """Both sides under the condition."""
        left, right = self.given
        return self.made(left), self.made(right)


def condition_named(left: System, right: System, text: str) -> Condition | None:
    """The condition that reads so, of those that are tried; whether it holds is not asked."""
    candidates = chain(
        at_special_points(left, right),
        at_fixed_values(left, right),
        of_gradients(left, right),
        at_two_fixed_values(left, right),
    )
    return next((condition for condition in candidates if condition.text == text), None)


def at_special_points(left: System, right: System) -> Iterator[Condition]:
    """What excludes points at which sides that agree elsewhere may differ."""
    yield from _constant_rates(left, right)
    yield from _without_ties(left, right)
    yield Condition(NEVER_ZERO, (left, right), NONZERO)
    yield from _open_boundaries(left, right)


def at_fixed_values(left: System, right: System) -> Iterator[Condition]:
    """One hyperparameter fixed, or two equal."""
    names = [h for h in _hypers(left, right) if not h.varies]
    for h in names:
        yield from (_fixed(left, right, {h.name: value}) for value in _special_values(h))
    for a, b in combinations(names, 2):
        common = a.domain.intersect(b.domain)
        if not common.empty:
            yield _equal(left, right, replace(a, domain=common), b)


def of_gradients(left: System, right: System) -> Iterator[Condition]:
    """Gradients of one magnitude, or of one value."""
    yield _constant_magnitude(left, right)
    yield _constant_gradient(left, right)


def at_two_fixed_values(left: System, right: System) -> Iterator[Condition]:
    """Two hyperparameters fixed."""
    names = [h for h in _hypers(left, right) if not h.varies]
    for a, b in combinations(names, 2):
        for x, y in product(_special_values(a), _special_values(b)):
            yield _fixed(left, right, {a.name: x, b.name: y})


def _special_values(h: Hyper) -> list[Term]:
    """Zero and one, as far as the domain comes near them: an end of it may be left out of it."""
    return [value for value in (ZERO, ONE) if h.domain.closed.contains(value.value)]


def _hypers(left: System, right: System) -> list[Hyper]:
    return list({h.name: h for h in (*right.hypers, *left.hypers)}.values())


def _constant_rates(left: System, right: System) -> Iterator[Condition]:
    for h in left.hypers:
        other = right.hyper(h.name)
        if h.varies and other is not None and other.varies:
            sides = hold_constant(left, [h.name]), hold_constant(right, [h.name])
            yield Condition(f"{h.name}[t] == {h.name}", sides)


def _fixed(left: System, right: System, values: dict[str, Term]) -> Condition:
    text = " and ".join(f"{name} == {value!r}" for name, value in values.items())
    return Condition(text, (left, right), values=values, made=partial(fix_hypers, values=values))


def _equal(left: System, right: System, a: Hyper, b: Hyper) -> Condition:
    """Both equal: the first stands for the second too, and has the domain that it is given with."""
    values: dict[str, Term] = {b.name: hyper(a.name)}

    def made(side: System) -> System:
        return _with_hyper(fix_hypers(side, values), a)

    return Condition(f"{a.name} == {b.name}", (left, right), values=values, made=made)


def _open_boundaries(left: System, right: System) -> Iterator[Condition]:
    for h in _hypers(left, right):
        if h.domain.lower is not None and not h.domain.lower_open:
            inner = replace(h, domain=replace(h.domain, lower_open=True))
            yield _inside(left, right, inner, f"{h.name} > {h.domain.lower}")
        if h.domain.upper is not None and not h.domain.upper_open:
            inner = replace(h, domain=replace(h.domain, upper_open=True))
            yield _inside(left, right, inner, f"{h.name} < {h.domain.upper}")


def _inside(left: System, right: System, inner: Hyper, text: str) -> Condition:
    return Condition(text, (_with_hyper(left, inner), _with_hyper(right, inner)))


def _with_hyper(system: System, inner: Hyper) -> System:
    hypers = (replace(h, domain=inner.domain) if h.name == inner.name else h for h in system.hypers)
    return replace(system, hypers=tuple(hypers))


def _without_ties(left: System, right: System) -> Iterator[Condition]:
    """Each comparison of either side with its tie excluded: ``<`` and ``<=`` become one."""
    names = {value: name for system in (left, right) for name, value in system.lets if value.terms}
    seen: set[Term] = set()
    for node in postorder([*left.outputs, *right.outputs]):
        if node.op not in ("lt", "le", "eq", "ne") or node in seen:
            continue
        a, b = node.terms
        seen |= {Term(op, x, y) for op in ("lt", "le", "eq", "ne") for x, y in ((a, b), (b, a))}
        moved = _strict(a, b)
        sides = map_terms(left, moved, {}), map_terms(right, moved, {})
        if (
            _at_a_boundary(left, right, a, b)
            or _at_a_boundary(left, right, b, a)
            or {a, b} == {GRADIENT, ZERO}
        ):
            continue  # said by conditions of their own
        if not symbols([node], "state") and any(s.args[0] != "time" for s in symbols([node])):
            x, y = (b, a) if a.op == "num" else (a, b)
            yield Condition(f"{_shown(x, names)} != {_shown(y, names)}", sides)


def _at_a_boundary(left: System, right: System, a: Term, b: Term) -> bool:
    """Whether the tie is an end of a hyperparameter's domain: `_open_boundaries` leaves that out."""
    known = {hyper(h.name): h.domain for h in _hypers(left, right)}
    return a in known and b.op == "num" and b.value in (known[a].lower, known[a].upper)


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
    return Condition(CONSTANT_MAGNITUDE, (sides[0], sides[1]))


def _constant_gradient(left: System, right: System) -> Condition:
    sides = [_with_gradient(s, hyper(MAGNITUDE), Hyper(MAGNITUDE)) for s in (left, right)]
    return Condition(CONSTANT_GRADIENT, (sides[0], sides[1]))


def _with_gradient(system: System, gradient: Term, size: Hyper) -> System:
    moved = map_terms(system, {GRADIENT: gradient}, {})
    return replace(moved, hypers=(*moved.hypers, size))
