"""What is known of a computed value before any run, and the values of scalars, which balls enclose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from verifier.numerics.precision import DOUBLE, Format
from verifier.numerics.radius import LIBRARY_ROUNDINGS
from verifier.term import HALF, MINUS_ONE, STEP, Term

NARROW = "a condition, a sign or an underflow that balls do not decide"

SHRINKING = ("mul", "div", "pow", "exp")
"""Operations that may underflow."""

LEAST = 2.0**-1000
"""Scalars that are larger have not underflowed."""

HALF_OFF = 0.5
"""Of scalars that are so far off nothing is said."""


@dataclass(frozen=True)
class Counted:
    """What is known of a computed value.

    Attributes
    ----------
    count : arb
        The value is off by a factor of at most e^(±count); if it may cancel, by (e^count - 1) of its size.
    cancels : bool
        Whether it is a sum that may cancel, or was made of one.
    sign : int or None
        1 where the exact value is at least zero, -1 where it is at most zero, None where either may be.
    value : arb or None
        Of a scalar, a ball that holds it; of a condition that is sure, whether it holds.
    tiny : arb
        Of a scalar, how far it may be off besides, having underflowed or been made of what has.
    """

    count: Any
    cancels: bool = False
    sign: int | None = None
    value: Any = None
    tiny: Any = 0


@dataclass(frozen=True)
class Lost:
    """That there is no bound, and why."""

    reason: str


def undecided(found: object) -> bool:
    """Whether narrower ranges may tell more."""
    return isinstance(found, Lost) and found.reason == NARROW


def underflown(*values: Any) -> Lost:
    """That nothing is said of these; a ball around zero may be too wide only."""
    return Lost(NARROW if any(x.contains(0) for x in values) else "a scalar that may underflow")


def exact_symbol(
    node: Term, values: Mapping[str, Fraction], steps: tuple[int, int], nonnegative: frozenset[str]
) -> Counted:
    """A weight, gradient, state, hyperparameter or step number: given, so without an error."""
    if node is STEP:
        value = arb(fmpq(sum(steps), 2), fmpq(steps[1] - steps[0], 2))
    elif node.name in values and node.args[0] in ("hyper", "sequence"):
        x = values[node.name]
        value = arb(fmpq(x.numerator, x.denominator))
    else:
        return Counted(arb(0), sign=1 if node.args[0] == "state" and node.name in nonnegative else None)
    return Counted(arb(0), sign=sign_of(value), value=value)


def scalar_sum(terms: list[Counted], one: Any) -> Counted | Lost:
    """A sum of scalars: how much of it cancels is told by the balls. The last rounding is of the sum."""
    before, total = (len(terms) - 2) * one, abs(sum((a.value for a in terms), arb(0)))
    count, tiny = largest(a.count for a in terms) + before, sum((arb(a.tiny) for a in terms), arb(0))
    if count > 0 and common(a.sign for a in terms) is None:
        error = sum((((a.count + before).exp() - 1) * abs(a.value) for a in terms), arb(0))
        count = of_relative(error / total)
    if tiny > 0:
        count += of_relative(2 * tiny / total)  # (1 - r)(1 - 2s) < 1 - r - s where r < 1/2
    return Counted((count + one).upper()) if count < HALF_OFF else Lost(NARROW)


def scalar_power(args: list[Counted], one: Any) -> Counted | Lost:
    """A power of scalars, such as of a hyperparameter and the step number."""
    a, b = args
    if a.value is None or b.value is None:
        return Lost("a power of arrays")
    moved = abs(b.value) * b.count.exp() * a.count
    if b.count > 0:
        moved += abs(b.value) * (b.count.exp() - 1) * abs(a.value.log())
    return Counted((moved + LIBRARY_ROUNDINGS * one).upper())


def transcendental(node: Term, a: Counted, one: Any) -> Counted | Lost:
    """An exponential or a logarithm of a scalar."""
    if a.value is None:
        return Lost(f"{node.op} of an array")
    moved = abs(a.value) * (a.count.exp() - 1)
    if node.op == "log":
        moved = of_relative(a.count / abs(a.value.log()))  # log(x*e^c) = log(x) + c
    return Counted((moved + LIBRARY_ROUNDINGS * one).upper())


def compared(op: str, a: Counted, b: Counted) -> Counted | Lost:
    """Two scalars, each anywhere within what its roundings allow."""
    x, y = (v.value * arb(0, v.count.upper()).exp() for v in (a, b))
    sure = {"lt": (x < y, x >= y), "le": (x <= y, x > y), "eq": (x == y, x != y), "ne": (x != y, x == y)}[op]
    return Counted(arb(0), value=sure[0]) if any(sure) else Lost(NARROW)


def with_value(node: Term, found: Counted | Lost, args: list[Counted]) -> Counted | Lost:
    """The ball of a scalar beside the count, and the sign that it shows."""
    if isinstance(found, Lost) or found.value is not None or any(a.value is None for a in args):
        return found
    value, tiny = _ball(node, [a.value for a in args]), _tiny(node, args)
    if tiny is None:
        return underflown(*(a.value for a in args))
    if not value.is_finite():
        return Lost(NARROW)
    if node.op in SHRINKING and not (value == 0 or abs(value) > LEAST):
        tiny += DOUBLE.smallest
    return Counted(found.count, found.cancels, sign_of(value) or found.sign, value, tiny.upper())


def _tiny(node: Term, args: list[Counted]) -> Any:
    """What underflows of the operands do to a scalar; None where that is not followed."""
    if node.op == "add" or not any(a.tiny > 0 for a in args):
        return arb(0)
    a, b = args[0], args[-1]
    if node.op == "mul":
        return 2 * (abs(a.value) * b.tiny + abs(b.value) * a.tiny + a.tiny * b.tiny)
    return 2 * a.tiny / abs(b.value) if node.op == "div" and not b.tiny > 0 else None


def _ball(node: Term, x: list[Any]) -> Any:
    match node.op:
        case "add":
            return x[0] + x[1]
        case "mul":
            return x[0] * x[1]
        case "div":
            return x[0] / x[1]
        case "pow":
            return _ball_power(node, x)
        case "max":
            return x[0].max(x[1])
        case "min":
            return x[0].min(x[1])
        case "sign":
            return x[0].sgn()
        case "abs":
            return abs(x[0])
    return x[0].exp() if node.op == "exp" else x[0].log()


def _ball_power(node: Term, x: list[Any]) -> Any:
    exponent = node.terms[1]
    if exponent is HALF:
        return x[0].sqrt()
    if exponent.op == "num" and exponent.value.denominator == 1:
        return x[0] ** int(exponent.value)
    return (x[1] * x[0].log()).exp() if x[0] > 0 else x[0] ** x[1]


def of_relative(error: Any) -> Any:
    """The count of what is off by a part of itself."""
    return -(1 - error).log()


def common(signs: Iterable[int | None]) -> int | None:
    """The sign that all have."""
    found = set(signs)
    return found.pop() if len(found) == 1 else None


def largest(counts: Iterable[Any]) -> Any:
    """The largest count."""
    found = arb(0)
    for count in counts:
        found = found.max(count)
    return found.upper()


def rounding(fmt: Format) -> Any:
    """The count of one rounding: 1 + u < 1/(1 - u) = e^c."""
    return -(1 - arb(fmt.unit)).log()


def is_negation(node: Term) -> bool:
    """Whether that is a minus sign in front, which is exact."""
    return node.op == "mul" and MINUS_ONE in node.terms


def sign_of(value: Any) -> int | None:
    """The sign of a ball."""
    return 1 if value >= 0 else -1 if value <= 0 else None
