"""Lines that show the values of ``exp`` and ``log``: products of exponentials, sums of logarithms."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import prod

from flint import fmpz_mpoly

from verifier.certificate.branch import NIL, ONE, RING, Branch, Uncertified
from verifier.certificate.known import factored
from verifier.certificate.laws import from_law, product_zero, show, term_of
from verifier.certificate.powers import Monomial, exponent_parts, exponents_cancel
from verifier.certificate.signs import decide
from verifier.checker.meaning import DOWN, MINUS, PLUS
from verifier.checker.proof import law


def exponential(branch: Branch, node: int, a: int) -> None:
    """``exp`` of a sum as a product; of a logarithm, what that is of."""
    branch.meaning(node)
    items = [_of_monomial(branch, m, c) for m, c in exponent_parts(branch, a)]
    if items == [(node, 1)]:
        return
    fact = exponents_cancel(branch, node, None, a, items)
    factors = [(_number(branch, n), k) for n, k in items]
    up = [n for n, k in factors for _ in range(k)]
    from_law(branch, node, up, [n for n, k in factors for _ in range(-k)], fact)


def _of_monomial(branch: Branch, monomial: Monomial, c: Fraction) -> tuple[int, int]:
    """A term and how often it enters: ``exp`` of a monomial, or a logarithm."""
    from verifier.certificate.values import ensure

    T = branch.terms
    nodes = [_shifted(branch, branch.nodes[i]) for i, e in monomial for _ in range(e)]
    if len(nodes) == 1 and T.rows[nodes[0]][0] == "log" and c.denominator == 1:
        return nodes[0], int(c)
    unit = [T("num", Fraction(1, c.denominator))] if c.denominator > 1 or not nodes else []
    exponent = reduce(lambda x, y: T("mul", x, y), [*unit, *nodes])
    found = T("exp", exponent)
    if found not in branch.values:
        ensure(branch, exponent)
        branch.meaning(found)
        branch.generator(found)
    return found, c.numerator


def _shifted(branch: Branch, node: int) -> int:
    """The step counted from the first one, as exponents are."""
    T, first = branch.terms, branch.first
    return T("add", node, T("num", Fraction(-first))) if node == T("sym", "time", "t") and first else node


def logarithm(branch: Branch, node: int, a: int) -> None:
    """``log`` of a product as a sum; undefined where that is not positive."""
    p, q = branch.values[a]
    positive = decide(branch, p * q, PLUS, DOWN) == 0
    show(branch, a)
    branch.meaning(node)
    if not positive:
        return
    items = [*_of_factors(branch, p, 1), *_of_factors(branch, q, -1)]
    if items == [(node, 1)]:
        return
    powers = [(node, 1), *((n, -k) for n, k in items)]
    _, sum_, product_ = law(branch.terms, None, powers)
    inside = [(_number(branch, n), k) for n, k in items]
    up, down = ([n for n, k in inside for _ in range(s * k)] for s in (1, -1))
    factors = [[f"x{n}" for n in down] + branch.zero_of(a)]
    factors += [[branch.text(p), *z] for z in product_zero(branch, down)]
    factors += [["-1", branch.text(q), *z] for z in product_zero(branch, up)]
    branch.sum(product_, branch.scale(q), factors)
    branch.add("law", None, *map(list, powers))
    _add_up(branch, node, sum_, items)


def _add_up(branch: Branch, node: int, sum_: str, items: list[tuple[int, int]]) -> None:
    """The value of a logarithm as the sum of others."""
    rows = branch.terms.rows
    parts = [(n if rows[n][0] == "log" else rows[n][1], k) for n, k in items]
    bottom = prod((branch.values[n][1] for n, _ in parts), start=ONE)
    total = sum((k * branch.values[n][0] * (bottom / branch.values[n][1]) for n, k in parts), NIL)
    others = [[str(k), branch.text(bottom / branch.values[n][1]), *branch.zero_of(n)] for n, k in parts]
    branch.establish(node, (total, bottom), [], [[branch.text(bottom), sum_], *others], NIL)


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
    constants = [(RING.constant(whole), 1)] if whole > 1 else []
    return [(_own(branch, f), sign * e) for f, e in (*constants, *positive)]


def _own(branch: Branch, f: fmpz_mpoly) -> int:
    """The logarithm of one factor as a generator; an exponential as it is."""
    from verifier.certificate.values import ensure

    if f.total_degree() == 1 and len(f) == 1:
        own = branch.nodes[next(i for i, d in enumerate(f.degrees()) if d)]
        if branch.terms.rows[own][0] == "exp":
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
