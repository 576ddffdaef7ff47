"""Signs of what goes one way with the number of steps: exponentials, roots and logarithms against numbers.

What is looked at has no letter but that number. It is a difference of two products of powers with it, of
its exponentials and of roots (``exp(-t/10) - 1/2``), whose logarithms' difference goes one way; or a
polynomial in the one thing that moves, and goes one way with that (``log(t) - 2``, ``t**2 - exp(5)``). Its
sign at one number of steps is told by balls, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from math import prod
from typing import NamedTuple

from flint import arb, ctx, fmpz_mpoly

from verifier.algebra.fraction import Fraction
from verifier.algebra.quantities import FALLING, quantity
from verifier.algebra.ring import STEP_KEY, Generator, Ring

PRECISIONS = (128, 1024)
MOVING = ("exp", "power", "root", "log")
Sign = Callable[[int], int]


class Untold(Exception):
    """No ball tells this."""


class Trend(NamedTuple):
    """How a logarithm goes: so much a step, and with these multiples of logarithms of later steps."""

    rate: arb
    multiples: tuple[arb, ...] = ()

    def times(self, factor: arb) -> Trend:
        """That of so many times the logarithm."""
        return Trend(self.rate * factor, tuple(m * factor for m in self.multiples))


def trend(ring: Ring, polynomial: fmpz_mpoly) -> tuple[Sign, int] | None:
    """The sign at each number of steps, and that from some on, of what has one change of sign at most.

    None of anything else; the sign at a number may be `Untold`.
    """
    own = [ring.at(i) for i, degree in enumerate(polynomial.degrees()) if degree]
    if not any(g is not None and g.key[0] in MOVING for g in own) or not all(map(_is_closed, own)):
        return None
    with suppress(Untold):
        moving = [g for g in own if g is not None and _moves(ring, g)]
        if len(moving) == 1:
            return _of_one(ring, polynomial, moving[0])
        if moving and len(polynomial) == 2 and len({int(c) > 0 for c in polynomial.coeffs()}) == 2:
            return _of_two_products(ring, polynomial)
    return None


def _of_two_products(ring: Ring, polynomial: fmpz_mpoly) -> tuple[Sign, int]:
    """The sign of a difference is that of the difference of logarithms."""
    (one, first), (two, second) = polynomial.to_dict().items()
    powers = {i: int(a) - int(b) for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b}
    side = 1 if int(first) > 0 else -1
    trends = [_trend(ring, ring.at(i)).times(arb(times)) for i, times in powers.items()]
    way = _way(trends)

    def apart(n: int) -> arb:
        ratio = _log(arb(abs(int(first)))) - _log(arb(abs(int(second))))
        return ratio + sum(
            (times * _log(_generator(ring, ring.at(i), n)) for i, times in powers.items()), arb(0)
        )

    return partial(_told, apart, side), side * way


def _way(trends: Sequence[Trend]) -> int:
    """The one way that logarithms go together."""
    rate = sum((each.rate for each in trends), arb(0))
    ways = {_sign(x) for x in (rate, *(m for each in trends for m in each.multiples)) if not x.is_zero()}
    if len(ways) != 1:
        raise Untold
    return ways.pop()


def _of_one(ring: Ring, polynomial: fmpz_mpoly, moving: Generator) -> tuple[Sign, int]:
    """The sign of a number and multiples, all of one sign, of powers of the one thing that moves."""
    parts = ring.coefficients(polynomial, moving.index)
    signs = {k: _told(partial(_polynomial, ring, part), 1, 0) for k, part in parts.items()}
    ways = {sign for k, sign in signs.items() if k}
    if len(ways) != 1 or 0 in signs.values() or 0 not in parts:
        raise Untold
    if max(parts) > 1 and _told(partial(_generator, ring, moving), 1, 0) < 0:  # powers of it turn at 0
        raise Untold
    last = ways.pop() if _grows(ring, moving) else signs[0]
    return partial(_told, partial(_polynomial, ring, polynomial), 1), last


def _grows(ring: Ring, moving: Generator) -> bool:
    """Whether what moves grows beyond all numbers, or falls to zero; both always."""
    if moving.key == ("step",) or (moving.key[0] == "log" and _is_later(ring, moving.base)):
        return True
    if moving.key[0] == "log":
        raise Untold
    found = _trend(ring, moving)
    return _way([found]) > 0


def _trend(ring: Ring, generator: Generator | None) -> Trend:
    """How the logarithm of a generator goes, which is positive."""
    if generator is None:
        raise Untold
    kind, falling = generator.key[0], generator.key[2:] == FALLING
    if not _moves(ring, generator):
        return Trend(arb(0))
    if kind == "exp" and generator.key[1] == STEP_KEY:
        return Trend(arb(-1 if falling else 1))
    if kind == "power" and generator.key[1] == STEP_KEY and not _reads_step(ring, generator.base):
        return Trend(_log(_fraction(ring, generator.base, 0)))
    if kind != "root":
        raise Untold
    inside = Fraction(generator.radicand, ring.one)
    part = arb(1) / generator.order
    return (
        Trend(arb(0), (part,))
        if _is_later(ring, inside)
        else _trend(ring, ring.single(inside[0])).times(part)
    )


def _is_later(ring: Ring, value: Fraction) -> bool:
    """Whether a value is the number of steps and a positive number more, over a number."""
    above, below = value
    step = ring.find(("step",))
    if step is None or not below.is_constant() or above.total_degree() != 1:
        return False
    parts = ring.coefficients(above, step)
    return {*parts} == {0, 1} and all(
        p.is_constant() and p.leading_coefficient() > 0 for p in (*parts.values(), below)
    )


def _moves(ring: Ring, generator: Generator) -> bool:
    """Whether a generator is a function of the number of steps."""
    kind = generator.key[0]
    inside = [generator.radicand] if kind == "root" else [*generator.base] if kind in ("log", "power") else []
    inside += [*quantity(ring, generator.key[1])] if kind in ("exp", "power") else []
    return kind == "step" or _reads_step(ring, inside)


def _reads_step(ring: Ring, polynomials: Iterable[fmpz_mpoly]) -> bool:
    """Whether one of the polynomials moves with the number of steps, or may."""
    read = (ring.at(i) for p in polynomials for i, degree in enumerate(p.degrees()) if degree)
    return any(g is None or not _is_closed(g) or _moves(ring, g) for g in read)


def _is_closed(generator: Generator | None) -> bool:
    """Whether balls tell a generator's value; not of what is 1 and -1 in turn, or of any sign."""
    if generator is None or generator.key[0] not in KINDS:
        return False
    return generator.key[0] != "root" or not (generator.radicand.is_one() or generator.range.kind == "real")


def _told(value: Callable[[int], arb], side: int, n: int) -> int:
    """The sign of a value at a number of steps, by balls that grow smaller."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            ball = value(n)
            if ball.is_zero():
                return 0
            if ball > 0 or ball < 0:
                return side * _sign(ball)
    raise Untold


def _sign(ball: arb) -> int:
    if not (ball > 0 or ball < 0):
        raise Untold
    return 1 if ball > 0 else -1


def _log(ball: arb) -> arb:
    if not ball > 0:
        raise Untold
    return ball.log()


def _polynomial(ring: Ring, polynomial: fmpz_mpoly, n: int) -> arb:
    """A ball around a polynomial's value after a number of steps."""
    values = {i: _generator(ring, ring.at(i), n) for i, degree in enumerate(polynomial.degrees()) if degree}
    terms = (
        prod((values[i] ** int(e) for i, e in enumerate(exponents) if e), start=arb(int(c)))
        for exponents, c in polynomial.to_dict().items()
    )
    return sum(terms, arb(0))


def _fraction(ring: Ring, value: Fraction, n: int) -> arb:
    above, below = (_polynomial(ring, part, n) for part in value)
    return above / below


def _generator(ring: Ring, generator: Generator | None, n: int) -> arb:
    """A ball around a generator's value after a number of steps."""
    if generator is None or not _is_closed(generator):
        raise Untold
    return KINDS[generator.key[0]](ring, generator, n)


def _exponential(ring: Ring, generator: Generator, n: int) -> arb:
    inside = _fraction(ring, quantity(ring, generator.key[1]), n)
    return (-inside if generator.key[2:] == FALLING else inside).exp()


def _power(ring: Ring, generator: Generator, n: int) -> arb:
    return (
        _fraction(ring, quantity(ring, generator.key[1]), n) * _log(_fraction(ring, generator.base, n))
    ).exp()


def _root(ring: Ring, generator: Generator, n: int) -> arb:
    return (_log(_polynomial(ring, generator.radicand, n)) / generator.order).exp()


KINDS: dict[str, Callable[[Ring, Generator, int], arb]] = {
    "step": lambda ring, generator, n: arb(n),
    "exp": _exponential,
    "power": _power,
    "root": _root,
    "log": lambda ring, generator, n: _log(_fraction(ring, generator.base, n)),
}
"""How the value of each kind of generator that has no letter is enclosed."""
