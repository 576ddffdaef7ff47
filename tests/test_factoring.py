"""Polynomials are the product of their factors, of whatever size their coefficients are."""

from __future__ import annotations

import pytest
from flint import Ordering, fmpz_mpoly_ctx

from verifier.algebra.factoring import factored
from verifier.algebra.ring import REALS, Ring, Unsupported


@pytest.mark.parametrize("size", [1, 10**6, 10**12, 10**30])
def test_the_product_of_the_factors_is_the_polynomial(size: int) -> None:
    context = fmpz_mpoly_ctx.get(["x", "y"], Ordering.lex)
    x, y = context.gens()
    parts = (size * x + 1, size * x - 1, x * y + size, (3 * y + 7 * size) ** 2)
    polynomial = context.constant(-6 * size)
    for part in parts:
        polynomial *= part
    content, factors = factored(polynomial)
    product = context.constant(content)
    for factor, exponent in factors:
        product *= factor**exponent
        assert factor.leading_coefficient() > 0
    assert product == polynomial
    assert sorted(e for _, e in factors) == [1, 1, 1, 2]


def test_what_would_take_long_to_factor_is_refused_at_once() -> None:
    ring = Ring()
    x, y = (ring.generator(("symbol", name), REALS) for name in "xy")
    assert len(ring.factors(x**2_000_000 * y)[1]) == 2
    with pytest.raises(Unsupported, match="of degree 2000000"):
        ring.factors(x + y**2_000_000)
