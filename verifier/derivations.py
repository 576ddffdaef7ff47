"""The theorems of many recurrences: `verifier.derive` of each, as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from verifier import catalogue, derive
from verifier.work import QUIET, Effort, Unit, results

if TYPE_CHECKING:
    from verifier.closed_form import Derivation


def derivations(names: Iterable[str], effort: Effort = QUIET) -> list[Derivation]:
    """The theorems of each recurrence, by default on all cores.

    Raises
    ------
    InputError
        When nothing has one of the names, or its file has an error.
    """
    from verifier.kernel import digest

    return results([Unit(n, derive, (n,), f"{n} {digest(catalogue.system(n))}") for n in names], effort)


def to_json(found: Sequence[Derivation]) -> dict[str, Any]:
    """One derivation as it is; several in a list, under their names."""
    from verifier.closed_form import to_json as one

    if len(found) == 1:
        return one(found[0])
    return {"name": ", ".join(each.name for each in found), "derivations": [one(each) for each in found]}
