"""Systems that the campaign starts from: every specification, and rules with harder branches."""

from __future__ import annotations

import importlib
import pkgutil
from fractions import Fraction

import specs
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT, Domain
from verifier.language import Recurrence
from verifier.sympy_terms import system_of
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT as G
from verifier.term import ONE, STEP, ZERO, Term, hyper, sqrt, state, term, where
from verifier.term import WEIGHT as W

POSITIVES = ("lr", "epsilon", "clip", "delta", "l1")
NON_NEGATIVES = ("weight_decay", "acc0")
LR, B, B1, B2, EPS = (hyper(n) for n in ("lr", "beta", "beta_1", "beta_2", "epsilon"))
WD, CLIP, ACC0, NU, DELTA = (hyper(n) for n in ("weight_decay", "clip", "acc0", "nu", "delta"))
M, V, U, Z, P = (state(n) for n in "mvuzp")


def greatest(a: Term, b: Term | int) -> Term:
    """The greater of two."""
    return Term("max", a, term(b))


def least(a: Term, b: Term | int) -> Term:
    """The smaller of two."""
    return Term("min", a, term(b))


def sign(a: Term) -> Term:
    """-1, 0 or 1."""
    return Term("sign", a)


def size(a: Term) -> Term:
    """The absolute value."""
    return Term("abs", a)


def domain(name: str) -> Domain:
    """The domain that a hyperparameter's name stands for."""
    if name in POSITIVES:
        return POSITIVE
    return NON_NEGATIVE if name in NON_NEGATIVES else UNIT


def build(name: str, weight: Term, query: Term = W, **states: tuple[Term | int, Term]) -> System:
    """A system of the given new weight and states (initial value, update)."""
    kept = tuple(State(n, term(first), update) for n, (first, update) in states.items())
    system = System(name, (), kept, weight, query)
    names: dict[str, None] = {}
    for root in (*system.outputs, *(s.initial for s in kept)):
        names.update(dict.fromkeys(_hypers(root)))
    return System(name, tuple(Hyper(n, domain(n)) for n in names), kept, weight, query)


def _hypers(top: Term) -> list[str]:
    if top.op == "sym":
        return [top.name] if top.args[0] == "hyper" else []
    return [n for a in top.terms for n in _hypers(a)]


def average(old: Term, beta: Term, new: Term) -> Term:
    """The exponential moving average's next value."""
    return beta * old + (ONE - beta) * new


def clipped(x: Term, bound: Term) -> Term:
    """The number cut to [-bound, bound]."""
    return least(greatest(x, -bound), bound)


def own_systems() -> list[System]:
    """Rules that no specification has: thresholds, clips, signs, products, several queries."""
    m, v = average(M, B1, G), average(V, B2, G**2)
    c1, c2 = ONE - B1**STEP, ONE - B2**STEP
    rectified = term(2) / (ONE - B2) - 1 - term(2) * STEP * B2**STEP / c2
    decayed = G + WD * W
    cut = clipped(G, CLIP)
    schedule = B1 * (ONE - term(Fraction(1, 2)) * term(Fraction(24, 25)) ** STEP)
    product = P * schedule
    y = (ONE - B) * Z + B * W
    z = Z - LR * G
    grown = where(Term("lt", ZERO, G * U), least(V * term(Fraction(6, 5)), 50), V * HALF_STEP)
    belief = average(V, B2, (G - m) ** 2) + EPS
    return [
        build("clipped sgd", W - LR * cut),
        build("torch momentum", W - LR * (B * M + decayed), m=(0, B * M + decayed)),
        build("stored look-ahead", W + (ONE + B) * (B * M - LR * G) - B * M, m=(0, B * M - LR * G)),
        build("nesterov", W + B * M - LR * G, query=W + B * M, m=(0, B * M - LR * G)),
        build("quasi-hyperbolic", W - LR * ((ONE - NU) * G + NU * average(M, B, G)), m=(0, average(M, B, G))),
        build(
            "first step apart",
            W - LR * where(Term("eq", STEP, ONE), G, B * M + G * HALF_STEP),
            m=(0, where(Term("eq", STEP, ONE), G, B * M + G * HALF_STEP)),
        ),
        build(
            "radam",
            W - LR * where(Term("lt", term(5), rectified), (m / c1) / (sqrt(v / c2) + EPS), m / c1),
            m=(0, m),
            v=(0, v),
        ),
        build(
            "amsgrad",
            W - LR * (m / c1) / (sqrt(greatest(U, v / c2)) + EPS),
            m=(0, m),
            v=(0, v),
            u=(0, greatest(U, v / c2)),
        ),
        build(
            "adamax",
            W - LR / c1 * m / greatest(B2 * U, size(G) + EPS),
            m=(0, m),
            u=(0, greatest(B2 * U, size(G) + EPS)),
        ),
        build(
            "yogi",
            W - LR * m / (sqrt(V - (ONE - B2) * sign(V - G**2) * G**2) + EPS),
            m=(0, m),
            v=(ACC0, V - (ONE - B2) * sign(V - G**2) * G**2),
        ),
        build("belief", W - LR * (m / c1) / (sqrt(belief / c2) + EPS), m=(0, m), v=(0, belief)),
        build("signs", W * (ONE - LR * WD) - LR * sign(average(M, B1, G)), m=(0, average(M, B2, G))),
        build("rprop", W - sign(G) * grown, v=(LR, grown), u=(0, G)),
        build(
            "product kept",
            W - LR * m / (ONE - product) / (sqrt(v / c2) + EPS),
            m=(0, m),
            v=(0, v),
            p=(1, product),
        ),
        build("schedule-free", (ONE - ONE / STEP) * W + z / STEP, query=y, z=(W, z)),
        build("accumulated", W - LR * cut / (sqrt(V + cut**2) + EPS), v=(ACC0, V + cut**2)),
        build("without epsilon", W - LR * G / sqrt(V + G**2), v=(0, V + G**2)),
        build(
            "delta",
            W - G * sqrt(U + EPS) / sqrt(average(V, B, G**2) + EPS),
            v=(0, average(V, B, G**2)),
            u=(0, average(U, B, (G * sqrt(U + EPS) / sqrt(average(V, B, G**2) + EPS)) ** 2)),
        ),
        build("centred", W - LR * G / sqrt(v - m**2 + EPS), m=(0, m), v=(0, v)),
        build("rate decays", W - LR / (ONE + DELTA * (STEP - 1)) * G),
        build("warm-up", W - LR * least(STEP / 10, 1) * (B * M + G), m=(0, B * M + G)),
        build("late", W - where(Term("le", STEP, term(1200)), LR, LR / 10) * G),
        build("polyak mean", average(W, B, Z - LR * G), query=Z, z=(W, Z - LR * G)),
        build("proportional-integral", W - LR * (G + NU * M + DELTA * (G - U)), m=(0, M + G), u=(0, G)),
    ]


HALF_STEP = term(Fraction(1, 2))


def specified() -> list[System]:
    """Every specification as a system, in the order of the file names."""
    found: dict[str, System] = {}
    for module in pkgutil.iter_modules(specs.__path__, "specs."):
        if not module.ispkg:
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Recurrence):
                    found[value.name] = system_of(value)
    return [found[name] for name in sorted(found)]


def systems() -> list[System]:
    """All systems of the campaign."""
    return [*specified(), *own_systems()]
