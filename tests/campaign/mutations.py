"""Mutations of single terms: the slips of people who write optimizers down.

Each takes a term and the system, and gives (new term, description) or None.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from verifier.system import System
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, sequence, sqrt, state, term

Mutant = tuple[Term, str]
Mutation = Callable[[Term, System, random.Random], Mutant | None]


def sign(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """a + b -> a - b, or -a where it stands."""
    if n.op == "add":
        return (n.terms[0] - n.terms[1], "sign") if rng.random() < 0.5 else (n.terms[1] - n.terms[0], "sign")
    return (-n, "sign") if n.op in ("mul", "div", "sym") else None


def drop(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """A term of a sum, a factor, a denominator, an absolute value, a root left out."""
    if n.op in ("add", "mul", "max", "min"):
        return rng.choice(n.terms), f"dropped part of {n.op}"
    return (n.terms[0], f"dropped {n.op}") if n.op in ("div", "pow", "abs", "sign") else None


def exchange(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """One operation in place of another."""
    others = {
        "add": "mul",
        "mul": "add",
        "div": "mul",
        "max": "min",
        "min": "max",
        "lt": "le",
        "le": "lt",
        "eq": "ne",
        "abs": "sign",
        "sign": "abs",
        "and": "or",
        "or": "and",
    }
    new = others.get(n.op)
    return (Term(new, *n.terms), f"{n.op} -> {new}") if new else None


def number(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """A constant or exponent changed."""
    if n.op != "num":
        return None
    x = n.value
    new = rng.choice([x + 1, x - 1, 2 * x, x / 2, -x, x + Fraction(1, 1000), x**2])
    return (term(new), f"constant {x} -> {new}") if new != x else None


def step_number(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """t -> t - 1, t + 1."""
    by = rng.choice([-1, 1])
    return (STEP + by, f"t -> t{by:+d}") if n is STEP else None


def rate_index(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """lr[t] -> lr[t-1], lr[t+1]."""
    if n.op != "sym" or n.args[0] != "sequence":
        return None
    by = rng.choice([-1, 1])
    offset = int(str(n.args[2])) + by
    return (sequence(n.name, offset), f"{n.name} read {by:+d} step") if offset >= -1 else None


def hyperparameter(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """A hyperparameter in place of another, its square, its root, one minus it, or one."""
    if n.op != "sym" or n.args[0] != "hyper":
        return None
    others = [hyper(h.name) for h in system.hypers if not h.varies and h.name != n.name]
    new = rng.choice([*others, *others, n**2, ONE - n, ONE, n * 2, sqrt(n)])
    return new, f"{n!r} -> {new!r}"


def old_for_new(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """A state's old value where the new one stands, or the new one for the old."""
    for s in system.states:
        if n is s.update and n is not state(s.name):
            return state(s.name), f"old {s.name} for new"
        if n is state(s.name):
            return s.update, f"new {s.name} for old"
    return (system.weight, "new w for old") if n is WEIGHT and GRADIENT is not WEIGHT else None


def epsilon(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """sqrt(x) + e -> sqrt(x + e), sqrt(x + e**2), max(sqrt(x), e); sqrt(x + e) -> sqrt(x) + e."""
    if n.op == "add" and n.terms[0].op == "pow" and n.terms[0].terms[1] is HALF:
        r, e = n.terms
        x = r.terms[0]
        return rng.choice([sqrt(x + e), sqrt(x + e**2), Term("max", r, e), r * e, r]), "epsilon placement"
    if n.op == "pow" and n.terms[1] is HALF and n.terms[0].op == "add":
        x, e = n.terms[0].terms
        return rng.choice([sqrt(x) + e, sqrt(x) + sqrt(e), sqrt(Term("max", x, e))]), "epsilon placement"
    return None


def correction(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """A bias correction dropped, with a wrong power, or inverted; a maximum on its other side."""
    if n.op == "div" and n.terms[0].op in ("max", "min"):
        (a, b), c = n.terms[0].terms, n.terms[1]
        return Term(n.terms[0].op, a, b / c), "maximum before correction"
    if n.op in ("max", "min") and n.terms[1].op == "div":
        a, (b, c) = n.terms[0], n.terms[1].terms
        return Term(n.op, a, b) / c, "maximum after correction"
    if n.op == "div" and _has_power(n.terms[1]):
        return rng.choice(
            [(n.terms[0], "dropped correction"), (n.terms[0] * n.terms[1], "inverted correction")]
        )
    if n.op == "pow" and n.terms[1] is STEP:
        return rng.choice(
            [n.terms[0], n.terms[0] ** (STEP + 1), n.terms[0] ** (STEP - 1)]
        ), "exponent of correction"
    return None


def _has_power(n: Term) -> bool:
    return n.op == "add" and any(a.op == "mul" and any(f.op == "pow" for f in a.terms) for a in n.terms)


def undefined(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """A form that is undefined at isolated inputs only: (x y)/y, sqrt(x)**2, x + log(y**2) - log(y**2)."""
    if n.op in ("lt", "le", "eq", "ne", "and", "or", "not", "num"):
        return None
    y = rng.choice([GRADIENT, GRADIENT - 1, WEIGHT, *(state(s.name) for s in system.states)])
    forms = [(n * y) / y, sqrt(n) ** 2, n + Term("log", y**2) - Term("log", y**2), n / (y / y)]
    return rng.choice(forms), f"cancelled {y!r}"


def threshold(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """A bound of a comparison moved by one."""
    if n.op not in ("lt", "le"):
        return None
    return Term(n.op, n.terms[0] + rng.choice([-1, 1]), n.terms[1]), "threshold off by one"


def gradient(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """The gradient squared, cut, made absolute, or with decay added."""
    if n is not GRADIENT:
        return None
    rates = [hyper(h.name) for h in system.hypers if not h.varies] or [HALF]
    return rng.choice(
        [
            (n**2, "g squared"),
            (Term("abs", n), "|g|"),
            (n + rng.choice(rates) * WEIGHT, "decay added"),
            (Term("max", n, term(-100)), "g cut at -100"),
            (ZERO + 1, "g -> 1"),
        ]
    )


MUTATIONS: tuple[Mutation, ...] = (
    sign,
    drop,
    exchange,
    number,
    step_number,
    rate_index,
    hyperparameter,
    old_for_new,
    epsilon,
    correction,
    undefined,
    threshold,
    gradient,
)
