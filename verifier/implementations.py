"""What installed frameworks run under the name of an optimizer, held against it and against each other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Finding, Verdict
from verifier.lift.frameworks.call import INSTALL
from verifier.system import System

if TYPE_CHECKING:
    from verifier.comparison import Comparison
    from verifier.lift.frameworks.record import Lift

SECONDS = 5.0
"""How long one comparison may take."""


@dataclass(frozen=True)
class Side:
    """A specification, or an implementation as it was read: what is compared.

    Attributes
    ----------
    name : str
        ``adam``, ``keras:Adam()``.
    system : System
    lift : Lift or None
        None for a specification.
    """

    name: str
    system: System
    lift: Lift | None = None

    @property
    def content(self) -> str:
        """What was read, as a text; a specification is its name."""
        return self.name if self.lift is None else json.dumps([self.name, self.lift.to_json()], default=str)


@dataclass(frozen=True)
class Unread:
    """An implementation, or a framework with all of its own, that was not read, and why."""

    subject: str
    reason: str


def read(calls: Iterable[str], *, anew: bool) -> dict[str, Side | Unread]:
    """The implementations by call: from running code if ``anew``, else those that were read before.

    Unless ``anew`` no framework is imported and no process is started.
    """
    chosen = list(dict.fromkeys(calls))
    missing = {call: _missing(call) for call in chosen}
    found = catalogue.readings((c for c in chosen if missing[c] is None), anew=True) if anew else {}
    return {call: missing[call] or side(call, found.get(call) or _kept(call)) for call in chosen}


def _missing(call: str) -> Unread | None:
    framework = call.partition(":")[0]
    return Unread(framework, f"not installed: {INSTALL}") if find_spec(framework) is None else None


def _kept(call: str) -> Lift | InputError:
    try:
        return catalogue.kept(call) or InputError("not read yet: --frameworks reads it")
    except InputError as error:
        return error


def side(call: str, found: Lift | InputError) -> Side | Unread:
    """An implementation of which a lift was found, or an error that says why there is none."""
    if isinstance(found, InputError):
        return Unread(call, str(found).removeprefix(f"{call}: "))
    return Side(call, found.system, found)


def compared(left: Side, right: Side, seconds: float | None = None) -> Comparison:
    """The comparison of two sides, within that time; by default within `SECONDS`."""
    from verifier.compare import as_read, compare_read

    limit = SECONDS if seconds is None else seconds
    found = compare_read((left.system, right.system), (left.name, right.name), timeout=limit)
    return as_read(found, [side.lift for side in (left, right) if side.lift is not None])


def finding(specification: Side, implementation: Side) -> Finding:
    """What an implementation is to the specification of that name.

    Nobody claims that the two are the same, so whatever is decided is as claimed.
    """
    found = compared(implementation, specification)
    verdict = Verdict(found.as_given)
    return Finding(
        kind="framework",
        subject=implementation.name,
        verdict=verdict,
        as_claimed=None if verdict is Verdict.UNDECIDED else True,
        summary=_reason(found),
        details=details(found, implementation),
    )


def _reason(found: Comparison) -> str:
    """The comparison's sentence, with the sides by what they are, and without the numbers of an exception."""
    words = found.sentence().partition("; else ")[0]
    return words.replace("the left", "the implementation").replace("the right", "the specification")


def details(found: Comparison, *sides: Side) -> dict[str, Any]:
    """A comparison as JSON data, with the versions of what was read and without the time that it took."""
    versions = {side.name: side.lift.version for side in sides if side.lift is not None}
    return {k: v for k, v in found.to_json().items() if k != "seconds"} | {"versions": versions}
