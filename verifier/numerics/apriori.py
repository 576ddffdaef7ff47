"""How many ulps a step can be off, before any run and for all inputs: roundings counted, scalars in balls.

A computed value is the exact one times e^(±c), where c counts roundings: a product adds those of its factors
and one of its own, a root halves them. A sum whose terms have one sign keeps the larger count and adds one.
A sum that may cancel has no such c, but its error is at most (e^c - 1) times the sum of the *sizes* of its
terms, and sizes go through products, quotients and sums as values do. Nothing of this depends on the
weights, gradients and states. What hyperparameters and step number alone make up, ``1 - beta**t`` above all,
may cancel too; there the ratio of the sizes to the sum is enclosed by balls, for all step numbers at once.

Higham 2002, *Accuracy and Stability of Numerical Algorithms*, lemma 3.1 and section 3.3; e^(±c) stands for
the (1 + delta)^(±1) of each rounding, so that nothing is dropped: 1 + u < 1/(1 - u) = e^c of one rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, log10
from typing import Any

import numpy as np
from flint import arb, ctx

from verifier.kernel.program import scalar_terms
from verifier.numerics.counted import Counted, Lost, exact_symbol, undecided
from verifier.numerics.precision import Array, Format
from verifier.numerics.roundings import Rules, addends
from verifier.numerics.settings import usual
from verifier.system import System
from verifier.term import STEP, Term, fold, postorder, symbols

BITS = 128
"""Of the balls."""

ONE_BY_ONE, GROWTH, LAST = 32, Fraction(5, 4), 2**53
"""Step numbers up to the first are looked at alone, others in ranges that grow, up to what a double holds."""

HALVINGS = 8
"""How often a range of step numbers is halved where balls do not decide."""

SETTLED = 1000
"""From this step on, the start counts as over."""

HYPOTHESES = (
    "no operation on arrays under- or overflows",
    "powers, exponentials and logarithms are within 4 ulps",
    "hyperparameters are the usual ones, as numbers of double precision",
)
"""Under which a bound holds."""


@dataclass(frozen=True)
class StepBound:
    """A bound on the error of one result of one step.

    Attributes
    ----------
    result : str
        ``w``, or the state.
    ulps : float or None
        The error is less than so many units in the last place of the largest operand of the last addition,
        sums within it taken with the sizes of their terms (`largest_size`); None where there is no bound.
    at : int or None
        The first step number at which that is the bound; None if it is the same at all.
    settled : float or None
        The bound from step `SETTLED` on.
    reason : str
        Why there is none.
    """

    result: str
    ulps: float | None
    at: int | None = None
    settled: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Bounds:
    """The bounds of a system in a format.

    Attributes
    ----------
    bounds : tuple of StepBound
        Of the new weight and the new states.
    nonnegative : tuple of str
        The states that are taken to be at least zero, as they are in every run.
    """

    bounds: tuple[StepBound, ...]
    nonnegative: tuple[str, ...]


@dataclass(frozen=True)
class _Case:
    """What is bounded: a system at values of its hyperparameters, in a format, some states at least zero."""

    system: System
    fmt: Format
    values: Mapping[str, Fraction]
    steps: tuple[int, int]
    signs: frozenset[str]

    @property
    def roots(self) -> tuple[Term, ...]:
        """The new weight and the new states."""
        return (self.system.weight, *(s.update for s in self.system.states))


@dataclass(frozen=True)
class _Look:
    """A range of step numbers: the bound of each result, in units of roundoff, and the signs that stay."""

    low: int
    high: int
    errors: tuple[Any, ...]
    kept: frozenset[str]

    @property
    def undecided(self) -> bool:
        """Whether narrower ranges may tell more."""
        return any(undecided(e) for e in self.errors)


def step_bounds(
    system: System,
    fmt: Format,
    given: Mapping[str, float] | None = None,
    steps: tuple[int, int] = (1, LAST),
) -> Bounds:
    """Bounds on the error of one step of a kernel that computes the system's own operations.

    They hold under the `HYPOTHESES` for all weights, gradients and states (`Bounds.nonnegative` ones at
    least zero), and sums and products in any order. Scalars are computed in double precision, then rounded.

    Parameters
    ----------
    system : System
    fmt : Format
        Of the arrays.
    given : mapping of str to float, optional
        Other values of hyperparameters than the usual ones.
    steps : (int, int)
        The first and the last step number.

    Examples
    --------
    >>> from verifier.numerics.precision import SINGLE
    >>> from verifier.system import Hyper
    >>> from verifier.term import GRADIENT, WEIGHT, hyper
    >>> sgd = System("sgd", (Hyper("lr"),), (), WEIGHT - hyper("lr") * GRADIENT)
    >>> step_bounds(sgd, SINGLE).bounds[0].ulps  # rate, product, difference: 3 of the step, 1 of the weight
    4.01
    """
    values = {name: Fraction(x) for name, x in usual(system, given).values.items()}
    case = _Case(system, fmt, values, steps, frozenset(s.name for s in system.states))
    with ctx.workprec(BITS):
        while True:
            looks = _narrow_enough(case, [_look(case, low, high) for low, high in _ranges(case)])
            kept = case.signs.intersection(*(look.kept for look in looks))
            if kept == case.signs:
                return Bounds(tuple(_results(system, looks)), tuple(sorted(kept)))
            case = replace(case, signs=kept)


def _ranges(case: _Case) -> Iterator[tuple[int, int]]:
    """The step numbers, in ranges; all at once where the step does not read its number."""
    low, last = case.steps
    if STEP not in symbols(case.roots):
        yield case.steps
        return
    while low <= last:
        high = low if low < ONE_BY_ONE else min(int(low * GROWTH), last)
        yield low, high
        low = high + 1


def _narrow_enough(case: _Case, looks: list[_Look]) -> list[_Look]:
    """The looks, those at parts of a range where it is too wide to decide a condition or a sign.

    Where a part as narrow as it gets does not decide, there is no bound, and it is left at that.
    """
    found: list[_Look] = []
    for look in sorted(looks, key=lambda look: look.high - look.low):
        for part in _parts(case, look, HALVINGS):
            found.append(part)
            if part.undecided:
                return [part, *looks]
    return sorted(found, key=lambda look: look.low)


def _parts(case: _Case, look: _Look, halvings: int) -> Iterator[_Look]:
    if look.low == look.high or not halvings or not look.undecided:
        yield look
        return
    middle = (look.low + look.high) // 2
    for low, high in ((look.low, middle), (middle + 1, look.high)):
        yield from _parts(case, _look(case, low, high), halvings - 1)


def _look(case: _Case, low: int, high: int) -> _Look:
    starts = tuple(s.initial for s in case.system.states)
    rules = Rules(case.fmt, frozenset(scalar_terms(case.roots + starts)))
    known: dict[Term, Counted | Lost] = {}
    for node in postorder(case.roots + starts):
        if node.op == "sym":
            known[node] = exact_symbol(node, case.values, (low, high), case.signs)
        else:
            known[node] = rules.of(node, known)
    kept = [
        s.name for s in case.system.states if all(_at_least_zero(known[x]) for x in (s.initial, s.update))
    ]
    return _Look(low, high, tuple(_error(root, rules, known) for root in case.roots), frozenset(kept))


def _at_least_zero(found: Counted | Lost) -> bool:
    return isinstance(found, Counted) and found.sign == 1


def _error(root: Term, rules: Rules, known: Mapping[Term, Counted | Lost]) -> Any:
    """The bound in units of roundoff of the largest addend's size, one of which is less than an ulp of it."""
    every = addends(root, rules.scalar)
    found = [rules.handed(term, known) for term in every]
    lost = next((x for x in found if isinstance(x, Lost)), None)
    if lost is not None:
        return lost
    last = (len(every) - 1) * rules.one
    return (
        sum(((x.count + last).exp() - 1 for x in found if isinstance(x, Counted)), arb(0)) / rules.unit
    ).upper()


def _results(system: System, looks: list[_Look]) -> Iterator[StepBound]:
    for i, name in enumerate(("w", *(s.name for s in system.states))):
        lost = next((look.errors[i] for look in looks if isinstance(look.errors[i], Lost)), None)
        if lost is not None:
            yield StepBound(name, None, reason=lost.reason)
            continue
        told = [_rounded_up(look.errors[i]) for look in looks]
        largest = max(told)
        at = None if min(told) == largest else looks[told.index(largest)].low
        later = (x for x, look in zip(told, looks, strict=True) if look.high >= SETTLED)
        settled = max(later, default=None)
        yield StepBound(name, largest, at, settled)


def _rounded_up(x: Any) -> float:
    """The least number of three decimal digits that is not smaller than a bound."""
    mantissa, exponent = x.man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    if not exact:
        return 0.0
    digit = Fraction(10) ** (floor(log10(exact)) - 2)
    return float(ceil(exact / digit) * digit)


def largest_size(root: Term, values: Mapping[Term, Array]) -> Array:
    """The size that a bound is about: of the largest of the root's addends, sums within it without signs.

    Parameters
    ----------
    root : Term
    values : mapping of Term to array
        The values of all terms below the root.
    """
    scalar = frozenset(scalar_terms((root,)))

    def size(node: Term, args: tuple[Any, ...]) -> Any:
        if node in scalar or not args:
            return np.abs(values[node])
        match node.op:
            case "add":
                return args[0] + args[1]
            case "mul":
                return args[0] * args[1]
            case "div":
                return args[0] / np.abs(values[node.terms[1]])
            case "abs":
                return args[0]
            case "max" | "min":
                return np.maximum(args[0], args[1])
            case "where":
                return np.where(values[node.terms[0]], args[1], args[2])
            case "pow" if node.terms[1].op == "num" and node.terms[1].value > 1:
                return args[0] ** float(node.terms[1].value)
        return np.abs(values[node])

    every = addends(root, scalar)
    found = fold(every, size)
    return np.asarray(np.maximum.reduce(np.broadcast_arrays(*(found[a] for a in every))))
