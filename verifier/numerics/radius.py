"""How far roundings can carry a step from its exact value: the limit that a kernel must keep.

Wilkinson's running error analysis over the term graph: each value has a radius that bounds its
distance from the exact value for *every* floating-point evaluation with the graph's operations,
sums in any order. An operation adds one unit roundoff to what its arguments bring along (a sum of
k terms ``gamma_(k-1)`` times the sum of their sizes; underflow the smallest number of the format).
The rule knows no optimizer and has no constant to tune. Where it cannot exclude an overflow, a
divisor of zero or the root of a negative number, the radius is infinite: no claim is made.

Higham 2002, *Accuracy and Stability of Numerical Algorithms*, sections 2.2, 3.1, 3.3 and 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verifier.kernel.program import scalar_terms
from verifier.numerics.precision import DOUBLE, Array, Format
from verifier.term import HALF, MINUS_ONE, Term, postorder

LIBRARY_ROUNDINGS = 8
"""Roundings that count for one power, exponential or logarithm: NumPy holds these to 4 ulps."""

_SLACK = 1 + 2.0**-30
"""The radii are themselves computed in double precision."""


@dataclass(frozen=True)
class Ball:
    """A value and how far a floating-point evaluation can be from the exact value.

    Attributes
    ----------
    middle : array
        One such evaluation, in double precision; of a relation, whether it holds.
    radius : array
        Bounds the distance between any such evaluation and the exact value.
    inherited, spread, additions
        Of a sum, over all its terms: their radii, their sizes, and how often was added.
    """

    middle: Array
    radius: Array
    inherited: Array
    spread: Array
    additions: int


def balls(roots: Sequence[Term], values: Mapping[Term, Array], fmt: Format) -> dict[Term, Ball]:
    """The ball of every term below the roots, that of a root being in the format of the arrays.

    Parameters
    ----------
    roots : sequence of Term
    values : mapping of Term to array
        The symbols' values, of one shape, exact.
    fmt : Format
        The format of the arrays. Terms without arrays are computed in double precision, then rounded.
    """
    scalar = scalar_terms(roots)
    known: dict[Term, Ball] = {}
    with np.errstate(all="ignore"):
        for node in postorder(roots):
            own = DOUBLE if node in scalar else fmt
            args = [
                known[a] if node in scalar or a not in scalar else _cast(known[a], fmt) for a in node.terms
            ]
            known[node] = _ball(node, args, values, own)
        return known | {root: _cast(known[root], fmt) for root in roots if root in scalar}


def _ball(node: Term, args: list[Ball], values: Mapping[Term, Array], fmt: Format) -> Ball:
    match node.op:
        case "sym":
            return _made(values[node], np.zeros_like(values[node]), fmt)
        case "num":
            return _number(node.value)
        case "add":
            return _sum(args[0], args[1], fmt)
        case "mul" if node.args[0] is MINUS_ONE or node.args[1] is MINUS_ONE:
            return _negative(args[node.args[0] is MINUS_ONE])
        case "mul":
            return _product(args[0], args[1], fmt)
        case "div":
            return _quotient(args[0], args[1], fmt)
        case "pow":
            return _power(node, args, fmt)
        case "lt" | "le" | "eq" | "ne":
            return _relation(node.op, args[0], args[1])
    return _RULES[node.op](args, fmt)


def _made(middle: Any, radius: Any, fmt: Format) -> Ball:
    """A ball that is no sum; infinite where the value may leave the format."""
    size = np.abs(middle) + 2 * radius
    radius = np.where(np.isfinite(radius) & (size <= fmt.largest), radius * _SLACK, np.inf)
    return Ball(np.asarray(middle), radius, radius, size, 0)


def _number(value: Fraction) -> Ball:
    """One rounding for a number that the format does not hold, however small its error."""
    middle = np.float64(value)
    exact = Fraction(float(middle)) == value
    return _made(middle, np.float64(0 if exact else DOUBLE.unit * abs(middle) + DOUBLE.smallest), DOUBLE)


def _cast(a: Ball, fmt: Format) -> Ball:
    """A double rounded to the format of the arrays; a truth value stays what it is."""
    if fmt is DOUBLE or a.middle.dtype == bool:
        return a
    moved = a.middle.astype(fmt.dtype).astype(np.float64) != a.middle
    rounding = fmt.unit * (np.abs(a.middle) + a.radius) + fmt.smallest
    return _made(a.middle, a.radius + np.where(moved | (a.radius > 0), rounding, 0.0), fmt)


def _sum(a: Ball, b: Ball, fmt: Format) -> Ball:
    count = a.additions + b.additions + 1
    inherited, spread = a.inherited + b.inherited, a.spread + b.spread
    made = _made(a.middle + b.middle, inherited + _gamma(count, fmt) * spread, fmt)
    return Ball(made.middle, made.radius, inherited, spread, count)


def _gamma(roundings: int, fmt: Format) -> float:
    return roundings * fmt.unit / (1 - roundings * fmt.unit)


def _negative(a: Ball) -> Ball:
    return Ball(-a.middle, a.radius, a.inherited, a.spread, a.additions)


def _product(a: Ball, b: Ball, fmt: Format) -> Ball:
    left, right = np.abs(a.middle) + a.radius, np.abs(b.middle) + b.radius
    inherited = left * b.radius + right * a.radius + a.radius * b.radius
    size = (left + a.radius) * (right + b.radius)
    return _made(a.middle * b.middle, inherited + _rounding(size, 1, fmt, (left == 0) | (right == 0)), fmt)


def _quotient(a: Ball, b: Ball, fmt: Format) -> Ball:
    top, least = np.abs(a.middle) + a.radius, np.abs(b.middle) - 2 * b.radius
    inherited = (a.radius + top / (least + b.radius) * b.radius) / least
    radius = inherited + _rounding((top + a.radius) / least, 1, fmt, top == 0)
    return _made(a.middle / b.middle, np.where(least > 0, radius, np.inf), fmt)


def _rounding(size: Any, count: int, fmt: Format, exact_zero: Any = False) -> Any:
    """What ``count`` roundings of a result of this size add; underflow included, exact zeros not."""
    return count * fmt.unit * size + np.where(exact_zero, 0.0, fmt.smallest)


def _power(node: Term, args: list[Ball], fmt: Format) -> Ball:
    exponent = node.terms[1]
    if exponent is HALF:
        return _root(args[0], fmt)
    if exponent.op == "num" and exponent.value.denominator == 1 and exponent.value > 0:
        return _integer_power(args[0], int(exponent.value), fmt)
    return _general_power(args[0], args[1], fmt)


def _root(a: Ball, fmt: Format) -> Ball:
    least = a.middle - a.radius
    exact_zero = (a.middle == 0) & (a.radius == 0)
    radius = a.radius / np.sqrt(least) + fmt.unit * np.sqrt(a.middle + 2 * a.radius)
    safe = np.where(exact_zero, 0.0, np.where(least > a.radius, radius, np.inf))
    return _made(np.sqrt(a.middle), safe, fmt)


def _integer_power(a: Ball, n: int, fmt: Format) -> Ball:
    size = np.abs(a.middle) + 2 * a.radius
    roundings = n - 1 if n < 3 else LIBRARY_ROUNDINGS
    radius = n * size ** (n - 1) * a.radius + _rounding(size**n, roundings, fmt, size == 0)
    return _made(a.middle**n, radius, fmt)


def _general_power(a: Ball, b: Ball, fmt: Format) -> Ball:
    value, least = np.power(a.middle, b.middle), np.abs(a.middle) - 2 * a.radius
    moved, logarithm = a.radius / least, np.abs(np.log(np.abs(a.middle)))
    relative = (np.abs(b.middle) + b.radius) * moved + (logarithm + moved) * b.radius
    radius = np.abs(value) * np.expm1(2 * relative)
    radius += _rounding(np.abs(value) * np.exp(relative), LIBRARY_ROUNDINGS, fmt)
    exact_zero = (a.middle == 0) & (a.radius == 0) & (b.middle - b.radius >= 0) & (b.radius == 0)
    return _made(value, np.where(exact_zero, 0.0, np.where(least > 0, radius, np.inf)), fmt)


def _relation(op: str, a: Ball, b: Ball) -> Ball:
    """Whether it holds; the radius is 0 where that is sure, 1 where not, infinite without a claim."""
    doubt = a.radius + b.radius
    decided = (np.abs(a.middle - b.middle) > doubt) | (doubt == 0)
    compare = {"lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal}[op]
    radius = np.where(np.isfinite(doubt), np.where(decided, 0.0, 1.0), np.inf)
    return _truth(compare(a.middle, b.middle), radius)


def _truth(holds: Any, radius: Any) -> Ball:
    return Ball(holds, radius, radius, radius, 0)


def _exponential(args: list[Ball], fmt: Format) -> Ball:
    most = np.exp(args[0].middle + 2 * args[0].radius)
    return _made(np.exp(args[0].middle), most * args[0].radius + _rounding(most, LIBRARY_ROUNDINGS, fmt), fmt)


def _logarithm(args: list[Ball], fmt: Format) -> Ball:
    least = args[0].middle - 2 * args[0].radius
    moved, value = args[0].radius / least, np.log(args[0].middle)
    radius = moved + LIBRARY_ROUNDINGS * fmt.unit * (np.abs(value) + moved)
    return _made(value, np.where(least > 0, radius, np.inf), fmt)


def _sign(args: list[Ball], fmt: Format) -> Ball:
    (a,) = args
    decided = (np.abs(a.middle) > a.radius) | (a.radius == 0)
    radius = np.where(decided, 0.0, np.where(np.isfinite(a.radius), 2.0, np.inf))
    return _made(np.sign(a.middle), radius, fmt)


def _where(args: list[Ball], fmt: Format) -> Ball:
    condition, yes, no = args
    taken = np.where(condition.middle, yes.radius, no.radius)
    either = np.abs(yes.middle - no.middle) + yes.radius + no.radius
    middle = np.where(condition.middle, yes.middle, no.middle)
    radius = np.where(condition.radius == 0, taken, either)
    return _made(middle, np.where(np.isfinite(condition.radius), radius, np.inf), fmt)


def _larger(args: list[Ball], fmt: Format) -> Ball:
    return _made(np.maximum(args[0].middle, args[1].middle), np.maximum(args[0].radius, args[1].radius), fmt)


def _smaller(args: list[Ball], fmt: Format) -> Ball:
    return _made(np.minimum(args[0].middle, args[1].middle), np.maximum(args[0].radius, args[1].radius), fmt)


_RULES: dict[str, Callable[[list[Ball], Format], Ball]] = {
    "abs": lambda args, fmt: _made(np.abs(args[0].middle), args[0].radius, fmt),
    "sign": _sign,
    "max": _larger,
    "min": _smaller,
    "exp": _exponential,
    "log": _logarithm,
    "where": _where,
    "and": lambda args, fmt: _truth(
        np.logical_and(args[0].middle, args[1].middle), np.maximum(args[0].radius, args[1].radius)
    ),
    "or": lambda args, fmt: _truth(
        np.logical_or(args[0].middle, args[1].middle), np.maximum(args[0].radius, args[1].radius)
    ),
    "not": lambda args, fmt: _truth(np.logical_not(args[0].middle), args[0].radius),
}


def scale(root: Term, known: Mapping[Term, Ball]) -> Array:
    """The size of the largest operand of the root's last addition; of the value if it is no sum."""
    addends = root.terms if root.op == "add" else (root,)
    sizes = [np.abs(known[a].middle) for a in addends]
    return np.asarray(np.maximum.reduce(np.broadcast_arrays(*sizes)), dtype=np.float64)
