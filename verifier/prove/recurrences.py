"""Recurrences in the step alone: what may solve them, which is left to be proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.prove.relation import Pair, at_step
from verifier.system import State
from verifier.term import ONE, STEP, ZERO, Term, postorder, shift, state, substitute, symbols, term

HIGHEST = 5
"""The highest degree of a polynomial in the step that is tried for a sum of such."""


@dataclass(frozen=True)
class Anchor:
    """From where a state follows its general rule: the step number and the value there."""

    step: int
    value: Term


def affine(pair: Pair, each: State, anchor: Anchor) -> Iterator[Term]:
    """Solutions of ``x = a*x + b``."""
    offset, at_one = (_updated(each, value) for value in (ZERO, ONE))
    yield from _on_a_line(pair, at_one - offset, offset, anchor)


def divides(each: State) -> bool:
    """Whether the state is divided by itself: a gain that falls with what it has gained."""
    own = state(each.name)
    return any(n.op == "div" and own in symbols([n.terms[1]], "state") for n in postorder([each.update]))


def turned(pair: Pair, each: State, anchor: Anchor) -> Iterator[Term]:
    """Solutions of ``x = x/(a + b*x)``, of which one over ``x`` is ``a/x + b``."""
    one, two = (ONE / _updated(each, ONE / value) for value in (ONE, term(2)))
    begun = replace(anchor, value=ONE / anchor.value)
    yield from (ONE / form for form in _on_a_line(pair, two - one, term(2) * one - two, begun))


def _updated(each: State, value: Term) -> Term:
    return substitute([each.update], {state(each.name): value})[0]


def _on_a_line(pair: Pair, slope: Term, offset: Term, anchor: Anchor) -> Iterator[Term]:
    """Solutions of ``x = a*x + b`` where ``a = c*h(t)/h(t - 1)``: then ``x = h*z`` with ``z = c*z + b/h``."""
    first = anchor.step + 1
    value = simplified(pair, anchor.value, 0)
    slope = simplified(pair, slope, first)
    offset = simplified(pair, offset, first)
    for scale in _telescoped(pair, slope, first) if symbols([slope], "time") else [ONE]:
        steady, moved = slope, offset
        if scale is not ONE:
            steady = simplified(pair, slope * shift([scale], -1)[0] / scale, first)
            moved = simplified(pair, offset / scale, first)
        if not symbols([steady], "time"):
            start = value if scale is ONE else simplified(pair, value / at_step(scale, anchor.step), 0)
            for form in _solutions(pair, steady, moved, Anchor(anchor.step, start)):
                yield times(form, scale)


def _telescoped(pair: Pair, slope: Term, first: int) -> Iterator[Term]:
    """What may be ``h(t)`` where the slope is ``c*h(t)/h(t - 1)``: what moves in it, a step later.

    Below the line stands ``h(t - 1)``; or above it, where ``h`` is one over a polynomial.
    """
    path = pair.path(first)
    result = Evaluation(path).value(slope)
    if isinstance(result, Fraction):
        above, below = (_moving(path, part) for part in result)
        yield from (h for h in (below, ONE / above, below / above) if h is not ONE)


def _moving(path: Path, polynomial: fmpz_mpoly) -> Term:
    """The product of the factors that vary with the step, a step later."""
    factors = [
        (term_of_fraction(path, fr.whole(path.ring, f)), int(e)) for f, e in path.ring.factors(polynomial)[1]
    ]
    moving = [h if e == 1 else h**e for h, e in factors if symbols([h], "time")]
    return shift([reduce(times, moving, ONE)], 1)[0]


def _solutions(pair: Pair, slope: Term, offset: Term, start: Anchor) -> Iterator[Term]:
    """Solutions of ``z = c*z + b``, ``b`` a constant or (like ``q**t``) one that solves ``b' = d*b``."""
    since = STEP if start.step == 0 else STEP - start.step
    power = times(start.value, slope**since)
    if symbols([offset], "time"):
        if slope is ONE:
            yield from _summed(pair, offset, start)
        (before,) = shift([offset], -1)
        part = simplified(pair, offset / (offset - slope * before), start.step + 1) * offset
        yield slope**since * (start.value - at_step(part, start.step)) + part
    else:
        yield _plus(start.value, times(offset, since))
        yield power
        yield _plus(power, offset * (ONE - slope**since) / (ONE - slope))


def _summed(pair: Pair, offset: Term, start: Anchor) -> Iterator[Term]:
    """The sum of a polynomial in the step, by Newton's forward differences; nothing for any other offset."""
    if any(n.op in ("div", "pow") and symbols([n.terms[1]], "time") for n in postorder([offset])):
        return
    values = [start.value]
    for step in range(start.step + 1, start.step + HIGHEST + 2):
        values.append(values[-1] + at_step(offset, step))
    since = STEP if start.step == 0 else STEP - start.step
    form, power = ZERO, ONE
    for order in range(HIGHEST + 2):
        first = simplified(pair, values[0], 1)
        form, power = _plus(form, times(first, power)), _next(power, since, order)
        if all(simplified(pair, value, 1) is first for value in values):
            yield form
            return
        values = [b - a for a, b in pairwise(values)]


def _next(power: Term, since: Term, order: int) -> Term:
    """From the binomial coefficient of an order to that of the next."""
    return power * (since - order) / (order + 1) if order else since


def times(a: Term, b: Term) -> Term:
    """The product, without factors that are one."""
    return b if a is ONE else a if b is ONE else ZERO if ZERO in (a, b) else a * b


def _plus(a: Term, b: Term) -> Term:
    return b if a is ZERO else a if b is ZERO else a + b


def simplified(pair: Pair, value: Term, first: int) -> Term:
    """The same value, written as a quotient of polynomials, from a step on.

    Raises
    ------
    Unsupported, Split
        When the algebra cannot write it so, or not without a distinction of cases.
    """
    path = pair.path(first)
    evaluation = Evaluation(path)
    result = evaluation.value(value)
    if evaluation.conditions or not isinstance(result, Fraction):
        raise Unsupported("a value that is not always defined")
    return term_of_fraction(path, result)
