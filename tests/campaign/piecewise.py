"""Identities of absolute values, signs, extrema, comparisons and branches."""

from __future__ import annotations

from tests.campaign.identities import TWO, neutral
from tests.campaign.knowledge import Identity, Knowledge, is_number, other_than
from verifier.term import HALF, MINUS_ONE, ONE, STEP, ZERO, Term, sqrt, term, where


def absolute(n: Term, k: Knowledge) -> Term | None:
    """|x| as a maximum, a branch, a root, x sign(x)."""
    if n.op != "abs":
        return None
    x = n.terms[0]
    return k.rng.choice(
        [
            Term("max", x, -x),
            Term("max", -x, x),
            -Term("min", x, -x),
            where(Term("lt", x, ZERO), -x, x),
            where(Term("le", x, ZERO), -x, x),
            where(Term("le", ZERO, x), x, -x),
            x * Term("sign", x),
            sqrt(x**TWO),
            sqrt(x * x),
            Term("max", x, ZERO) + Term("max", -x, ZERO),
            Term("abs", -x),
        ]
    )


def signum(n: Term, k: Knowledge) -> Term | None:
    """sign(x) as branches, or x/|x| away from zero."""
    if n.op != "sign":
        return None
    x = n.terms[0]
    up, down = Term("lt", ZERO, x), Term("lt", x, ZERO)
    zero = Term("eq", x, ZERO)
    return k.rng.choice(
        [
            where(up, ONE, where(down, MINUS_ONE, ZERO)),
            where(zero, ZERO, x / Term("abs", x)),
            where(Term("ne", x, ZERO), Term("abs", x) / x, ZERO),
            -Term("sign", -x),
            where(up, ONE, ZERO) - where(down, ONE, ZERO),
            where(zero, ZERO, where(up, ONE, MINUS_ONE)),
            Term("sign", x * k.constant()),
            where(zero, ZERO, x / sqrt(x**TWO)),
        ]
    )


def extremum(n: Term, k: Knowledge) -> Term | None:
    """max(a, b) as branches, by |a - b|, by the minimum; likewise the minimum."""
    if n.op not in ("max", "min"):
        return None
    a, b = n.terms
    other = "min" if n.op == "max" else "max"
    yes, no = (b, a) if n.op == "max" else (a, b)
    spread = Term("abs", a - b) if n.op == "max" else -Term("abs", a - b)
    return k.rng.choice(
        [
            where(Term("lt", a, b), yes, no),
            where(Term("le", a, b), yes, no),
            (a + b + spread) / 2,
            -Term(other, -a, -b),
            a + Term(n.op, ZERO, b - a),
            a + b - Term(other, a, b),
            where(Term("le", b, a), no, yes),
            Term(n.op, a, n),
            b + Term(n.op, a - b, ZERO),
        ]
    )


def clip(n: Term, k: Knowledge) -> Term | None:
    """min(max(x, lo), hi) = max(min(x, hi), lo) where lo <= hi is known."""
    if n.op not in ("max", "min"):
        return None
    other = "min" if n.op == "max" else "max"
    inner, bound = n.terms
    if inner.op != other:
        return None
    x, far = inner.terms
    low, high = (bound, far) if n.op == "max" else (far, bound)
    if not k.nonnegative(high - low) and not (k.positive(high) and low is -high):
        return None
    outside = where(Term("lt", high, x), high, x)
    return k.rng.choice([Term(other, Term(n.op, x, bound), far), where(Term("lt", x, low), low, outside)])


def scaled_extremum(n: Term, k: Knowledge) -> Term | None:
    """c max(a, b) = max(c a, c b), for c known to be non-negative."""
    if n.op == "mul" and n.terms[1].op in ("max", "min") and k.nonnegative(n.terms[0]):
        c, x = n.terms
        return Term(x.op, c * x.terms[0], c * x.terms[1])
    if n.op == "div" and n.terms[0].op in ("max", "min") and k.positive(n.terms[1]):
        x, c = n.terms
        return Term(x.op, x.terms[0] / c, x.terms[1] / c)
    if (
        n.op == "pow"
        and n.terms[1] is HALF
        and n.terms[0].op == "max"
        and all(map(k.nonnegative, n.terms[0].terms))
    ):
        return Term("max", *(sqrt(a) for a in n.terms[0].terms))
    return None


def compare(n: Term, k: Knowledge) -> Term | None:
    """a < b as not b <= a, a - b < 0, c a < c b; t > n as t >= n + 1."""
    if n.op not in ("lt", "le", "eq", "ne"):
        return None
    a, b = n.terms
    c = k.constant()
    opposite = {"lt": "le", "le": "lt", "eq": "ne", "ne": "eq"}[n.op]
    turned = Term("not", Term(opposite, b, a))
    forms = [
        turned,
        Term(n.op, a - b, ZERO),
        Term(n.op, -b, -a),
        Term(n.op, a * c, b * c),
        Term(n.op, a + c, b + c),
    ]
    if n.op == "eq":
        forms.append(Term("and", Term("le", a, b), Term("le", b, a)))
    if n.op in ("lt", "le") and STEP in (a, b) and other_than(n, STEP).op == "num":
        forms.append(_integral(n))
    return k.rng.choice(forms)


def _integral(n: Term) -> Term:
    a, b = n.terms
    bound = other_than(n, STEP).value
    if bound.denominator != 1:
        return Term("le" if n.op == "lt" else "lt", a, b)
    by = (1 if n.op == "lt" else -1) * (1 if b is STEP else -1)
    moved = term(bound + by)
    return Term("le" if n.op == "lt" else "lt", *(moved if x is not STEP else x for x in (a, b)))


def connective(n: Term, _: Knowledge) -> Term | None:
    """De Morgan's laws and double negation."""
    if n.op in ("and", "or"):
        other = "or" if n.op == "and" else "and"
        return Term("not", Term(other, *(Term("not", a) for a in n.terms)))
    return n.terms[0].terms[0] if n.op == "not" and n.terms[0].op == "not" else None


def branch(n: Term, k: Knowledge) -> Term | None:
    """A branch turned round, doubled, or an operation taken into it."""
    if n.op == "where":
        c, a, b = n.terms
        return k.rng.choice(
            [where(Term("not", c), b, a), where(c, where(c, a, b), b), where(c, a, where(c, a, b))]
        )
    if n.op in ("add", "mul", "div", "max", "min"):
        for place, x in enumerate(n.terms):
            if x.op == "where":
                c, a, b = x.terms
                sides = (
                    ((a, n.terms[1]), (b, n.terms[1])) if place == 0 else ((n.terms[0], a), (n.terms[0], b))
                )
                return where(c, Term(n.op, *sides[0]), Term(n.op, *sides[1]))
    return None


def same_branches(n: Term, k: Knowledge) -> Term | None:
    """x as a branch on something that is always defined, with x on both sides."""
    if not is_number(n) or n.op == "num":
        return None
    condition = k.rng.choice([Term("lt", STEP, term(3)), Term("lt", Term("sym", "gradient", "g"), ZERO)])
    if n.op == "sym" or not k.rng.random() < 0.5:
        return None
    return where(condition, n, neutral(n, k) or n)


PIECEWISE: tuple[Identity, ...] = (
    absolute,
    signum,
    extremum,
    clip,
    scaled_extremum,
    compare,
    connective,
    branch,
    same_branches,
)
