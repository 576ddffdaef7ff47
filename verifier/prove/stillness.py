"""States that keep their first value through some steps: a branch on the step holds them back.

An average that is taken from the third step on is 0 before; a step that reads it then reads a number. A
relation that is true from the first step on may need that, and a base case of one step does not tell it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from verifier.algebra.ring import Unsupported
from verifier.prove.claims import all_proved, in_all_cases
from verifier.prove.relation import Pair
from verifier.term import RELATIONS, STEP, Term, postorder, substitute, symbols, term, where

LONGEST = 12
"""After how many steps nothing is followed any more."""


def with_still(pair: Pair) -> Pair:
    """The pair with what some of its states are through the first steps."""
    return replace(pair, still=dict(_still(pair)))


def before(pair: Pair, related: dict[Term, Term]) -> dict[Term, Term]:
    """What is read before a step: related values, and the first ones through the steps that leave them."""
    read = {x: _read(each, x) for x, each in pair.still.items()}
    values = dict(zip(related, substitute(related.values(), read), strict=True))
    return {**read, **values, **{x: _read(pair.still[x], values[x]) for x in read.keys() & values.keys()}}


def _read(still: tuple[int, Term], otherwise: Term) -> Term:
    last, value = still
    return where(Term("le", STEP, term(last + 1)), value, otherwise)


def _still(pair: Pair) -> Iterator[tuple[Term, tuple[int, Term]]]:
    """States, the last step after which each still has its first value, and that value."""
    held = {x: v for x, v in pair.first_values.items() if all(s.args[0] == "hyper" for s in symbols([v]))}
    for step in range(1, _longest(pair) + 1):
        held = {x: value for x, value in held.items() if _kept(pair, x, step, held)}
        yield from ((x, (step, value)) for x, value in held.items())


def _kept(pair: Pair, each: Term, step: int, held: dict[Term, Term]) -> bool:
    """Whether a step leaves a state at its first value, where those that are held have theirs."""
    (value,) = substitute([pair.updates[each]], {**held, STEP: term(step)})
    try:
        return all_proved(in_all_cases(pair, [(value, held[each])], 1))
    except Unsupported:
        return False


def _longest(pair: Pair) -> int:
    """The largest step at which the texts branch, as far as it is followed; 0 where there is none."""
    asked = (n for n in postorder(pair.updates.values()) if n.op in RELATIONS and STEP in symbols([n]))
    numbers = (a.value for n in asked for a in postorder([n]) if a.op == "num" and 1 < a.value < LONGEST)
    return ceil(max(numbers, default=0))
