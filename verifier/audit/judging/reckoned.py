"""Rates that theory reckons from constants, ``1/L``, ``2/(mu + L)``; momenta, also from the step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.audit.drafts.names import Sort, domain_of, sort_of
from verifier.audit.judging.coefficients import with_momentum
from verifier.mutants.notation import shown
from verifier.system import Hyper, System, map_terms
from verifier.term import CONNECTIVES, GRADIENT, ONE, RELATIONS, Term, hyper, postorder, symbols, term

RATE = "rate"
"""Under which name such a rate stands."""
SMOOTHNESS = re.compile(r"L_?f?|lips\w*|smoothness", re.IGNORECASE)
"""How the constant of Lipschitz is called, by which gradients are divided."""
THEORY = frozenset({"mu"})
"""Letters that are something else elsewhere: the strong convexity."""


def reckoned(system: System) -> Iterator[tuple[str, System]]:
    """Each rate or momentum that is reckoned, in words, and the system with one letter for it."""
    system = _with_factors(system)
    yield from _rates(system)
    made = with_momentum(system)
    if made is not None:
        momentum, named = made
        words = f"the momentum {momentum}"
        yield words, named
        yield from ((f"{words} and {rate}", both) for rate, both in _rates(named))


def _rates(system: System) -> Iterator[tuple[str, System]]:
    """Each rate that is reckoned from other constants, and the system with one letter for it."""
    for rate in _constants(system.weight):
        named = map_terms(system, {rate: hyper(RATE)}, {})
        own = {s.name for s in symbols([rate], "hyper")}
        left = {s.name for s in symbols([*named.outputs, *(s.initial for s in named.states)], "hyper")}
        if not own & left and RATE not in own:
            kept = tuple(h for h in named.hypers if h.name not in own)
            yield f"the rate {shown(rate)}", replace(named, hypers=(*kept, Hyper(RATE, domain_of(RATE))))
    yield from _averaging(system)


def _with_factors(system: System) -> System:
    """A system whose gradient is multiplied by ``1/L``, where it is divided by such a constant."""
    parts = postorder([*system.outputs, *(value for _, value in system.lets)])
    divided = [
        n for n in parts if n.op == "div" and n.terms[1].op == "sym" and GRADIENT in symbols([n.terms[0]])
    ]
    bounds = [n for n in divided if SMOOTHNESS.fullmatch(n.terms[1].name)]
    return map_terms(system, {n: ONE / n.terms[1] * n.terms[0] for n in bounds}, {}) if bounds else system


def _averaging(system: System) -> Iterator[tuple[str, System]]:
    """A rate of an update that averages gradients, and the system in the rate that it has where they add up.

    The average is ``1 - beta`` times the sum, so that the rate of the sum is ``1 - beta`` times its own.
    """
    rates = [h.name for h in system.hypers if sort_of(h.name) is Sort.RATE]
    if len(system.states) != 1 or len(rates) != 1:
        return
    nodes, rate = set(postorder([system.states[0].update])), hyper(rates[0])
    for decay in (hyper(h.name) for h in system.hypers if sort_of(h.name) is Sort.DECAY_RATE):
        rest = next((n for n in nodes if n in (ONE - decay, ONE + term(-1) * decay)), None)
        if rest is not None:
            yield f"the rate {rates[0]}*(1 - {decay.name})", map_terms(system, {rate: rate / rest}, {})


def _constants(weight: Term) -> list[Term]:
    """The largest parts of a line that are made of numbers and of letters of no known sort."""
    constant: set[Term] = set()
    inner: set[Term] = set()
    for node in postorder([weight]):
        if node.op == "sym" and node.args[0] == "hyper":
            good = sort_of(node.name) is Sort.OTHER or node.name in THEORY
        else:
            good = node.op == "num" or (bool(node.terms) and all(t in constant for t in node.terms))
        if good:
            constant.add(node)
            inner |= set(node.terms)
    numbers = {n for n in constant - inner if n.op not in (*RELATIONS, *CONNECTIVES)}
    return [n for n in postorder([weight]) if n in numbers and n.terms and symbols([n])]
