"""Dimensions: products of powers of units, and linear equations between their exponents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

Letter = tuple[str, str]
"""A fundamental unit or an unknown one: its kind and its name."""

Exponents = Mapping[Letter, Fraction]
"""A product of powers of letters; what is not in it has exponent 0."""

THETA: Letter = ("unit", "θ")
LOSS: Letter = ("unit", "L")
NUMBER: Exponents = {}
WEIGHT_UNIT: Exponents = {THETA: Fraction(1)}
GRADIENT_UNIT: Exponents = {LOSS: Fraction(1), THETA: Fraction(-1)}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class LinearEquations:
    """Linear equations between exponents, kept solved; of two unknown letters the earlier is solved for."""

    def __init__(self, order: Mapping[Letter, int]) -> None:
        self.order = order
        self.solved: dict[Letter, Exponents] = {}

    def reduce(self, unit: Exponents) -> Exponents:
        """The unit in fundamental units and letters that are still free."""
        return product((self.solved.get(letter, {letter: Fraction(1)}), k) for letter, k in unit.items())

    def equate(self, left: Exponents, right: Exponents) -> bool:
        """Add an equation; whether it agrees with those before it."""
        rest = self.reduce(product([(left, Fraction(1)), (right, Fraction(-1))]))
        unknown = [letter for letter in rest if letter[0] != "unit"]
        if not unknown:
            return not rest
        chosen = min(unknown, key=lambda letter: self.order.get(letter, -1))
        others = {letter: k for letter, k in rest.items() if letter != chosen}
        self.solved[chosen] = product([(others, -1 / rest[chosen])])
        self.solved = {letter: self.reduce(unit) for letter, unit in self.solved.items()}
        return True


def product(powers: Iterable[tuple[Exponents, Fraction]]) -> Exponents:
    """The product of units, each to a power."""
    total: dict[Letter, Fraction] = {}
    for unit, power in powers:
        for letter, k in unit.items():
            total[letter] = total.get(letter, Fraction(0)) + k * power
    return {letter: k for letter, k in total.items() if k}


def unit_text(unit: Exponents) -> str:
    """A unit as text, the gradient's as ``L/θ``.

    Examples
    --------
    >>> unit_text({THETA: Fraction(2), LOSS: Fraction(-1)})
    'θ²/L'
    >>> unit_text({})
    '1'
    """
    order = sorted(unit, key=lambda letter: (letter[0] != "unit", letter != LOSS, letter))
    above = [_power_text(letter, unit[letter]) for letter in order if unit[letter] > 0]
    below = [_power_text(letter, -unit[letter]) for letter in order if unit[letter] < 0]
    if not below:
        return " ".join(above) or "1"
    return f"{' '.join(above) or '1'}/{below[0] if len(below) == 1 else '(' + ' '.join(below) + ')'}"


def _power_text(letter: Letter, power: Fraction) -> str:
    name = letter[1] if letter[0] == "unit" else f"[{letter[1]}]"
    if power == 1:
        return name
    return name + (str(power).translate(SUPERSCRIPTS) if power.denominator == 1 else f"^({power})")
