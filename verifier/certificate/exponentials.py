"""Lines that show the values of ``exp`` and ``log``: products of exponentials, sums of logarithms."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from flint import fmpz, fmpz_mpoly

from verifier.certificate.branch import NIL, RING, Branch, Uncertified
from verifier.certificate.chains import by_product, texts
from verifier.certificate.exponents import Part, exponent_parts, exponents_cancel, summed
from verifier.certificate.known import factored
from verifier.certificate.laws import from_law, product_zero, show, term_of
from verifier.certificate.signs import decide
from verifier.checker.proof import DOWN, MINUS, PLUS

LARGEST = 10**24
"""Greater numbers are not factored."""


def exponential(branch: Branch, node: int, a: int) -> None:
    """``exp`` of a sum as a product; of a logarithm, what that is of, or a power of it."""
    branch.meaning(node)
    as_product(branch, node, a)


def as_product(branch: Branch, node: int, exponent: int) -> None:
    """A term that is ``exp`` of an exponent as a product of powers and exponentials."""
    items = [_of_part(branch, part) for part in exponent_parts(branch, exponent, logs=True)]
    if items == [(node, 1)]:
        return
    fact = exponents_cancel(branch, node, None, items)
    factors = [(_number(branch, n), k) for n, k in items]
    up = [n for n, k in factors for _ in range(k)]
    from_law(branch, node, up, [n for n, k in factors for _ in range(-k)], fact)


def _of_part(branch: Branch, part: Part) -> tuple[int, int]:
    """A term and how often it enters: a logarithm, a power, or ``exp`` of a part of the exponent."""
    from verifier.certificate.values import ensure

    T = branch.terms
    if part.log is not None:
        found = part.log if part.term is None else T("pow", T.rows[part.log][1], part.term)
        ensure(branch, found)
        return found, part.times
    exponent = T("num", Fraction(1)) if part.term is None else part.term
    found = T("exp", exponent)
    if found not in branch.values:
        ensure(branch, exponent)
        branch.meaning(found)
        branch.generator(found)
    return found, part.times


def logarithm(branch: Branch, node: int, a: int) -> None:
    """``log`` of a product as a sum; undefined where that is not positive."""
    p, q = branch.values[a]
    positive = decide(branch, p * q, PLUS, DOWN) == 0
    show(branch, a)
    branch.meaning(node)
    if not positive:
        return
    side = (
        -1 if branch.product_sign(q) == MINUS else 1
    )  # of two negative numbers it is that of their opposites
    items = [*_of_factors(branch, side * p, 1), *_of_factors(branch, side * q, -1)]
    if items == [(node, 1)]:
        return
    powers = [(node, 1), *((n, -k) for n, k in items)]
    bottom, total, others = summed(branch, None, items)
    inside = [(_number(branch, n), k) for n, k in items]
    up, down = ([n for n, k in inside for _ in range(s * k)] for s in (1, -1))
    factors = [[f"x{n}" for n in down] + branch.zero_of(a)]
    factors += [[branch.text(p), *z] for z in product_zero(branch, down)]
    factors += [["-1", branch.text(q), *z] for z in product_zero(branch, up)]
    branch.sum(texts(branch, None, powers)[1], branch.scale(q), factors)
    exponents = by_product(branch, powers)
    branch.establish(node, (total, bottom), [], [[branch.text(bottom), exponents], *others], NIL)


def _number(branch: Branch, node: int) -> int:
    """What a logarithm is of; an exponential itself."""
    op, *args = branch.terms.rows[node]
    return int(args[0]) if op == "log" else node


def _of_factors(branch: Branch, p: fmpz_mpoly, sign: int) -> list[tuple[int, int]]:
    """The logarithms of a polynomial's factors, each made positive."""
    content, factors = factored(p)
    whole = abs(int(content))
    positive = [(f if decide(branch, f, PLUS, MINUS) == 0 else -f, int(e)) for f, e in factors]
    made = prod((f**e for f, e in positive), start=RING.constant(whole))
    if made != p:  # an even number of signs is left over
        raise Uncertified("the logarithm of a product of negative numbers")
    primes = fmpz(whole).factor() if whole < LARGEST else [(whole, 1)]
    constants = [(RING.constant(int(prime)), int(e)) for prime, e in primes]
    return [(_own(branch, f), sign * e) for f, e in (*constants, *positive)]


def _own(branch: Branch, f: fmpz_mpoly) -> int:
    """The logarithm of one factor as a generator; an exponential as it is, and a power."""
    from verifier.certificate.values import ensure

    if f.total_degree() == 1 and len(f) == 1:
        own = branch.nodes[next(i for i, d in enumerate(f.degrees()) if d)]
        op, base, *_ = branch.terms.rows[own]
        if op == "exp" or (op == "pow" and branch.case.sign(f"x{base}") == PLUS):
            return own
    inside = term_of(branch, f)
    found = branch.terms("log", inside)
    if found not in branch.values:
        ensure(branch, inside)
        decide(branch, f, PLUS)
        show(branch, inside)
        branch.meaning(found)
        branch.generator(found)
    return found
