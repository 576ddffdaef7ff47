"""Exponents as sums: what powers, exponentials and logarithms are products of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from math import prod
from typing import NamedTuple

from flint import fmpz_mpoly

from verifier.certificate.branch import NIL, ONE, RING, Branch, Product, X
from verifier.certificate.chains import by_exponents, texts
from verifier.certificate.known import factored, monomials
from verifier.certificate.laws import product_zero, term_of


class Part(NamedTuple):
    """A part of an exponent: a term, or 1 where there is none, so many times.

    Attributes
    ----------
    times : int
    term : int or None
        What is multiplied, but for a logarithm.
    log : int or None
        A logarithm by which it is multiplied.
    """

    times: int
    term: int | None
    log: int | None = None


def exponent_parts(branch: Branch, b: int, *, logs: bool = False) -> list[Part]:
    """An exponent as a sum of products of generators, the step counted from the first one.

    A denominator that is no product of generators is kept as it is, over the rest of the division by it.
    Where ``logs`` are asked for, a logarithm in a product is told apart.
    """
    p, q = branch.values[b]
    step, first = branch.terms("sym", "time", "t"), 0
    if step in branch.nodes:
        i = branch.nodes.index(step)
        first = 0 if q.degrees()[i] else branch.first
        p = p.compose(*[x + first if j == i else x for j, x in enumerate(X)], ctx=RING)
    return [_part(branch, *each, first, logs) for each in _quotients(p, q)]


def _quotients(p: fmpz_mpoly, q: fmpz_mpoly) -> Iterator[tuple[Fraction, dict[int, int], fmpz_mpoly]]:
    """Numbers, powers of generators and denominators whose quotients add up to ``p/q``."""
    if q.leading_coefficient() < 0:
        p, q = -p, -q
    content, factors = factored(q)
    below = {i: int(e) for f, e in factors if len(f) == 1 for i, d in enumerate(f.degrees()) if d}
    rest = prod((f**e for f, e in factors if len(f) > 1), start=ONE)
    whole, left = (p, NIL) if rest.is_one() else divmod(p, rest)
    for part, under in ((whole, ONE), (left, rest)):
        for c, generators in monomials(part):
            exponents = {i: generators.count(i) - below.get(i, 0) for i in {*generators, *below}}
            factor = Fraction(c, content)
            plain = under.is_one() and not any(exponents.values())
            numbers = [Fraction(factor // 1), factor % 1] if plain else [factor]
            yield from ((number, exponents, under) for number in numbers if number)


def _part(
    branch: Branch, factor: Fraction, exponents: dict[int, int], under: fmpz_mpoly, first: int, logs: bool
) -> Part:
    T, rows = branch.terms, branch.terms.rows
    nodes = {i: branch.nodes[i] for i in sorted(exponents)}
    log = next((i for i, n in nodes.items() if logs and exponents[i] == 1 and rows[n][0] == "log"), None)
    above = [_shifted(branch, n, first) for i, n in nodes.items() if i != log for _ in range(exponents[i])]
    below = prod((X[i] ** -e for i, e in exponents.items() if e < 0), start=under)
    unit = [T("num", Fraction(1, factor.denominator))] if factor.denominator > 1 else []
    top = [*unit, *above] or ([] if below.is_one() else [T("num", Fraction(1))])
    term = reduce(lambda x, y: T("mul", x, y), top) if top else None
    if term is not None and not below.is_one():
        term = T("div", term, term_of(branch, below))
    return Part(factor.numerator, term, None if log is None else branch.nodes[log])


def _shifted(branch: Branch, node: int, first: int) -> int:
    """The step counted from the first one."""
    T = branch.terms
    return T("add", node, T("num", Fraction(-first))) if first and node == T("sym", "time", "t") else node


def exponents_cancel(branch: Branch, node: int, base: int | None, items: Sequence[tuple[int, int]]) -> str:
    """The law ``y = product of items``, once the exponents are shown to be equal."""
    powers = [(node, 1), *((n, -k) for n, k in items)]
    bottom, rest, products = summed(branch, base, powers)
    branch.sum(texts(branch, base, powers)[0], branch.scale(bottom), [*products, *branch.vanishing(rest)])
    return by_exponents(branch, base, powers)


def summed(
    branch: Branch, base: int | None, powers: Sequence[tuple[int, int]]
) -> tuple[fmpz_mpoly, fmpz_mpoly, list[Product]]:
    """The sum of exponents over the product of their denominators, and zeros up to which it is that."""
    parts = [(_exponent(branch, base, n), k) for n, k in powers]
    bottom = prod((branch.values[n][1] for nodes, _ in parts for n in nodes), start=ONE)
    products, total = list[Product](), NIL
    for nodes, k in parts:
        p, q = (prod((branch.values[n][i] for n in nodes), start=ONE) for i in (0, 1))
        products += [[str(k), branch.text(bottom / q), *zero] for zero in product_zero(branch, nodes)]
        total = total + k * (bottom / q) * p
    return bottom, total, products


def _exponent(branch: Branch, base: int | None, node: int) -> list[int]:
    """The terms whose product is the exponent of a power in a law."""
    from verifier.certificate.values import ensure

    op, *args = branch.terms.rows[node]
    if base is None and op == "log":
        return [node]
    if base is None and op == "pow":
        log = branch.terms("log", args[0])
        ensure(branch, log)
        return [args[1], log]
    return [] if node == base else [args[-1]]
