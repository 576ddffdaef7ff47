"""Mutations of single terms: the package's slips, and wilder ones that only a test needs.

Each takes a term and the system, and gives (new term, description) or None.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from verifier.mutants import SLIPS
from verifier.mutants.slips import Slips
from verifier.system import System
from verifier.term import GRADIENT, HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, sqrt, state, term

Mutant = tuple[Term, str]
Mutation = Callable[[Term, System, random.Random], Mutant | None]


def chosen(kind: Slips) -> Mutation:
    """One of the slips of a kind, by chance."""

    def mutation(n: Term, system: System, rng: random.Random) -> Mutant | None:
        found = list(kind(n, system))
        if not found:
            return None
        slip = rng.choice(found)
        return slip.wrong, slip.kind

    return mutation


def negated(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """The negative where it stands."""
    return (-n, "negated") if n.op in ("mul", "div", "sym") else None


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
    """A constant or exponent changed a little, or much."""
    if n.op != "num":
        return None
    x = n.value
    new = rng.choice([x - 1, -x, x + Fraction(1, 1000), x**2])
    return (term(new), f"constant {x} -> {new}") if new != x else None


def hyperparameter(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """A hyperparameter's square, its root, its double, or one."""
    if n.op != "sym" or n.args[0] != "hyper":
        return None
    new = rng.choice([n**2, ONE, n * 2, sqrt(n)])
    return new, f"{n!r} -> {new!r}"


def old_for_new(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """A state's old value where the new one stands, or the new one for the old."""
    for s in system.states:
        if n is s.update and n is not state(s.name):
            return state(s.name), f"old {s.name} for new"
        if n is state(s.name):
            return s.update, f"new {s.name} for old"
    return (system.weight, "new w for old") if n is WEIGHT and GRADIENT is not WEIGHT else None


def correction(n: Term, _: System, rng: random.Random) -> Mutant | None:
    """A bias correction with a wrong power."""
    if n.op == "div" and _has_power(n.terms[1]):
        return n.terms[0] * n.terms[1], "inverted correction"
    if n.op == "pow" and n.terms[1] is STEP:
        return rng.choice([n.terms[0] ** (STEP + 1), n.terms[0] ** (STEP - 1)]), "exponent of correction"
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


def gradient(n: Term, system: System, rng: random.Random) -> Mutant | None:
    """The gradient squared, cut, or with decay added."""
    if n is not GRADIENT:
        return None
    rates = [hyper(h.name) for h in system.hypers if not h.varies] or [HALF]
    return rng.choice(
        [
            (n**2, "g squared"),
            (n + rng.choice(rates) * WEIGHT, "decay added"),
            (Term("max", n, term(-100)), "g cut at -100"),
            (ZERO + 1, "g -> 1"),
        ]
    )


MUTATIONS: tuple[Mutation, ...] = (
    *map(chosen, SLIPS),
    negated,
    exchange,
    number,
    hyperparameter,
    old_for_new,
    correction,
    undefined,
    gradient,
)
