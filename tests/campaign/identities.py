"""Identities of single terms that hold for all real numbers, undefined values included.

Each takes a term, what is known of ranges, and a source of choices; it gives an equal term or
None where it does not apply. Both sides are undefined at the same inputs: a factor is brought in
or taken out only where it is known to be positive and always defined.
"""

from __future__ import annotations

from fractions import Fraction

from tests.campaign.knowledge import Identity, Knowledge, is_number, other_than
from verifier.term import HALF, MINUS_ONE, ONE, STEP, ZERO, Term, sqrt, symbols, term

TWO = term(2)


COMMUTATIVE = ("add", "mul", "max", "min", "and", "or", "eq", "ne")


ASSOCIATIVE = ("add", "mul", "max", "min", "and", "or")


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
                return a * (other_than(x, a) + other_than(y, a))
    if x.op == "div" and x.terms[1] is y.terms[1]:
        return (x.terms[0] + y.terms[0]) / x.terms[1]
    return None


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
            m, x = other_than(n.terms[0], b), other_than(n.terms[1], rest)
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
    if n.op in ("num", "sym") or not is_number(n):
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
    if not is_number(n):
        return None
    return k.rng.choice([n + ZERO, ONE * n, n / ONE, n**ONE, MINUS_ONE * -n, n - ZERO])


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
    """x = sqrt(x)**2 = |x| for x >= 0; sqrt(x) + e = (x + e sqrt(x))/sqrt(x) for x > 0."""
    if (
        n.op == "add"
        and n.terms[0].op == "pow"
        and n.terms[0].terms[1] is HALF
        and k.positive(n.terms[0].terms[0])
    ):
        r, e = n.terms
        return (r.terms[0] + e * r) / r
    if n.op != "num" and is_number(n) and k.nonnegative(n):
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


ARITHMETIC: tuple[Identity, ...] = (
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
)
