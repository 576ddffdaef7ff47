"""A mend that was found in a known form, in the letters of the update that it mends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from verifier.audit.equations.assembly import Update
from verifier.audit.slips.fault import own_letters
from verifier.mutants import Mutant
from verifier.system import System


def lettered(text: str, letters: Mapping[str, str]) -> str:
    """A line with other letters, all at once."""
    return re.sub(r"[A-Za-z_]\w*", lambda m: letters.get(m[0], m[0]), text)


def in_own_letters(
    fix: str,
    update: Update,
    form: System,
    mutant: Mutant,
    names: Mapping[str, str],
    mine: Mapping[str, Fraction],
    theirs: Mapping[str, Fraction],
) -> str:
    """A mend in the update's letters, ``names`` being its hyperparameters'; the numbers are of both sides."""
    return _of_values(lettered(fix, own_letters(update, form, mutant, names, mine, theirs)))


def _of_values(fix: str) -> str:
    """``s = s -> s = sqrt(s)`` as ``s -> sqrt(s)``: what the form has a line for, the update has none for."""
    (name, _, value), (_, _, right) = (line.partition(" = ") for line in (fix + " -> ").split(" -> ")[:2])
    return f"{value} -> {right}" if name == value else fix
