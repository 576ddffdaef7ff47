"""How far what is computed from rounded numbers may be off: ``(1.649 - 1.648)/0.001`` is anything up to 2."""

from __future__ import annotations

from fractions import Fraction

from verifier.audit.equations.values import value_of
from verifier.lift.reading import Apply, Node, Number

MANY = 4
"""From how many digits on a number may have been rounded; ``0.999`` is meant as it is."""
MOST = 12


def rounding(node: Node) -> Fraction:
    """By how much the value of a line of numbers may be off, if numbers of many digits were rounded."""
    if isinstance(node, Number):
        return _half_a_digit(node.value)
    if not isinstance(node, Apply):
        return Fraction(0)
    off = [rounding(a) for a in node.args]
    values = [abs(Fraction(value_of(a, {}).value)) for a in node.args] if any(off) else []
    if not values or node.op in ("add", "sub", "neg"):
        return sum(off, Fraction(0))
    if node.op == "mul":
        return off[0] * values[1] + off[1] * values[0]
    if node.op == "div":
        return off[0] / values[1] + off[1] * values[0] / values[1] ** 2
    return _by_factor(node, off[0], values[0])


def _by_factor(node: Apply, off: Fraction, value: Fraction) -> Fraction:
    """Of powers and roots: what they are off is to them as what is below them is to that, some times."""
    times = abs(Fraction(value_of(node.args[1], {}).value)) if node.op == "pow" else Fraction(1)
    return abs(Fraction(value_of(node, {}).value)) * times * off / value if value else Fraction(0)


def _half_a_digit(value: Fraction) -> Fraction:
    places = next((n for n in range(MOST) if (value * 10**n).denominator == 1), 0)
    digits = str(abs((value * 10**places).numerator))
    return Fraction(1, 2 * 10**places) if places and len(digits) >= MANY else Fraction(0)


__all__ = ["rounding"]
