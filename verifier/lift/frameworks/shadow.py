"""Shadow numbers: floats that carry the term they came from, for code that runs with real floats.

Framework code computes with hyperparameters as Python floats and branches on them. A `Shadow` is
such a float, so the code runs as always; every arithmetic operation also builds the term, and every
comparison is written down in the `Path` that the number belongs to.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from verifier.lift.frameworks import folding
from verifier.lift.frameworks.meaning import exact
from verifier.lift.frameworks.stairs import Stairs
from verifier.term import HALF, Term, symbols, term

_TOO_COMMON = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5)
"""Values that code writes as literals: never taken for a hyperparameter that happens to have them."""


class Path:
    """One run of a piece of code: the terms of the numbers it made and the branches it took.

    Attributes
    ----------
    decided : dict of Term to bool
        Comparisons in the order in which the code made them, with their outcomes.
    """

    def __init__(self) -> None:
        self.decided: dict[Term, bool] = {}
        self._known: dict[float, Term] = {}

    def shadow(self, value: float, origin: Term) -> Shadow:
        """A number with its term, found again by `term_of` under its value or that rounded to float32."""
        number = Shadow(value)
        number.path, number.term = self, origin
        for each in (float(value), _single(value)):
            if each not in _TOO_COMMON and each - each == 0:
                self._known.setdefault(each, origin)
        return number

    def decide(self, condition: Term, outcome: bool) -> bool:
        """Write down a branch; of one condition met twice the first outcome holds."""
        return self.decided.setdefault(condition, outcome)

    def term_of(self, number: Any) -> Term:
        """The term of a number met in a trace: its own, that of a shadow of the same value, or a literal.

        A literal is the shortest decimal that rounds to it, in its own precision where NumPy knows it.
        """
        if isinstance(number, Shadow):
            return number.term
        if isinstance(number, bool):
            return term(int(number))
        known = self._known.get(float(number))
        return term(exact(number)) if known is None else known


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return value


def _arithmetic(of: Callable[[Term, Term], Term], name: str) -> tuple[Any, Any]:
    plain = getattr(float, name)

    def forward(self: Shadow, other: Any) -> Any:
        if not isinstance(other, int | float):
            return NotImplemented
        value = plain(self, other)
        return (
            value
            if not isinstance(value, float)
            else self.path.shadow(value, of(self.term, self.path.term_of(other)))
        )

    def backward(self: Shadow, other: Any) -> Any:
        if not isinstance(other, int | float):
            return NotImplemented
        value = plain(float(other), float(self))
        return (
            value
            if not isinstance(value, float)
            else self.path.shadow(value, of(self.path.term_of(other), self.term))
        )

    return forward, backward


def _comparison(op: str, name: str, *, swapped: bool = False) -> Any:
    plain = getattr(float, name)

    def compare(self: Shadow, other: Any) -> Any:
        outcome = plain(self, other)
        if outcome is NotImplemented:
            return outcome
        sides = (self.term, self.path.term_of(other))
        condition = folding.relation(op, *(reversed(sides) if swapped else sides))
        return condition if isinstance(condition, bool) else self.path.decide(condition, outcome)

    return compare


class Shadow(float):
    """A float with the term that it is the value of. Made by `Path.shadow`."""

    __slots__ = ("path", "term")
    path: Path
    term: Term

    __add__, __radd__ = _arithmetic(folding.add, "__add__")
    __sub__, __rsub__ = _arithmetic(folding.sub, "__sub__")
    __mul__, __rmul__ = _arithmetic(folding.mul, "__mul__")
    __truediv__, __rtruediv__ = _arithmetic(folding.div, "__truediv__")
    __pow__, __rpow__ = _arithmetic(folding.power, "__pow__")
    __lt__ = _comparison("lt", "__lt__")
    __le__ = _comparison("le", "__le__")
    __gt__ = _comparison("lt", "__gt__", swapped=True)
    __ge__ = _comparison("le", "__ge__", swapped=True)
    __eq__ = _comparison("eq", "__eq__")
    __ne__ = _comparison("ne", "__ne__")
    __hash__ = float.__hash__

    def __neg__(self) -> Shadow:
        return self.path.shadow(-float(self), folding.neg(self.term))

    def __pos__(self) -> Shadow:
        return self

    def __abs__(self) -> Shadow:
        return self.path.shadow(abs(float(self)), Term("abs", self.term))

    def sqrt(self) -> Shadow:
        """The square root, as `math.sqrt` gives it."""
        return self.path.shadow(math.sqrt(float(self)), folding.power(self.term, HALF))

    def exp(self) -> Shadow:
        """The exponential, as `math.exp` gives it."""
        return self.path.shadow(math.exp(float(self)), Term("exp", self.term))

    def log(self) -> Shadow:
        """The natural logarithm, as `math.log` gives it."""
        return self.path.shadow(math.log(float(self)), Term("log", self.term))

    def pow(self, other: float) -> Shadow:
        """The power, as `math.pow` gives it."""
        found: Shadow = self**other
        return found

    def __bool__(self) -> bool:
        return bool(self != 0)

    def __int__(self) -> int:
        """What is rounded is no number that any other could stand for.

        Raises
        ------
        Stairs
            With the names of the hyperparameters: what is written of them is to be taken.
        """
        raise Stairs(tuple(dict.fromkeys(symbol.name for symbol in symbols([self.term], "hyper"))))

    __trunc__ = __floor__ = __ceil__ = __int__

    def __reduce__(self) -> tuple[Any, ...]:
        return (float, (float(self),))

    def __deepcopy__(self, memo: object) -> Shadow:
        return self

    def __copy__(self) -> Shadow:
        return self
