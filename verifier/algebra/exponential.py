"""Exponentials, logarithms and cosines as generators of the ring: one a monomial, a factor, an angle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.exponents import exponent_parts, exponential_monomial
from verifier.algebra.fraction import Fraction, Undefined
from verifier.algebra.powers import monomial_power, number_power, raise_to
from verifier.algebra.quantities import FALLING, Key, quantity
from verifier.algebra.ring import REALS, STRICT, WEAK, Hashed
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, signs_of

if TYPE_CHECKING:
    from verifier.algebra.evaluate import Evaluation


def exponential(state: Evaluation, exponent: Fraction) -> Fraction | Undefined:
    """``exp``: a product of generators, one a monomial; ``exp(k*log(x))`` is ``x**k``."""
    result = fr.whole(state.ring, 1)
    for key, coefficient in exponent_parts(state.ring, exponent).items():
        factor = number_power(state, _exponential_monomial(state, key), coefficient)
        if isinstance(factor, Undefined):
            return factor
        result = fr.multiply(state.ring, result, factor)
    return result


def power(state: Evaluation, base: Fraction, exponent: Fraction) -> Fraction | Undefined:
    """A power; of a positive number to one over a logarithm, by ``x**y = exp(y*log(x))``: that may cancel."""
    below = [state.ring.at(i) for i, degree in enumerate(exponent.denominator.degrees()) if degree]
    if any(g is not None and g.key[0] == "log" for g in below) and state.path.signs(base) == POSITIVE:
        known = logarithm(state, base)
        if not isinstance(known, Undefined):
            return exponential(state, fr.multiply(state.ring, exponent, known))
    return raise_to(state, base, exponent)


def _exponential_monomial(state: Evaluation, key: Key) -> Fraction:
    for place, part in enumerate(key[:-1]):
        assert isinstance(part, tuple)
        generator = state.ring.at(part[0]) if isinstance(part[0], int) else None
        if generator is not None and generator.key[0] == "log" and part[1] == 1:
            rest = (*key[:place], *key[place + 1 :])
            return generator.base if rest == ("1",) else monomial_power(state, generator.base, rest)
    return exponential_monomial(state.ring, key)


def cosine(state: Evaluation, angle: Fraction) -> Fraction:
    """``cos``, which is even: a generator for each angle up to its sign; of equal angles it is one."""
    ring = state.ring
    if angle.numerator.is_zero():
        return fr.whole(ring, 1)
    if angle.numerator.leading_coefficient() < 0:
        angle = fr.negate(angle)
    key = ("cos", Hashed(angle.numerator), Hashed(angle.denominator))
    return fr.whole(ring, ring.generator(key, REALS, angle))


def logarithm(state: Evaluation, value: Fraction) -> Fraction | Undefined:
    """``log`` of a positive number: the sum of the logarithms of its factors."""
    if value.numerator.is_zero() or state.path.signs(value) == NEGATIVE:
        return Undefined("logarithm of a number that is not positive")
    state.require(value, POSITIVE)
    above = _log_polynomial(state, value.numerator)
    return fr.subtract(state.ring, above, _log_polynomial(state, value.denominator))


def _log_polynomial(state: Evaluation, polynomial: fmpz_mpoly) -> Fraction:
    ring, result = state.ring, fr.whole(state.ring, 0)
    content, factors = ring.factors(polynomial)
    pieces = [(ring.constant(abs(int(content))), 1)] if abs(int(content)) != 1 else []
    for factor, exponent in (*pieces, *factors):
        signs = state.path.decide(fr.whole(ring, factor), POSITIVE, NEGATIVE)
        positive = factor if signs == POSITIVE else -factor
        times = fr.multiply(ring, _log_factor(state, positive), fr.whole(ring, int(exponent)))
        result = fr.add(ring, result, times)
    return result


def _log_factor(state: Evaluation, positive: fmpz_mpoly) -> Fraction:
    """``log(exp(x))`` is ``x``, of a root it is a part of the radicand's; any other one is a generator.

    That of what is never above one is the negative of its reciprocal's.
    """
    ring, generator = state.ring, state.ring.single(positive)
    if generator is not None and generator.key[0] == "exp":
        inside = quantity(ring, generator.key[1])
        return fr.negate(inside) if generator.key[2:] == FALLING else inside
    if generator is not None and generator.radicand is not None and generator.range != REALS:
        whole = _log_polynomial(state, generator.radicand)
        return fr.multiply(ring, whole, fr.rational(ring, 1, generator.order))
    beyond, value = signs_of(ring, positive - 1, ()), fr.whole(ring, positive)
    if beyond <= NOT_POSITIVE:
        turned = Fraction(value.denominator, value.numerator)
        key, range_ = ("log", Hashed(positive), *FALLING), STRICT if beyond == NEGATIVE else WEAK
        return fr.negate(fr.whole(ring, ring.generator(key, range_, turned)))
    range_ = STRICT if beyond == POSITIVE else WEAK if beyond <= NOT_NEGATIVE else REALS
    return fr.whole(ring, ring.generator(("log", Hashed(positive)), range_, value))
