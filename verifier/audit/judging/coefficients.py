"""Momenta that theory reckons: from the number of the step, ``(k - 1)/(k + 2)``, or from constants.

A schedule is no part of an update: one letter stands for such a momentum, whatever it is at each step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from verifier.audit.drafts.names import Sort, domain_of, sort_of
from verifier.mutants.notation import shown
from verifier.system import Hyper, System, live_states, map_terms
from verifier.term import GRADIENT, MINUS_ONE, ONE, STEP, Term, fold, hyper, postorder, symbols

MOMENTUM = "momentum"
"""Under which name such a factor stands."""
THEORY = frozenset({"mu", "kappa", "L", "rho"})
"""Letters of theory that are something else elsewhere: the strong convexity, the condition."""
STEPS = range(1, 9)
"""The steps at which it is seen whether a factor is one: the first may have none."""
SAMPLE = {"L": 10.0, "kappa": 10.0, "Q": 10.0, "mu": 1.0, "m": 1.0}
"""Numbers for the letters of theory, of which the condition is above 1."""


def with_momentum(system: System) -> tuple[str, System] | None:
    """The momentum of a system in words, and the system with one letter for it; None where it has none.

    One factor alone, with its complement, is then made of numbers, the step and what grows by itself.
    """
    own = _growing(system)
    if len(system.states) - len(own) != 1 or MOMENTUM in {h.name for h in system.hypers}:
        return None
    factors = _factors(system, own)
    sign = _sign(system, factors[0], own) if len(factors) == 1 else 0
    if not sign:
        return None
    letter = hyper(MOMENTUM) if sign > 0 else MINUS_ONE * hyper(MOMENTUM)
    named = map_terms(system, {factors[0]: letter}, {})
    named = replace(named, states=live_states(named))
    left = {s.name for s in symbols([*named.outputs, *(s.initial for s in named.states)], "hyper")}
    kept = tuple(h for h in named.hypers if h.name in left)
    return shown(factors[0]), replace(named, hypers=(*kept, Hyper(MOMENTUM, domain_of(MOMENTUM))))


def _growing(system: System) -> frozenset[str]:
    """The states that are made of nothing but themselves, the step and numbers: ``t_{k+1}`` of ``t_k``."""
    names = {s.name for s in system.states}
    while True:
        apart = {
            s.name
            for s in system.states
            if s.name in names and all(_is_plain(n, names) for n in postorder([s.update, s.initial]))
        }
        if apart == names:
            return frozenset(names)
        names = apart


def _is_plain(node: Term, growing: set[str] | frozenset[str]) -> bool:
    """Whether a node may be part of such a factor: no power whose exponent counts, a correction has that."""
    if node.op == "num" or node is STEP:
        return True
    if node.op == "sym":
        kind, name = node.args[0], node.name
        theory = sort_of(name) is Sort.OTHER or name in THEORY
        return (kind == "state" and name in growing) or (kind == "hyper" and theory)
    return node.op in ("add", "mul", "div") or (node.op == "pow" and node.terms[1].op == "num")


def _factors(system: System, own: frozenset[str]) -> list[Term]:
    """The different factors of that kind that stand beside no gradient.

    What stands there with its complement is one of them; what stands there as a complement alone is that.
    """
    found: dict[Term, dict[Term, None]] = {}
    waiting = [system.weight, system.query, *(s.update for s in system.states if s.name not in own)]
    plain: dict[Term, bool] = fold(waiting, lambda node, below: _is_plain(node, own) and all(below))
    while waiting:
        node = waiting.pop()
        if not plain[node]:
            rate = node.op == "mul" and any(_is_slope(t) for t in node.terms)
            waiting += (t for t in node.terms if not (rate and plain[t]))
        elif symbols([node]):
            found.setdefault(_core(node), {})[node] = None
    return [core if len(whole) > 1 else next(iter(whole)) for core, whole in found.items()]


def _is_slope(node: Term) -> bool:
    """Whether a factor is the gradient, or a rate times it."""
    return node is GRADIENT or (node.op == "mul" and any(map(_is_slope, node.terms)))


def _core(node: Term) -> Term:
    """What is added to 1 or taken from it, or multiplied by -1."""
    if node.op == "add" and ONE in node.terms:
        return _core(next((t for t in node.terms if t is not ONE), ONE))
    if node.op == "mul" and MINUS_ONE in node.terms:
        return _core(next((t for t in node.terms if t is not MINUS_ONE), ONE))
    return node


def _sign(system: System, factor: Term, own: frozenset[str]) -> int:
    """1 where a factor lies between 0 and 1 from some step on, -1 where its opposite does, 0 otherwise."""
    values = list(_values(system, factor, own))
    inside = [v for v in values[2:] if 0 < abs(v) < 1]
    if len(inside) != len(STEPS) - 2 or len({v > 0 for v in inside}) != 1:
        return 0
    return 1 if inside[0] > 0 else -1


def _values(system: System, factor: Term, own: frozenset[str]) -> Iterator[float]:
    states = {s.name: s for s in system.states if s.name in own}
    now = {name: _value(s.initial, 0, {}) for name, s in states.items()}
    for step in STEPS:
        yield _value(factor, step, now)
        now = {name: _value(s.update, step, now) for name, s in states.items()}


def _value(root: Term, step: int, states: Mapping[str, float]) -> float:
    """A factor's value at a step; not a number where it has none."""
    try:
        values: dict[Term, float] = fold([root], partial(_of_node, step, states))
    except (ArithmeticError, ValueError):
        return math.nan
    return values[root]


def _of_node(step: int, states: Mapping[str, float], node: Term, below: tuple[float, ...]) -> float:
    if node.op == "num":
        return float(node.value)
    if node.op == "sym":
        if node is STEP:
            return float(step)
        return states[node.name] if node.args[0] == "state" else SAMPLE.get(node.name, 1.0)
    if node.op == "add":
        return math.fsum(below)
    if node.op == "div":
        return below[0] / below[1]
    return math.prod(below) if node.op == "mul" else math.pow(below[0], below[1])
