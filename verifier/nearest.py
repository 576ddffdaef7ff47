"""The known form that a system is: for a step that is not what it was meant to be."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from verifier import catalogue
from verifier.algebra.ring import Unsupported
from verifier.claim import EqualWhen
from verifier.comparison.solve import agree
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.matching import match
from verifier.prove.relation import pair_of
from verifier.referee import confirm
from verifier.system import System

SECONDS = 5.0
EACH = 1.0


def nearest(system: System, seconds: float = SECONDS) -> str | None:
    """The name of the first specification or variant in print that the system is proved to be; else None."""
    deadline = monotonic() + seconds
    for name, known in _known():
        if monotonic() > deadline:
            return None
        if _same(system, known):
            return name
    return None


def _known() -> Iterator[tuple[str, System]]:
    """The specifications, then the printed forms that are not always the same as theirs."""
    library = catalogue.library()
    for name in catalogue.names():
        yield name, catalogue.system(name)
    for name, form in catalogue.forms().items():
        if isinstance(form.claim, EqualWhen):
            found = library.system(name)
            if found is not None:
                yield name, found


def _same(system: System, known: System) -> bool:
    try:
        matched = match(system, known)
        if matched.unmatched or not agree(pair_of(matched.left, matched.right)):
            return False
        return confirm(matched.left, matched.right, seconds=EACH).verdict is Verdict.PROVED
    except (InputError, Unsupported):
        return False


__all__ = ["nearest"]
