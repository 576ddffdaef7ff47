"""Powers and roots as generators of the ring."""

from __future__ import annotations

from fractions import Fraction as Rational
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpz, fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.exponents import exponent_parts, exponential_monomial, key_signs
from verifier.algebra.fraction import Fraction, Undefined, constant
from verifier.algebra.quantities import FALLING, Key, quantity
from verifier.algebra.ring import REALS, STEP_KEY, STRICT, WEAK, Generator, Hashed, Range, Ring, Unsupported
from verifier.algebra.signs import (
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    root_range,
    signs_of,
)

if TYPE_CHECKING:
    from verifier.algebra.evaluate import Evaluation

Powers = tuple[tuple[fmpz_mpoly, int], ...]
"""Factors and their exponents."""

MAX_EXPONENT = 48
LARGEST = 2**13
"""How many bits a whole power of a number may have: Python writes no number of more than 4300 digits."""
MAX_ORDER = 8
"""Roots of a number of higher order are opaque constants, without their relation."""
NO_SPLIT = (POSITIVE, ZERO, NEGATIVE)


def raise_to(state: Evaluation, base: Fraction, exponent: Fraction) -> Fraction | Undefined:
    """``base**exponent``: a whole power, a root, or a power with the step in its exponent."""
    if exponent.numerator.is_constant() and exponent.denominator.is_constant():
        return number_power(
            state, base, Rational(constant(exponent.numerator), constant(exponent.denominator))
        )
    return _symbolic_power(state, base, exponent)


def number_power(state: Evaluation, base: Fraction, exponent: Rational) -> Fraction | Undefined:
    """A power whose exponent is a number."""
    size = fr.bits(base) if exponent.denominator == 1 else None
    if abs(exponent.numerator) > (LARGEST // size if size else MAX_EXPONENT):
        raise Unsupported("so high a power")
    if exponent < 0 and base.numerator.is_zero():
        return Undefined("division by zero")
    if exponent.denominator == 1:
        return _whole_power(state, base, int(exponent))
    return _rational_power(state, base, exponent)


def _whole_power(state: Evaluation, base: Fraction, exponent: int) -> Fraction:
    if exponent >= 0:
        return fr.power(state.ring, base, exponent)
    state.require(base, NOT_ZERO)
    return fr.power(state.ring, Fraction(base.denominator, base.numerator), -exponent)


def _rational_power(state: Evaluation, base: Fraction, exponent: Rational) -> Fraction | Undefined:
    if base.numerator.is_zero():
        return fr.whole(state.ring, 0)
    if state.path.signs(base) == NEGATIVE:
        return Undefined("non-integer power of a negative number")
    state.require(base, NOT_NEGATIVE)
    if exponent < 0:
        state.require(base, NOT_ZERO)
    root = _root(state, base, exponent.denominator)
    if exponent < 0:
        root = Fraction(root.denominator, root.numerator)
    return fr.power(state.ring, root, abs(exponent.numerator))


def _root(state: Evaluation, base: Fraction, order: int) -> Fraction:
    """The root of a fraction that is not negative, its factors taken out one by one.

    Every factor is taken by its absolute value, so the product of the parts is not negative; the
    factors whose sign is not known stay together under one root.
    """
    ring = state.ring
    if base.numerator.is_constant() and base.denominator.is_constant() and order > MAX_ORDER:
        return _opaque_root(ring, Rational(constant(base.numerator), constant(base.denominator)), order)
    if not base.denominator.is_constant():
        below = state.path.decide(fr.whole(ring, base.denominator), POSITIVE, NEGATIVE)
        if below == NEGATIVE:
            base = Fraction(-base.numerator, -base.denominator)
    content, factors = ring.factors(ring.reduce(base.numerator * base.denominator ** (order - 1)))
    outside, together = _number_root(ring, abs(int(content)), order), ring.constant(1 if content > 0 else -1)
    for factor, exponent in factors:
        times, rest = divmod(int(exponent), order)
        if times:
            outside = outside * _absolute(state, factor, times)
        if rest:
            part, flipped = _factor_root(state, factor, order)
            if part is None:
                together = together * factor**rest
            else:
                outside = outside * part**rest
                together = -together if flipped and rest % 2 else together
    if not together.is_constant():
        outside = outside * ring.root(together, order, WEAK)
    return fr.lowest(ring, outside, base.denominator)


def _factor_root(state: Evaluation, factor: fmpz_mpoly, order: int) -> tuple[fmpz_mpoly | None, bool]:
    """The root of a factor's absolute value where its sign is known, and whether it is negative."""
    signs = state.path.signs(fr.whole(state.ring, factor))
    if signs <= NOT_NEGATIVE:
        return state.ring.root(factor, order, root_range(state.ring, factor)), False
    if signs <= NOT_POSITIVE:
        return state.ring.root(-factor, order, root_range(state.ring, -factor)), True
    return None, False


def _absolute(state: Evaluation, factor: fmpz_mpoly, exponent: int) -> fmpz_mpoly:
    if exponent % 2 == 0:
        return factor**exponent
    return _not_negative(state, factor) ** exponent


def _opaque_root(ring: Ring, value: Rational, order: int) -> Fraction:
    range_ = Range("unit", True, True) if value < 1 else STRICT
    return fr.whole(ring, ring.generator(("number root", value, order), range_))


def _number_root(ring: Ring, value: int, order: int) -> fmpz_mpoly:
    """The root of a positive integer: whole where it is one, else a generator a prime."""
    if value.bit_length() > 96:
        return ring.root(ring.constant(value), order, STRICT)
    result = ring.one
    for prime, exponent in fmpz(value).factor():
        times, rest = divmod(int(exponent), order)
        result = result * int(prime) ** times
        if rest:
            result = result * ring.root(ring.constant(int(prime)), order, STRICT) ** rest
    return result


def _symbolic_power(state: Evaluation, base: Fraction, exponent: Fraction) -> Fraction | Undefined:
    if base.numerator.is_zero():
        return _zero_power(state, exponent)
    parts = exponent_parts(state.ring, exponent)
    start = parts.pop((), Rational(0))
    whole_steps = start.denominator == 1 and all(
        k == STEP_KEY and c.denominator == 1 for k, c in parts.items()
    )
    if not (whole_steps and start >= 0 and all(c > 0 for c in parts.values())):
        sign = state.path.decide(base, *NO_SPLIT)
        if sign == ZERO:
            return _zero_power(state, exponent)
        if sign == NEGATIVE and not whole_steps:
            raise Unsupported("a negative number to a power that may or may not be whole")
    result = number_power(state, base, start)
    for key, coefficient in parts.items():
        factor = number_power(state, monomial_power(state, base, key), coefficient)
        if isinstance(result, Undefined) or isinstance(factor, Undefined):
            return Undefined("division by zero")
        result = fr.multiply(state.ring, result, factor)
    return result


def _zero_power(state: Evaluation, exponent: Fraction) -> Fraction | Undefined:
    (sign,) = state.path.decide(exponent, *NO_SPLIT)
    return Undefined("division by zero") if sign < 0 else fr.whole(state.ring, 1 if sign == 0 else 0)


def monomial_power(state: Evaluation, base: Fraction, key: Key) -> Fraction:
    """``base**monomial`` as a product of generators, one for each factor of the base."""
    above, ups = state.ring.factors(base.numerator)
    below, downs = state.ring.factors(base.denominator)
    number = Rational(int(above), int(below))
    if key != STEP_KEY:  # the base is positive, so it is the product of the absolute values
        ups, downs = (tuple((_not_negative(state, f), e) for f, e in factors) for factors in (ups, downs))
        number = abs(number)
    else:
        (ups, one), (downs, other) = (_signed(state, factors) for factors in (ups, downs))
        number = number * one * other
    top, bottom = _content_power(state, number, key)
    for factors, (over, under) in ((ups, (1, 0)), (downs, (0, 1))):
        for factor, exponent in factors:
            power = fr.power(state.ring, _factor_power(state, factor, key), int(exponent))
            parts = (power.numerator, power.denominator)
            top, bottom = top * parts[under], bottom * parts[over]
    return fr.lowest(state.ring, top, bottom)


def _signed(state: Evaluation, factors: Powers) -> tuple[Powers, int]:
    """The factors, each with the sign under which its powers are kept, and what that leaves in front."""
    flips = [_kept_negative(state, factor) for factor, _ in factors]
    sign = -1 if sum(int(e) for (_, e), flip in zip(factors, flips, strict=True) if flip) % 2 else 1
    return tuple((-f if flip else f, e) for (f, e), flip in zip(factors, flips, strict=True)), sign


def _kept_negative(state: Evaluation, factor: fmpz_mpoly) -> bool:
    """Whether a factor's powers are those of its negative, which is not below zero or ends like ``1 - b``."""
    signs = state.path.signs(fr.whole(state.ring, factor))
    return signs <= NOT_POSITIVE or (not signs <= NOT_NEGATIVE and int(factor.coeffs()[-1]) < 0)


def _not_negative(state: Evaluation, factor: fmpz_mpoly) -> fmpz_mpoly:
    """The absolute value of a factor."""
    part = state.path.decide(fr.whole(state.ring, factor), NOT_NEGATIVE, NOT_POSITIVE)
    return factor if part == NOT_NEGATIVE else -factor


def _content_power(state: Evaluation, number: Rational, key: Key) -> Fraction:
    """The power of a rational number, which is one of a number below one that is itself no power."""
    ring, result = state.ring, state.ring.one
    if number < 0:
        result, number = ring.root(ring.one, 2, REALS), -number
    if number == 1:
        return fr.whole(ring, result)
    below, times = _no_power(min(number, 1 / number))
    base = fr.rational(ring, below.numerator, below.denominator)
    unit = key == STEP_KEY or key_signs(ring, key) <= NOT_NEGATIVE
    range_ = Range("unit", True, key != STEP_KEY and key_signs(ring, key) == POSITIVE) if unit else STRICT
    power = ring.generator(("power", key, below.as_integer_ratio()), range_, base) ** times
    return fr.lowest(ring, result, power) if number > 1 else fr.whole(ring, result * power)


def _no_power(number: Rational) -> tuple[Rational, int]:
    """The number, positive, as a power of one that is no power."""
    parts = number.as_integer_ratio()
    if max(parts).bit_length() > 96:
        return number, 1
    times = gcd(*(int(e) for n in parts for _, e in fmpz(n).factor()))
    return Rational(*(int(fmpz(n).root(times)) for n in parts)), times


def _factor_power(state: Evaluation, factor: fmpz_mpoly, key: Key) -> Fraction:
    told = _power_of_power(state, factor, key)
    if told is not None:
        return told
    base, range_ = fr.whole(state.ring, factor), _power_range(state.ring, factor, key)
    return fr.whole(state.ring, state.ring.generator(("power", key, Hashed(factor)), range_, base))


def _power_of_power(state: Evaluation, factor: fmpz_mpoly, key: Key) -> Fraction | None:
    """``exp(a)**b`` as ``exp(a*b)``, and of a positive number ``(x**a)**b`` as ``x**(a*b)``.

    Of a root, and the step for b, also where x may be 0.
    """
    ring, generator = state.ring, state.ring.single(factor)
    if generator is None or generator.range.kind == "real":
        return None
    if generator.key[0] == "exp":
        return _exponential_power(state, generator, key)
    positive = generator.range.above or state.path.signs(fr.whole(ring, factor)) == POSITIVE
    if generator.key[0] == "power" and positive and state.path.signs(generator.base) == POSITIVE:
        exponent = fr.multiply(ring, quantity(ring, generator.key[1]), quantity(ring, key))
        found = raise_to(state, generator.base, exponent)
    elif (
        generator.radicand is not None
        and (positive or key == STEP_KEY)
        and ring.irreducible(generator.radicand)
    ):
        exponent = fr.multiply(ring, quantity(ring, key), fr.rational(ring, 1, generator.order))
        found = raise_to(state, fr.whole(ring, generator.radicand), exponent)
    else:
        return None
    return None if isinstance(found, Undefined) else found


def _exponential_power(state: Evaluation, generator: Generator, key: Key) -> Fraction | None:
    """The exponential of a product, where that is one monomial again."""
    ring = state.ring
    inner = quantity(ring, generator.key[1])
    inner = fr.negate(inner) if generator.key[2:] == FALLING else inner
    (product, times), *more = exponent_parts(ring, fr.multiply(ring, inner, quantity(ring, key))).items()
    if more or abs(times) != 1:
        return None
    found = number_power(state, exponential_monomial(ring, product), times)
    return None if isinstance(found, Undefined) else found


def _power_range(ring: Ring, factor: fmpz_mpoly, key: Key) -> Range:
    """Where the power lies on every path on which it exists: paths share the ring."""
    signs = signs_of(ring, factor, ())
    if not signs <= NOT_NEGATIVE:
        return REALS if key == STEP_KEY else WEAK
    rest = signs_of(ring, ring.one - factor, ())
    growing = key == STEP_KEY or key_signs(ring, key) <= NOT_NEGATIVE
    if not (growing and rest <= NOT_NEGATIVE):
        return Range("half", signs == POSITIVE)
    below = key != STEP_KEY and rest == POSITIVE == key_signs(ring, key)
    return Range("unit", signs == POSITIVE, below)
