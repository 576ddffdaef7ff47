"""Whether the numbers of a recurrence are numbers of double precision."""

from __future__ import annotations

from fractions import Fraction

from verifier.errors import InputError
from verifier.system import System
from verifier.term import postorder


def double(value: Fraction, asked: str) -> float:
    """The nearest number of double precision, for what was asked.

    Raises
    ------
    InputError
        When it is too large for one.
    """
    try:
        return float(value)
    except OverflowError:
        raise InputError(
            f"{asked}: the number {str(value)[:20]}… is beyond the range of double precision; "
            "rescale the formula"
        ) from None


def in_doubles(system: System, asked: str) -> None:
    """Refuse a recurrence with a number too large, within it or as a usual value.

    Raises
    ------
    InputError
    """
    terms = [system.weight, system.query, *(x for s in system.states for x in (s.initial, s.update))]
    numbers = [n.value for n in postorder([*terms, *(x for _, x in system.lets)]) if n.op == "num"]
    for value in (*numbers, *(h.usual for h in system.hypers if h.usual is not None)):
        double(value, asked)
