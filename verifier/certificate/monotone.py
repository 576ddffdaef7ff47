"""Lines that rest on powers growing with their bases: a difference of two, where the exponent is one."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpz_mpoly

from verifier.certificate.branch import CAPACITY, Branch, Product, X
from verifier.certificate.laws import about_one
from verifier.checker.proof import DOWN, PLUS, UP


def by_bases(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """A difference of powers to one exponent: the quotient of the bases has a power that is at most 1."""
    from verifier.certificate.signs import signs_of
    from verifier.certificate.values import ensure

    found = _bases(branch, f)
    if found is None:
        return
    T, (a, b, exponent) = branch.terms, found
    above = branch.product_sign(compared(branch, f)[-1])
    if branch.case.sign(f"x{a}") == branch.case.sign(f"x{b}") == PLUS and (above <= UP or above <= DOWN):
        for own in (X[i] for i, d in enumerate(f.degrees()) if d):
            signs_of(branch, own)
        node = T("pow", T("div", b, a) if above <= UP else T("div", a, b), exponent)
        ensure(branch, node)
        about_one(branch, node)
    yield from ()


def compared(branch: Branch, f: fmpz_mpoly) -> list[fmpz_mpoly]:
    """What has the signs of both bases, and of their difference; nothing for other polynomials."""
    found = _bases(branch, f)
    if found is None:
        return []
    (p, q), (r, s) = (branch.values[base] for base in found[:2])
    return [p * q, r * s, (p * s - r * q) * q * s]


def _bases(branch: Branch, f: fmpz_mpoly) -> tuple[int, int, int] | None:
    """Both bases and the exponent of a difference of powers."""
    if not branch.parted or f.total_degree() != 1 or sorted(map(int, f.coeffs())) != [-1, 1]:
        return None
    own = [branch.nodes[i] for i, d in enumerate(f.degrees()[:CAPACITY]) if d]
    rows = [branch.terms.rows[n] for n in own]
    if len(own) < 2 or any(row[0] != "pow" for row in rows) or rows[0][2] != rows[1][2]:
        return None
    return rows[0][1], rows[1][1], rows[0][2]
