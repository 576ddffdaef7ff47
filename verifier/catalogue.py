"""Names: what can be named on the command line, looked up in `specs`.

This is the only module that reads ``specs``; `loading` imports it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from verifier.errors import InputError
from verifier.language import Recurrence
from verifier.loading import module
from verifier.sympy_terms import system_of
from verifier.system import System


def recurrences() -> tuple[Recurrence, ...]:
    """The specifications, in reading order."""
    found: tuple[Recurrence, ...] = module("specs").SPECIFICATIONS
    return found


def names() -> tuple[str, ...]:
    """The names of the specifications, in reading order."""
    return tuple(r.name for r in recurrences())


def recurrence(name: str) -> Recurrence:
    """The specification of that name.

    Raises
    ------
    InputError
        When there is none; the message names the nearest.
    """
    found = next((r for r in recurrences() if r.name == name), None)
    if found is None:
        raise unknown(name, "specification", names())
    return found


def system(name: str) -> System:
    """Whatever can be named, as a step function: a specification, a printed form, a formula file.

    Raises
    ------
    InputError
        When nothing has that name, or its text cannot be read.
    """
    if is_file(name):
        from verifier.lift.formula import read

        return read(name)
    return system_of(recurrence(name))


def is_file(name: str) -> bool:
    """Whether the name is that of a formula file, ``path.py`` or ``path.py:function``."""
    return name.endswith(".py") or ".py:" in name


def unknown(name: str, kind: str, known: Iterable[str]) -> InputError:
    """An error that says what is not known and suggests what is meant."""
    choices = list(known)
    near = difflib.get_close_matches(name.lower(), choices, n=3, cutoff=0.5)
    near.sort(key=lambda word: abs(len(word) - len(name)))
    hint = f"did you mean {_alternatives(near)}?" if near else "`verifier list` shows all names"
    return InputError(f"there is no {kind} '{name}'; {hint}")


def _alternatives(words: list[str]) -> str:
    quoted = [f"'{word}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
