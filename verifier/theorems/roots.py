"""Square roots of products, taken factor by factor, and quotients of a number by its own size."""

from __future__ import annotations

import operator
from fractions import Fraction
from math import isqrt

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import factors, multiply, quotient
from verifier.closed_form.identities import Identities
from verifier.term import HALF, ONE, Term, fold, term

COMPARISONS = {"lt": operator.lt, "le": operator.le, "eq": operator.eq, "ne": operator.ne}


def simplest(identities: Identities, value: Term) -> Term:
    """The value in factors, squares taken out of roots: ``sqrt(x**2 y)`` is ``|x| sqrt(y)``."""

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        if node.op == "pow" and node.terms[1] is HALF:
            return root(identities, args[0])
        if node.op == "max":
            return larger(identities, *args)
        if node.op == "sign":
            return sign(identities, args[0])
        if node.op == "where":
            return branch(identities, *args)
        return Term(node.op, *args) if args and node.op not in ("element",) else node

    return signs(identities, identities.simplest(fold([value], rebuild)[value]))


def root(identities: Identities, inside: Term) -> Term:
    """The root of a term, its squares taken out; what may be negative stays under one root."""
    number, above, below = factors(identities.simplest(inside))
    above = without_signs(above)
    split = [[_parted(identities, f) for f in side] for side in (above, below)]
    outside = [[out for out, _ in side if out is not ONE] for side in split]
    under = [[rest for _, rest in side if rest is not ONE] for side in split]
    known = number >= 0 and all(_not_negative(identities, f) for side in under for f in side)
    if known:
        roots = [[f**HALF for f in side] for side in under]
        return quotient([_root_of_number(number), *outside[0], *roots[0]], [*outside[1], *roots[1]])
    whole = quotient([term(number), *under[0]] if number != 1 else under[0], under[1])
    return quotient([*outside[0], whole**HALF], outside[1])


def without_signs(product: list[Term]) -> list[Term]:
    """The factors without signs of even powers of others: ``x**2 sign(x**2)`` is ``x**2``, at 0 also."""
    return [f for f in product if f.op != "sign" or not (_even(f.terms[0]) and f.terms[0] in product)]


def _even(value: Term) -> bool:
    return value.op == "pow" and value.terms[1].op == "num" and value.terms[1].value % 2 == 0


def _parted(identities: Identities, factor: Term) -> tuple[Term, Term]:
    """A factor as the square of what comes out of the root, and what stays."""
    base, exponent = factor.terms if factor.op == "pow" else (factor, ONE)
    if exponent.op != "num" or exponent.value.denominator != 1 or exponent.value < 2:
        return ONE, factor
    size = base if _not_negative(identities, base) else Term("abs", base)
    half, odd = divmod(int(exponent.value), 2)
    return size if half == 1 else size**half, base if odd else ONE


def _not_negative(identities: Identities, value: Term) -> bool:
    try:
        return identities.non_negative(value)
    except (Unsupported, ZeroDivisionError):
        return False


def larger(identities: Identities, left: Term, right: Term) -> Term:
    """The larger of two, where it is proved which that is."""
    for high, low in ((left, right), (right, left)):
        if identities.non_negative(high - low):
            return high
    return Term("max", left, right)


def branch(identities: Identities, condition: Term, yes: Term, no: Term) -> Term:
    """The value that a comparison chooses, where it is one of numbers."""
    if condition.op in COMPARISONS:
        left, right = (identities.simplest(x) for x in condition.terms)
        if left.op == right.op == "num":
            return yes if COMPARISONS[condition.op](left.value, right.value) else no
    return Term("where", condition, yes, no)


def sign(identities: Identities, inside: Term) -> Term:
    """The sign of a product, its positive factors left out."""
    number, above, below = factors(identities.simplest(inside))
    rest = [[f for f in side if not identities.positive(f)] for side in (above, below)]
    if number == 0 or not (rest[0] or rest[1]):
        return term((number > 0) - (number < 0))
    left = Term("sign", quotient(*rest))
    return left if number > 0 else -left


def _root_of_number(number: Fraction) -> Term:
    top, bottom = isqrt(abs(number.numerator)), isqrt(number.denominator)
    if number == Fraction(top**2, bottom**2):
        return term(Fraction(top, bottom))
    return term(number) ** HALF


def signs(identities: Identities, value: Term) -> Term:
    """A product with ``x/|x|`` written as the sign of ``x``."""
    number, above, below = factors(value)
    for size in [f for f in below if f.op == "abs"]:
        if size.terms[0] in above:
            above.remove(size.terms[0])
            below.remove(size)
            above.append(Term("sign", size.terms[0]))
    return quotient([*([term(number)] if number != 1 else []), *above], below)


def squared(value: Term) -> Term:
    """The square of a product, its square roots taken away."""
    number, above, below = factors(value)
    top, bottom = (multiply(_square(f) for f in side) for side in (above, below))
    whole = multiply([term(number**2), top]) if number**2 != 1 else top
    return whole if bottom is ONE else whole / bottom


def _square(factor: Term) -> Term:
    if factor.op == "abs":
        return factor.terms[0] ** 2
    if factor.op == "pow" and factor.terms[1].op == "num":
        exponent = factor.terms[1].value * 2
        return factor.terms[0] if exponent == 1 else factor.terms[0] ** exponent
    return factor**2


def magnitude(identities: Identities, value: Term) -> Term:
    """The size of a product whose signs are not those of 0."""
    number, above, below = factors(value)
    top = [f if identities.non_negative(f) else Term("abs", f) for f in above if f.op != "sign"]
    return quotient([*([term(abs(number))] if abs(number) != 1 else []), *top], below)
