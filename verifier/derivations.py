"""The theorems of many recurrences: `verifier.derive` of each, as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from verifier import catalogue, derive
from verifier.closed_form import Derivation
from verifier.closed_form import to_json as one
from verifier.errors import InputError
from verifier.kernel import digest
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results


def derivations(names: Iterable[str], effort: Effort = QUIET) -> list[Derivation]:
    """The theorems of each recurrence, by default on all cores.

    Raises
    ------
    InputError
        When nothing has one of the names, or its file has an error or is another one for a worker.
    """
    return results([Unit(name, _derived, (name, digest(catalogue.system(name)))) for name in names], effort)


def meant(name: str, text: str) -> System:
    """The recurrence of that name, which is the one that is meant: on another machine a file may differ.

    Parameters
    ----------
    name : str
    text : str
        The `digest` of the recurrence.

    Raises
    ------
    InputError
        When it is another one.
    """
    system = catalogue.system(name)
    if digest(system) != text:
        raise InputError(f"{name}: it has changed meanwhile, or is another one on that machine")
    return system


def to_json(found: Sequence[Derivation]) -> dict[str, Any]:
    """One derivation as it is; several in a list, under their names."""
    if len(found) == 1:
        return one(found[0])
    return {"name": ", ".join(each.name for each in found), "derivations": [one(each) for each in found]}


def _derived(name: str, text: str) -> Derivation:
    meant(name, text)
    return derive(name)
