"""Hyperparameters that stand in the same places: where names tell nothing, they may correspond."""

from __future__ import annotations

from functools import lru_cache

from verifier.audit.drafts.names import Sort, sort_of
from verifier.system import System
from verifier.term import Term, postorder

MANY = 3
"""From how many letters of no known sort on it is looked where they stand."""
Signature = frozenset[tuple[str, ...]]


def alike(update: System, form: System) -> frozenset[tuple[str, str]]:
    """The pairs of hyperparameters of no known sort that stand in the same places, and no others do."""
    mine, theirs = _signatures(update), _signatures(form)
    return frozenset(
        (one, two)
        for one, places in mine.items()
        for two, others in theirs.items()
        if places == others and list(mine.values()).count(places) == list(theirs.values()).count(places) == 1
    )


@lru_cache(maxsize=512)
def _signatures(system: System) -> dict[str, Signature]:
    """Under which operations each hyperparameter of no known sort stands, where there are many."""
    names = {h.name for h in system.hypers if sort_of(h.name) is Sort.OTHER}
    if len(names) < MANY:
        return {}
    above = _above([*system.outputs, *(s.initial for s in system.states)])
    letters = {n.name: n for n in above if n.op == "sym" and n.args[0] == "hyper" and n.name in names}
    return {name: _places(node, above) for name, node in letters.items()}


def _above(roots: list[Term]) -> dict[Term, list[Term]]:
    """Each node with those in which it stands."""
    found: dict[Term, list[Term]] = {}
    for node in postorder(roots):
        found.setdefault(node, [])
        for each in node.terms:
            found.setdefault(each, []).append(node)
    return found


def _places(node: Term, above: dict[Term, list[Term]]) -> Signature:
    """The operations right above a letter, and those above them."""
    return frozenset((over.op, *sorted({up.op for up in above[over]})) for over in above[node])
