"""Signs of polynomials in the step are those at every whole number."""

from fractions import Fraction
from random import Random

import pytest

from verifier.algebra.counting import reach, runs_of, runs_of_power, signs_between

FAR = 400


def at(coefficients: tuple[int, ...], number: int) -> int:
    value = sum(c * number**k for k, c in enumerate(coefficients))
    return (value > 0) - (value < 0)


def drawn(seed: int) -> tuple[int, ...]:
    """A polynomial whose zeros lie well below `FAR`, some of them whole and some of them double."""
    chosen = Random(seed)
    product = [chosen.choice([-3, -1, 1, 2])]
    for _ in range(chosen.randint(1, 5)):
        factor = chosen.choice(
            [(-chosen.randint(-4, 60), chosen.randint(1, 3)), (chosen.randint(1, 9), 0, 1)]
        )
        product = [
            sum(product[i] * factor[k - i] for i in range(len(product)) if 0 <= k - i < len(factor))
            for k in range(len(product) + len(factor) - 1)
        ]
    product[0] += chosen.choice([0, 0, 1, -7])
    return tuple(product)


@pytest.mark.parametrize("seed", range(300))
def test_the_signs_are_those_at_every_whole_number(seed: int) -> None:
    polynomial = drawn(seed)
    if len(polynomial) < 2:
        return
    chosen = Random(-seed)
    low, high = sorted((chosen.randint(0, 80), chosen.randint(0, 80)))
    assert signs_between(runs_of(polynomial), low, high) == {at(polynomial, n) for n in range(low, high + 1)}
    assert signs_between(runs_of(polynomial), low, None) == {at(polynomial, n) for n in range(low, FAR)}
    for signs in (frozenset({1}), frozenset({0}), frozenset({-1, 0}), frozenset({-1, 1})):
        within = [n for n in range(FAR) if at(polynomial, n) in signs]
        least, greatest = reach(runs_of(polynomial), signs)
        assert (least, greatest) == (
            (within[0], None if within[-1] == FAR - 1 else within[-1]) if within else (1, 0)
        )


def test_large_coefficients_take_no_long_search() -> None:
    assert reach(runs_of((-(10**60), 0, 1)), frozenset({0, 1})) == (10**30, None)
    assert signs_between(runs_of((1 - 10**60, 0, 1)), 0, 10**30 - 1) == {-1}


@pytest.mark.parametrize("seed", range(100))
def test_the_signs_of_a_power_against_a_number_are_those_at_every_whole_number(seed: int) -> None:
    chosen = Random(seed)
    base = Fraction(below := chosen.randint(1, 40), below + chosen.randint(1, 9))
    met = chosen.choice([0, 1, 2, 5, 17]) if seed % 2 else None
    level = Fraction(chosen.randint(1, 99), 100) if met is None else base**met
    slope, rest = level.denominator, -level.numerator
    if chosen.random() < 0.5:
        slope, rest = -slope, -rest
    found = runs_of_power(base, slope, rest)
    assert found is not None
    for low, high in ((0, 0), (3, 9), (0, 90), (17, 17)):
        values = [slope * base**n + rest for n in range(low, high + 1)]
        assert signs_between(found, low, high) == {(v > 0) - (v < 0) for v in values}


def test_a_power_that_passes_a_number_very_late_is_not_looked_at() -> None:
    assert runs_of_power(1 - Fraction(1, 10**30), 2, -1) is None


def test_a_power_that_passes_no_number_keeps_its_sign() -> None:
    assert runs_of_power(Fraction(9, 10), 1, 1) == ((0, None, 1),)
    assert runs_of_power(Fraction(9, 10), 1, -2) == ((0, None, -1),)
    assert runs_of_power(Fraction(9, 10), 1, -1) == ((0, 0, 0), (1, None, -1))
