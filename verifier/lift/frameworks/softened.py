"""Values that a constructor refuses: the formula is read with a symbol in their place, and taken there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from verifier.lift.frameworks.call import FrameworkCall, Value
from verifier.lift.frameworks.record import Lift
from verifier.system import fix_hypers
from verifier.term import Term, term

_ANY = 0.5
"""A number in the place of which a symbol is read: neither 0 nor 1, which are taken as written."""


def softened(call: FrameworkCall) -> tuple[FrameworkCall, dict[str, Fraction]]:
    """The call with symbols where 0 and 1 are written, and these values by the place of the argument."""
    values: dict[str, Fraction] = {}

    def soft(place: str, value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(soft(f"{place}[{i}]", member) for i, member in enumerate(value))
        if isinstance(value, bool) or not isinstance(value, int | float) or value not in (0, 1):
            return value
        values[place] = Fraction(value)
        return _ANY

    keywords = tuple((name, soft(name, value)) for name, value in call.keywords)
    return replace(call, keywords=keywords), values


def taken_at(lift: Lift, call: FrameworkCall, values: dict[str, Fraction]) -> Lift:
    """The lift of a softened call at the values that the constructor refuses."""
    fixed = {free.name: values[free.argument] for free in lift.arguments if free.argument in values}
    terms: dict[str, Term] = {name: term(value) for name, value in fixed.items()}
    shown = ", ".join(f"{name} = {value}" for name, value in fixed.items())
    return replace(
        lift,
        call=str(call),
        system=replace(fix_hypers(lift.system, terms), name=str(call)),
        arguments=tuple(free for free in lift.arguments if free.name not in fixed),
        notes=(*lift.notes, f"the constructor refuses these values; the formula is taken at {shown}"),
    )
