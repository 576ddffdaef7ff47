"""Polynomials as sums of products whose signs are known, over the ranges of their generators."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product as choices
from math import lcm
from typing import NamedTuple

from flint import fmpz_mpoly

from verifier.algebra.ring import coefficients as in_one
from verifier.certificate.branch import CAPACITY, NIL, RING, Branch, Product, Split, X
from verifier.checker.proof import DOWN, MINUS, PLUS, UP, ZERO, Signs, times

LONGEST = 400
"""Sums of more products are not tried."""


class Bounds(NamedTuple):
    """Where a generator lies, as far as it is known: numbers, or None."""

    low: Fraction | None
    high: Fraction | None


def as_products(
    branch: Branch, f: fmpz_mpoly, atoms: dict[int, fmpz_mpoly]
) -> Iterator[tuple[Product, list[Product]]]:
    """A scale and products, all of one sign, whose sum is a multiple of the polynomial."""
    for moved, scale, extra in ((f, 1, {}), _in_bounds(branch, f)):
        table = atoms | extra
        if len(moved) > LONGEST:
            return
        found = [_monomial(branch, table, e, int(c)) for e, c in moved.to_dict().items()]
        signs = [s for _, s in found]
        if all(s <= UP for s in signs) or all(s <= DOWN for s in signs):
            if all(0 in s for s in signs):
                found = _merged(branch, table, moved) or found
            _separate(branch, found)
            yield ([str(scale)] if scale != 1 else []), [p for p, _ in found]
            return


def _merged(
    branch: Branch, atoms: dict[int, fmpz_mpoly], moved: fmpz_mpoly
) -> list[tuple[Product, Signs]] | None:
    """The sum with one ``c*u*m + c*(w - u)*m`` written as ``c*w*m``, which is never zero."""
    table = {tuple(map(int, e)): int(c) for e, c in moved.to_dict().items()}
    for i in range(CAPACITY):
        u, v = CAPACITY + i, 2 * CAPACITY + i
        for e in [e for e in table if e[u] and v in atoms]:
            rest = (*e[:u], e[u] - 1, *e[u + 1 :])
            partner = (*rest[:v], rest[v] + 1, *rest[v + 1 :])
            never_zero = 0 not in _monomial(branch, atoms, rest, 1)[1]
            if never_zero and table[e] * table.get(partner, 0) < 0:
                least = min(abs(table[e]), abs(table[partner])) * (1 if table[e] > 0 else -1)
                width = int((atoms[u] - atoms[v]).leading_coefficient())
                added = {
                    e: table[e] - least,
                    partner: table[partner] + least,
                    rest: table.get(rest, 0) + least * width,
                }
                return [_monomial(branch, atoms, e, c) for e, c in (table | added).items() if c]
    return None


def _separate(branch: Branch, found: list[tuple[Product, Signs]]) -> None:
    """Split where a sum is never zero, though each of its products can be."""
    if any(0 not in s for _, s in found):
        return
    loose = [{g for g in p if 0 in branch.case.sign(g) and "x" in g} for p, _ in found]
    names = sorted(set[str]().union(*loose))
    singles = {n for n in names if n[0] == "x" and "*" not in n and " " not in n}
    if len(names) > 8 or not singles:
        return
    for zeros in choices((False, True), repeat=len(names)):
        gone = {n for n, zero in zip(names, zeros, strict=True) if zero}
        if all(gone & p for p in loose) and not any(n in gone and f"{n} + -1" in gone for n in singles):
            return
    node = int(next(n for n in sorted(singles) if f"{n} + -1" in names or len(names) == 1)[1:])
    raise Split(branch.values[node][0], (ZERO, PLUS))


def _monomial(
    branch: Branch, atoms: dict[int, fmpz_mpoly], exponents: tuple[int, ...], c: int
) -> tuple[Product, Signs]:
    factors = [str(c)]
    signs = [PLUS if c > 0 else MINUS]
    for i, e in enumerate(exponents):
        if e:
            atom = atoms[i] if i in atoms else X[i]
            factors += [branch.text(atom)] * int(e)
            signs.append(frozenset(s ** int(e) for s in branch.case.sign(branch.text(atom))))
    return factors, times(signs)


def bounds(branch: Branch, i: int) -> Bounds:
    """Where a generator lies, by what is known of it and of it less a number."""
    found = branch.ranges.get(i, (None, None))
    low, high = found
    if branch.known(X[i]) <= UP and (low is None or low < 0):
        low = Fraction(0)
    if branch.known(X[i]) <= DOWN and (high is None or high > 0):
        high = Fraction(0)
    if branch.known(X[i] - 1) <= DOWN and (high is None or high > 1):
        high = Fraction(1)
    return Bounds(low, high)


def _in_bounds(branch: Branch, f: fmpz_mpoly) -> tuple[fmpz_mpoly, int, dict[int, fmpz_mpoly]]:
    """A multiple of the polynomial in the distances of its generators from their bounds."""
    scale, atoms = 1, dict[int, fmpz_mpoly]()
    for i, degree in enumerate(f.degrees()[:CAPACITY]):
        low, high = bounds(branch, i) if degree else Bounds(None, None)
        if low is not None and high is not None and low >= high:
            high = None
        if (low is None and high is None) or (high is None and low == 0) or (low is None and high == 0):
            continue
        u, v = X[CAPACITY + i], X[2 * CAPACITY + i]
        d = lcm(*(b.denominator for b in (low, high) if b is not None))
        if low is not None:
            atoms[CAPACITY + i] = d * X[i] - int(low * d)
        if high is not None:
            atoms[2 * CAPACITY + i] = d * X[i] - int(high * d)  # not positive: v is its negative
        if low is not None and high is not None:
            above, below = int(low * d) * -v + int(high * d) * u, d * (u - v)
            whole = d * int((high - low) * d)
        else:
            above, below, whole = (
                (u + int(low * d), RING.constant(d), d)
                if low is not None
                else (v + int((high or 0) * d), RING.constant(d), d)
            )
        parts: dict[int, fmpz_mpoly] = {}
        for e, c in f.to_dict().items():
            rest = RING.from_dict({(*e[:i], 0, *e[i + 1 :]): c})
            parts[e[i]] = parts.get(e[i], NIL) + rest
        f = sum((c * above**k * below ** (degree - k) for k, c in parts.items()), NIL)
        scale *= whole**degree
    return f, scale, atoms


def coefficients(p: fmpz_mpoly, i: int) -> dict[int, fmpz_mpoly]:
    """The polynomial as one in a single generator: exponent to coefficient."""
    return in_one(p, i, X[i])
