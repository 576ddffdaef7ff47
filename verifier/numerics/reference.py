"""One step in 50 decimal digits, straight from the terms.

Nothing is shared with the kernels: no SymPy, no generated code, no NumPy; numbers that a format
holds are taken exactly. Undefined values are None, as in the referee's semantics.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import mpmath

from verifier.term import Term, postorder

DIGITS = 50

FAR = 10**9
"""The logarithm from which on a number is not told from larger ones; formats end before 10**3."""

Number = Any
"""``mpmath.mpf``, or a truth value; mpmath has no type stubs."""


class Reference:
    """Evaluates terms at given numbers.

    Parameters
    ----------
    roots : sequence of Term
        What is to be evaluated.
    """

    def __init__(self, roots: Sequence[Term]) -> None:
        self._mp = _context()
        self._roots = list(roots)
        self._rules = _rules(self._mp)
        self._numbers = {n: self._number(n) for n in postorder(roots) if n.op == "num"}
        self._order = [n for n in postorder(roots) if n.op not in ("num", "sym")]
        self._symbols = [n for n in postorder(roots) if n.op == "sym"]

    def at(self, values: Mapping[Term, float]) -> list[Number | None]:
        """The roots' values at these values of the symbols; None where undefined."""
        known: dict[Term, Number | None] = dict(self._numbers)
        known.update((symbol, self._mp.mpf(values[symbol])) for symbol in self._symbols)
        for node in self._order:
            known[node] = self._value(node.op, [known[a] for a in node.terms])
        return [known[root] for root in self._roots]

    def _number(self, node: Term) -> Number:
        return self._mp.mpf(node.value.numerator) / node.value.denominator

    def _value(self, op: str, args: list[Number | None]) -> Number | None:
        if op == "where":
            return None if args[0] is None else args[1] if args[0] else args[2]
        return None if any(a is None for a in args) else self._rules[op](*args)


@cache
def _context() -> Any:
    """A context of our own, so that nobody's precision is changed; one, since it is slow to make."""
    context = mpmath.MPContext()
    context.dps = DIGITS
    return context


def _rules(mp: Any) -> dict[str, Callable[..., Number | None]]:
    return {
        "add": operator.add,
        "mul": operator.mul,
        "div": lambda a, b: a / b if b else None,
        "pow": lambda a, b: _power(mp, a, b),
        "abs": abs,
        "sign": mp.sign,
        "max": max,
        "min": min,
        "exp": lambda a: _exponential(mp, a),
        "cos": lambda a: mp.cos(a),
        "log": lambda a: mp.ln(a) if a > 0 else None,
        "lt": operator.lt,
        "le": operator.le,
        "eq": operator.eq,
        "ne": operator.ne,
        "and": lambda a, b: a and b,
        "or": lambda a, b: a or b,
        "not": operator.not_,
    }


def _power(mp: Any, base: Number, exponent: Number) -> Number | None:
    if exponent == 0:
        return mp.mpf(1)
    if base == 0:
        return mp.mpf(0) if exponent > 0 else None
    whole = mp.isint(exponent)
    if whole and abs(exponent) < FAR:
        return base ** int(exponent)
    if base < 0 and not whole:
        return None
    if exponent == 0.5:
        return mp.sqrt(base)
    size = _exponential(mp, exponent * mp.ln(abs(base)))
    return -size if base < 0 and _is_odd(exponent) else size


def _is_odd(whole: Number) -> bool:
    """Whether an integer is odd; one that has more bits than are kept is even."""
    return bool(abs(whole) < 2**DIGITS and int(whole) % 2)


def _exponential(mp: Any, x: Number) -> Number:
    """The exponential; what is as far beyond every format as any number stands for all beyond it."""
    return mp.exp(max(-FAR, min(x, FAR)))
