"""Rates that theory reckons from other constants: ``1/L``, ``2/(mu + L)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verifier.audit.names import Sort, domain_of, sort_of
from verifier.mutants.notation import shown
from verifier.system import Hyper, System, map_terms
from verifier.term import CONNECTIVES, RELATIONS, Term, hyper, postorder, symbols

RATE = "rate"
"""Under which name such a rate stands."""
THEORY = frozenset({"mu"})
"""Letters that are something else elsewhere: the strong convexity."""


def reckoned(system: System) -> Iterator[tuple[str, System]]:
    """Each rate that is reckoned in the weight's own line, and the system with one letter for it."""
    for rate in _constants(system.weight):
        named = map_terms(system, {rate: hyper(RATE)}, {})
        own = {s.name for s in symbols([rate], "hyper")}
        left = {s.name for s in symbols([*named.outputs, *(s.initial for s in named.states)], "hyper")}
        if not own & left and RATE not in own:
            kept = tuple(h for h in named.hypers if h.name not in own)
            yield shown(rate), replace(named, hypers=(*kept, Hyper(RATE, domain_of(RATE))))


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
