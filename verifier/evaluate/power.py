"""Powers of hybrid numbers: ``0**0 = 1``, roots exact where they are rational."""

from __future__ import annotations

from flint import arb, fmpq, fmpz

from verifier.evaluate.algebraic import Algebraic
from verifier.evaluate.number import (
    EXACT_BITS,
    ONE,
    UNSETTLED,
    ZERO,
    Site,
    Undefined,
    Value,
    ball,
    is_number,
)


def power(site: Site, x: Value, y: Value) -> Value:
    """Power x**y: undefined for 0 to a negative power and fractional powers of x < 0."""
    if isinstance(x, Undefined) or not is_number(y):
        return x if isinstance(x, Undefined) else y
    if not is_number(x):
        return x
    if type(y) is fmpq:
        return integer_power(site, int(y.p), x) if y.q == 1 else _fractional_power(site, x, y)
    return _irrational_power(site, x, y)


def integer_power(site: Site, n: int, x: Value, _: Value = None) -> Value:
    """Power x**n with an integer n."""
    if not is_number(x):
        return x
    if n == 0:
        return ONE
    if n < 0 and x == 0:
        return Undefined("division by zero", site)
    if n < 0 and not x != 0:  # noqa: SIM202  (for balls, "not equal" means "certainly not equal")
        return UNSETTLED
    if type(x) is fmpq and (abs(n) * x.height_bits() <= EXACT_BITS or x in (0, 1, -1)):
        return x**n if x not in (0, 1, -1) else x ** (abs(n) % 2 + 2)
    if type(x) is Algebraic and abs(n) <= 64:
        return x**n
    return _ball_power(ball(x), n)


def _ball_power(x: Value, n: int) -> Value:
    if n.bit_length() <= 62:
        return x ** fmpz(n)
    if not x != 0:  # noqa: SIM202
        return UNSETTLED
    size = (abs(x).log() * n).exp()
    return size if n % 2 == 0 or x > 0 else -size


def square_root(site: Site, x: Value, _: Value = None) -> Value:
    """The square root, exact for the square of a rational."""
    if type(x) is fmpq and x >= 0:
        numerator, denominator = x.p, x.q
        if numerator.is_square() and denominator.is_square():
            return fmpq(numerator.isqrt(), denominator.isqrt())
        return arb(x).sqrt()
    if not is_number(x):
        return x
    if x < 0:
        return Undefined("root of a negative number", site)
    return ball(x).nonnegative_part().sqrt() if x >= 0 else UNSETTLED


def square_of_root(root: Value, x: Value) -> Value:
    """The square of the root of x: x itself, exactly, where the root exists."""
    return x if is_number(root) else root


def _fractional_power(site: Site, x: Value, y: Value) -> Value:
    if y == fmpq(1, 2):
        return square_root(site, x)
    if x < 0:
        return Undefined("fractional power of a negative number", site)
    if x == 0:
        return ZERO if y > 0 else Undefined("division by zero", site)
    if not x > 0:
        return _power_near_zero(x, y)
    root = _exact_root(x, int(y.q)) if type(x) is fmpq and y.q <= 64 else None
    return ball(x) ** ball(y) if root is None else integer_power(site, int(y.p), root)


def _power_near_zero(x: Value, y: Value) -> Value:
    if x >= 0 and y > 0:
        return (ball(x).upper() ** ball(y)).union(arb(0))
    return UNSETTLED


def _exact_root(x: Value, n: int) -> Value | None:
    numerator, denominator = x.p.root(n), x.q.root(n)
    return fmpq(numerator, denominator) if numerator**n == x.p and denominator**n == x.q else None


def _irrational_power(site: Site, x: Value, y: Value) -> Value:
    """A power whose exponent is known as a ball only, or as an irrational algebraic number."""
    if x > 0:
        return ONE if x == 1 else ball(x) ** ball(y)
    if x == 0 and y != 0:
        return ZERO if y > 0 else Undefined("division by zero", site) if y < 0 else UNSETTLED
    if x < 0 and not ball(y).contains_integer():
        return Undefined("fractional power of a negative number", site)
    return UNSETTLED
