"""An independent unroller: Python fractions and mpmath, sharing no code with the hybrid numbers.

Every witness is computed again here before it is shown. Two numbers that are not both exact count
as equal, and their difference as zero, when they agree to three fifths of the digits; the caller
raises the digits and asks again before it believes in a disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isqrt
from time import monotonic
from typing import Any

import mpmath

from verifier.evaluate.algebraic import AlgebraicNumber
from verifier.system import System
from verifier.term import Term

Number = Any
"""``Fraction | mpmath.mpf | Missing``; mpmath has no type stubs."""

_LARGEST_LOGARITHM = 10**9


@dataclass(frozen=True)
class Missing:
    """A value that does not exist, or one too large for this computation (``beyond_reach``)."""

    problem: str
    beyond_reach: bool = False


@dataclass(frozen=True)
class Unrolled:
    """Query points and weights; ``queries[t]`` is that of step ``t+1``, ``weights[t]`` after step ``t``."""

    queries: tuple[Number, ...]
    weights: tuple[Number, ...]


def unroll(
    system: System,
    hypers: Mapping[str, Any],
    w0: Fraction | int | AlgebraicNumber,
    gradients: Sequence[Fraction | int | AlgebraicNumber],
    digits: int = 50,
    exact_bits: int = 10_000,
    until: float = inf,
) -> Unrolled:
    """Unroll a system for given gradients.

    Parameters
    ----------
    system : System
    hypers : mapping
        A number for each hyperparameter, or a list from index 0 whose last number is held.
    w0, gradients
        The first weight, and the gradient of each step.
    digits : int
        Significant decimal digits of what is not rational.
    exact_bits : int
        Longer fractions become decimals.
    until : float
        The time, as `time.monotonic` tells it, at which to give up.

    Raises
    ------
    TimeoutError
        When that time has come.
    """
    with mpmath.workdps(digits):
        return _unroll(_Reckoner(digits, exact_bits), system, hypers, w0, gradients, until)


def _unroll(
    reckoner: _Reckoner,
    system: System,
    hypers: Mapping[str, Any],
    w0: Fraction | int | AlgebraicNumber,
    gradients: Sequence[Fraction | int | AlgebraicNumber],
    until: float,
) -> Unrolled:
    given = {name: reckoner.read(value) for name, value in hypers.items()}
    weight = reckoner.read(w0)
    at_start = {"weight": weight, "hypers": given, "t": 0, "states": {}, "gradient": None}
    starts = reckoner.evaluate([s.initial for s in system.states], at_start)
    states = dict(zip((s.name for s in system.states), starts, strict=True))
    queries, weights = [], [weight]
    for t, gradient in enumerate([*gradients, None], start=1):
        if monotonic() > until:
            raise TimeoutError
        now = {"weight": weight, "hypers": given, "t": t, "states": states, "gradient": None}
        queries += reckoner.evaluate([system.query], now)
        if gradient is not None:
            now["gradient"] = reckoner.read(gradient)
            weight, *fresh = reckoner.evaluate([system.weight, *(s.update for s in system.states)], now)
            states = dict(zip(states, fresh, strict=True))
            weights.append(weight)
    return Unrolled(tuple(queries), tuple(weights))


class _Reckoner:
    """Arithmetic of one accuracy, that of mpmath's context at the time."""

    def __init__(self, digits: int, exact_bits: int) -> None:
        self.exact_bits = exact_bits
        self.tolerance = mpmath.mpf(10) ** -(3 * digits // 5)

    def read(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self.read(x) for x in value]
        if isinstance(value, AlgebraicNumber):
            return self._root(value)
        return Fraction(value)

    def _root(self, number: AlgebraicNumber) -> Number:
        coefficients = list(reversed(number.polynomial))
        low, high = self._float(number.lower), self._float(number.upper)
        rising = mpmath.polyval(coefficients, high) > 0
        for _ in range(int(mpmath.mp.prec) + 20):
            middle = (low + high) / 2
            above = (mpmath.polyval(coefficients, middle) > 0) == rising
            low, high = (low, middle) if above else (middle, high)
        return low

    def evaluate(self, roots: Sequence[Term], now: Mapping[str, Any]) -> list[Number]:
        values: dict[Term, Number] = {}
        for node in sorted(_below(roots), key=lambda n: n.depth):
            values[node] = self._node(node, [values[a] for a in node.args if isinstance(a, Term)], now)
        return [values[root] for root in roots]

    def _node(self, node: Term, args: list[Number], now: Mapping[str, Any]) -> Number:
        if node.op == "num":
            return self._short(node.value)
        if node.op == "sym":
            return _symbol(node, now)
        if node.op == "where":
            return args[0] if isinstance(args[0], Missing) else args[1] if args[0] else args[2]
        missing = sorted((a for a in args if isinstance(a, Missing)), key=lambda m: m.beyond_reach)
        if missing:
            return missing[0]
        operation: Callable[..., Number] = getattr(self, f"_op_{node.op}")
        return self._short(operation(*args))

    def _float(self, x: Number) -> Number:
        return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x

    def _short(self, x: Number) -> Number:
        return self._float(x) if isinstance(x, Fraction) and _bits(x) > self.exact_bits else x

    def _alike(self, a: Number, b: Number) -> tuple[Number, Number]:
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return a, b
        return self._float(a), self._float(b)

    def same(self, a: Number, b: Number) -> bool:
        """Whether two numbers are equal as far as this accuracy can tell."""
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return a == b
        a, b = self._float(a), self._float(b)
        return bool(abs(a - b) <= self.tolerance * max(abs(a), abs(b)))

    def _op_add(self, a: Number, b: Number) -> Number:
        a, b = self._alike(a, b)
        cancelled = not isinstance(a, Fraction) and abs(a + b) <= self.tolerance * max(abs(a), abs(b))
        return Fraction(0) if cancelled else a + b

    def _op_mul(self, a: Number, b: Number) -> Number:
        a, b = self._alike(a, b)
        return a * b

    def _op_div(self, a: Number, b: Number) -> Number:
        if b == 0:
            return Missing("division by zero")
        a, b = self._alike(a, b)
        return a / b

    def _op_pow(self, a: Number, b: Number) -> Number:
        if isinstance(b, Fraction) and b.denominator == 1:
            return self._integer_power(a, b.numerator)
        if a == 0:
            return Fraction(0) if b > 0 else Missing("division by zero")
        if a < 0:
            return Missing("fractional power of a negative number")
        if b == Fraction(1, 2) and isinstance(a, Fraction):
            top, bottom = isqrt(a.numerator), isqrt(a.denominator)
            if top * top == a.numerator and bottom * bottom == a.denominator:
                return Fraction(top, bottom)
        return self._exponential(self._float(b) * mpmath.ln(self._float(a)))

    def _integer_power(self, a: Number, n: int) -> Number:
        if n == 0:
            return Fraction(1)
        if a == 0:
            return Fraction(0) if n > 0 else Missing("division by zero")
        if isinstance(a, Fraction):
            if abs(a) == 1:
                return a ** (n % 2)
            if abs(n) * _bits(a) <= self.exact_bits:
                return a**n
        size = self._exponential(n * mpmath.ln(abs(self._float(a))))
        return -size if a < 0 and n % 2 and not isinstance(size, Missing) else size

    def _exponential(self, x: Number) -> Number:
        if abs(x) > _LARGEST_LOGARITHM:
            return Missing("a number too large", beyond_reach=True)
        return mpmath.exp(x)

    def _op_exp(self, a: Number) -> Number:
        return Fraction(1) if a == 0 else self._exponential(self._float(a))

    def _op_cos(self, a: Number) -> Number:
        return Fraction(1) if a == 0 else mpmath.cos(self._float(a))

    def _op_log(self, a: Number) -> Number:
        if a <= 0:
            return Missing("logarithm of a number that is not positive")
        return Fraction(0) if a == 1 else mpmath.ln(self._float(a))

    def _op_abs(self, a: Number) -> Number:
        return abs(a)

    def _op_sign(self, a: Number) -> Number:
        return Fraction(0) if a == 0 else Fraction(1 if a > 0 else -1)

    def _op_max(self, a: Number, b: Number) -> Number:
        return a if self._op_le(b, a) else b

    def _op_min(self, a: Number, b: Number) -> Number:
        return a if self._op_le(a, b) else b

    def _op_lt(self, a: Number, b: Number) -> bool:
        a, b = self._alike(a, b)
        return bool(a < b) and not self.same(a, b)

    def _op_le(self, a: Number, b: Number) -> bool:
        a, b = self._alike(a, b)
        return bool(a < b) or self.same(a, b)

    def _op_eq(self, a: Number, b: Number) -> bool:
        return self.same(a, b)

    def _op_ne(self, a: Number, b: Number) -> bool:
        return not self.same(a, b)

    def _op_and(self, a: bool, b: bool) -> bool:
        return a and b

    def _op_or(self, a: bool, b: bool) -> bool:
        return a or b

    def _op_not(self, a: bool) -> bool:
        return not a


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _below(roots: Sequence[Term]) -> set[Term]:
    found: set[Term] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [a for a in node.args if isinstance(a, Term)]
    return found


def _symbol(node: Term, now: Mapping[str, Any]) -> Number:
    kind, name = str(node.args[0]), str(node.args[1])
    if kind == "time":
        return Fraction(now["t"])
    if kind == "state":
        return now["states"][name]
    if kind not in ("hyper", "sequence"):
        return now[kind]
    given = now["hypers"][name]
    if not isinstance(given, list):
        return given
    index = now["t"] + int(str(node.args[2])) if kind == "sequence" else 0
    return given[min(max(index, 0), len(given) - 1)]
