"""What a state is more than a combination of others, where that depends on the step alone.

An average of ``g**2 + epsilon`` is one of ``g**2`` and what the epsilons have come to: solved like a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier.algebra.path import Split
from verifier.algebra.ring import Unsupported
from verifier.prove.coefficients import NOTHING
from verifier.prove.fit import rational
from verifier.prove.recurrences import simplified
from verifier.prove.relation import Pair
from verifier.prove.times import closed_form
from verifier.prove.vectors import Array
from verifier.system import State
from verifier.term import ONE, WEIGHT, ZERO, Term, state, substitute, term


def with_drift(
    pair: Pair, each: Term, features: Sequence[Term], fitted: Array
) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """The coefficients, where all but the constant's are numbers; that one solved for, as the step has it.

    ``fitted`` holds the coefficients after each of some steps, a row a step.
    """
    numbers = [None if f is ONE else _steady(column) for f, column in zip(features, fitted.T, strict=True)]
    if each not in pair.first_values or ONE not in features or WEIGHT in features or numbers.count(None) > 1:
        return  # a weight starts where it likes, and its drift is none of the step's alone
    told = sum((n * f for n, f in zip(numbers, features, strict=True) if n is not None), ZERO)
    more = _more(pair, each, told)
    if more is not None:
        yield [more if n is None else n for n in numbers], features


def _steady(column: Array) -> Term | None:
    """The small rational number that a coefficient is at every step."""
    number = rational(float(column[0]))
    return term(number) if number is not None and abs(column - column[0]).max() < NOTHING else None


def _more(pair: Pair, each: Term, told: Term) -> Term | None:
    """What a state is more than what is told, after step t."""
    own = state("drift")
    (update,) = substitute([pair.updates[each]], {each: told + own})
    (after,) = substitute([told], pair.updates)
    (start,) = substitute([told], pair.first_values)
    try:
        initial = simplified(pair, pair.first_values[each] - start, 0)
        form = closed_form(pair, State(own.name, initial, simplified(pair, update - after, 1)))
    except (Unsupported, Split):
        return None
    return None if form is None else form[0]
