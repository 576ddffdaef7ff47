"""Methods that are a plainer one as soon as they remember nothing: momentum for gradient descent."""

from __future__ import annotations

from functools import lru_cache

from verifier import catalogue
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.judging.judge import Judge
from verifier.audit.judging.known import known_forms, shape
from verifier.system import System, fix_hypers
from verifier.term import ZERO


@lru_cache(maxsize=64)
def wider(meant: frozenset[str], states: int) -> frozenset[str]:
    """The methods with so many states that are what is meant, which has none, with decay rates of 0."""
    if not states or any(catalogue.system(name).states for name in meant):
        return frozenset()
    same = {f.of for f in known_forms() if shape(f.system) == states and _forgets(f.system, meant)}
    return frozenset(same) - meant


def _forgets(system: System, meant: frozenset[str]) -> bool:
    rates = [h.name for h in system.hypers if sort_of(h.name) is Sort.DECAY_RATE]
    return bool(rates) and Judge(fix_hypers(system, dict.fromkeys(rates, ZERO)), meant).is_meant()


__all__ = ["wider"]
