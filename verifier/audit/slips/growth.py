"""Weight decay with its sign turned: an update that is right where the decay is 0, and lets weights grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed
from verifier.audit.equations.assembly import Update
from verifier.audit.judging.judge import SECONDS, Hit, hit_of
from verifier.audit.programs.conditions import switch_called
from verifier.findings import Verdict, Witness
from verifier.lift.reading import Name, Span, parts
from verifier.referee import judge
from verifier.system import System, map_terms
from verifier.term import hyper


@dataclass(frozen=True)
class Growth:
    """A decay whose sign is turned, where it stands, and numbers at which that matters."""

    decay: str
    span: Span | None
    witness: Witness


def growth(update: Update, hit: Hit, meant: frozenset[str]) -> Growth | None:
    """The decay of an update that is a form where it is 0, and one with a decay where its sign is turned."""
    absent = [name for name, value in hit.correspondence.constants.items() if value == 0]
    return _of_decays(update, [name for name in absent if sort_of(name) is Sort.WEIGHT_DECAY], meant)


def switched(update: Update, meant: frozenset[str]) -> Growth | None:
    """The decay of an update that is no form, and one where its sign is turned: what a switch adds."""
    names = [h.name for h in update.system.hypers]
    return _of_decays(update, [name for name in names if sort_of(name) is Sort.WEIGHT_DECAY], meant)


def is_switched(update: Update) -> bool:
    """Whether a switch that is called after the weight decay adds it, and is the only one that is turned."""
    switches = [name for name, on in update.draft.settings.items() if on]
    decays = [h.name for h in update.system.hypers if sort_of(h.name) is Sort.WEIGHT_DECAY]
    return len(switches) == 1 and any(n in switches[0] or switch_called(switches[0]) in n for n in decays)


def _of_decays(update: Update, decays: Sequence[str], meant: frozenset[str]) -> Growth | None:
    for decay in decays:
        letter, system = hyper(decay), _without_default(update.system, decay)
        turned = replace(map_terms(system, {letter: -letter}, {}), lets=())
        other = hit_of(turned, meant)
        if other is None or not other.proved or hit_of(system, meant) is not None:
            continue
        verdict = judge(update.system, turned, seconds=SECONDS)
        if verdict.verdict is Verdict.REFUTED and verdict.witness is not None:
            return Growth(decay, _place(update, decay), verdict.witness)
    return None


def _without_default(system: System, name: str) -> System:
    hypers = tuple(replace(h, usual=None) if h.name == name else h for h in system.hypers)
    return replace(system, hypers=hypers)


def _place(update: Update, decay: str) -> Span | None:
    """Where a decay is read."""
    definitions = update.draft.definitions.values()
    reading = (
        d.span
        for d in definitions
        if any(isinstance(n, Name) and displayed(n.text) == decay for n in parts(d.value))
    )
    return next(reading, None)
