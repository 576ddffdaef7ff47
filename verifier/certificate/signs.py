"""Lines that show the sign of a polynomial: tactics, and splits where none reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from flint import fmpz_mpoly

from verifier.algebra.ring import Hashed
from verifier.certificate.branch import CAPACITY, NIL, ONE, Branch, Product, Split, Uncertified, X
from verifier.certificate.increasing import by_increase, comparand
from verifier.certificate.known import factored
from verifier.certificate.laws import whole_exponent
from verifier.certificate.monotone import by_bases, compared
from verifier.certificate.products import LONGEST, as_products, coefficients
from verifier.certificate.steps import by_step
from verifier.certificate.thresholds import by_anchor, turning
from verifier.checker.proof import ANY, APART, DOWN, MINUS, PLUS, UP, ZERO, Signs


def decide(branch: Branch, p: fmpz_mpoly, *parts: Signs) -> int:
    """Which part holds the sign of a polynomial; lines that show it are added.

    Raises
    ------
    Split
        When the sign may lie in several of them.
    """
    signs = signs_of(branch, p)
    for place, part in enumerate(parts):
        if signs <= part:
            return place
    for f, _ in factored(p)[1]:
        _split(branch, f, parts)
    raise Uncertified("a sign that no factor explains")


def _split(branch: Branch, f: fmpz_mpoly, parts: Sequence[Signs]) -> None:
    """Split on a factor, if that helps; where it is a power, on its base."""
    own, base = branch.known(f), _base(branch, f)
    if len(own) < 2:
        return
    turn = turning(branch, f)
    if turn is not None:
        decide(branch, turn[0], *turn[1])
    for each in compared(branch, f):
        decide(branch, each, PLUS, ZERO, MINUS)
    other = comparand(branch, f)
    if other is not None and len(branch.product_sign(other)) > 1:
        decide(branch, other, *(parts if 0 in own else (PLUS, ZERO, MINUS)))
    if base is not None and len(branch.product_sign(base)) > 1:
        decide(branch, base, *(parts if 0 in own else (PLUS, ZERO, MINUS)))
    if own == APART and APART in parts:
        return
    if own == ANY and UP in parts and DOWN in parts:
        raise Split(f, (UP, MINUS))
    if APART in parts and 0 in own:
        raise Split(f, (ZERO, own - ZERO))
    raise Split(f, tuple(frozenset({s}) for s in sorted(own, reverse=True)))


def signs_of(branch: Branch, p: fmpz_mpoly) -> Signs:
    """Signs that a polynomial can have; its factors' are shown by lines where they are not known."""
    if p.is_zero():
        return ZERO
    for f, _ in factored(p)[1]:
        derive(branch, f)
    return branch.product_sign(p)


def _base(branch: Branch, f: fmpz_mpoly) -> fmpz_mpoly | None:
    """For a generator that is a power: what has the sign of its base."""
    node = _power_node(branch, f)
    if node is None:
        return None
    p, q = branch.values[branch.terms.rows[node][1]]
    return p * q


def _power_node(branch: Branch, f: fmpz_mpoly) -> int | None:
    if f.total_degree() != 1 or len(f) != 1:
        return None
    node = branch.nodes[next(i for i, d in enumerate(f.degrees()) if d)]
    return node if branch.terms.rows[node][0] == "pow" else None


def _by_base(branch: Branch, f: fmpz_mpoly) -> None:
    """A power's sign once more, where more has become known of its base."""
    node = _power_node(branch, f)
    if node is None:
        return
    a = branch.terms.rows[node][1]
    p, q = branch.values[a]
    known = branch.case.sign(f"x{a}")
    if signs_of(branch, p * q) < known:
        branch.show_sign(f"x{a}", (p, q), [branch.zero_of(a)])
    branch.meaning(node, *whole_exponent(branch, branch.terms.rows[node][2]))


def derive(branch: Branch, f: fmpz_mpoly) -> None:
    """Add lines that narrow the sign of an irreducible polynomial as far as the tactics reach."""
    key = (Hashed(f), len(branch.facts) + len(branch.nodes))
    if len(branch.known(f)) < 2 or key in branch.tried:
        return
    branch.tried.add(key)
    _by_base(branch, f)
    if len(branch.known(f)) < 2:
        return
    for tactic in TACTICS:
        for scale, products in tactic(branch, f):
            branch.sum(branch.text(f), scale, products)
            if len(branch.known(f)) == 1:
                return


def by_products(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a sum of products of what is known of the generators (Bernstein's basis)."""
    zeros = [i for i, d in enumerate(f.degrees()[:CAPACITY]) if d and branch.known(X[i]) == ZERO]
    if zeros:
        yield [], _without(branch, f, zeros)
        return
    yield from as_products(branch, f, {})


def _without(branch: Branch, f: fmpz_mpoly, zeros: Sequence[int]) -> list[Product]:
    """The polynomial as multiples of generators that are zero, and a rest."""
    rest, products = f, list[Product]()
    for i in zeros:
        quotient, rest = divmod(rest, X[i])
        products.append([branch.text(quotient), branch.text(X[i])])
    signs_of(branch, rest)
    return [*products, *([branch.factors(rest)] if not rest.is_zero() else [])]


def by_fact(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a factor of a product whose sign is known."""
    for fact in branch.facts:
        rest, remainder = divmod(fact, f)
        if remainder.is_zero() and fact != f and 0 not in branch.product_sign(rest):
            yield branch.factors(rest), [[branch.text(fact)]]


def by_root(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a fact times a power of a root, in which the root's own power is what it is the root of."""
    for root, h in product(branch.roots, list(branch.facts)):
        for k in range(1, root.order if h.degrees()[root.index] else 1):
            rest, made_up = branch.reduce(h * X[root.index] ** k)
            if f in (rest, -rest):
                sign = 1 if rest == f else -1
                whole = [str(sign), *[branch.text(X[root.index])] * k, branch.text(h)]
                yield [], [whole, *([str(-sign), *zero] for zero in made_up)]


def by_conjugate(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """``(b*r + a)*(b*r - a) = b**2*r**2 - a**2`` of a square root: f is the first factor, or in the last."""
    for root, h in product(branch.roots, (f, *branch.facts)):
        if root.order != 2 or h.degrees()[root.index] != 1:
            continue
        b, a = _linear(h, root.index)
        other = b * X[root.index] - a
        norm, made_up = branch.reduce(h * other)
        rest, remainder = (other, NIL) if h == f else divmod(norm, f)
        if norm.is_zero() or not remainder.is_zero():
            continue
        for each in (norm, other, rest):
            signs_of_quick(branch, each)
        if 0 not in branch.product_sign(rest) and h == f:
            yield branch.factors(rest), [branch.factors(norm), *made_up]
        elif 0 not in branch.product_sign(rest):
            zeros = [["-1", *zero] for zero in made_up]
            yield branch.factors(rest), [[branch.text(h), *branch.factors(other)], *zeros]


def by_coefficients(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a polynomial in one generator, whose coefficients may be squares that its monomials do not show."""
    for i, degree in enumerate(f.degrees()[:CAPACITY]):
        parts = coefficients(f, i) if degree else {}
        squares = (e for c in parts.values() for p, e in factored(c)[1] if len(p) > 1)
        if len(parts) > 1 and any(e % 2 == 0 for e in squares):
            whole = [c * X[i] ** k for k, c in parts.items()]
            signs = [signs_of_quick(branch, part) for part in whole]
            if all(s <= UP for s in signs) or all(s <= DOWN for s in signs):
                yield [], [branch.factors(part) for part in whole]


def by_zero(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a multiple of a polynomial that is zero, and a rest."""
    for fact in (h for h in branch.facts if branch.known(h) == ZERO and h != f):
        quotient, rest = divmod(f, fact)
        if not quotient.is_zero() and len(rest) < len(f):
            if not rest.is_zero():
                signs_of(branch, rest)
            yield (
                [],
                [
                    [branch.text(quotient), branch.text(fact)],
                    *([] if rest.is_zero() else [branch.factors(rest)]),
                ],
            )


def by_elimination(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """With a generator solved from a polynomial ``h`` of known sign: ``x = (h - rest)/slope``."""
    for fact in branch.facts:
        known = branch.known(fact)
        if not (known <= UP or known <= DOWN):
            continue
        for i, degree in enumerate(fact.degrees()[:CAPACITY]):
            if degree != 1 or not f.degrees()[i]:
                continue
            slope, rest = _linear(fact, i)
            if signs_of_quick(branch, slope) not in (PLUS, MINUS):
                continue
            if f.degrees()[i] == 1:
                yield _with_fact(branch, f, fact, i)
            h = X[CAPACITY + i]
            degree = f.degrees()[i]
            parts = coefficients(f, i)
            moved = sum((c * (h - rest) ** k * slope ** (degree - k) for k, c in parts.items()), NIL)
            if len(moved) <= LONGEST:
                for scale, products in as_products(branch, moved, {CAPACITY + i: fact}):
                    yield [*scale, *(branch.factors(slope) * degree)], products


def _with_fact(branch: Branch, f: fmpz_mpoly, fact: fmpz_mpoly, i: int) -> tuple[Product, list[Product]]:
    """A multiple of ``f``, linear in a generator as a fact is, as one of the fact and a rest."""
    (slope, rest), (ours, others) = _linear(fact, i), _linear(f, i)
    left = slope * others - ours * rest
    for part in (ours, left):
        signs_of_quick(branch, part)
    products = [[*branch.factors(ours), branch.text(fact)]]
    return branch.factors(slope), products + ([] if left.is_zero() else [branch.factors(left)])


def signs_of_quick(branch: Branch, p: fmpz_mpoly) -> Signs:
    """A sign that needs no fact of the case: that of a slope."""
    for f, _ in factored(p)[1]:
        if len(branch.known(f)) > 1:
            for scale, products in by_products(branch, f):
                branch.sum(branch.text(f), scale, products)
    return branch.product_sign(p)


def _linear(p: fmpz_mpoly, i: int) -> tuple[fmpz_mpoly, fmpz_mpoly]:
    parts = coefficients(p, i)
    return parts.get(1, NIL), parts.get(0, NIL)


def by_discriminant(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """As a square and a rest: ``4a(ax^2 + bx + c) = (2ax + b)^2 + (4ac - b^2)``, or so from its end c."""
    for i, degree in enumerate(f.degrees()[:CAPACITY]):
        if degree != 2:
            continue
        parts = coefficients(f, i)
        a, b, c = parts[2], parts.get(1, NIL), parts.get(0, NIL)
        gap = 4 * a * c - b**2
        if not gap.is_zero() and not signs_of_quick(branch, gap) <= UP:
            continue
        for end, root, rest in ((a, 2 * a * X[i] + b, ONE), (c, 2 * c + b * X[i], X[i])):
            if not end.is_zero() and signs_of_quick(branch, end) in (PLUS, MINUS):
                left = [] if gap.is_zero() else [[*branch.factors(gap), *[branch.text(rest)] * 2]]
                yield ["4", *branch.factors(end)], [[branch.text(root)] * 2, *left]


TACTICS = (
    by_products,
    by_fact,
    by_root,
    by_zero,
    by_elimination,
    by_discriminant,
    by_coefficients,
    by_conjugate,
    by_step,
    by_anchor,
    by_increase,
    by_bases,
)
