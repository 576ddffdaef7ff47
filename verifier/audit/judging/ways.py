"""The ways in which an update that is no known form may be meant as one: which letter is which."""

from __future__ import annotations

from itertools import islice

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.judging.judge import Judge
from verifier.audit.judging.known import (
    Correspondence,
    Known,
    correspondences,
    literals_of,
    open_correspondences,
)
from verifier.system import System
from verifier.term import ONE, hyper, postorder

OPTIONAL = (Sort.SMALL, Sort.DECAY_RATE, Sort.WEIGHT_DECAY)
"""What may be absent from a form that is meant; of decay rates, only a momentum is ever tried so."""


def plain_ways(judge_: Judge, form: Known) -> list[Correspondence]:
    """Correspondences in which nothing of the form is absent but what is numbers in the update.

    A hyperparameter that a slip has dropped is left open; then the names must be right.
    """
    found = correspondences(judge_.system, form.system, literals_of(judge_.system))
    plain = [c for c in islice(found, 12) if not _is_special(c) and _is_plain(c)]
    if plain:
        averaging = [c for c in plain if _is_averaging(judge_, form, c)]
        return ([c for c in averaging or plain if _is_usual(c)] or averaging or plain)[:4]
    ours, theirs = len(judge_.system.hypers), len(form.system.hypers)
    return list(islice(open_correspondences(judge_.system, form.system), 2)) if ours == theirs - 1 else []


def _is_averaging(judge_: Judge, form: Known, how: Correspondence) -> bool:
    """Whether what stands beside its complement does so in the form: ``a`` of ``a*m + (1 - a)*g``."""
    theirs = _averaging(form.system)
    return all(how.names.get(name, name) in theirs for name in _averaging(judge_.system))


def _averaging(system: System) -> set[str]:
    """The hyperparameters of which one minus them is taken."""
    nodes = set(postorder(system.outputs))
    return {h.name for h in system.hypers if ONE - hyper(h.name) in nodes}


def _is_special(how: Correspondence) -> bool:
    """Whether something of the form is absent, other than a second small constant or a weight decay.

    A weight decay may be absent where each letter is called as what it is: else it has another's name.
    """
    kept = OPTIONAL if _is_usual(how) else OPTIONAL[:2]
    return any(v == 1 or (v == 0 and sort_of(n) not in kept) for n, v in how.fixed.items())


def _is_usual(how: Correspondence) -> bool:
    """Whether no letter is called as something else is: an epsilon that were the rate."""
    return all(sort_of(o) in (sort_of(t), Sort.OTHER) for o, t in how.names.items())


def _is_plain(how: Correspondence) -> bool:
    """Whether what the form lacks of the update can be a number in it: a decay rate, a rate of 1, a 0."""
    sorts = ((sort_of(name), value) for name, value in how.constants.items())
    return all(sort is Sort.DECAY_RATE or value == (sort is Sort.RATE) for sort, value in sorts)
