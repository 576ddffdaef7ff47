"""Stairs: numbers of steps that are rounded down, by a state that counts around a circle.

Code rounds the number of steps down, or divides it with a remainder: a rate that falls in stairs, something
that is done every k steps. While a program is read, that is a node of its own; once the counters among the
states are known to be t, it is put into arithmetic. The state r counts what is left of m*(t - 1) when it is
divided by k: it goes up by m, less k where it would reach k. Then floor(m*(t - 1)/k) is (m*(t - 1) - r)/k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor as rounded_down
from typing import TypeVar

from verifier.errors import InputError
from verifier.lift.frameworks import folding
from verifier.lift.frameworks.binding import Bound
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.term import ONE, STEP, ZERO, Term, postorder, state, substitute, symbols, term, where

T = TypeVar("T")

FLOOR, CEILING, TRUNCATED, WHOLE, REST = "floor", "ceiling", "truncated", "whole", "rest"
"""The operations of the nodes: a number rounded; what is before the point of one that is not negative, and
quotient and remainder of such.

No term outside of a reading has them."""
CURVED = (
    "it rounds a function of the step to a whole number that is no multiple of it, as restarts do that "
    "come after more and more steps; restarts after equal numbers of steps are read"
)
NODES = (FLOOR, CEILING, TRUNCATED, WHOLE, REST)


class Rounded(InputError):
    """A number is rounded to a whole one that is no function of the number of steps."""


class Stairs(InputError):
    """The stairs are as wide as a hyperparameter says, which must be a number then.

    Attributes
    ----------
    names : tuple of str
        These hyperparameters.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        said = f"the width of its stairs depends on {', '.join(names)}: write a number for it"
        super().__init__(said)
        self.names = names


def with_numbers(
    call: FrameworkCall,
    bound_in: Callable[[Vocabulary], Bound],
    read: Callable[[Bound], T],
    vocabulary: Vocabulary,
) -> T:
    """What is read of bound arguments, of which those are numbers, as written, that say how wide stairs are.

    Raises
    ------
    InputError
        When such an argument has no number, or something else is rounded.
    """
    bound = bound_in(vocabulary)
    try:
        return read(bound)
    except Stairs as stairs:
        free = [free for free in bound.free if free.name in stairs.names]
        wide = {each.argument.partition("[")[0]: each.usual for each in free}
        if not wide or None in wide.values() or wide.keys() <= set(vocabulary.whole):
            raise InputError(f"{call}: {stairs}") from None
        known = replace(vocabulary, whole=(*vocabulary.whole, *sorted(wide)))
        return with_numbers(call, bound_in, read, known)
    except Rounded as error:
        raise InputError(f"{call}: {error}") from None


@dataclass(frozen=True)
class Circle:
    """A state that is ``rise*(t - 1)`` modulo ``size`` before step t."""

    rise: int
    size: int

    @property
    def name(self) -> str:
        """Its name, the same wherever it is read."""
        return f"steps_mod_{self.size}" if self.rise == 1 else f"steps_times_{self.rise}_mod_{self.size}"

    @property
    def update(self) -> Term:
        """Its new value."""
        before = state(self.name)
        raised, over = folding.add(before, term(self.rise)), folding.add(before, term(self.rise - self.size))
        return where(Term("le", term(self.size), raised), over, raised)


@dataclass(frozen=True)
class _Place:
    """Where m*t + b lies on its circle: ``full*t + carried`` whole turns and what is left of one.

    Attributes
    ----------
    circle : Circle or None
        None where t makes whole turns.
    ahead, unit : int
        How far it is ahead of the circle's state, of which one is so many.
    size : int
    """

    full: int
    carried: int
    circle: Circle | None
    ahead: int
    unit: int
    size: int

    @property
    def along(self) -> Term:
        """The state, and how far ahead of it; from the size on this is in the next turn."""
        begun = ZERO if self.circle is None else folding.mul(term(self.unit), state(self.circle.name))
        return folding.add(begun, term(self.ahead))

    def chosen(self, before: Term, over: Term) -> Term:
        """The first where this turn is not over, else the second."""
        if self.circle is None or not self.ahead:
            return before
        return where(Term("le", term(self.size), self.along), over, before)

    @property
    def rest(self) -> Term:
        """What is left."""
        return self.chosen(self.along, folding.sub(self.along, term(self.size)))

    @property
    def turns(self) -> Term:
        """The whole turns."""
        straight = folding.add(folding.mul(term(self.full), STEP), term(self.carried))
        if self.circle is None:
            return straight
        gone = folding.mul(term(self.circle.rise), folding.sub(STEP, ONE))
        own = folding.div(folding.sub(gone, state(self.circle.name)), term(self.circle.size))
        return folding.add(folding.add(straight, own), self.chosen(ZERO, ONE))


def floor(x: Term) -> Term:
    """The number rounded down; of what is not known yet, a node."""
    return term(rounded_down(x.value)) if x.op == "num" else Term(FLOOR, x)


def ceiling(x: Term) -> Term:
    """The number rounded up; of what is not known yet, a node."""
    return folding.neg(floor(folding.neg(x))) if x.op == "num" else Term(CEILING, x)


def truncated(x: Term) -> Term:
    """The number without what is behind the point; of what is not known yet, a node."""
    if x.op == "num":
        return term(int(x.value))
    return x if x.op in NODES else Term(TRUNCATED, x)


def is_below(a: object, b: object) -> bool:
    """Whether a remainder is asked for to be negative, which it is not."""
    if not (isinstance(a, Term) and isinstance(b, Term)):
        return False
    return a.op == REST and b.op == "num" and b.value <= 0


def settled(terms: Iterable[Term]) -> tuple[list[Term], tuple[Circle, ...]]:
    """Terms in whose nodes only t is left, without the nodes; and the states that this takes.

    Raises
    ------
    Stairs
        When a hyperparameter is in one.
    Rounded
        When something else is rounded.
    """
    roots, circles = _once(folding.folded(terms)), set[Circle]()
    while (node := next((n for n in postorder(roots) if n.op in NODES), None)) is not None:
        place = _placed(node)
        circles |= {each for each in (place.circle,) if each is not None}
        roots = folding.folded(substitute(roots, {node: place.rest if node.op == REST else place.turns}))
    return roots, tuple(sorted(circles, key=lambda circle: circle.name))


def _once(roots: list[Term]) -> list[Term]:
    """Without the remainder of what is a remainder by the same number."""
    again = {n: n.terms[0] for n in postorder(roots) if n.op == REST and n.terms[0].op == REST}
    kept = {outer: inner for outer, inner in again.items() if outer.terms[1] is inner.terms[1]}
    return _once(substitute(roots, kept)) if kept else roots


def _placed(node: Term) -> _Place:
    """floor((m*t + b)/k), with m*t = full*k*t + rise*(t - 1) + rise."""
    names = tuple(dict.fromkeys(symbol.name for symbol in symbols([node], "hyper")))
    if names:
        raise Stairs(names)
    slope, start = _line(node.terms[0])
    if slope < 0:
        raise Rounded("it rounds a number that falls with the step")
    size = slope.denominator * start.denominator
    if node.op == TRUNCATED and slope + start < 0:
        raise Rounded("it drops what is behind the point of a negative number")
    if node.op == CEILING:
        start += 1 - Fraction(1, size)
        size = slope.denominator * start.denominator
    if node.op in (WHOLE, REST):
        divisor = node.terms[1].value if node.terms[1].op == "num" else Fraction(0)
        if divisor <= 0 or divisor.denominator != 1 or size != 1 or slope < 0 or slope + start < 0:
            raise Rounded("it divides whole numbers with rounding, and not a number of steps by a number")
        slope, start, size = slope / divisor, start / divisor, int(divisor)
    full, rise = divmod(int(slope * size), size)
    carried, ahead = divmod(rise + int(start * size), size)
    lowest = Fraction(rise, size)
    circle = Circle(lowest.numerator, lowest.denominator) if rise else None
    return _Place(full, carried, circle, ahead, size // lowest.denominator, size)


def _line(x: Term) -> tuple[Fraction, Fraction]:
    """A term as slope*t + start."""
    if set(symbols([x])) - {STEP}:
        raise Rounded("it rounds a number to a whole one that is not made of the number of steps alone")
    found = _affine(x)
    if found is None:
        raise Rounded(CURVED)
    return found


def _affine(x: Term) -> tuple[Fraction, Fraction] | None:
    if x is STEP:
        return Fraction(1), Fraction(0)
    if x.op == "num":
        return Fraction(0), x.value
    sides = [_affine(side) for side in x.terms]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    (a, b), (c, d) = sides[0], sides[1]
    if x.op == "add":
        return a + c, b + d
    if x.op == "mul" and not (a and c):
        return a * d + c * b, b * d
    return (a / d, b / d) if x.op == "div" and not c and d else None


def counted_around(initial: Mapping[str, Term], updates: Mapping[str, Term]) -> dict[Term, Term]:
    """The states that count steps around a circle, from a number on it, each as the remainder that it is."""
    found: dict[Term, Term] = {}
    for name, start in initial.items():
        new = updates[name]
        counts = new.op == REST and new.terms[0] is folding.add(state(name), ONE) and new.terms[1].op == "num"
        if counts and start.op == "num" and 0 <= start.value < new.terms[1].value:
            found[state(name)] = Term(REST, folding.add(STEP, term(start.value - 1)), new.terms[1])
    return found
