"""Bounds that read no state, as a warm-up is: ``min(1, t/warmup)``."""

from __future__ import annotations

from verifier.system import System
from verifier.term import GRADIENT, Term, postorder, symbols


def touches_a_bound(system: System, corrected: System) -> bool:
    """Whether a change makes another such bound: where no known form has one, it can only make it idle."""
    return not _bounds(corrected) <= _bounds(system)


def _bounds(system: System) -> set[Term]:
    every = (n for n in postorder(system.outputs) if n.op in ("min", "max"))
    return {n for n in every if GRADIENT not in postorder([n]) and not symbols([n], "state")}
