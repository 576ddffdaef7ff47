"""Hybrid numbers: exact as long as possible, certified balls otherwise, and what has no value.

A value is an exact rational (`flint.fmpq`), an exact element of a number field (`Algebraic`), a
ball that is certain to hold the number (`flint.arb`), `Undefined`, or `UNSETTLED` where the balls
are too wide to say. ``Undefined`` absorbs everything, zero included; ``UNSETTLED`` absorbs all
else. Every operation takes two arguments, so that a program is a list of one kind of instruction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb, fmpq

from verifier.evaluate.algebraic import Algebraic
from verifier.evaluate.infix import infix
from verifier.term import Term

EXACT_BITS = 4000
"""Exact numbers with more bits in numerator or denominator than this become balls."""

ZERO, ONE = fmpq(0), fmpq(1)


class _Absorbing:
    """A value that is no number, with the arithmetic that python-flint's types delegate to."""

    def __add__(self, other: object) -> _Absorbing:
        return other if isinstance(other, Undefined) and not isinstance(self, Undefined) else self

    __radd__ = __mul__ = __rmul__ = __add__


@dataclass(frozen=True)
class Site:
    """A place in a system where an operation may fail, and the names of its intermediate values."""

    node: Term
    names: tuple[tuple[Term, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Undefined(_Absorbing):
    """A value that does not exist.

    Attributes
    ----------
    problem : str
        What failed: ``division by zero``, ``root of a negative number``, …
    site : Site
        Where.
    """

    problem: str
    site: Site

    @cached_property
    def operation(self) -> str:
        """What failed and where, in words, e.g. ``division by zero in g/sqrt(v)``."""
        return f"{self.problem} in {infix(self.site.node, dict(self.site.names))}"


class Unsettled(_Absorbing):
    """The type of `UNSETTLED`: balls too wide to tell which value, or whether there is one."""

    def __repr__(self) -> str:
        return "UNSETTLED"


UNSETTLED = Unsettled()
EITHER = Unsettled()
"""A condition that is true or false, which of the two the balls do not tell: what it compares exists."""

Value = Any
"""``fmpq | Algebraic | arb | Undefined | Unsettled``; python-flint has no type stubs."""


def exact(value: Fraction | int) -> Value:
    """A rational as an exact value, or as a ball where it is very long."""
    return bounded(fmpq(value.numerator, value.denominator), EXACT_BITS)


def bounded(x: Value, bits: int) -> Value:
    """The value itself; as a ball where it is exact and long; `UNSETTLED` where it is no finite ball."""
    if type(x) is fmpq:
        return x if x.height_bits() <= bits else arb(x)
    if type(x) is arb:
        return x if x.is_finite() else UNSETTLED
    return x.bounded(bits) if type(x) is Algebraic else x


def is_number(x: Value) -> bool:
    """Whether the value exists and is known, exactly or as a ball."""
    return not isinstance(x, _Absorbing)


def ball(x: Value) -> Value:
    """A number as a ball of the working precision."""
    if type(x) is arb:
        return x
    return x.ball() if type(x) is Algebraic else arb(x)


def _missing(*args: Value) -> Value | None:
    """The value that absorbs the operation, an undefined one first; None where all are numbers."""
    absorbing = [a for a in args if isinstance(a, _Absorbing)]
    undefined = next((a for a in absorbing if isinstance(a, Undefined)), None)
    return undefined or (UNSETTLED if UNSETTLED in absorbing else absorbing[0] if absorbing else None)


def multiply(x: Value, y: Value) -> Value:
    """The product; exact zero times any number is exact zero."""
    z = x * y
    if type(z) is fmpq:
        return z if z.height_bits() <= EXACT_BITS else arb(z)
    if type(z) is arb and ((type(x) is fmpq and not x) or (type(y) is fmpq and not y)):
        return ZERO
    return z


def divide(site: Site, x: Value, y: Value) -> Value:
    """The quotient, undefined where the divisor is zero."""
    if type(x) is fmpq and type(y) is fmpq and y:
        z = x / y
        return z if z.height_bits() <= EXACT_BITS else arb(z)
    missing = _missing(x, y)
    if isinstance(missing, Undefined):
        return missing
    if is_number(y) and y == 0:
        return Undefined("division by zero", site)
    if missing is not None:
        return missing
    if not y != 0:  # noqa: SIM202  (for balls, "not equal" means "certainly not equal")
        return UNSETTLED
    return ZERO if type(x) is fmpq and not x else x / y


def sign(x: Value, _: Value) -> Value:
    """-1, 0 or 1."""
    if not is_number(x):
        return x
    if x == 0:
        return ZERO
    if x > 0:
        return ONE
    return -ONE if x < 0 else ball(x).sgn()


def absolute(x: Value, _: Value) -> Value:
    """The absolute value."""
    return abs(x) if is_number(x) else x


def maximum(x: Value, y: Value) -> Value:
    """The larger of the two."""
    missing = _missing(x, y)
    if missing is not None:
        return missing
    if x >= y:
        return x
    return y if x < y else ball(x).max(ball(y))


def minimum(x: Value, y: Value) -> Value:
    """The smaller of the two."""
    missing = _missing(x, y)
    if missing is not None:
        return missing
    if x <= y:
        return x
    return y if x > y else ball(x).min(ball(y))


def exponential(x: Value, _: Value) -> Value:
    """The exponential function."""
    if not is_number(x):
        return x
    return ONE if x == 0 else ball(x).exp()


def cosine(x: Value, _: Value) -> Value:
    """The cosine of an angle in radians."""
    if not is_number(x):
        return x
    return ONE if x == 0 else ball(x).cos()


def logarithm(site: Site, x: Value, _: Value) -> Value:
    """The natural logarithm, undefined at and below zero."""
    if not is_number(x):
        return x
    if x <= 0:
        return Undefined("logarithm of a number that is not positive", site)
    if not x > 0:
        return UNSETTLED
    return ZERO if x == 1 else ball(x).log()


def less(x: Value, y: Value) -> Value:
    """Whether x < y."""
    if type(x) is fmpq and type(y) is fmpq:
        return x < y
    missing = _missing(x, y)
    if missing is not None:
        return missing
    if x < y:
        return True
    return False if x >= y else EITHER


def at_most(x: Value, y: Value) -> Value:
    """Whether x <= y."""
    return negation(less(y, x), None)


def equal(x: Value, y: Value) -> Value:
    """Whether x = y."""
    if type(x) is fmpq and type(y) is fmpq:
        return x == y
    missing = _missing(x, y)
    if missing is not None:
        return missing
    if x == y:
        return True
    return False if x != y else EITHER


def unequal(x: Value, y: Value) -> Value:
    """Whether x is not y."""
    return negation(equal(x, y), None)


def negation(x: Value, _: Value) -> Value:
    """The negated condition."""
    return (not x) if isinstance(x, bool) else x


def both(x: Value, y: Value) -> Value:
    """Whether both conditions hold; both are needed."""
    missing = _missing(x, y)
    return (x and y) if missing is None else missing


def either(x: Value, y: Value) -> Value:
    """Whether one of the conditions holds; both are needed."""
    missing = _missing(x, y)
    return (x or y) if missing is None else missing


def pair(x: Value, y: Value) -> Value:
    """The two branches between which `choose` chooses."""
    return (x, y)


def choose(condition: Value, branches: Value) -> Value:
    """The branch that the condition takes; the other need not be defined."""
    if isinstance(condition, bool):
        return branches[0] if condition else branches[1]
    if condition is not EITHER:
        return condition
    yes, no = branches
    return ball(yes).union(ball(no)) if is_number(yes) and is_number(no) else UNSETTLED
