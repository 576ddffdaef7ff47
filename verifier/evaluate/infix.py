"""Terms in ordinary notation, for messages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from verifier.term import MINUS_ONE, Term

_DEPTH = 4
_WORDS = {"or": " or ", "and": " and ", "lt": " < ", "le": " <= ", "eq": " == ", "ne": " != "}
_SIGNS = {"mul": "*", "div": "/", "pow": "**", **_WORDS}
_RANKS = {"or": -2, "and": -1, "lt": 0, "le": 0, "eq": 0, "ne": 0, "add": 1, "mul": 2, "div": 2, "pow": 3}
_CHAINED = ("mul", "or", "and")
_ATOM = 4
_ZEROS, _MORE_ZEROS, _MOST_ZEROS, _MOST_DIGITS = 4, 9, 64, 100
"""How many zeros are written as an exponent (below one; above), at most, and before how many digits."""


def infix(value: Term, names: Mapping[Term, str], depth: int = _DEPTH) -> str:
    """A term in ordinary notation; below the depth, only the names of intermediate values and "…".

    Parameters
    ----------
    value : Term
    names : mapping of Term to str
        Intermediate values to be shown by name. The term itself is always written out.
    depth : int
        How many operations deep the text goes.
    """
    return _written(value, {k: v for k, v in names.items() if k is not value}, depth)[0]


def _written(value: Term, names: Mapping[Term, str], depth: int) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    if value in names:
        return names[value], _ATOM
    if value.op == "num":
        text = number(value.value)
        return text, 1 if value.value < 0 else 2 if "/" in text else _ATOM
    if value.op == "sym":
        return repr(value).replace("[t+0]", "[t]"), _ATOM
    if depth == 0:
        return "…", _ATOM
    if value.op == "add":
        return _sum(value, names, depth), 1
    if value.op == "mul" and value.terms[0] is MINUS_ONE:
        return "-" + _operand(value.terms[1], names, depth, 2), 1
    if value.op == "pow" and value.terms[1].op == "num" and value.terms[1].value == Fraction(1, 2):
        return f"sqrt({_written(value.terms[0], names, depth - 1)[0]})", _ATOM
    if value.op in _SIGNS:
        rank = _RANKS[value.op]
        left = _operand(value.terms[0], names, depth, rank + (value.op == "pow"))
        right = _operand(value.terms[1], names, depth, rank + (value.op not in _CHAINED))
        return left + _SIGNS[value.op] + right, rank
    if value.op == "not":
        return f"not {_operand(value.terms[0], names, depth, 0)}", -1
    return f"{value.op}({', '.join(_written(a, names, depth - 1)[0] for a in value.terms)})", _ATOM


def number(value: Fraction) -> str:
    """A rational number: ``1/3``, ``0``, ``1000``, and ``1e-8`` where that would be a row of zeros."""
    exponent = _exponent(value)
    if -_ZEROS < exponent < _MORE_ZEROS:
        return str(value)
    digits = value / Fraction(10) ** exponent
    return f"{digits}e{exponent}" if abs(digits) < _MOST_DIGITS else str(value)


def _exponent(value: Fraction) -> int:
    """The largest power of ten of which the number is a whole multiple; 0 where there is none."""
    if not value:
        return 0
    down = next((k for k in range(_MOST_ZEROS) if 10**k % value.denominator == 0), 0)
    up = next((k for k in range(_MOST_ZEROS) if value.numerator % 10 ** (k + 1)), 0)
    return -down or up


def _sum(value: Term, names: Mapping[Term, str], depth: int) -> str:
    left, right = (_operand(a, names, depth, 1) for a in value.terms)
    return f"{left} - {right[1:]}" if right.startswith("-") else f"{left} + {right}"


def _operand(value: Term, names: Mapping[Term, str], depth: int, rank: int) -> str:
    text, own = _written(value, names, depth - 1)
    return text if own >= rank else f"({text})"
