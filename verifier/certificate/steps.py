"""Lines about whole numbers: signs of polynomials in the step number alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import fmpz_mpoly

from verifier.certificate.axioms import between
from verifier.certificate.branch import CAPACITY, NIL, Branch, Product, X
from verifier.certificate.products import as_products, coefficients
from verifier.checker.proof import DOWN, UP


def by_step(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """For a polynomial in the step number alone: through the nearest whole numbers."""
    places = [i for i, d in enumerate(f.degrees()[:CAPACITY]) if d]
    if len(places) != 1:
        return
    place = places[0]
    if branch.terms.rows[branch.nodes[place]][:2] != ("sym", "time"):
        return
    low, high = reach(branch, place)
    if low is not None and high is not None and low > high:
        above, below = X[place] - int(low), int(high) - X[place]
        branch.sum(branch.text(above), [], [["-1", branch.text(below)], [str(int(high - low))]])
        return
    yield from as_products(branch, f, {})
    away = {UP: 1, DOWN: -1}.get(branch.known(f), 0)
    for scale, products in as_products(branch, f - away, {}) if away else ():  # a whole number that is not 0
        yield scale, [*products, [str(away), *scale]]


def reach(branch: Branch, place: int) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest step, as far as facts say so."""
    for fact in branch.facts:
        if fact.degrees()[place] == 1 and sum(fact.degrees()) == 1:
            _narrow(branch, place, fact)
    return branch.ranges.get(place, (None, None))


def _narrow(branch: Branch, place: int, fact: fmpz_mpoly) -> None:
    """The whole bounds that follow from a fact in the step number alone."""
    t, known = X[place], branch.known(fact)
    slope, constant = line(fact, place)
    edge, strict = Fraction(-constant, slope), 0 not in known
    low, high = branch.ranges.get(place, (None, None))
    for sign, side in ((1, UP), (-1, DOWN)):
        if known <= side and sign * slope > 0:
            least = edge.__floor__() + 1 if strict else edge.__ceil__()
            _whole(branch, t - least, fact, place)
            low = Fraction(least) if low is None else max(low, Fraction(least))
        elif known <= side:
            most = edge.__ceil__() - 1 if strict else edge.__floor__()
            _whole(branch, most - t, fact, place)
            high = Fraction(most) if high is None else min(high, Fraction(most))
    branch.ranges[place] = (low, high)


def line(p: fmpz_mpoly, place: int) -> tuple[int, int]:
    """Slope and constant of a linear polynomial in one generator."""
    parts = coefficients(p, place)
    slope, constant = (
        int(c.leading_coefficient()) if not c.is_zero() else 0 for c in (parts[1], parts.get(0, NIL))
    )
    return slope, constant


def _whole(branch: Branch, distance: fmpz_mpoly, fact: fmpz_mpoly, place: int) -> None:
    """``distance >= 0``, since one more is positive by the fact and no step lies between."""
    text, more = branch.text(distance), branch.text(distance + 1)
    if branch.case.sign(text) <= UP:
        return
    (a, c), (b, d) = line(fact, place), line(distance + 1, place)
    rest = abs(a) * d - b * abs(a) // a * c
    products = [[str(b * abs(a) // a), branch.text(fact)], *([[str(rest)]] if rest else [])]
    branch.sum(more, [str(abs(a))], products)
    apart, not_negative = between(branch.terms, -d if b > 0 else d - 1)
    branch.add(*apart)
    branch.sum(text, [more], [[not_negative]])
    unit = distance / distance.factor()[0]
    if branch.text(unit) != text:
        branch.sum(branch.text(unit), [], [["-1", text]])
