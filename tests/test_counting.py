"""Signs of polynomials in the step are those at every whole number."""

from random import Random

import pytest

from verifier.algebra.counting import reach, signs_between

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
    assert signs_between(polynomial, low, high) == {at(polynomial, n) for n in range(low, high + 1)}
    assert signs_between(polynomial, low, None) == {at(polynomial, n) for n in range(low, FAR)}
    for signs in (frozenset({1}), frozenset({0}), frozenset({-1, 0}), frozenset({-1, 1})):
        within = [n for n in range(FAR) if at(polynomial, n) in signs]
        least, greatest = reach(polynomial, signs)
        assert (least, greatest) == (
            (within[0], None if within[-1] == FAR - 1 else within[-1]) if within else (1, 0)
        )


def test_large_coefficients_take_no_long_search() -> None:
    assert reach((-(10**60), 0, 1), frozenset({0, 1})) == (10**30, None)
    assert signs_between((1 - 10**60, 0, 1), 0, 10**30 - 1) == {-1}
