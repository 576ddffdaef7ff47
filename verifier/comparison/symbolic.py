"""An unknown hyperparameter, solved for exactly: the common factor of several runs' differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial, reduce
from itertools import islice

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.cases import explore
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.factoring import factored
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Ring, Unsupported
from verifier.prove.coefficients import GRADIENTS
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.term import GRADIENT, STEP, WEIGHT, Term, sqrt, substitute, symbols, term

LARGEST = 600
"""Differences with more terms are given up."""
SHORT = 100
"""Differences with more terms are not eliminated from."""
CASES = 2
"""How many cases of the branches are solved in: an image that holds, holds in each."""


def from_start(pair: Pair, unknown: Term, steps: int) -> list[Term]:
    """Expressions for the unknown at which the weights agree after some steps from the start."""
    differences = []
    for row in GRADIENTS[:2]:
        values = pair.starting_at(term(1))
        for index, gradient in enumerate(row[:steps]):
            given = {GRADIENT: term(gradient), STEP: term(index + 1)}
            values = dict(zip(pair.updates, substitute(pair.updates.values(), values | given), strict=True))
        differences.append((values[WEIGHT], values[RIGHT_WEIGHT]))
    return _solutions(pair, unknown, differences, first=0)


def at_any_step(pair: Pair, relation: Relation, unknowns: Sequence[Term]) -> Iterator[tuple[Term, ...]]:
    """Expressions for one or two unknowns, in the step too, at which one step from related states agrees.

    The first of two is what is left when the second is eliminated; then the second is solved for alone.
    """
    sides = _one_step(pair, relation)
    unknown, *others = unknowns
    if not others:
        yield from ((value,) for value in _solutions(pair, unknown, sides[:2], first=1))
        return
    for value in _solutions(pair, unknown, sides, first=1, without=others[0]):
        known = [(left, substitute([right], {unknown: value})[0]) for left, right in sides]
        yield from ((value, other) for other in _solutions(pair, others[0], known[:2], first=1))


def _one_step(pair: Pair, relation: Relation) -> list[tuple[Term, Term]]:
    """Both weights after one step from related states, for several gradients."""
    before = relation.before()
    free = [s for s in symbols([*pair.updates.values(), *before.values()], "state") if s not in before]
    weights = []
    for row in GRADIENTS[:3]:
        numbers = {s: term(abs(row[(i + 1) % len(row)]) + i) for i, s in enumerate(free)}
        given = {WEIGHT: term(1), GRADIENT: term(row[0]), **numbers}
        old = dict(zip(before, substitute(before.values(), given), strict=True))
        left, right = substitute((pair.left.weight, pair.right.weight), old | given)
        weights.append((left, right))
    return weights


def _solutions(
    pair: Pair, unknown: Term, sides: list[tuple[Term, Term]], first: int, without: Term | None = None
) -> list[Term]:
    """The common zeros of the differences, another unknown being eliminated where there is one."""
    found: list[Term] = []
    task = partial(_common_zeros, unknown=unknown, sides=sides, without=without)
    with suppress(Unsupported, ZeroDivisionError):
        for _, zeros in islice(explore(Path(Ring(), pair.domains, first), task), CASES):
            found += zeros
    asked = {unknown, without}  # one inside an exponential or a logarithm is not solved for by its factors
    return [value for value in dict.fromkeys(found) if asked.isdisjoint(symbols([value]))]


def _common_zeros(
    path: Path, unknown: Term, sides: list[tuple[Term, Term]], without: Term | None
) -> list[Term]:
    given = [unknown] if without is None else [unknown, without]
    polynomials = [_difference(path, given, a, b) for a, b in sides]
    if without is not None:
        polynomials = list(_eliminated(path.ring, polynomials, _index(path.ring, without)))
    polynomials = [_in_roots(path.ring, p) for p in polynomials]
    return list(_roots(path, unknown, reduce(fmpz_mpoly.gcd, polynomials)))


def _eliminated(ring: Ring, polynomials: Sequence[fmpz_mpoly], index: int) -> Iterator[fmpz_mpoly]:
    """What the others and the first polynomial say when a quantity in both is left out."""
    if any(len(p) > SHORT or p.degrees()[index] > 1 for p in polynomials):
        raise Unsupported("a long elimination")
    for other in polynomials[1:]:
        yield ring.reduce(polynomials[0].resultant(other, index))


def _in_roots(ring: Ring, polynomial: fmpz_mpoly) -> fmpz_mpoly:
    """The polynomial with powers of the step expressed by the roots in which they stand.

    ``1 - b**t`` and ``sqrt(1 - b**t)`` are a square and its root then, and factors show.
    """
    for root in ring.roots:
        inside, here = root.radicand.degrees(), polynomial.degrees()
        powers = (g.index for g in ring.generators if g is not None and g.key[0] == "power")
        power = next((i for i in powers if inside[i] == 1 and here[i]), None)
        if power is not None and here[root.index]:
            relation = ring.gens[root.index] ** root.order - root.radicand
            polynomial = polynomial.resultant(relation, power)
    return polynomial


def _difference(path: Path, unknowns: Sequence[Term], a: Term, b: Term) -> fmpz_mpoly:
    evaluation = Evaluation(path)
    x, y = evaluation.value(a), evaluation.value(b)
    if not isinstance(x, Fraction) or not isinstance(y, Fraction):
        raise Unsupported("an undefined weight")
    polynomial = fr.difference(path.ring, x, y)
    for unknown in unknowns:
        polynomial = _rational_in(path.ring, polynomial, _index(path.ring, unknown))
    return polynomial


def _index(ring: Ring, unknown: Term) -> int:
    place = next(
        (g.index for g in ring.generators if g is not None and g.key[:2] == ("symbol", unknown)), None
    )
    if place is None:
        raise Unsupported("an unknown that does not enter")
    return place


def _rational_in(ring: Ring, polynomial: fmpz_mpoly, index: int) -> fmpz_mpoly:
    """The product of conjugates over the roots whose radicand holds the unknown."""
    for root in reversed(ring.roots):
        if polynomial.degrees()[root.index] and _holds(ring, root.radicand, index):
            if len(polynomial) > LARGEST:
                raise Unsupported("a long difference")
            relation = ring.gens[root.index] ** root.order - root.radicand
            polynomial = ring.reduce(polynomial.resultant(relation, root.index))
    if len(polynomial) > LARGEST:
        raise Unsupported("a long difference")
    return polynomial


def _holds(ring: Ring, polynomial: fmpz_mpoly, index: int) -> bool:
    degrees = polynomial.degrees()
    return bool(degrees[index]) or any(
        degrees[r.index] and _holds(ring, r.radicand, index) for r in ring.roots
    )


def _roots(path: Path, unknown: Term, polynomial: fmpz_mpoly) -> Iterator[Term]:
    """The zeros of the factors that are linear or quadratic in the unknown."""
    ring = path.ring
    index = _index(ring, unknown)
    for factor, _ in factored(polynomial)[1]:
        parts = ring.coefficients(factor, index)
        degree = max(parts)
        c, b = parts.get(0, ring.zero), parts.get(1, ring.zero)
        if degree == 1:
            yield _term(path, -c, b)
        elif degree == 2:
            middle = _term(path, -b, 2 * parts[2])
            spread = sqrt(_term(path, b**2 - 4 * parts[2] * c, 4 * parts[2] ** 2))
            yield spread if b.is_zero() else middle + spread
            yield -spread if b.is_zero() else middle - spread


def _term(path: Path, above: fmpz_mpoly, below: fmpz_mpoly) -> Term:
    return term_of_fraction(path, fr.lowest(path.ring, above, below))
