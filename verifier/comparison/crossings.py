"""At which step, a real number here, a value crosses zero: suggestions only, never proofs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.quantities import FALLING, Key, quantity
from verifier.algebra.ring import Effort, Generator, Ring, Unsupported
from verifier.domain import Domain
from verifier.term import ONE, Term, sqrt, symbols

WORK = 10_000


def crossing(value: Term, domains: Mapping[Term, Domain]) -> Term | None:
    """The step at which a value of the step and hyperparameters is zero; None where that is not written.

    It is where the value's numerator is of degree one or two in the step, or a power of it, of its root or of
    a power with it, beside a constant.
    """
    path = Path(Ring(Effort(WORK)), domains, first=0)
    with suppress(Unsupported, Split):
        found = Evaluation(path).value(value)
        if isinstance(found, Fraction):
            moving = [i for i, degree in enumerate(found.numerator.degrees()) if degree and _moves(path, i)]
            if len(moving) == 1:
                return _solved(path, found.numerator, moving[0])
    return None


def _moves(path: Path, index: int) -> bool:
    generator = path.ring.at(index)
    value = term_of_fraction(path, fr.whole(path.ring, path.ring.gens[index]))
    return generator is not None and bool(symbols([value], "time"))


def _solved(path: Path, polynomial: fmpz_mpoly, index: int) -> Term | None:
    """The step at which a polynomial in one thing that moves is zero."""
    parts, generator = path.ring.coefficients(polynomial, index), path.ring.at(index)
    if generator is None or 0 not in parts:
        return None
    if generator.key == ("step",):
        return _of_the_step(path, parts)
    degree = max(parts)
    if len(parts) > 2:
        return None
    return _of_a_function(path, generator, _root(_over(path, -parts[0], parts[degree]), degree))


def _of_the_step(path: Path, parts: dict[int, fmpz_mpoly]) -> Term | None:
    degree = max(parts)
    if len(parts) == 2:
        return _root(_over(path, -parts[0], parts[degree]), degree)
    if degree > 2:
        return None
    middle = _over(path, -parts[1], 2 * parts[2])
    return middle + sqrt(middle * middle - _over(path, parts[0], parts[2]))


def _of_a_function(path: Path, generator: Generator, value: Term) -> Term | None:
    """The step at which its root, its logarithm, its exponential or a power with it has a value."""
    kind, step = generator.key[0], path.ring.gens[path.ring.find(("step",)) or 0]
    if kind == "root" and generator.order == 2 and generator.radicand == step:
        return value * value
    if kind == "log" and generator.base == (step, path.ring.one):
        return Term("exp", value)
    rate = _rate(path, generator.key[1]) if kind in ("exp", "power") else None
    if rate is None:
        return None
    if kind == "exp":
        return Term("log", ONE / value if generator.key[2:] == FALLING else value) / rate
    return Term("log", value) / (rate * Term("log", term_of_fraction(path, generator.base)))


def _rate(path: Path, key: Key) -> Term | None:
    """By what the step is multiplied in an exponent; None where it does not stand there by itself."""
    beside = tuple(part for part in key if part != ("step", 1))
    return None if beside == key else term_of_fraction(path, quantity(path.ring, beside))


def _root(power: Term, degree: int) -> Term:
    return power if degree == 1 else sqrt(power) if degree == 2 else power ** (ONE / degree)


def _over(path: Path, above: fmpz_mpoly, below: fmpz_mpoly) -> Term:
    return term_of_fraction(path, fr.lowest(path.ring, above, below))
