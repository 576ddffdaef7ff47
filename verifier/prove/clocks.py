"""States that depend on the step alone and on one another: functions of the step are put in for them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from verifier.algebra.path import Split
from verifier.algebra.ring import Unsupported
from verifier.prove.recurrences import simplified
from verifier.prove.relation import Pair, at_step, without
from verifier.prove.times import closed_form, equal_everywhere
from verifier.system import State
from verifier.term import ZERO, Term, state, substitute, symbols

Form = tuple[Term, Term]
"""What a state is after step t, and before it."""


def eliminate_times(pair: Pair) -> tuple[Pair, dict[str, Term]]:
    """The pair without states that depend on the step alone, and what each of them is.

    A closed form is used only after it has been proved by induction; a state without one stays, and so does
    one that takes numbers in turn.
    """
    closed: dict[str, Term] = {}
    growing = True
    while growing:
        growing = False
        for each in (*pair.left.states, *pair.right.states):
            forms = {} if state(each.name) in pair.in_turn else _forms(pair, each)
            if forms:
                closed |= {name: after for name, (after, _) in forms.items()}
                pair = without(pair, {state(name): before for name, (_, before) in forms.items()})
                growing = True
                break
    return pair, closed


def _forms(pair: Pair, each: State) -> dict[str, Form]:
    """The state as a function of the step, alone or with another one; nothing where none is proved."""
    alone = closed_form(pair, each)
    return _beside_another(pair, each) if alone is None else {each.name: alone}


def _beside_another(pair: Pair, each: State) -> dict[str, Form]:
    """Two states that read each other and the step alone, the other one being linear in this one.

    How it is that, the first steps tell; what follows is proved of both at once.
    """
    read = {s.name for s in symbols([each.update], "state")} - {each.name}
    others = [s for s in (*pair.left.states, *pair.right.states) if s.name in read]
    if len(others) != 1 or state(others[0].name) in pair.in_turn or not _read_each_other(each, others[0]):
        return {}
    other = others[0]
    with suppress(Unsupported, Split):
        led = _led(pair, each, other)
        if led is not None:
            alone = substitute([each.update], {state(other.name): led})[0]
            form = closed_form(pair, replace(each, update=alone))
            if form is not None:
                after, before = (substitute([led], {state(each.name): value})[0] for value in form)
                both = {each.name: form, other.name: (after, before)}
                return both if _hold(pair, (each, other), both) else {}
    return {}


def _read_each_other(one: State, two: State) -> bool:
    given = ("gradient", "weight", "sequence")
    terms = [each for s in (one, two) for each in (s.initial, s.update)]
    names = {s.name for s in symbols([two.update], "state")}
    return one.name in names <= {one.name, two.name} and not any(symbols(terms, kind) for kind in given)


def _led(pair: Pair, each: State, other: State) -> Term | None:
    """The other state as a linear expression in this one, as the first steps suggest it."""
    own, its = state(each.name), state(other.name)
    start = {own: each.initial, its: other.initial}
    x, y = (at_step(u, 1) for u in substitute([each.update, other.update], start))
    rise = simplified(pair, x - each.initial, 1)
    if rise is ZERO:
        return None
    slope = simplified(pair, (y - other.initial) / rise, 1)
    rest = simplified(pair, other.initial - slope * each.initial, 1)
    return slope * own if rest is ZERO else slope * own + rest


def _hold(pair: Pair, states: tuple[State, State], forms: dict[str, Form]) -> bool:
    """Base case and induction step of all the forms at once."""
    before = {state(name): value for name, (_, value) in forms.items()}
    return all(
        equal_everywhere(pair, at_step(forms[s.name][1], 1), s.initial, first=1)
        and equal_everywhere(pair, substitute([s.update], before)[0], forms[s.name][0], first=1)
        for s in states
    )
