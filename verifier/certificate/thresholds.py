"""Lines about what depends on the step alone: it changes its sign at a step, where the steps are parted.

A power of a number is on each side of such a step at most, or at least, what it is at that step: the power
of the distance to it is at most one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from flint import fmpz_mpoly

from verifier.certificate.branch import CAPACITY, Branch, Product, X
from verifier.certificate.laws import about_one
from verifier.certificate.products import as_products, bounds
from verifier.certificate.steps import line, reach
from verifier.checker.proof import DOWN, MINUS, PLUS, UP, ZERO, Signs, sign

LATEST = 200
"""So many steps are looked at."""
FARTHEST = 128
"""The greatest exponent of a number."""

Kept = list[tuple[int, Fraction, int, int]]
"""Of powers of numbers: the place, the base, and the exponent's slope and constant."""


def turning(branch: Branch, f: fmpz_mpoly) -> tuple[fmpz_mpoly, tuple[Signs, ...]] | None:
    """The step at which the sign of a polynomial in the step alone first changes, and how to part them."""
    place, powers = _of_the_step(branch, f)
    if place is None or (
        f.total_degree() == 1 and not powers and abs(int(f.derivative(place).leading_coefficient())) == 1
    ):
        return None
    low, high = reach(branch, place)
    begin = 1 if low is None else int(low)
    end = begin + LATEST if high is None else min(int(high), begin + LATEST)
    before = None
    for t in range(begin, end + 1):
        now = _sign_at(f, t, place, powers)
        if before is not None and now != before:
            return X[place] - t, (PLUS, ZERO, MINUS) if now == 0 else (UP, MINUS)
        before = now
    return None


def _of_the_step(branch: Branch, f: fmpz_mpoly) -> tuple[int | None, Kept]:
    """Where the step is, and the powers of numbers; None where the polynomial reads anything else."""
    step, powers = branch.terms("sym", "time", "t"), Kept()
    if step not in branch.nodes:
        return None, []
    place = branch.nodes.index(step)
    for i in (i for i, d in enumerate(f.degrees()[:CAPACITY]) if d and i != place):
        found = _power_of_a_number(branch, i, place)
        if found is None:
            return None, []
        powers.append(found)
    return place, powers


def _power_of_a_number(branch: Branch, i: int, place: int) -> tuple[int, Fraction, int, int] | None:
    """A generator that is a positive number to a power that grows by a whole number with each step."""
    op, *args = branch.terms.rows[branch.nodes[i]]
    if op != "pow" or not all(a in branch.values for a in args):
        return None
    (p, q), (e, under) = (branch.values[a] for a in args)
    slope = e.derivative(place)
    rest = e - slope * X[place]
    if not (
        p.is_constant() and q.is_constant() and under.is_one() and slope.is_constant() and rest.is_constant()
    ):
        return None
    base, by, more = (Fraction(_number(a), _number(b)) for a, b in ((p, q), (slope, under), (rest, under)))
    return (i, base, int(by), int(more)) if base > 0 and by else None


def _number(p: fmpz_mpoly) -> int:
    return 0 if p.is_zero() else int(p.leading_coefficient())


def _sign_at(f: fmpz_mpoly, t: int, place: int, powers: Kept) -> int:
    """The sign of a polynomial at a step."""
    values = {place: Fraction(t)} | {i: base ** (by * t + more) for i, base, by, more in powers}
    total = Fraction(0)
    for exponents, c in f.to_dict().items():
        each = Fraction(int(c))
        for i, value in values.items():
            each *= value ** int(exponents[i])
        total += each
    return sign(total)


def by_anchor(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """Where powers of numbers are at least and at most, by what they are at the ends of the steps."""
    from verifier.certificate.values import ensure

    place, powers = _of_the_step(branch, f)
    if place is None or not powers:
        return
    T, step, ends = branch.terms, branch.nodes[place], reach(branch, place)
    for i, _, by, more in powers:
        own = T.rows[branch.nodes[i]][1]
        for end, side in zip(ends, (1, -1), strict=True):
            if end is not None and abs(by * end + more) <= FARTHEST:
                away = T("add", step, T("num", -end))
                node = T("pow", own, away if side > 0 else T("mul", T("num", Fraction(-1)), away))
                ensure(branch, node)
                about_one(branch, node)
        _bounded(branch, i)
    yield from as_products(branch, f, {})


def _bounded(branch: Branch, i: int) -> None:
    """Between which numbers a power lies, by what is known of it alone."""
    low, high = bounds(branch, i)
    told = [h for h in branch.facts if h.degrees()[i] == sum(h.degrees()) == 1]
    lines = dict[Fraction, fmpz_mpoly]({Fraction(0): X[i]})
    for fact in told:
        slope, constant = line(fact, i)
        edge, known = Fraction(-constant, slope), branch.known(fact)
        lines[edge] = fact
        if known <= (UP if slope > 0 else DOWN):
            low = edge if low is None else max(low, edge)
        elif known <= (DOWN if slope > 0 else UP):
            high = edge if high is None else min(high, edge)
    branch.ranges[i] = low, high
    ends = [end for end in (low, high) if end is not None]
    under = lcm(*(end.denominator for end in ends))
    for fact, end in ((lines[end], end) for end in ends if end in lines):
        times = under // line(fact, i)[0]
        branch.sum(branch.text(under * X[i] - int(under * end)), [], [[str(times), branch.text(fact)]])
