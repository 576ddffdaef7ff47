"""The call of each framework's optimizer with the numbers of the other's: what a user copies and pastes."""

from __future__ import annotations

from typing import Any

from verifier.implementations import Side
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.record import Lift
from verifier.port.calls import constructor, filled
from verifier.port.numbers import written_number
from verifier.port.translate import comparable, namesakes, same

SECONDS = 2.0
"""For one proof; most take some milliseconds."""


def calls(left: Side, right: Side) -> list[dict[str, Any]]:
    """The right's call with the left's default numbers, and the other way round.

    Returns
    -------
    list of dict
        ``of`` and ``to``, the ``call``, and whether it is proved the ``same`` method at these numbers, over
        the reals. Where it is not, the numbers are those of the namesakes. Nothing is said where one of the
        two is no framework's, or has an argument that must be given.
    """
    pairs = ((left, right), (right, left))
    found = (_call(one.lift, other.lift) for one, other in pairs if one.lift and other.lift)
    return [each for each in found if each is not None]


def _call(source: Lift, target: Lift) -> dict[str, Any] | None:
    if not (comparable(source, target) and all(f.usual is not None for f in source.arguments)):
        return None
    proved = same(source, target, SECONDS)
    values = namesakes(source, target) if proved is None else proved.values
    numbers = {name: written_number(value) for name, value in (values or {}).items()}
    known = {name: number for name, number in numbers.items() if number is not None}
    if any(f.name not in known for f in target.arguments):
        return None
    call = filled(parse(target.call), target.arguments, {n: x.number for n, x in known.items()})
    exact = all(number.is_exact for number in known.values())
    return {
        "of": source.call,
        "to": target.call,
        "call": constructor(call),
        "same": proved is not None and exact,
    }
