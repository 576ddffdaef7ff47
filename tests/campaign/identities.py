"""Identities of single terms that hold for all real numbers, undefined values included.

Each takes a term, what is known of ranges, and a source of choices; it gives an equal term or
None where it does not apply. Both sides are undefined at the same inputs: a factor is brought in
or taken out only where it is known to be positive and always defined.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.campaign.ranges import Ranges
from verifier.system import System
from verifier.term import HALF, MINUS_ONE, ONE, STEP, ZERO, Term, hyper, sqrt, symbols, term, where

TWO = term(2)
COMMUTATIVE = ("add", "mul", "max", "min", "and", "or", "eq", "ne")
ASSOCIATIVE = ("add", "mul", "max", "min", "and", "or")


class Knowledge:
    """Ranges, choices, and expressions that are positive and always defined."""

    def __init__(self, system: System, rng: random.Random) -> None:
        self.ranges, self.rng = Ranges(system), rng
        self.constants = list(self._constants(system))

    def _constants(self, system: System) -> list[Term]:
        found = [TWO, term(Fraction(1, 3)), term(Fraction(7, 5))]
        for h in system.hypers:
            x = hyper(h.name)
            candidates = [] if h.varies else [x, ONE - x, ONE + x, ONE / (ONE - x), sqrt(ONE - x)]
            found += [c for c in candidates if self.positive(c)]
        return found

    def positive(self, x: Term) -> bool:
        """Whether the term is positive wherever it is defined."""
        return self.ranges.of(x).positive

    def nonnegative(self, x: Term) -> bool:
        """Whether the term is never negative where it is defined."""
        return self.ranges.of(x).nonnegative

    def constant(self) -> Term:
        """A positive expression in hyperparameters."""
        return self.rng.choice(self.constants)

    def factor(self) -> Term:
        """A positive expression in hyperparameters and the step number."""
        chosen = self.constant()
        return self.rng.choice([chosen, STEP, STEP + 1, chosen * STEP, chosen])


Identity = Callable[[Term, Knowledge], Term | None]


def commute(n: Term, _: Knowledge) -> Term | None:
    """a + b = b + a."""
    return Term(n.op, n.terms[1], n.terms[0]) if n.op in COMMUTATIVE else None


def associate(n: Term, _: Knowledge) -> Term | None:
    """(a + b) + c = a + (b + c)."""
    if n.op not in ASSOCIATIVE:
        return None
    a, b = n.terms
    if a.op == n.op:
        return Term(n.op, a.terms[0], Term(n.op, a.terms[1], b))
    return Term(n.op, Term(n.op, a, b.terms[0]), b.terms[1]) if b.op == n.op else None


def distribute(n: Term, _: Knowledge) -> Term | None:
    """a (b + c) = a b + a c, also for a quotient."""
    if n.op == "mul":
        a, b = n.terms
        if b.op == "add":
            return a * b.terms[0] + a * b.terms[1]
        return a.terms[0] * b + a.terms[1] * b if a.op == "add" else None
    if n.op == "div" and n.terms[0].op == "add":
        return n.terms[0].terms[0] / n.terms[1] + n.terms[0].terms[1] / n.terms[1]
    return None


def factor_out(n: Term, _: Knowledge) -> Term | None:
    """a b + a c = a (b + c); a/c + b/c = (a + b)/c."""
    if n.op != "add" or n.terms[0].op != n.terms[1].op:
        return None
    x, y = n.terms
    if x.op == "mul":
        for a in x.terms:
            if a in y.terms:
                return a * (_other(x, a) + _other(y, a))
    if x.op == "div" and x.terms[1] is y.terms[1]:
        return (x.terms[0] + y.terms[0]) / x.terms[1]
    return None


def _other(n: Term, a: Term) -> Term:
    return n.terms[1] if n.terms[0] is a else n.terms[0]


def common_denominator(n: Term, _: Knowledge) -> Term | None:
    """a/b + c/d = (a d + c b)/(b d); a + c/d = (a d + c)/d."""
    if n.op != "add":
        return None
    x, y = n.terms
    if x.op == y.op == "div":
        (a, b), (c, d) = x.terms, y.terms
        return (a * d + c * b) / (b * d)
    return (x * y.terms[1] + y.terms[0]) / y.terms[1] if y.op == "div" else None


def average_as_step(n: Term, _: Knowledge) -> Term | None:
    """b m + (1 - b) x = m + (1 - b)(x - m) = x + b (m - x)."""
    if n.op != "add" or n.terms[0].op != "mul" or n.terms[1].op != "mul":
        return None
    for b in n.terms[0].terms:
        rest = ONE - b
        if rest in n.terms[1].terms:
            m, x = _other(n.terms[0], b), _other(n.terms[1], rest)
            return _.rng.choice([m + rest * (x - m), x + b * (m - x), m - rest * (m - x)])
    return None


def move_quotient(n: Term, _: Knowledge) -> Term | None:
    """a (b/c) = (a b)/c; (a/b)/c = a/(b c); and back; (a b)/c = a (b/c) = b/c a."""
    if n.op == "mul":
        a, b = n.terms
        if b.op == "div":
            return (a * b.terms[0]) / b.terms[1]
        return (a.terms[0] * b) / a.terms[1] if a.op == "div" else None
    if n.op != "div":
        return None
    a, b = n.terms
    if a.op == "div":
        return a.terms[0] / (a.terms[1] * b)
    if b.op == "mul":
        return (a / b.terms[0]) / b.terms[1]
    return a.terms[0] * (a.terms[1] / b) if a.op == "mul" else a * (ONE / b)


def invert_quotient(n: Term, k: Knowledge) -> Term | None:
    """x/(a/b) = x b/a, and x b = x/(1/b), for b known to be positive."""
    if n.op == "div" and n.terms[1].op == "div" and k.positive(n.terms[1].terms[1]):
        return n.terms[0] * n.terms[1].terms[1] / n.terms[1].terms[0]
    if n.op == "mul" and k.positive(n.terms[1]):
        return n.terms[0] / (ONE / n.terms[1])
    return None


def extend(n: Term, k: Knowledge) -> Term | None:
    """a/b = (a c)/(b c) = (a/c)/(b/c), for c positive and always defined."""
    if n.op != "div":
        return None
    c = k.factor()
    return k.rng.choice([(n.terms[0] * c) / (n.terms[1] * c), (n.terms[0] / c) / (n.terms[1] / c)])


def bring_in(n: Term, k: Knowledge) -> Term | None:
    """x = (x c)/c = x + c - c, for c positive and always defined."""
    if n.op in ("num", "sym") or not _number(n):
        return None
    c = k.factor()
    return k.rng.choice([(n * c) / c, n + c - c, (n / c) * c, (n - c) + c])


def negate(n: Term, k: Knowledge) -> Term | None:
    """Signs moved about."""
    if n.op == "add":
        a, b = n.terms
        return k.rng.choice([-(-a - b), -((-a) + (-b)), a - (-b)])
    if n.op in ("mul", "div"):
        a, b = n.terms
        return k.rng.choice([Term(n.op, -a, -b), -Term(n.op, -a, b), -Term(n.op, a, -b)])
    return None


def neutral(n: Term, k: Knowledge) -> Term | None:
    """x + 0, 1 x, x/1, x**1, -(-x)."""
    if not _number(n):
        return None
    return k.rng.choice([n + ZERO, ONE * n, n / ONE, n**ONE, -(-n), n - ZERO])


def split_number(n: Term, k: Knowledge) -> Term | None:
    """A number as a sum, product or quotient of others."""
    if n.op != "num":
        return None
    part = term(k.rng.choice([Fraction(1, 2), Fraction(3), Fraction(-2, 5)]))
    return k.rng.choice([part + (n.value - part.value), part * (n.value / part.value), term(n.value * 2) / 2])


def square(n: Term, k: Knowledge) -> Term | None:
    """x**2 = x x = |x|**2, x**3 = x x**2, a binomial multiplied out, a difference of squares."""
    if n.op == "pow" and n.terms[1] is TWO:
        x = n.terms[0]
        forms = [x * x, Term("abs", x) ** TWO, (-x) ** TWO, x * Term("abs", x) * Term("sign", x)]
        if x.op == "add":
            a, b = x.terms
            forms.append(a**TWO + TWO * a * b + b * b)
        if x.op in ("mul", "div"):
            forms.append(Term(x.op, x.terms[0] ** TWO, x.terms[1] ** TWO))
        return k.rng.choice(forms)
    if n.op == "mul" and n.terms[0] is n.terms[1]:
        return n.terms[0] ** TWO
    return None


def power_of_step(n: Term, k: Knowledge) -> Term | None:
    """b**t = b b**(t-1); b**(t+1) = b b**t; (b**t)**2 = b**(2 t)."""
    if n.op != "pow" or not symbols([n.terms[1]], "time") or symbols([n.terms[1]], "hyper"):
        return None
    b, e = n.terms
    if e is STEP:
        return k.rng.choice(
            [
                b * b ** (STEP - 1),
                b ** (STEP - 1) * b,
                b ** (STEP + 1 - 1),
                (-b) ** STEP * MINUS_ONE**STEP,
                ONE / (b**MINUS_ONE) ** STEP if k.positive(b) else b * b ** (STEP - 1),
            ]
        )
    if e.op == "add" and e.terms[0] is STEP and e.terms[1] is ONE:
        return b * b**STEP
    return None


def root(n: Term, k: Knowledge) -> Term | None:
    """sqrt(a b) = sqrt(a) sqrt(b), sqrt(a/c) = sqrt(a)/sqrt(c), sqrt(a a) = |a|, and back."""
    if n.op == "pow" and n.terms[1] is HALF:
        x = n.terms[0]
        if x.op in ("mul", "div"):
            a, c = x.terms
            if k.positive(c) or (x.op == "mul" and k.nonnegative(a) and k.nonnegative(c)):
                return Term(x.op, sqrt(a), sqrt(c))
            if x.op == "mul" and k.positive(a):
                return sqrt(a) * sqrt(c)
        if x.op == "pow" and x.terms[1] is TWO:
            return Term("abs", x.terms[0])
        c = k.factor()
        return k.rng.choice([sqrt(x * c) / sqrt(c), sqrt(x / c**TWO) * c, sqrt(x / c) * sqrt(c)])
    if n.op in ("mul", "div") and all(a.op == "pow" and a.terms[1] is HALF for a in n.terms):
        a, b = (x.terms[0] for x in n.terms)
        return sqrt(Term(n.op, a, b)) if k.nonnegative(a) and k.nonnegative(b) else None
    return None


def reciprocal(n: Term, k: Knowledge) -> Term | None:
    """a/sqrt(b) = a b**(-1/2); a/b = a b**(-1); sqrt(x) = x**(1/4) x**(1/4)."""
    if n.op == "div":
        a, b = n.terms
        if b.op == "pow" and b.terms[1].op == "num" and b.terms[1].value > 0:
            return a * b.terms[0] ** (-b.terms[1].value)
        return a * b**MINUS_ONE
    if n.op == "pow" and n.terms[1] is HALF and k.nonnegative(n.terms[0]):
        x = n.terms[0]
        return sqrt(sqrt(x)) ** TWO
    return None


def squared_root(n: Term, k: Knowledge) -> Term | None:
    """x = sqrt(x)**2 = |x|, for x known to be non-negative; sqrt(x) + e = (x + e sqrt(x))/sqrt(x), for x > 0."""
    if (
        n.op == "add"
        and n.terms[0].op == "pow"
        and n.terms[0].terms[1] is HALF
        and k.positive(n.terms[0].terms[0])
    ):
        r, e = n.terms
        return (r.terms[0] + e * r) / r
    if n.op != "num" and _number(n) and k.nonnegative(n):
        return k.rng.choice([sqrt(n) ** TWO, sqrt(n) * sqrt(n), Term("abs", n), Term("max", n, ZERO)])
    return None


def factored_epsilon(n: Term, k: Knowledge) -> Term | None:
    """a/(r/c + e) = a c/(r + e c): the folded bias correction, for c known to be positive."""
    if n.op != "div" or n.terms[1].op != "add":
        return None
    a, (r, e) = n.terms[0], n.terms[1].terms
    if r.op == "div" and k.positive(r.terms[1]):
        return (a * r.terms[1]) / (r.terms[0] + e * r.terms[1])
    return None


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
    if n.op in ("lt", "le") and STEP in (a, b) and _other(n, STEP).op == "num":
        forms.append(_integral(n))
    return k.rng.choice(forms)


def _integral(n: Term) -> Term:
    a, b = n.terms
    bound = _other(n, STEP).value
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
    if not _number(n) or n.op == "num":
        return None
    condition = k.rng.choice([Term("lt", STEP, term(3)), Term("lt", Term("sym", "gradient", "g"), ZERO)])
    if n.op == "sym" or not k.rng.random() < 0.5:
        return None
    return where(condition, n, neutral(n, k) or n)


def _number(n: Term) -> bool:
    return n.op not in ("lt", "le", "eq", "ne", "and", "or", "not")


IDENTITIES: tuple[Identity, ...] = (
    commute,
    associate,
    distribute,
    factor_out,
    common_denominator,
    average_as_step,
    move_quotient,
    invert_quotient,
    extend,
    bring_in,
    negate,
    neutral,
    split_number,
    square,
    power_of_step,
    root,
    reciprocal,
    squared_root,
    factored_epsilon,
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
