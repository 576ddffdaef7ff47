"""Where the quantities of a recurrence lie, at every step: intervals that prove themselves."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.algebra.ring import Unsupported
from verifier.closed_form.identities import Identities
from verifier.domain import NON_NEGATIVE, REAL, UNIT, Domain
from verifier.system import System
from verifier.term import ONE, Term, symbols

PROVABLE = (UNIT, Domain(UNIT.lower, UNIT.upper), NON_NEGATIVE)
"""What is tried: from 0 to below 1, from 0 to 1, from 0 upward."""


def domains_of(system: System, schedules: Mapping[str, Term]) -> dict[str, Domain]:
    """Where hyperparameters, schedules and states are known to lie."""
    known = {h.name: h.domain for h in system.hypers if h.domain != REAL}
    for name, value in schedules.items():
        found = [d for d in PROVABLE if _lies_in(Identities(known), value, d)]
        known |= {name: found[0]} if found else {}
    for domain in PROVABLE[1:]:
        known |= {name: domain for name in _invariant(system, known, domain) if name not in known}
    return known


def _invariant(system: System, known: Mapping[str, Domain], domain: Domain) -> set[str]:
    """The states that start and stay in a domain: the largest set that proves itself."""
    start = Identities(known)
    found = {s.name for s in system.states if s.name not in known and _lies_in(start, s.initial, domain)}
    while True:
        assumed = Identities({**known, **dict.fromkeys(found, domain)})
        kept = {s.name for s in system.states if s.name in found and _lies_in(assumed, s.update, domain)}
        if kept == found:
            return found
        found = kept


def _lies_in(identities: Identities, value: Term, domain: Domain) -> bool:
    """Whether a value is proved to lie in one of the provable domains."""
    try:
        if not identities.non_negative(value):
            return False
        gap = ONE - value
        return domain.upper is None or (
            identities.positive(gap) if domain.upper_open else identities.non_negative(gap)
        )
    except (Unsupported, ZeroDivisionError):
        return False


def timeless(system: System) -> set[str]:
    """The states that are functions of the step number alone."""
    found = {s.name for s in system.states}
    while True:
        kept = {
            s.name
            for s in system.states
            if s.name in found
            and all(
                x.args[0] in ("hyper", "sequence", "time") or (x.args[0] == "state" and x.name in found)
                for x in symbols([s.update])
            )
        }
        if kept == found:
            return found
        found = kept
