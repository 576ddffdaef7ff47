"""Polynomials and fractions once a generator has a value."""

from __future__ import annotations

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.fraction import Fraction
from verifier.algebra.quantities import quantity
from verifier.algebra.ring import Generator, Ring
from verifier.algebra.signs import root_range


def put_into(ring: Ring, target: Fraction, index: int, value: Fraction) -> Fraction:
    """A fraction once a generator has this value."""
    target = Fraction(*(_roots_put(ring, p, index, value) for p in target))
    degree = max(target.numerator.degrees()[index], target.denominator.degrees()[index])
    if not degree:
        return target
    above, below = (_homogeneous(ring, p, index, value, degree) for p in target)
    return fr.lowest(ring, above, below)


def _homogeneous(ring: Ring, polynomial: fmpz_mpoly, index: int, value: Fraction, degree: int) -> fmpz_mpoly:
    """A polynomial at a generator's value, times the value's denominator to the degree."""
    pieces = ring.coefficients(polynomial, index)
    parts = (c * value.numerator**k * value.denominator ** (degree - k) for k, c in pieces.items())
    return ring.reduce(sum(parts, ring.zero))


def put(ring: Ring, polynomial: fmpz_mpoly, index: int, value: Fraction) -> fmpz_mpoly:
    """A polynomial of the same sign as the one given once a generator has this value."""
    polynomial = _roots_put(ring, polynomial, index, value)
    degree = polynomial.degrees()[index]
    if not degree:
        return polynomial
    return _homogeneous(ring, polynomial, index, value, degree + degree % 2)  # an even power keeps the sign


def _roots_put(ring: Ring, polynomial: fmpz_mpoly, index: int, value: Fraction) -> fmpz_mpoly:
    """A polynomial in which each root that hides a generator is the root of what its radicand is now.

    What a path assumes of ``sqrt(v + g**2)`` it then assumes of the root that it meets once the sign of
    ``g`` is known. A radicand that is no longer a polynomial without factors keeps its old root.
    """
    places = [i for i, degree in enumerate(polynomial.degrees()) if degree]
    for place in places if value.denominator.is_one() else ():
        root = ring.at(place)
        if root is None or root.radicand is None or not _occurs(ring, root.radicand, index):
            continue
        inside = put(ring, root.radicand, index, value)
        if ring.irreducible(inside):
            new = ring.root(inside, root.order, root_range(ring, inside))
            polynomial = sum((c * new**k for k, c in ring.coefficients(polynomial, place).items()), ring.zero)
    return polynomial


def _occurs(ring: Ring, polynomial: fmpz_mpoly, index: int) -> bool:
    """Whether a polynomial holds a generator, be it inside a root."""
    return bool(polynomial.degrees()[index]) or inside_others(ring, polynomial, index)


def inside_others(ring: Ring, polynomial: fmpz_mpoly, index: int) -> bool:
    """Whether a root or a power in the polynomial hides the generator."""
    places = [i for i, degree in enumerate(polynomial.degrees()) if degree]
    hidden = [h for i in places if (h := _hidden(ring.at(i))) is not None]
    return any(h.degrees()[index] or inside_others(ring, h, index) for h in hidden)


def moves(ring: Ring, polynomial: fmpz_mpoly, step: int) -> bool:
    """Whether a generator in the polynomial, other than the step, is a function of the step."""
    own = [ring.at(i) for i, degree in enumerate(polynomial.degrees()) if degree and i != step]
    return any(
        g is None or _turns(g) or any(_occurs_in(ring, p, step) for p in _inside(ring, g)) for g in own
    )


def _turns(generator: Generator) -> bool:
    """Whether the generator is 1 and -1 in turn, ``(-1)**t``: it hides no step, but is one of its powers."""
    return generator.radicand is not None and bool(generator.radicand.is_one())


def _occurs_in(ring: Ring, inside: fmpz_mpoly, step: int) -> bool:
    return bool(inside.degrees()[step]) or moves(ring, inside, step)


def _inside(ring: Ring, generator: Generator) -> list[fmpz_mpoly]:
    """The polynomials that a generator is a function of: what it hides, and its exponent's parts."""
    hidden = _hidden(generator)
    exponent = quantity(ring, generator.key[1]) if generator.key[0] in ("exp", "power") else ()
    return [*exponent] if hidden is None else [hidden, *exponent]


def _hidden(generator: Generator | None) -> fmpz_mpoly | None:
    """The polynomial inside a root or a power."""
    if generator is None or generator.key[0] in ("symbol", "step", "slack"):
        return None
    inside: fmpz_mpoly | None = generator.radicand
    if inside is None and generator.base is not None:
        inside = generator.base.numerator * generator.base.denominator
    return inside
