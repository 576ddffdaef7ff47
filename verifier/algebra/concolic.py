"""Following one path by the signs at one generic point: for guesses only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flint import fmpz_mpoly

from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Generator, Ring, Unsupported
from verifier.algebra.signs import Assumption

T = TypeVar("T")

MOST_SPLITS = 40


def at_a_point(path: Path, task: Callable[[Path], T]) -> T:
    """The task's result on the path that holds a generic point.

    Raises
    ------
    Unsupported
        When too many signs are asked for.
    """
    for _ in range(MOST_SPLITS):
        try:
            return task(path)
        except Split as split:
            value = _value(path.ring, split.polynomial)
            sign = frozenset({(value > 0) - (value < 0)})
            assumption = Assumption(split.polynomial, sign)
            path = path.assuming(assumption)
    raise Unsupported(f"more than {MOST_SPLITS} signs")


def _value(ring: Ring, polynomial: fmpz_mpoly) -> float:
    numbers: dict[int, float] = {}
    total = 0.0
    for exponents, coefficient in polynomial.to_dict().items():
        product = float(int(coefficient))
        for index, exponent in enumerate(exponents):
            if exponent:
                product *= _number(ring, index, numbers) ** int(exponent)
        total += product
    return total


def _number(ring: Ring, index: int, numbers: dict[int, float]) -> float:
    if index not in numbers:
        generator = ring.at(index)
        if generator is None:
            raise Unsupported("a complement of its own")
        numbers[index] = _generic(ring, generator)
    return numbers[index]


def _generic(ring: Ring, generator: Generator) -> float:
    place = 0.3 + 0.4 * ((generator.index * 0.6180339887) % 1)
    if generator.radicand is not None:
        return float(abs(_value(ring, generator.radicand)) ** (1 / generator.order))
    if generator.key == ("step",):
        return 3.0
    if generator.key[0] == "power" and generator.base is not None:
        base = _value(ring, generator.base.numerator) / _value(ring, generator.base.denominator)
        return float(abs(base) ** 3)
    return place if generator.range.kind == "unit" else 1 + place
