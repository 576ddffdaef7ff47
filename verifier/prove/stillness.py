"""States that keep their first value for some steps: a branch on the step holds them back.

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
from verifier.term import RELATIONS, STEP, Term, postorder, shift, substitute, symbols, term, where

LONGEST = 12
"""After how many steps nothing is followed step by step any more."""

Values = dict[Term, Term]


def with_still(pair: Pair) -> Pair:
    """The pair with what some of its states are for some steps."""
    return replace(pair, still=dict(_while_conditions_hold(pair)) | dict(_through_few_steps(pair)))


def before(pair: Pair, related: Values) -> Values:
    """What is read before a step: related values, and the first ones through the steps that leave them."""
    read = {x: _read(each, x) for x, each in pair.still.items()}
    values = dict(zip(related, substitute(related.values(), read), strict=True))
    return {**read, **values, **{x: _read(pair.still[x], values[x]) for x in read.keys() & values.keys()}}


def _read(still: tuple[Term, Term], otherwise: Term) -> Term:
    held, value = still
    (early,) = shift([held], -1)
    return where(early, value, otherwise)


def _first_values(pair: Pair) -> Values:
    """First values that no weight and no rate enters."""
    return {x: v for x, v in pair.first_values.items() if all(s.args[0] == "hyper" for s in symbols([v]))}


def _through_few_steps(pair: Pair) -> Iterator[tuple[Term, tuple[Term, Term]]]:
    """States, up to which step each still has its first value, and that value."""
    held = _first_values(pair)
    for step in range(1, _longest(pair) + 1):
        held = {x: v for x, v in held.items() if _leaves(pair, v, _after(pair, x, held | {STEP: term(step)}))}
        yield from ((x, (Term("le", STEP, term(step)), value)) for x, value in held.items())


def _while_conditions_hold(pair: Pair) -> Iterator[tuple[Term, tuple[Term, Term]]]:
    """The same with conditions on the step that hold up to some step, a hyperparameter or a larger number."""
    for early in bounds(pair):
        bound = early.terms[1]
        if bound.op == "num" and bound.value < LONGEST:
            continue
        held, left = _first_values(pair), Values()
        while held != left:
            left, held = (
                held,
                {x: v for x, v in held.items() if _leaves(pair, v, where(early, _after(pair, x, held), v))},
            )
        yield from ((x, (early, value)) for x, value in held.items())


def _after(pair: Pair, each: Term, held: Values) -> Term:
    return substitute([pair.updates[each]], held)[0]


def _leaves(pair: Pair, first: Term, value: Term) -> bool:
    """Whether a value is always defined and a state's first one."""
    try:
        return all_proved(in_all_cases(pair, [(value, first)], 1))
    except Unsupported:
        return False


def _on_the_step(pair: Pair) -> list[Term]:
    """Comparisons that read the step."""
    return [n for n in postorder(pair.updates.values()) if n.op in RELATIONS and STEP in symbols([n])]


def _longest(pair: Pair) -> int:
    """The largest step at which the texts branch, as far as it is followed; 0 where there is none."""
    parts = (a for n in _on_the_step(pair) for a in postorder([n]) if a.op == "num")
    return ceil(max((a.value for a in parts if 1 < a.value < LONGEST), default=0))


def bounds(pair: Pair) -> Iterator[Term]:
    """That the step has not passed a bound that the texts compare it with, and that does not vary."""
    for node in _on_the_step(pair):
        low, high = node.terms
        bound, op = (high, node.op) if low is STEP else (low, "le" if node.op == "lt" else "lt")
        if STEP not in (low, high) or node.op not in ("lt", "le"):
            continue
        if all(s.args[0] == "hyper" for s in symbols([bound])):
            yield Term(op, STEP, bound)
